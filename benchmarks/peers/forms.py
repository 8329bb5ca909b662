"""The forms for comments, read from the page like a browser does."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup


@dataclass(frozen=True)
class Form:
    """Where a form goes, and what it is filled with already."""

    action: str
    fields: dict[str, str]


def form_in(html: str, path: str, *, having: str) -> Form:
    """Return the form on the page at *path* that has a field called *having*.

    :raises LookupError: when there is none
    """
    soup = BeautifulSoup(html, "html.parser")
    named = soup.find(["input", "textarea"], attrs={"name": having})
    form = named.find_parent("form") if named else None
    if form is None:
        raise LookupError(f"{path} has no form with a field “{having}”.")
    hidden = form.find_all("input", attrs={"name": True, "type": "hidden"})
    action = urlsplit(urljoin(path, form.get("action") or path))
    target = f"{action.path}?{action.query}" if action.query else action.path
    return Form(target, {one["name"]: one.get("value", "") for one in hidden})
