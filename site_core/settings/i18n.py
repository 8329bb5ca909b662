"""Languages: what the site is written in, what it is translated into, and how dates look."""

from .environment import BASE_DIR

__all__ = [
    "FORMAT_MODULE_PATH",
    "LANGUAGES",
    "LANGUAGE_CODE",
    "LOCALE_PATHS",
    "USE_I18N",
    "WAGTAILADMIN_PERMITTED_LANGUAGES",
    "WAGTAIL_CONTENT_LANGUAGES",
    "WAGTAIL_I18N_ENABLED",
]

LANGUAGE_CODE = "en-gb"
# Each by its own name: whoever looks for a language reads that one.
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "site_core" / "locale"]
FORMAT_MODULE_PATH = "site_core.formats"
USE_I18N = True

WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
