"""An author's name and the letters after it."""

from __future__ import annotations

import re

_MEDICAL = (
    "BDS BM BMBS BN BNurs BPharm BS BVSc BChir DDS DM DMD DO MB MBBChir MBBS MBChB MD MDCM "
    "MPH MPharm NP APRN PharmD RD RGN RMN RN RPh"
)
_OTHER = (
    "BA BAHons BEd BEng BSc DClinPsy DPhil DSc EdD HNC HND JD LLB LLM MA MBA MChem MEd MEng "
    "MPhil MRes MSc MSci PhD PsyD Cert CertEd Dip DipHE PGCE PGCert PGDip "
    "CBE CBiol CEng CPsychol CSci Esq FRS Hons MBE OBE"
)
_DEGREES = frozenset(f"{_MEDICAL} {_OTHER}".split())
# Royal colleges and learned societies: MRCP, FRCS, FRCGP, LRCP, MRSB, FRSC …
_COLLEGE = re.compile(r"[FML]R(?:C|S)[A-Z]{0,5}")


def split_author(text: str) -> tuple[str, str]:
    """Return (name, post-nominals) of a byline's author, the latter as written.

    "Ann Example BSc (hons), MSc" gives "Ann Example" and "BSc (hons), MSc".
    """
    words = text.split()
    for number in range(1, len(words)):
        if _is_letters(words[number]) or _ends_the_name(words, number):
            name = " ".join(words[:number]).rstrip(",")
            return name, " ".join(words[number:])
    return " ".join(words).rstrip(","), ""


def _is_letters(word: str) -> bool:
    bare = word.strip(",;()").replace(".", "")
    return bare in _DEGREES or bool(_COLLEGE.fullmatch(bare))


def _ends_the_name(words: list[str], number: int) -> bool:
    # "Ann Example, Chartered Physiotherapist": a comma after a full name ends it.
    return number > 1 and words[number - 1].endswith(",")
