"""What is forgotten when: nothing is kept longer than the settings of its site say."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.transaction import atomic
from django.dispatch import receiver
from django.utils import timezone
from django_comments.models import Comment as DjangoComment
from django_comments_xtd.models import XtdComment
from wagtail.models import ModelLogEntry, Site

from qa.notifications.worker import housekeeping
from site_core.foundation.languages import in_every_language

from . import mailboxes
from .history import STATE_CHANGED
from .models import Comment, CommentSettings, Edit, Receipt, Report, SameQuestion
from .querysets import ancestors_of
from .services import locked
from .states import CommentState

AT_ONCE = 500  # comments deleted in one go; the rest follows the next time
REFUSED = (CommentState.SPAM, CommentState.REJECTED, CommentState.UNCONFIRMED)


@receiver(housekeeping)
def forget(**kwargs) -> None:
    """Forget on every site what its settings no longer keep."""
    mailboxes.forget_old()
    for site in Site.objects.select_related("root_page"):
        rules, here = CommentSettings.for_site(site), in_every_language(site, "page__path")
        comments = Comment.objects.filter(here)
        if before := _days_ago(rules.keep_earlier_days):
            Edit.objects.filter(comment__in=comments, replaced_at__lt=before).delete()
        if before := _days_ago(rules.keep_network_days):
            _forget_networks(here, comments, before)
        if before := _days_ago(rules.keep_refused_days):
            _forget_refused(comments, before)


def _days_ago(days: int) -> datetime | None:
    return timezone.now() - timedelta(days=days) if days else None


def _forget_networks(here: Q, comments: QuerySet, before: datetime) -> None:
    old = comments.filter(posted_at__lt=before)
    known = DjangoComment.objects.exclude(ip_address=None)
    known.filter(pk__in=old.values("pk")).update(ip_address=None)
    Receipt.objects.filter(comment__in=old).exclude(network_key="").update(network_key="")
    reports = Report.objects.filter(comment__in=comments, reported_at__lt=before)
    reports.exclude(network_key="").update(network_key="")
    counted = SameQuestion.objects.filter(here, said_at__lt=before)
    counted.exclude(network_key="").update(network_key="")


def _forget_refused(comments: QuerySet, before: datetime) -> None:
    refused = comments.filter(state__in=REFUSED, posted_at__lt=before).exclude(comment="")
    ids = list(refused.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    changes = ModelLogEntry.objects.filter(action=STATE_CHANGED, timestamp__gte=before)
    lately = set(changes.filter(object_id__in=map(str, ids)).values_list("object_id", flat=True))
    for pk in ids:
        if str(pk) not in lately:
            _forget_one(pk)


@atomic
def _forget_one(pk: int) -> None:
    """Delete a comment, or empty it where others have answered it while it could be read."""
    comment = locked(pk)
    if comment.state not in REFUSED:  # decided anew in the meantime
        return
    if comment.replies.exists():
        comment.comment = comment.user_name = comment.user_email = ""
        comment.ip_address = None
        comment.version += 1
        comment.save(update_fields=["comment", "user_name", "user_email", "ip_address", "version"])
        return
    above = XtdComment.norel_objects.filter(pk__in=list(_above(pk)))
    above.update(nested_count=F("nested_count") - 1)
    comment.delete()


def _above(pk: int) -> QuerySet:
    return XtdComment.norel_objects.filter(pk__in=ancestors_of(pk)).values_list("pk", flat=True)
