"""The report of mail that failed, and its buttons."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies.base import BasePermissionPolicy

from . import letters
from .permissions import mail_policy

REPORT = "qa_notifications:failed_mail"


class TryAgainColumn(Column):
    """A button that lets the worker try one mail again."""

    cell_template_name = "qa_notifications/try_again_cell.html"

    def get_cell_context_data(self, instance: DBTaskResult, parent_context: dict) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        return {
            **context,
            "csrf_token": get_token(context["request"]),
            "kind": letters.kind_of(instance),
            "last_tried": letters.last_tried(instance),
        }


class MailPaginator(WagtailPaginator):
    """Counts mails, where Wagtail would count “task results”."""

    verbose_name = gettext_lazy("mail")
    verbose_name_plural = gettext_lazy("mails")


class LooksAfterMail(PermissionCheckedMixin):
    permission_required = "change"

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return mail_policy()


class FailedMailView(LooksAfterMail, ReportView):
    """Lists the mails that were given up. Neither page nor export tells whom they were for."""

    page_title = gettext_lazy("Mail that failed")
    header_icon = "mail"
    paginator_class = MailPaginator
    results_template_name = "qa_notifications/failed_mail_results.html"
    index_url_name = REPORT
    index_results_url_name = "qa_notifications:failed_mail_results"
    default_ordering = "-finished_at"
    export_filename = "mail-that-failed"
    exported = {
        "kind": (gettext_lazy("Kind"), letters.kind_of),
        "first_tried": (gettext_lazy("First tried"), letters.first_tried),
        "last_tried": (gettext_lazy("Last tried"), letters.last_tried),
        "attempts": (gettext_lazy("Attempts"), letters.attempts_of),
        "error": (gettext_lazy("Error"), letters.error_of),
    }
    list_export = list(exported)
    export_headings = {name: heading for name, (heading, _accessor) in exported.items()}

    @cached_property
    def columns(self) -> list[Column]:
        dates = {"first_tried": None, "last_tried": "finished_at"}
        return [
            DateColumn(name, label=heading, accessor=accessor, sort_key=dates[name])
            if name in dates
            else Column(name, label=heading, accessor=accessor)
            for name, (heading, accessor) in self.exported.items()
        ] + [TryAgainColumn("try_again", label="", accessor="pk")]

    def get_base_queryset(self) -> DBTaskResultQuerySet:
        return letters.failed_letters()

    def to_row_dict(self, item: DBTaskResult) -> dict:
        return {name: accessor(item) for name, (_heading, accessor) in self.exported.items()}


class TryAgainView(LooksAfterMail, View):
    """Lets the worker try one failed mail again, or all of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, letter_id: str | None = None) -> HttpResponse:
        chosen = letters.letters()
        if letter_id:
            chosen = chosen.filter(pk=letter_id)
        number = letters.try_again(chosen)
        if number:
            messages.success(
                request,
                ngettext(
                    "%(number)d mail is tried again now. It comes back here if it fails again.",
                    "%(number)d mails are tried again now. Those that fail again come back here.",
                    number,
                )
                % {"number": number},
            )
        else:
            messages.warning(request, _("There is nothing to try again any more."))
        return redirect(REPORT)
