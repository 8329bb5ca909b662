"""Which mails discussions send, and when. What a mail says is looked up when it leaves.

No mail carries the text of a comment: what a stranger typed never reaches a mailbox through us.
"""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qa.notifications.queue import send_later
from qa.notifications.registry import Letter, mail_kind
from site_core.foundation.models import SiteSettings

from . import followers, links
from .history import last_change, reason_of
from .models import Comment, CommentSettings, Following, Receipt
from .states import CommentState

BETWEEN_MAILS = timedelta(hours=1)  # to one follower about one conversation
# A mail that was due this long ago has been lost, and may be asked for anew.
LOST_AFTER = timedelta(days=3)
NAMED_AT_MOST = 5


def ask_to_confirm(receipt: Receipt) -> None:
    """Queue the mail with the link that confirms the address."""
    send_later("comment_confirm", comment_id=receipt.pk)


def state_changed(
    comment: Comment,
    *,
    before: str,
    change: int,
    tells_author: bool = True,
    after: timedelta = timedelta(0),
) -> None:
    """Queue what follows from a comment's new state, in the transaction that changed it.

    :param change: the id of its entry in the log
    :param after: how long the mails wait; what is undone by then is told to nobody
    """
    due_at = timezone.now() + after
    if comment.state == CommentState.PUBLIC:
        became_public(comment, due_at)
    if before == CommentState.UNCONFIRMED or not tells_author:
        return  # its author has just been told on the page, or shall not be
    if comment.state == CommentState.PUBLIC:
        send_later("comment_published", after=due_at, comment_id=comment.pk, change=change)
    elif comment.state == CommentState.REJECTED:
        send_later("comment_rejected", after=due_at, comment_id=comment.pk, change=change)


def became_public(comment: Comment, due_at: datetime | None = None) -> None:
    """Queue the news for everybody who follows the conversation or the page."""
    if followers.to_tell_of(comment).exists():
        send_later("tell_followers", after=due_at, comment_id=comment.pk)


@mail_kind("tell_followers")
def tell_followers(*, comment_id: int) -> None:
    """Queue one mail for each follower who has none waiting, at most one an hour.

    No mail itself: a comment may have thousands of followers, and nobody who posts waits for them.
    """
    comment = Comment.objects.filter(pk=comment_id, state=CommentState.PUBLIC).first()
    if comment is None:
        return
    now = timezone.now()
    for following in followers.to_tell_of(comment):
        due_at = max(now, (following.last_mailed_at or now - BETWEEN_MAILS) + BETWEEN_MAILS)
        waiting_for_none = Q(due_at=None) | Q(due_at__lt=now - LOST_AFTER)
        if Following.objects.filter(waiting_for_none, pk=following.pk).update(due_at=due_at):
            send_later("thread_news", after=due_at, following_id=following.pk)


def alert_moderators(comment: Comment, rules: CommentSettings) -> None:
    """Queue a mail to each moderator: somebody may be in danger."""
    for position in range(len(alert_addresses(rules))):
        send_later("crisis_alert", comment_id=comment.pk, position=position)


def alert_addresses(rules: CommentSettings) -> list[str]:
    """Return who is told of a crisis, in a fixed order."""
    chosen = list(rules.entries(rules.alert_addresses))
    contact = SiteSettings.for_site(rules.site).contact_email
    administrators = get_user_model().objects.filter(is_active=True, is_superuser=True)
    return (
        chosen
        or ([contact] if contact else [])
        or list(administrators.exclude(email="").order_by("pk").values_list("email", flat=True))
    )


def _to_author(comment_id: int, state: str, change: int) -> Receipt | None:
    """Return the receipt if that change of state stands and its author wants mail about it.

    :param change: 0 for mails that were queued before it was noted
    """
    receipts = Receipt.objects.select_related("comment__page").filter(
        pk=comment_id, comment__state=state, wants_mail=True, confirmed_at__isnull=False
    )
    receipt = receipts.exclude(comment__user_email="").first()
    if receipt is None or not change:
        return receipt
    last = last_change(receipt.comment)
    return receipt if last and last.pk == change else None


def _letter(receipt: Receipt, *, subject: str, template: str, **context) -> Letter:
    page = receipt.comment.page
    return Letter(
        to=receipt.comment.user_email,
        subject=subject,
        template=template,
        context={
            "title": page.title,
            "page_url": page.full_url,
            "manage_url": links.absolute(page, links.manage_path(receipt)),
            **context,
        },
        unsubscribe_url=links.absolute(page, links.manage_path(receipt, "mail")),
    )


