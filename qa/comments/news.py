"""What followers are told, and how seldom: one mail an hour, with all that is new.

As every mail it carries no text of a comment.
"""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qa.notifications.queue import send_later
from qa.notifications.registry import Letter, mail_kind
from site_core.foundation.languages import in_language_of
from site_core.foundation.rows import single

from . import followers, links
from .models import Comment, Following
from .states import CommentState

BETWEEN_MAILS = timedelta(hours=1)  # to one follower about one conversation
# A mail that was due this long ago has been lost, and may be asked for anew.
LOST_AFTER = timedelta(days=3)
NAMED_AT_MOST = 5


@mail_kind("tell_followers")
def tell_followers(*, comment_id: int) -> None:
    """Queue one mail for each follower who has none waiting.

    No mail itself: a comment may have thousands of followers, and nobody who posts waits for them.
    """
    comment = single(Comment.objects.filter(pk=comment_id, state=CommentState.PUBLIC))
    if comment is None:
        return
    for following in followers.to_tell_of(comment):
        _queue_next(following)


@mail_kind("thread_news")
def news_letter(*, following_id: int) -> Letter | None:
    """Tell a follower of everything that was published since the last mail.

    The next mail is asked for only once this one is handed over, or has turned out to be empty:
    until then each attempt tells what is new by then, too.
    """
    mailed = Following.objects.select_related("page").filter(pk=following_id, stopped_at=None)
    following = mailed.first()
    if following is None:
        return None
    news = list(_news(following))
    if not news:
        _set_free(following)
        return None
    if following.last_mailed_at and timezone.now() < following.last_mailed_at + BETWEEN_MAILS:
        # Asked for twice, as when a mail that was given up is tried again.
        _queue_next(following)
        return None
    page = following.page
    stop_url = links.absolute(page, links.follow_path(following))
    with in_language_of(page):
        return Letter(
            to=following.email,
            subject=_subject(news, page.title),
            template="mail/thread_news",
            context={
                "title": page.title,
                "news": [
                    (comment, f"{page.full_url}comments/c{comment.pk}/")
                    for comment in news[:NAMED_AT_MOST]
                ],
                "more": max(0, len(news) - NAMED_AT_MOST),
                "discussion_url": f"{page.full_url}#comments",
                "whole_page": following.root_id is None,
                "stop_url": stop_url,
            },
            unsubscribe_url=stop_url,
            sent=lambda: _note_sent(following_id, news),
        )


def _queue_next(following: Following) -> None:
    """Queue the next mail to a follower unless one waits."""
    now = timezone.now()
    due_at = max(now, (following.last_mailed_at or now - BETWEEN_MAILS) + BETWEEN_MAILS)
    waits_for_none = Q(due_at=None) | Q(due_at__lt=now - LOST_AFTER)
    mailed = Following.objects.filter(waits_for_none, pk=following.pk, stopped_at=None)
    if mailed.update(due_at=due_at):
        send_later("thread_news", after=due_at, following_id=following.pk)


def _set_free(following: Following) -> None:
    """Note that no mail waits any more."""
    Following.objects.filter(pk=following.pk).update(due_at=None)
    # Whoever published something while a mail seemed to wait has asked for none.
    if _news(following).exists():
        _queue_next(following)


def _note_sent(following_id: int, news: list[Comment]) -> None:
    """Remember what a mail that has been handed over told, and what it could not tell."""
    with atomic():
        following = Following.objects.select_for_update().filter(pk=following_id).first()
        if following is None:
            return
        told = [comment.pk for comment in news]
        until = max([following.told_until, *(comment.published_at for comment in news)])
        passed = followers.comments_for(following).filter(
            published_at__gt=following.told_until, published_at__lte=until
        )
        following.missed.add(*passed.exclude(pk__in=told).exclude(state=CommentState.WITHDRAWN))
        following.missed.remove(*told)
        following.told_until, following.last_mailed_at = until, timezone.now()
        following.save(update_fields=["told_until", "last_mailed_at"])
    _set_free(following)


def _news(following: Following) -> QuerySet[Comment]:
    """Return what the follower has not been told of, experts first, as far as anybody sees it."""
    untold = Q(published_at__gt=following.told_until) | Q(pk__in=following.missed.values("pk"))
    news = followers.comments_for(following).readable().filter(untold).select_related("expert")
    # Said aloud, as databases differ on where nulls stand.
    return news.order_by(F("expert__title").asc(nulls_last=True), "published_at")


def _subject(news: list[Comment], title: str) -> str:
    expert = next((comment for comment in news if comment.expert_id), None)
    if expert is not None:
        words = _("%(name)s has replied on “%(title)s”")
        return words % {"name": expert.display_name, "title": title}
    words = ngettext(
        "A new comment on “%(title)s”", "%(number)d new comments on “%(title)s”", len(news)
    )
    return words % {"number": len(news), "title": title}
