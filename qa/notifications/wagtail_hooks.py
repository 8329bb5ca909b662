"""What mail adds to the Wagtail admin, for those who may change the settings of the site."""

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .letters import failed_letters, late_letters
from .panels import MailWarning
from .permissions import user_can_look_after_mail
from .views import REPORT, FailedMailView, TryAgainView


class FailedMailMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return user_can_look_after_mail(request.user)


@hooks.register("register_admin_urls")
def register_mail_urls() -> list[URLPattern | URLResolver]:
    """Add the report and the addresses its buttons post to."""
    patterns = [
        path("", FailedMailView.as_view(), name="failed_mail"),
        path("results/", FailedMailView.as_view(results_only=True), name="failed_mail_results"),
        path("try-again/", TryAgainView.as_view(), name="try_all_again"),
        path("try-again/<uuid:letter_id>/", TryAgainView.as_view(), name="try_again"),
    ]
    return [path("reports/failed-mail/", include((patterns, "qa_notifications")))]


@hooks.register("register_reports_menu_item")
def register_failed_mail_report() -> MenuItem:
    """Add the report to the menu of reports."""
    return FailedMailMenuItem(
        _("Mail that failed"),
        reverse(REPORT),
        name="failed-mail",
        icon_name="mail",
        order=1300,
    )


@hooks.register("construct_homepage_panels")
def warn_of_mail_in_trouble(request, panels: list) -> None:
    """Say on the dashboard that mail failed, or that nothing seems to send it."""
    if not user_can_look_after_mail(request.user):
        return
    failed, late = failed_letters().count(), late_letters().count()
    if failed or late:
        panels.append(MailWarning(failed=failed, late=late))
