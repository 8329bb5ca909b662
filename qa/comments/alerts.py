"""Who is told when a comment shows that somebody may be in danger."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.models import Page, Site

from site_core.foundation.models import SiteSettings

from .limits import address_key
from .models import CommentSettings, GroupCommentPermission
from .permissions import Right


def moderators_of(page: Page) -> QuerySet:
    """Return the active users who decide on the comments of *page*, administrators among them."""
    rights = GroupCommentPermission.objects.filter(
        permission__codename=Right.MODERATE, page__in=page.get_ancestors(inclusive=True)
    )
    may = Q(is_superuser=True) | Q(groups__in=rights.values("group"))
    return get_user_model().objects.filter(may, is_active=True).distinct().order_by("pk")


def addresses_for(page: Page, rules: CommentSettings) -> list[str]:
    """Return the addresses to tell about comments on *page*, each once.

    Those in the settings; without them the contact address of the site and all who may moderate.
    """
    chosen = list(rules.entries(rules.alert_addresses))
    if not chosen:
        moderators = moderators_of(page).exclude(email="").values_list("email", flat=True)
        chosen = [SiteSettings.for_site(rules.site).contact_email, *moderators]
    once: dict[str, str] = {}
    for address in filter(None, chosen):
        once.setdefault(address_key(address), address)
    return list(once.values())


def unwatched_sites() -> list[Site]:
    """Return the sites where nobody would be told, unless a section has moderators of its own."""
    sites = Site.objects.select_related("root_page")
    return [
        site for site in sites if not addresses_for(site.root_page, CommentSettings.for_site(site))
    ]
