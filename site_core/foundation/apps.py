from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "site_core.foundation"
    label = "foundation"
    verbose_name = "Site"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the system checks
