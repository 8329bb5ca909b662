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

_SHARED = "shared_by_comments"


class _ReaderLinks(Urlizer):
    """Marks links as written by readers, and leaves e-mail addresses alone."""

    url_template = '<a href="{href}" rel="ugc nofollow noopener">{url}</a>'
    mailto_template = ""


_links = _ReaderLinks()
# What stands in every address; to look for links word by word takes most of the time of a comment.
_LINK = re.compile(r"\S[.:]\S")


@register.simple_tag(takes_context=True)
def comment_card(context: dict, comment: Comment, node: Node | None = None) -> SafeString:
    """Return a comment as HTML.

    :param node: its place in the thread; None for a comment alone
    """
    # What is the same for all comments of a page is looked up once.
    shared = context.render_context.get(_SHARED) or _shared_by_comments(context)
    card = get_template("comments/comment.html", using="jinja2")
    return mark_safe(card.render({**shared, "comment": comment, "node": node}))  # noqa: S308 - it escapes


@register.simple_tag(takes_context=True)
def conversations(context: dict, part: ThreadPage | Conversation) -> list[SafeString]:
    """Return each conversation of a page of the discussion as HTML."""
    template = get_template("comments/conversation.html").template

    def make(node: Node) -> SafeString:
        with context.push(root=node):
            return template.render(context)

    return part.each("conversation", make, context.get("discussion_is_closed", False))


def _shared_by_comments(context: dict) -> dict:
    request, page = context.get("request"), context.get("page")
    shared = {
        "here": page.url if page else None,
        "is_preview": getattr(request, "is_preview", False),
        "is_closed": context.get("discussion_is_closed", False),
        "reply_notice": CommentSettings.for_request(request).reply_notice if request else "",
    }
    context.render_context[_SHARED] = shared
    return shared


@register.filter
def comment_text(text: str) -> SafeString:
    """Return *text* escaped, with its line breaks kept and its links working."""
    may_link = _LINK.search(text)
    linked = _links(text, trim_url_limit=60, autoescape=True) if may_link else escape(text)
    return mark_safe(linebreaks(linked, autoescape=False))  # noqa: S308 - escaped above
