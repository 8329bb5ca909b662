"""How the text of a comment becomes HTML."""

import re

from django import template
from django.template.defaultfilters import linebreaks
from django.utils.html import Urlizer, escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class _ReaderLinks(Urlizer):
    """Marks links as written by readers, and leaves e-mail addresses alone."""

    url_template = '<a href="{href}" rel="ugc nofollow noopener">{url}</a>'
    mailto_template = ""


_links = _ReaderLinks()
# What stands in every address; to look for links word by word takes most of the time of a comment.
_LINK = re.compile(r"\S[.:]\S")


@register.filter
def comment_text(text: str) -> SafeString:
    """Return *text* escaped, with its line breaks kept and its links working."""
    may_link = _LINK.search(text)
    linked = _links(text, trim_url_limit=60, autoescape=True) if may_link else escape(text)
    return mark_safe(linebreaks(linked, autoescape=False))  # noqa: S308 - escaped above
