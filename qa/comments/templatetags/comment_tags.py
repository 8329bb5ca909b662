"""How the text of a comment becomes HTML."""

from django import template
from django.template.defaultfilters import linebreaks
from django.utils.html import Urlizer
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class _ReaderLinks(Urlizer):
    """Marks links as written by readers, and leaves e-mail addresses alone."""

    url_template = '<a href="{href}" rel="ugc nofollow noopener">{url}</a>'
    mailto_template = ""


_links = _ReaderLinks()


@register.filter
def comment_text(text: str) -> SafeString:
    """Return *text* escaped, with its line breaks kept and its links working."""
    linked = _links(text, trim_url_limit=60, autoescape=True)
    return mark_safe(linebreaks(linked, autoescape=False))  # noqa: S308 - the urlizer escaped it
