"""How the text of a comment becomes HTML."""

import re

from django import template
from django.template.defaultfilters import linebreaks
from django.template.loader import get_template
from django.utils.html import Urlizer, escape
from django.utils.safestring import SafeString, mark_safe

from ..models import Comment, CommentSettings
from ..nodes import Node
from ..threads import Conversation, ThreadPage

register = template.Library()


class _ReaderLinks(Urlizer):
    """Marks links as written by readers, and leaves e-mail addresses alone."""

    url_template = '<a href="{href}" rel="ugc nofollow noopener">{url}</a>'
    mailto_template = ""


_links = _ReaderLinks()
# What stands in every address; to look for links word by word takes most of the time of a comment.
_LINK = re.compile(r"\S[.:]\S")


@register.simple_tag(takes_context=True)
def comment_card(context: dict, comment: Comment) -> SafeString:
    """Return a comment alone as HTML."""
    return _in_jinja2("comment", {**_shared_by_comments(context), "comment": comment})


@register.simple_tag(takes_context=True)
def conversations(context: dict, part: ThreadPage | Conversation) -> list[SafeString]:
    """Return each conversation of a page of the discussion as HTML."""
    shared = _shared_by_comments(context)

    def make(node: Node) -> SafeString:
        return _in_jinja2("conversation", {**shared, "root": node})

    return part.each("conversation", make, shared["is_closed"])


def _in_jinja2(name: str, values: dict) -> SafeString:
    template = get_template(f"comments/{name}.html", using="jinja2")
    return mark_safe(template.render(values))  # noqa: S308 - it escapes


def _shared_by_comments(context: dict) -> dict:
    """Return what is the same for all comments of a page."""
    request, page = context.get("request"), context.get("page")
    return {
        "here": page.url if page else None,
        "is_preview": getattr(request, "is_preview", False),
        "is_closed": context.get("discussion_is_closed", False),
        "reply_notice": CommentSettings.for_request(request).reply_notice if request else "",
    }


@register.filter
def comment_text(text: str) -> SafeString:
    """Return *text* escaped, with its line breaks kept and its links working."""
    may_link = _LINK.search(text)
    linked = _links(text, trim_url_limit=60, autoescape=True) if may_link else escape(text)
    return mark_safe(linebreaks(linked, autoescape=False))  # noqa: S308 - escaped above
