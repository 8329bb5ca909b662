"""Readers' texts and names made safe to store, show and compare.

Nothing that can be seen is taken away, but for accents piled up as a prank.
"""

import re
from unicodedata import category, combining

from site_core.foundation.normal_form import normalize

from .folding import fold, words_of

# Marks of any language on one letter: no living script needs more (Tibetan stacks the most).
_MOST_MARKS = 8
# Accents that go with any letter: phonetic writing and Vietnamese need three at the most.
_MOST_ACCENTS = 4
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_MARKS = {"Mn", "Me"}
_JOINERS = "\u200c\u200d"

_NEVER = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and line breaks
    "\ud800-\udfff"  # halves of pairs
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction
    "\u00ad\u034f\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff"  # without width
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc"  # letters and signs that show nothing
    "\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
    "]"
)
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Arabic and its kin, the scripts of India and Sri Lanka, Burmese, Khmer, Mongolian.
_JOINING_LETTERS = (
    "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
# Each pattern keeps what its group finds and drops the rest of what it finds.
_ONLY_IN_PLACE = [
    # The flags of England, Scotland and Wales are spelt in invisible letters.
    re.compile("(\U0001f3f4[\U000e0061-\U000e007a]{4,6}\U000e007f)|[\U000e0020-\U000e007f]"),
    re.compile(
        f"((?<=[{_PICTURE}])[\ufe0e\ufe0f]"
        "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
        "|(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])[\U000e0100-\U000e01ef]"
        "|(?<=[\u1820-\u18aa])[\u180b-\u180d\u180f])"
        "|[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d\u180f]"
    ),
    re.compile(
        f"((?<=[{_JOINING_LETTERS}])[{_JOINERS}]"
        f"|(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}]))"
        f"|[{_JOINERS}]"
    ),
]
_LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
_THREE_BLANK_LINES = re.compile("\n{4,}")

TITLES = frozenset(
    "dr doctor prof professor mr mrs ms miss mx sir dame lord lady md phd dphil mbbs mbchb msc bsc "
    "frcs frcp mrcp mrcs mrcgp rgn esq".split()
)
_SAME_SHAPE = str.maketrans("01i", "oll")
_TITLE_SHAPES = frozenset(title.translate(_SAME_SHAPE) for title in TITLES)


def clean_text(raw: str) -> str:
    """Return what a reader wrote without what cannot be seen; cleaning it again changes nothing.

    Line breaks become \\n, at most two blank lines follow each other, and letters are composed
    (NFC). Joiners stay where emoji and the scripts of Asia need them.
    """
    text = _clean_once(raw)
    # Taking one thing away may leave another without what it belonged to.
    while (again := _clean_once(text)) != text:
        text = again
    return text


def clean_line(raw: str) -> str:
    """Return a name or another single line, cleaned and with single spaces."""
    return " ".join(clean_text(raw).split())


def _clean_once(text: str) -> str:
    text = _NEVER.sub("", _LINE_BREAKS.sub("\n", text))
    for pattern in _ONLY_IN_PLACE:
        text = pattern.sub(r"\1", text)
    text = normalize("NFC", _without_piles(text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _THREE_BLANK_LINES.sub("\n\n\n", text).strip()


def _without_piles(text: str) -> str:
    kept = []
    marks = 0
    for char in text:
        if category(char) in _MARKS or combining(char):
            if marks >= (_MOST_ACCENTS if _ACCENTS.match(char) else _MOST_MARKS):
                continue
            marks += 1
        elif char not in _JOINERS:
            marks = 0
        kept.append(char)
    return "".join(kept)


def name_words(name: str) -> list[str]:
    """Return the words of *name* that tell it from other names, as :func:`skeleton` has them.

    Titles are left out, unless there is nothing else.
    """
    plain: list[str] = []
    titles: list[str] = []
    for chunk in fold(name.replace("|", "l")).split():
        words = ["".join(filter(str.isalnum, word)) for word in words_of(chunk)]
        shapes = [word.translate(_SAME_SHAPE) for word in words if word]
        if "".join(shapes) in _TITLE_SHAPES:
            titles += shapes
            continue
        for shape in shapes:
            (titles if shape in _TITLE_SHAPES else plain).append(shape)
    return plain or titles


def skeleton(name: str) -> str:
    """Return what of *name* tells it from other names: "Dr. Jane Ölsen" gives "janeolsen".

    Names that look alike have the same skeleton: case, accents, letters of other scripts, 0 for o
    and 1 for l do not count, nor do titles, spaces and signs. "" for a name without letters.
    """
    return normalize("NFC", "".join(name_words(name)))
