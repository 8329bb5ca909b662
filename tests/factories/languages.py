"""The site in another language, as Wagtail's "Translate" makes it."""

from wagtail.models import Locale, Page

from .pages import home_page


def translation(page: Page, language: str = "de", **fields) -> Page:
    """Return *page* in another language, published, with *fields* for what is translated.

    What stands above it is translated first.
    """
    locale, _is_new = Locale.objects.get_or_create(language_code=language)
    above = page.get_ancestors().filter(depth__gte=home_page().depth).order_by("depth")
    for parent in above.specific():
        if not parent.has_translation(locale):
            parent.copy_for_translation(locale).save_revision().publish()
    copy = page.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)
