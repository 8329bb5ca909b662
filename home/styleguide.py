"""Every component of the site and its states on one page, for those who build and check it."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from qa.blocks import BodyBlock
from qa.comments.models import Comment
from qa.comments.states import CommentState
from qa.experts.models import ExpertPage
from qa.models import QAPage
from site_core.foundation.headers import keep_private

COLOURS = """
paper surface surface-strong line ink ink-soft brand brand-deep accent
note caution caution-surface emergency emergency-surface mark
""".split()
SIZES = ["s", "m", "l", "xl", "2xl", "3xl"]
SPACES = ["xs", "s", "m", "l", "xl"]
TEXT = "<p>Nerves grow by about a millimetre a day. <a href='#'>A link</a> in the text.</p>"
BODY = [
    {"type": "key_points", "value": {"title": "", "points": ["Short first.", "Then the rest."]}},
    {
        "type": "section",
        "value": {
            "heading": "A section with everything in it",
            "anchor": "a-section",
            "content": [
                {"type": "paragraph", "value": TEXT},
                {"type": "list", "value": {"style": "bulleted", "items": [TEXT, TEXT]}},
                {"type": "list", "value": {"style": "numbered", "items": [TEXT, TEXT]}},
                {"type": "quotation", "value": {"text": "It took a year.", "attribution": "Ada"}},
                {"type": "subsection", "value": {"heading": "A subsection", "content": []}},
            ],
        },
    },
    *(
        {"type": "callout", "value": {"kind": kind, "title": "", "text": TEXT}}
        for kind in ("note", "caution", "emergency")
    ),
    {"type": "references", "value": [{"author": "Ada B", "title": "A study", "year": 2020}]},
]


class SampleForm(forms.Form):
    """One field of each kind that the site's forms have."""

    name = forms.CharField(label="Your name", help_text="As it will be shown.")
    text = forms.CharField(label="Your comment", widget=forms.Textarea)
    agree = forms.BooleanField(label="Tell me when somebody answers", required=False)


def _comments() -> list[Comment]:
    """Return comments in the states that readers see, none of them kept anywhere."""
    expert = ExpertPage(pk=1, title="Dr Sample", post_nominals="MD", live=False)
    said = {"comment": "It began in the spring, and it is better now.", "posted_at": timezone.now()}
    public, removed = CommentState.PUBLIC, CommentState.REMOVED
    quoted = {"quoted_name": "Ada", "quoted_text": "How long does it take?"}
    return [
        Comment(pk=1, user_name="Ada", state=public, level=0, **said),
        Comment(pk=2, user_name="Bo", state=public, level=0, edited_at=timezone.now(), **said),
        Comment(pk=3, expert=expert, state=public, level=0, **quoted, **said),
        Comment(pk=4, state=removed, level=0, **said),
        Comment(pk=5, state=CommentState.WITHDRAWN, level=0, **said),
    ]


@require_safe
@require_admin_access
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components; only people who may enter the admin see this page."""
    context = {
        "colours": COLOURS,
        "sizes": SIZES,
        "spaces": SPACES,
        "answers": QAPage.objects.published().for_cards()[:2],
        "experts": ExpertPage.objects.published().select_related("portrait")[:2],
        "comments": _comments(),
        "body": BodyBlock().to_python(BODY),
        "form": SampleForm(),
        "wrong_form": SampleForm({"name": "", "text": "What I typed."}),
        "pages": Paginator(range(90), 10).page(3),
    }
    return keep_private(render(request, "home/styleguide.html", context))
