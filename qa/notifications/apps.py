from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "qa.notifications"
    label = "qa_notifications"
    verbose_name = "Notifications"
