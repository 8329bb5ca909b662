from django.apps import AppConfig


class QAConfig(AppConfig):
    name = "qa"
    label = "qa"
    verbose_name = "Questions and answers"
    default_auto_field = "django.db.models.BigAutoField"
