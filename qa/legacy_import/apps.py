from django.apps import AppConfig


class LegacyImportConfig(AppConfig):
    name = "qa.legacy_import"
    label = "qa_legacy_import"
    verbose_name = "Imported pages"
    default_auto_field = "django.db.models.BigAutoField"
