"""Unicode's normal forms, at a cost in proportion to the length of what strangers send."""

import unicodedata
from typing import Literal

# The longest run of marks that the Stream-Safe Text Format (UAX #15, section 13) lets stand; no
# living language comes near it.
LONGEST_RUN = 30
# No marks themselves (class 0), but taken apart into some: vowels of Tibetan by every form, narrow
# voice marks of kana by those of compatibility.
_TAKEN_APART = "\u0f73\u0f75\u0f81"
_TAKEN_APART_BY_K = _TAKEN_APART + "\uff9e\uff9f"


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return *text* in a normal form; of a longer run of marks only the first thirty stay.

    Python sorts a run of marks by insertion: 80,000 of them, which fit into a small form, would
    keep a processor busy for 40 seconds.
    """
    if text.isascii():
        return text
    disguised = _TAKEN_APART_BY_K if "K" in form else _TAKEN_APART
    return unicodedata.normalize(form, _without_long_runs(text, disguised))


def _without_long_runs(text: str, disguised: str) -> str:
    kept = []
    run = 0
    for char in text:
        if unicodedata.combining(char) or char in disguised:
            run += 1
            if run > LONGEST_RUN:
                continue
        else:
            run = 0
        kept.append(char)
    return "".join(kept)
