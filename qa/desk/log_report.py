"""The log of what was done with comments: who, when, what and why, also as a file.

Wagtail's own history of the site says neither why nor from which state to which, and is not for
moderators of a section.
"""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.history import HistoryFilterSet
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry, Page

from qa.comments.history import STATE_CHANGED
from qa.comments.models import Comment
from qa.comments.permissions import comments_for
from qa.comments.querysets import is_any
from qa.comments.states import CommentState
from site_core.foundation.paging import FAR

from .listing import BoundedMixin
from .sheets import SheetView, page_filter
from .statistics import ROWS_AT_ONCE

OUR_ACTIONS = "qa_comments."


def entries_for(user, *, are_many: bool = False) -> QuerySet[ModelLogEntry]:
    """Return the entries about the comments that *user* may moderate, each with its ``number``.

    Administrators also see what was done with comments that are gone, and with held authors.

    :param are_many: whether a large part of the log is wanted, so that each entry had better be
        asked for its comment than all comments of a section gathered first
    """
    of_comment = ContentType.objects.get_for_model(Comment)
    number = Case(When(content_type=of_comment, then=Cast("object_id", BigIntegerField())))
    entries = ModelLogEntry.objects.filter(action__startswith=OUR_ACTIONS).annotate(number=number)
    if user.is_active and user.is_superuser:
        return entries
    return _about(entries, comments_for(user), is_any if are_many else Exists)


def _about(
    entries: QuerySet[ModelLogEntry], comments: QuerySet[Comment], how: Callable = Exists
) -> QuerySet[ModelLogEntry]:
    return entries.filter(how(comments.filter(pk=OuterRef("number"))))


class LogFilterSet(HistoryFilterSet):
    """Wagtail's filters of a history, and the page.

    What can be chosen is what there is an entry for; one of each is looked for, not all read.
    """

    page = page_filter(method="below")

    class Meta:
        model = ModelLogEntry
        fields: list[str] = []

    def get_action_choices(self) -> list[tuple[str, str]]:
        ours = [
            choice for choice in log_registry.get_choices() if choice[0].startswith(OUR_ACTIONS)
        ]
        entries = self.queryset.order_by()
        first, *others = (
            ModelLogEntry.objects.filter(pk__in=entries.filter(action=action)[:1].values("pk"))
            .order_by()
            .values_list("action")
            for action, _label in ours
        )
        found = {action for (action,) in first.union(*others, all=True)}
        return [choice for choice in ours if choice[0] in found]

    def get_users_queryset(self) -> QuerySet:
        own = self.queryset.filter(user=OuterRef("pk"))
        return (
            get_user_model().objects.filter(Exists(own)).order_by(get_user_model().USERNAME_FIELD)
        )

    def below(self, entries: QuerySet, name: str, page: Page) -> QuerySet:
        return _about(entries, Comment.objects.filter(page__path__startswith=page.path))


def what_of(entry: ModelLogEntry) -> str:
    """Return what was done, with the state before and after where that has changed."""
    if entry.action != STATE_CHANGED:
        return str(entry.formatter.label) if entry.formatter else entry.action
    before, after = (CommentState(entry.data[name]).label for name in ("before", "after"))
    return f"{before} → {after}"


def page_of(entry: ModelLogEntry) -> str:
    """Return the title of the page the comment stands on."""
    if entry.number is None:
        return ""
    return entry.page_title or _("The comment is gone")


def card_of(entry: ModelLogEntry) -> str | None:
    """Return where the comment can be looked at."""
    return f"{reverse('qa_desk:all')}?comment={entry.number}" if entry.page_title else None


class CommentColumn(TitleColumn):
    """The number of the comment, nothing where the entry is about something else."""

    empty_value_display = ""

    def get_value(self, instance: ModelLogEntry) -> int | str:
        return "" if instance.number is None else instance.number


class LogView(BoundedMixin, SheetView):
    """Lists what was done with comments, the newest first."""

    template_name = "desk/report.html"
    results_template_name = "desk/report_log_results.html"
    page_title = gettext_lazy("Comment log")
    header_icon = "history"
    index_url_name = "qa_desk:log"
    index_results_url_name = "qa_desk:log_results"
    filterset_class = LogFilterSet
    verbose_name_plural = gettext_lazy("entries")
    columns = [
        Column("timestamp", label=gettext_lazy("When"), classname="desk-report__when"),
        Column("user_display_name", label=gettext_lazy("Who")),
        CommentColumn("number", label=gettext_lazy("Comment"), get_url=card_of),
        Column("page", label=gettext_lazy("Page"), accessor=page_of),
        Column("what", label=gettext_lazy("What"), accessor=what_of),
        Column("why", label=gettext_lazy("Why"), accessor=lambda entry: entry.data.get("reason")),
        Column("via", label=gettext_lazy("Via"), accessor=lambda entry: entry.data.get("via")),
    ]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.is_export:  # not by way of a list: this may be the log of many years
            entries = self.get_filtered_queryset().iterator(ROWS_AT_ONCE)
            return self.as_spreadsheet(entries, request.GET["export"])
        return super().get(request, *args, **kwargs)

    def get_filename(self) -> str:
        return f"comment-log-{timezone.localdate().isoformat()}"

    def get_filterset_kwargs(self) -> dict:
        return {**super().get_filterset_kwargs(), "queryset": entries_for(self.request.user)}

    def get_base_queryset(self) -> QuerySet[ModelLogEntry]:
        page = Comment.objects.filter(pk=OuterRef("number")).values("page__title")
        are_many = self.page_wanted * self.paginate_by > FAR
        entries = entries_for(self.request.user, are_many=are_many)
        entries = entries.annotate(page_title=Subquery(page))
        return entries.select_related("user")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("-timestamp", "-pk")

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple:
        paginator, page, keys, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = list(queryset.filter(pk__in=keys))
        return paginator, page, page.object_list, has_others

    def get_filtered_queryset(self) -> QuerySet:
        return self.get_queryset()  # which has been filtered
