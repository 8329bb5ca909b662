"""What experts' profiles add to the Wagtail admin."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from .models import ExpertPage


@hooks.register("before_delete_page")
def keep_experts_with_words(request, page):
    """Stop the deletion of a profile that answers, replies or reviews name; say what to do."""
    named = _experts_with_words([page])
    return _refuse(request, named, page.get_parent()) if named else None


@hooks.register("before_bulk_action")
def keep_experts_with_words_together(request, action_type, objects, action_class):
    """Stop the same where several pages are deleted at once."""
    pages = [item for item in objects if isinstance(item, Page)]
    named = _experts_with_words(pages) if action_type == "delete" else []
    return _refuse(request, named, pages[0].get_parent()) if named else None


def _experts_with_words(pages) -> list[str]:
    found: list[str] = []
    for page in pages:
        below = ExpertPage.objects.descendant_of(page, inclusive=True)
        named = Q(answers__isnull=False) | Q(replies__isnull=False) | Q(reviews__isnull=False)
        found.extend(below.filter(named).distinct().values_list("title", flat=True))
    return found


def _refuse(request, named: list[str], parent):
    messages.error(
        request,
        _(
            "Not deleted, because answers, replies or reviews stand under these names: %(names)s. "
            "Unpublish the profile instead; the answers keep the name."
        )
        % {"names": ", ".join(named)},
    )
    return redirect("wagtailadmin_explore", parent.pk)
