"""Who may do what with comments, and on which pages.

Rights are given to groups in Wagtail's group form, on a page and everything below it. Whoever may
change the settings of the comments manages the rules; that is Wagtail's own permission.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .models import Comment, CommentSettings, GroupCommentPermission

NOWHERE = Q(pk__in=[])
LONGEST_PATH = Page._meta.get_field("path").max_length


class Right(StrEnum):
    """The permissions of ``Comment`` by their codenames."""

    MODERATE = "moderate_comment"
    REPLY = "reply_as_expert"
    PUBLISH_REPLY = "publish_expert_reply"
    SEE_PERSONAL_DATA = "see_personal_data"


def user_can_moderate(user, page: Page | None = None) -> bool:
    """Return whether *user* decides on the comments of *page*, or of any page at all."""
    return _has(user, Right.MODERATE, page)


def user_can_reply_as_expert(user, page: Page | None = None) -> bool:
    """Return whether *user* may write as the expert they are linked to."""
    return _has(user, Right.REPLY, page)


def user_can_publish_reply(user, page: Page | None = None) -> bool:
    """Return whether *user*'s replies as an expert appear without another person's decision."""
    return user_can_reply_as_expert(user, page) and _has(user, Right.PUBLISH_REPLY, page)


def user_sees_personal_data(user, page: Page | None = None) -> bool:
    """Return whether *user* sees the addresses that readers gave and wrote from."""
    return _has(user, Right.SEE_PERSONAL_DATA, page)


def user_manages_rules(user) -> bool:
    """Return whether *user* changes policies, lists, reasons and canned replies."""
    return policy_registry.get_by_type(CommentSettings).user_has_permission(user, "change")


def comments_for(user, right: Right = Right.MODERATE) -> QuerySet[Comment]:
    """Return the comments on the pages where *user* has *right*."""
    return Comment.objects.filter(within(user, right))


def within(user, right: Right, path: str = "page__path") -> Q:
    """Return the condition that a row is about a page where *user* has *right*.

    Everything is below the root: who has the right there is asked of no page. Never an empty Q,
    which another condition joined by "or" would swallow.

    :param path: the field that holds the tree path of that page
    """
    return ~NOWHERE if holds_everywhere(user, right) else below(paths_of(user, right), path)


def below(paths: Iterable[str], path: str = "path") -> Q:
    """Return the condition that a row is about a page at one of *paths*, or below it."""
    found = NOWHERE
    for one in paths:
        found |= Q((f"{path}__startswith", one))
    return found


def beyond(paths: Iterable[str]) -> Q:
    """Return the condition that a page is below none of *paths*: ranges of an index, few to read.

    That it is not below would be asked of all pages.
    """
    found, end = NOWHERE, ""
    for one in sorted(paths):
        if one > end:  # else it is below the one before
            found |= Q(path__gt=end, path__lt=one)
            end = one.ljust(LONGEST_PATH, Page.alphabet[-1])
    return found | Q(path__gt=end)


def holds_everywhere(user, right: Right) -> bool:
    """Return whether *user* has *right* everywhere: by the root, or as an administrator."""
    on_root = any(len(one) == Page.steplen for one in paths_of(user, right))
    return user.is_active and (user.is_superuser or on_root)


def _has(user, right: Right, page: Page | None) -> bool:
    if user.is_active and user.is_superuser:
        return True
    paths = paths_of(user, right)
    return bool(paths) if page is None else any(page.path.startswith(path) for path in paths)


def paths_of(user, right: Right) -> set[str]:
    """Return the tree paths of the pages on which the groups of *user* have *right*."""
    if not user.is_active:  # nor has anybody who is not logged in
        return set()
    if not hasattr(user, "_comment_rights"):  # asked for once a request, as Wagtail does
        rows = GroupCommentPermission.objects.filter(group__user=user)
        user._comment_rights = set(rows.values_list("permission__codename", "page__path"))
    return {path for codename, path in user._comment_rights if codename == right}
