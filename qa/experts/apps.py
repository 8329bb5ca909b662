from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "qa.experts"
    label = "qa_experts"
    verbose_name = "Experts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import contact  # noqa: F401 - registers the mail and the receiver
