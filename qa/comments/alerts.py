"""Who is told of comments that moderators should look at, and what each may do from the mail."""

from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.models import Page, Site

from site_core.foundation.models import SiteSettings

from . import links
from .limits import address_key
from .models import Comment, CommentSettings, GroupCommentPermission
from .permissions import NOWHERE, Right, user_can_moderate, within
from .states import TRANSITIONS, CommentState


def moderators_of(page: Page | None) -> QuerySet:
    """Return the active users who decide on the comments of *page*, administrators among them.

    :param page: None for any page at all
    """
    rights = GroupCommentPermission.objects.filter(permission__codename=Right.MODERATE)
    if page is not None:
        rights = rights.filter(page__in=page.get_ancestors(inclusive=True))
    may = Q(is_superuser=True) | Q(groups__in=rights.values("group"))
    return get_user_model().objects.filter(may, is_active=True).distinct().order_by("pk")


def addresses_for(page: Page | None, rules: CommentSettings) -> list[str]:
    """Return the addresses to tell about comments on *page*, each once.

    Those in the settings; without them the contact address of the site and all who may moderate.

    :param page: None for those who are told of any page at all
    """
    chosen = list(rules.entries(rules.alert_addresses))
    if not chosen:
        moderators = moderators_of(page).exclude(email="").values_list("email", flat=True)
        chosen = [_contact(rules), *moderators]
    once: dict[str, str] = {}
    for address in filter(None, chosen):
        once.setdefault(address_key(address), address)
    return list(once.values())


def told_to(address: str, rules: CommentSettings) -> Q:
    """Return the condition that a comment is on a page whose comments *address* is told of."""
    of_everything = rules.entries(rules.alert_addresses) or (_contact(rules),)
    users = get_user_model().objects.filter(email__iexact=address, is_active=True)
    if address_key(address) in map(address_key, of_everything):
        return Q()
    return reduce(or_, (within(user, Right.MODERATE) for user in users), NOWHERE)


def _contact(rules: CommentSettings) -> str:
    return SiteSettings.for_site(rules.site).contact_email


def user_behind(address: str):
    """Return the user whose address it is; None for nobody's, and for one that several share."""
    users = get_user_model().objects.filter(email__iexact=address)[:2]
    return users[0] if len(users) == 1 else None


def ways_to_decide(comment: Comment, user, root_url: str) -> dict[str, str]:
    """Return the links that a mail about *comment* holds: to the desk, to publish and to reject it.

    :param user: whose mailbox it is. Only who may moderate the page gets more than the first
    :param root_url: of the site
    """
    ways = {"desk": links.desk_path(comment)}
    if user is not None and user_can_moderate(user, comment.page):
        possible = TRANSITIONS[comment.state] | ({comment.state} & {CommentState.PUBLIC})
        wanted = {"publish": CommentState.PUBLIC, "reject": CommentState.REJECTED}
        for name, to in wanted.items():
            if to in possible:
                ways[name] = links.approve_path(comment, user=user, to=to)
    return {name: f"{root_url}{path}" for name, path in ways.items()}


def unwatched_sites() -> list[Site]:
    """Return the sites where nobody would be told, unless a section has moderators of its own."""
    sites = Site.objects.select_related("root_page")
    return [
        site for site in sites if not addresses_for(site.root_page, CommentSettings.for_site(site))
    ]
