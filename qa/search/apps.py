from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "qa.search"
    label = "qa_search"
    verbose_name = "Search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import signals  # noqa: F401 - registers receivers
