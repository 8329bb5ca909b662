"""In which language a request, a page and a text of ours are."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page, Site

# The locales by id. There are few, they hardly ever change, and every link asks for one.
_locales: dict[int, Locale] = {}


def locales() -> list[Locale]:
    """Return the locales that pages are written in."""
    if not _locales:
        _locales.update({locale.pk: locale for locale in Locale.objects.all()})
    return list(_locales.values())


def forget_locales(**kwargs) -> None:
    """Have the locales read anew: one was added, changed or deleted."""
    _locales.clear()


def active_locale() -> Locale:
    """Return the locale of the active language, or the default one.

    The same as ``Locale.get_active()``, which asks the database for each request and each link.
    """
    for language in (translation.get_language(), settings.LANGUAGE_CODE):
        locale = _locale_of(language)
        if locale is not None:
            return locale
    return Locale.get_default()  # raises what Wagtail expects where there is none


def _locale_of(language: str | None) -> Locale | None:
    try:
        code = get_supported_content_language_variant(language)
    except LookupError:
        return None
    found = [locale for locale in locales() if locale.language_code == code]
    if not found:  # another process may have added it
        forget_locales()
        found = [locale for locale in locales() if locale.language_code == code]
    return found[0] if found else None


def language_of(page: Page) -> str:
    """Return the language code of *page*."""
    if page.locale_id not in _locales:
        forget_locales()
        locales()
    locale = _locales.get(page.locale_id)
    return locale.language_code if locale else settings.LANGUAGE_CODE


def in_language_of(page: Page) -> AbstractContextManager:
    """Return a context in which texts are in the language of *page*."""
    return translation.override(language_of(page))


def translated(text: str) -> str:
    """Return a text from the database in the active language if it is still one of our defaults.

    What an editor wrote is returned as it is.
    """
    return translation.gettext(text.replace("\r\n", "\n")) if text else ""


def home_of(request: HttpRequest) -> Page | None:
    """Return the home page in the active language, or else in the site's own; None for no site."""
    if not hasattr(request, "_home_in_language"):
        site = Site.find_for_request(request)
        request._home_in_language = site.root_page.localized if site else None
    return request._home_in_language


def in_every_language(site: Site, path: str = "path") -> Q:
    """Return the condition that a page stands below a home page of *site*, in whatever language.

    :param path: how a row leads to the tree path of its page
    """
    homes = [site.root_page.path]
    if len(locales()) > 1:
        homes += site.root_page.get_translations().values_list("path", flat=True)
    return reduce(or_, (Q(**{f"{path}__startswith": home}) for home in homes))


def language_of_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: take the language from the address alone.

    Django's own also looks at cookies and Accept-Language, and says so in ``Vary``: one page would
    be kept many times over by every cache, and the same address would read differently. A language
    without pages is none: its prefix is an address like any other.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info)
        if language is None or _locale_of(language) is None:
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return get_response(request)

    return middleware


def keep_locales_at_hand() -> None:
    """Let Wagtail, too, ask for the active locale without a query; called once at start-up."""
    Locale.get_active = staticmethod(active_locale)
    for signal in (post_save, post_delete):
        signal.connect(forget_locales, sender=Locale)
