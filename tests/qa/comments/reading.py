"""Pages as a browser sees them, and their forms as it sends them."""

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client


def soup_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def form_of(response: HttpResponse) -> Tag | None:
    """Return the form for a comment on a page, None where there is none."""
    return soup_of(response).select_one("form.comment-form")


def typed_in(response: HttpResponse) -> dict[str, str]:
    """Return what stands in the form for a comment, as a browser would send it."""
    fields = form_of(response).select("input[name], textarea[name]")
    return {field["name"]: _value_of(field) for field in fields if _is_sent(field)}


def _is_sent(field: Tag) -> bool:
    return field.get("type") != "checkbox" or field.has_attr("checked")


def _value_of(field: Tag) -> str:
    if field.name == "textarea":
        return field.text.removeprefix("\r\n").removeprefix("\n")  # browsers drop the first break
    return field.get("value", "on" if field.get("type") == "checkbox" else "")


def pressed_again(client: Client, response: HttpResponse, **changed: str) -> HttpResponse:
    """Send the form as it came back, with what the reader has *changed* in it."""
    sent = {**typed_in(response), "action": "post", **changed}
    return client.post(form_of(response)["action"], sent)
