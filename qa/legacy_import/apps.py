from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegacyImportConfig(AppConfig):
    name = "qa.legacy_import"
    label = "qa_legacy_import"
    verbose_name = _("Imported pages")
    default_auto_field = "django.db.models.BigAutoField"