@mail_kind("comment_confirm")
def confirm_letter(*, comment_id: int) -> Letter | None:
    """Ask the owner of the mailbox whether the comment is theirs."""
    receipts = Receipt.objects.select_related("comment__page").filter(
        pk=comment_id,
        confirmed_at=None,
        wants_mail=True,
        comment__state__in=(CommentState.UNCONFIRMED, CommentState.PENDING),
    )
    receipt = receipts.exclude(comment__user_email="").first()
    if receipt is None:
        return None
    page = receipt.comment.page
    return _letter(
        receipt,
        subject=_("Please confirm your comment on “%(title)s”") % {"title": page.title},
        template="mail/comment_confirm",
        confirm_url=links.absolute(page, links.confirm_path(receipt)),
        days=links.CONFIRM_WITHIN.days,
    )


@mail_kind("comment_published")
def published_letter(*, comment_id: int, change: int = 0) -> Letter | None:
    """Tell its author that a moderator let the comment through."""
    receipt = _to_author(comment_id, CommentState.PUBLIC, change)
    if receipt is None:
        return None
    page = receipt.comment.page
    return _letter(
        receipt,
        subject=_("Your comment on “%(title)s” is public") % {"title": page.title},
        template="mail/comment_published",
        comment_url=f"{page.full_url}comments/c{comment_id}/",
    )


@mail_kind("comment_rejected")
def rejected_letter(*, comment_id: int, change: int = 0) -> Letter | None:
    """Tell its author that the comment was not published, and why."""
    receipt = _to_author(comment_id, CommentState.REJECTED, change)
    if receipt is None:
        return None
    page = receipt.comment.page
    return _letter(
        receipt,
        subject=_("Your comment on “%(title)s” was not published") % {"title": page.title},
        template="mail/comment_rejected",
        reason=reason_of(receipt.comment),
    )


@mail_kind("thread_news")
def news_letter(*, following_id: int) -> Letter | None:
    """Tell a follower of everything that was published since the last mail."""
    waiting = Following.objects.filter(pk=following_id)
    # Given up before looking: what is published from now on asks for the next mail.
    waiting.update(due_at=None, last_mailed_at=timezone.now())
    following = waiting.select_related("page").filter(stopped_at=None).first()
    if following is None:
        return None
    news = list(_news(following))
    if not news:
        return None
    page, newest = following.page, max(comment.published_at for comment in news)
    stop_url = links.absolute(page, links.follow_path(following))
    return Letter(
        to=following.email,
        subject=_news_subject(news, page.title),
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
        sent=lambda: waiting.update(told_until=newest),
    )


def _news(following: Following):
    """Return what the follower has not been told of, experts first, as far as anybody sees it."""
    news = Comment.objects.readable().filter(
        page=following.page_id, published_at__gt=following.told_until
    )
    if following.root_id:
        news = news.filter(root_id=following.root_id)
    return (
        news.exclude(receipt__address_key=following.address_key)
        .select_related("expert")
        # Said aloud, as databases differ on where nulls stand.
        .order_by(F("expert__title").asc(nulls_last=True), "published_at")
    )


def _news_subject(news: list[Comment], title: str) -> str:
    expert = next((comment for comment in news if comment.expert_id), None)
    if expert is not None:
        words = _("%(name)s has replied on “%(title)s”")
        return words % {"name": expert.display_name, "title": title}
    words = ngettext(
        "A new comment on “%(title)s”", "%(number)d new comments on “%(title)s”", len(news)
    )
    return words % {"number": len(news), "title": title}


@mail_kind("crisis_alert")
def crisis_letter(*, comment_id: int, position: int) -> Letter | None:
    """Tell one moderator that a comment shows signs of a crisis."""
    comment = Comment.objects.select_related("page").filter(pk=comment_id).first()
    if comment is None or comment.is_tombstone:
        return None
    page = comment.page
    addresses = alert_addresses(CommentSettings.for_site(page.get_site()))
    if position >= len(addresses):
        return None
    return Letter(
        to=addresses[position],
        subject=_("Somebody may be in danger: comment %(number)d") % {"number": comment.pk},
        template="mail/crisis_alert",
        context={
            "title": page.title,
            "number": comment.pk,
            "desk_url": links.absolute(page, reverse("qa_desk:queue")),
        },
    )
