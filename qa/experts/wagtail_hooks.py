"""What experts' profiles add to the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from .models import ExpertPage


@hooks.register("before_delete_page")
def keep_experts_who_answered(request, page):
    """Stop the deletion of a profile that answers or replies point to, and say what to do."""
    named = _experts_who_answered([page])
    return _refuse(request, named, page.get_parent()) if named else None


@hooks.register("before_bulk_action")
def keep_experts_who_answered_together(request, action_type, objects, action_class):
    """Stop the same where several pages are deleted at once."""
    pages = [item for item in objects if isinstance(item, Page)]
    named = _experts_who_answered(pages) if action_type == "delete" else []
    return _refuse(request, named, pages[0].get_parent()) if named else None


def _experts_who_answered(pages) -> list[str]:
    found: list[str] = []
    for page in pages:
        below = ExpertPage.objects.descendant_of(page, inclusive=True)
        answered = below.filter(answers__isnull=False) | below.filter(replies__isnull=False)
        found.extend(answered.distinct().values_list("title", flat=True))
    return found


def _refuse(request, named: list[str], parent):
    messages.error(
        request,
        _(
            "Not deleted, because answers or replies stand under these names: %(names)s. "
            "Unpublish the profile instead; the answers keep the name."
        )
        % {"names": ", ".join(named)},
    )
    return redirect("wagtailadmin_explore", parent.pk)
