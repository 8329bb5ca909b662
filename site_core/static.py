"""How static files are named and kept."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleAwareStorage(CompressedManifestStaticFilesStorage):
    """Hashed names also where one script imports another."""

    support_js_module_import_aggregation = True
