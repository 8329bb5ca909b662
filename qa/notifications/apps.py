from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "qa.notifications"
    label = "qa_notifications"
    verbose_name = _("Notifications")
