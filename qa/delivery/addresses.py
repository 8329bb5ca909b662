"""The addresses that caches in front know what is shown under names by.

Only those that they may keep (``can_be_purged`` of ``keep_publicly``).
"""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, ReferenceIndex, Site

from qa.experts.models import ExpertIndexPage, ExpertPage
from qa.models import QAIndexPage, QAPage
from site_core.foundation import shown
from site_core.foundation.languages import in_every_language, locales

# The kinds of names that stand beside others which lead to the same addresses.
OF_PIECES = ("conversation:", "any_conversation:")


def addresses_of(names: set[str]) -> Iterator[str]:
    """Return the address of everything that shows one of *names*, each once, by and by."""
    told: set[str] = set()
    for site in Site.objects.select_related("root_page"):
        for address in _at(site, names):
            if address not in told:
                told.add(address)
                yield address


def of_page(page: Page) -> list[str]:
    """Return the addresses of what stands at *page* and below it, none where it has none."""
    address = page.get_full_url()
    return [address + path.lstrip("/") for path in page.get_cached_paths()] if address else []


def _at(site: Site, names: set[str]) -> Iterator[str]:
    pages = Page.objects.filter(in_every_language(site))
    everything = shown.SITE in names
    wanted = pages if everything else pages.filter(_shows(names, site))
    for page in wanted.specific(defer=True).iterator(chunk_size=500):
        yield from of_page(page)
    if everything or names & {shown.ANSWERS, shown.EXPERTS, shown.MAPS}:
        yield from (f"{site.root_url}{reverse(route)}" for route in ("sitemap", "robots"))
        yield from _in_each_language(site, "llms", "answers_feed")
    if everything or names & {shown.ANSWERS, shown.EXPERTS, shown.COMMENTS}:
        yield from _in_each_language(site, "comments_feed")
    if everything:
        yield from _in_each_language(site, "saved_answers")


def _in_each_language(site: Site, *routes: str) -> Iterator[str]:
    for locale in locales():
        with translation.override(locale.language_code):
            yield from (f"{site.root_url}{reverse(route)}" for route in routes)


def _shows(names: set[str], site: Site) -> Q:
    """Return the condition for pages that show one of *names*."""
    keys: dict[str, set[str]] = {}
    for name in names:
        kind, _colon, key = name.partition(":")
        keys.setdefault(kind, set()).add(key)
    rows = keys.get("page", set())
    shows = Q(pk__in=rows.union(*(keys.get(kind, ()) for kind in ("discussion", "same_question"))))
    shows |= Q(translation_key__in=keys.get("replies", set()))
    if rows:
        shows |= Q(pk__in=_by_or_with(rows)) | Q(pk__in=_referring_to(rows))
    if "topic" in keys:
        shows |= Q(pk__in=QAPage.objects.filter(topics__in=keys["topic"]).values("pk"))
    if names & {shown.ANSWERS, shown.EXPERTS, shown.COMMENTS}:
        shows |= Q(depth=site.root_page.depth)  # the home page in each language
    return shows | Q(content_type__in=_lists_of(names))


def _lists_of(names: set[str]) -> list[ContentType]:
    """Return the kinds of pages that list what is shown under *names*."""
    kinds: list[type[Page]] = []
    if shown.ANSWERS in names:
        kinds += [ExpertPage]
    if names & {shown.ANSWERS, shown.EXPERTS}:
        kinds += [QAIndexPage, ExpertIndexPage]
    return list(ContentType.objects.get_for_models(*kinds).values())


def _by_or_with(experts: set[str]) -> QuerySet:
    """Return the keys of the pages that experts wrote, checked, or reply on."""
    wrote = Q(expert__in=experts) | Q(reviewer__in=experts)
    replied = Q(discussion_comments__expert__in=experts)
    return QAPage.objects.filter(wrote | replied).order_by().values("pk")


def _referring_to(pages: set[str]) -> list[str]:
    """Return the keys of the pages whose editors chose one of *pages*."""
    kind = ContentType.objects.get_for_model(Page)
    found = ReferenceIndex.objects.filter(
        base_content_type=kind, to_content_type=kind, to_object_id__in=pages
    )
    return list(found.values_list("object_id", flat=True).distinct())
