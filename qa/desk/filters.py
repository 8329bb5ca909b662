"""How moderators narrow down the comments they look at."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from qa.comments.limits import address_key
from qa.comments.models import Comment
from qa.comments.permissions import user_sees_personal_data
from qa.comments.states import CommentState
from qa.models import QAPage, Topic

# The rules by which comments are held, as moderators call them.
RULES = {
    "crisis": _("Signs of a crisis"),
    "clinic_names": _("Clinics and doctors"),
    "prices": _("Prices"),
    "doses": _("Doses"),
    "phone_numbers": _("Phone numbers"),
    "identifying_details": _("Shows who somebody is"),
    "links": _("Links"),
    "link_in_name": _("Link in the name"),
    "markup": _("Markup"),
    "shouting": _("Shouting"),
    "repeated_character": _("Repeated characters"),
    "repeated_word": _("Repeated words"),
    "no_letters": _("No letters"),
    "honeypot": _("Filled in by a program"),
    "too_fast": _("Sent very fast"),
    "blocked_words": _("Blocked words"),
    "blocked_patterns": _("Blocked patterns"),
    "blocked_networks": _("Blocked networks"),
    "limit": _("Many in a short time"),
    "duplicate": _("Sent before"),
    "held_author": _("Author is always held"),
}


class CommentFilterSet(WagtailFilterSet):
    """The filters of the queue; all of them combine."""

    page = django_filters.ModelChoiceFilter(
        label=_("Article or section"),
        queryset=Page.objects.all(),
        method="below",
        widget=AdminPageChooser(show_edit_link=False),
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), queryset=Topic.objects.all(), method="about"
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=CommentState.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,  # each comment is in one state
    )
    reason = django_filters.ChoiceFilter(
        label=_("Held for"), choices=list(RULES.items()), method="held_for"
    )
    posted_at = django_filters.DateFromToRangeFilter(
        label=_("Posted"), widget=DateRangePickerWidget
    )
    address = django_filters.CharFilter(
        label=_("Author by confirmed e-mail address"),
        method="by_author",
        widget=forms.EmailInput,
    )

    class Meta:
        model = Comment
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not user_sees_personal_data(self.request.user):
            self.filters.pop("address", None)

    def below(self, comments: QuerySet, name: str, page: Page) -> QuerySet:
        return comments.filter(page__path__startswith=page.path)

    def about(self, comments: QuerySet, name: str, topic: Topic) -> QuerySet:
        filed = QAPage.topics.through.objects.filter(topic=topic)  # no answer itself is looked at
        return comments.filter(page_id__in=filed.values("qapage_id"))

    def held_for(self, comments: QuerySet, name: str, rule: str) -> QuerySet:
        # As text, since SQLite cannot look into a list.
        return comments.filter(receipt__findings__icontains=f'"rule": "{rule}"')

    def by_author(self, comments: QuerySet, name: str, address: str) -> QuerySet:
        return comments.filter(
            receipt__address_key=address_key(address), receipt__confirmed_at__isnull=False
        )
