"""Which section of answers a path on the command line means."""

from __future__ import annotations

from urllib.parse import urlsplit

from qa.models import QAIndexPage


class UnknownPlaceError(Exception):
    """No section has that address, or several have; the message lists those there are."""


def find_section(address: str) -> QAIndexPage:
    """Return the section of answers at ``address``, a path or a whole web address.

    Raises:
        UnknownPlaceError: none or more than one is there.
    """
    sections = list(QAIndexPage.objects.order_by("path"))
    wanted = urlsplit(address)
    found = [one for one in sections if _is_at(one, wanted.netloc, wanted.path)]
    if len(found) == 1:
        return found[0]
    problem = "Several sections of answers are" if found else "No section of answers is"
    raise UnknownPlaceError(f'{problem} at "{address}"; {_listed(found or sections)}.')


def _is_at(section: QAIndexPage, host: str, path: str) -> bool:
    parts = section.get_url_parts()
    if not parts or not parts[1]:
        return False
    _, root_url, own_path = parts
    same_host = not host or urlsplit(root_url).netloc == host
    return same_host and own_path.strip("/") == path.strip("/")


def _listed(sections: list[QAIndexPage]) -> str:
    # With several sites a bare path is not enough to tell them apart.
    addresses = [one.full_url or f'"{one.title}" (in no site)' for one in sections]
    if not addresses:
        return "there are none yet: make one in the admin, under the home page"
    return f"there are: {', '.join(addresses)}"
