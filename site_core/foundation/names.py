"""Names that must not be used twice."""

from collections.abc import Callable
from itertools import chain, count


def first_free(wanted: str, is_free: Callable[[str], bool], longest: int) -> str:
    """Return *wanted*, or with the first number behind it that makes it free.

    :param longest: characters the name may have, its number included
    """
    names = (f"{wanted[: longest - 6].rstrip('-')}-{number}" for number in count(2))
    return next(filter(is_free, chain([wanted[:longest].rstrip("-")], names)))
