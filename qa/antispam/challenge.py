"""A question in words, asked of those whom a rule doubts; the server keeps nothing of it.

It needs no picture, sound or script, so screen readers read it like any other question.
"""

import logging
from dataclasses import dataclass
from hmac import compare_digest
from secrets import token_urlsafe

from django.core import signing
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from .phrases import plain_words
from .riddles import new_riddle

LIFETIME = 60 * 60  # seconds

_SALT = "qa.antispam.challenge"
_LONGEST_TOKEN = 500  # characters; ours have about 150
_LONGEST_ANSWER = 100
_ARTICLES = {"a", "an", "the"}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Challenge:
    """A question for a reader, and the token that the form sends back with the answer."""

    question: str
    token: str


def new_challenge() -> Challenge:
    """Return a new question; its token holds the answer only as a keyed hash."""
    question, answer = new_riddle()
    nonce = token_urlsafe(12)
    token = signing.dumps([nonce, _answer_hash(nonce, answer)], salt=_SALT)
    return Challenge(question=question, token=token)


def is_solved(*, token: str, answer: str) -> bool:
    """Return whether *answer* answers the question that *token* came with, asked within the hour.

    A token counts once, whether the answer was right or wrong, for a program could try all the
    words of one question; a form that is shown again needs a new challenge. An empty answer uses
    nothing up. Nothing that comes in raises an error.
    """
    given = _plain_answer(answer)
    opened = _open(token)
    if not given or opened is None:
        return False
    nonce, expected = opened
    return _first_use(nonce) and compare_digest(_answer_hash(nonce, given), expected)


def _plain_answer(answer: str) -> str:
    if not isinstance(answer, str):
        return ""
    return "".join(word for word in plain_words(answer[:_LONGEST_ANSWER]) if word not in _ARTICLES)


def _answer_hash(nonce: str, answer: str) -> str:
    return salted_hmac(_SALT, f"{nonce}:{_plain_answer(answer)}", algorithm="sha256").hexdigest()


def _open(token: str) -> tuple[str, str] | None:
    if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
        return None
    try:
        nonce, expected = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError):  # ValueError: what no encoding can write
        return None
    return nonce, expected


def _first_use(nonce: str) -> bool:
    try:
        return cache.add(f"{_SALT}:{nonce}", True, timeout=LIFETIME)
    except Exception as error:  # noqa: BLE001 - every cache fails in its own way, and readers come first
        logger.warning("The cache cannot tell used challenges: %s.", type(error).__name__)
        return True
