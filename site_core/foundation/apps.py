from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundationConfig(AppConfig):
    name = "site_core.foundation"
    label = "foundation"
    verbose_name = _("Site")

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the system checks
        from .languages import keep_locales_at_hand

        keep_locales_at_hand()
