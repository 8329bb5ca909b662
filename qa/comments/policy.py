"""What may be done with the discussion of a page: said by the page, its section, or the site."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page


class CommentPolicy(models.TextChoices):
    OPEN = "open", _("Open: comments appear at once")
    HOLD_FIRST = "hold_first", _("Hold the first comment of every new commenter")
    HOLD_ALL = "hold_all", _("Hold every comment for a moderator")
    CLOSED = "closed", _("Closed: the discussion can be read, nobody can add to it")
    HIDDEN = "hidden", _("Hidden: no discussion is shown")


CLOSED_POLICIES = (CommentPolicy.CLOSED, CommentPolicy.HIDDEN)


class DiscussionRulesMixin(models.Model):
    """Gives a page type a say in the discussions on it and below it."""

    comment_policy = models.CharField(
        _("comment policy"),
        max_length=12,
        choices=CommentPolicy,
        blank=True,
        help_text=_("Left empty, what the section says holds, and then what the site says."),
    )
    close_after_days = models.PositiveIntegerField(
        _("close after (days)"),
        null=True,
        blank=True,
        help_text=_(
            "Days after publication from which nobody can add a comment; 0 means never. Left "
            "empty, what the section says holds, and then what the site says."
        ),
    )

    discussion_panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("comment_policy"), FieldPanel("close_after_days")])],
            heading=_("Discussion"),
        )
    ]

    class Meta:
        abstract = True


def policy_of(page: Page, site_rules) -> str:
    """Return the :class:`CommentPolicy` that holds for *page* now.

    A discussion that has come to its end, or whose page an editor has locked, counts as closed.

    :param page: specific, as its parent is asked next
    :param site_rules: the :class:`CommentSettings` of the site
    """
    section = page.get_parent()  # None in the preview of a page that was never saved
    levels = [page, section and section.specific, site_rules]
    policies = (getattr(level, "comment_policy", "") for level in levels)
    policy = next(policy for policy in policies if policy)
    if policy == CommentPolicy.HIDDEN or not (page.locked or _is_over(page, levels)):
        return policy
    return CommentPolicy.CLOSED


def takes_comments(page: Page, site_rules) -> bool:
    """Return whether readers can add to the discussion of *page* now; see :func:`policy_of`."""
    is_read = page.live and not (page.expire_at and page.expire_at <= timezone.now())
    return is_read and policy_of(page, site_rules) not in CLOSED_POLICIES


def _is_over(page: Page, levels: list) -> bool:
    limits = (getattr(level, "close_after_days", None) for level in levels)
    days = next((days for days in limits if days is not None), 0)
    if not days or page.first_published_at is None:
        return False
    # Whole days compared as numbers: editors may type more than dates can reach.
    return (timezone.now() - page.first_published_at).days >= days
