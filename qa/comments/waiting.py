"""The mail that tells moderators which comments wait for them, where the settings want it.

Not a mail for each comment, but one for all that wait when it leaves: an address has at most one
such mail in the queue, which leaves five minutes after it was asked for. So nobody gets more than
twelve an hour however many comments arrive, nothing is lost, and the newest mail is all one needs.
"""

from datetime import timedelta

from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import ngettext

from qa.notifications.letters import waiting_for
from qa.notifications.queue import send_later
from qa.notifications.registry import Letter, mail_kind
from site_core.foundation.languages import in_every_language
from site_core.foundation.rows import single

from . import alerts, links
from .limits import address_key
from .models import Comment, CommentSettings
from .states import CommentState

COLLECTED = timedelta(minutes=5)
LISTED_AT_MOST = 10


def came_to_wait(comment: Comment) -> None:
    """Queue what tells the moderators, in the transaction that lets *comment* wait for them."""
    site = comment.page.get_site()
    if CommentSettings.objects.filter(site=site, alerts_of_waiting=True).exists():
        send_later("tell_of_waiting", comment_id=comment.pk)


@mail_kind("tell_of_waiting")
def tell_of_waiting(*, comment_id: int) -> None:
    """Queue one mail for each address that has none waiting.

    No mail itself: nobody who posts waits for it. The comment is stored by now, so that whoever
    builds a mail that waits at this moment finds it.
    """
    comment = single(_waiting().select_related("page").filter(pk=comment_id))
    if comment is None:
        return
    site = comment.page.get_site()
    with atomic():
        # Locked: two workers would both find that none waits.
        rules = CommentSettings.objects.select_for_update(no_key=True).get(site=site)
        asked_for = waiting_for("comments_waiting")
        for address in alerts.addresses_for(comment.page, rules):
            ids = {"site_id": site.pk, "whom": address_key(address)}
            if ids not in asked_for:
                send_later("comments_waiting", after=timezone.now() + COLLECTED, **ids)


@mail_kind("comments_waiting")
def waiting_letter(*, site_id: int, whom: str) -> Letter | None:
    """Tell one address of the comments that wait on the pages it is told of, newest first.

    :param whom: the key of the address
    """
    settings = CommentSettings.objects.select_related("site__root_page")
    rules = settings.filter(site=site_id, alerts_of_waiting=True).first()
    everybody = alerts.addresses_for(None, rules) if rules else []
    address = next((one for one in everybody if address_key(one) == whom), None)
    if address is None:
        return None
    site = rules.site
    comments = _waiting().filter(
        alerts.told_to(address, rules), in_every_language(site, "page__path")
    )
    number = comments.count()
    if not number:
        return None
    newest = comments.select_related("page").order_by("-posted_at", "-pk")[:LISTED_AT_MOST]
    user = alerts.user_behind(address)
    waiting = [(comment, alerts.ways_to_decide(comment, user, site.root_url)) for comment in newest]
    return Letter(
        to=address,
        subject=ngettext("A comment waits for you", "%(number)d comments wait for you", number)
        % {"number": number},
        template="mail/comments_waiting",
        context={
            "waiting": waiting,
            "may_decide": any("publish" in ways for _comment, ways in waiting),
            "number": number,
            "more": max(0, number - LISTED_AT_MOST),
            "desk_url": f"{site.root_url}{links.desk_path()}",
            "days": links.DECIDE_WITHIN.days,
        },
    )


def _waiting() -> QuerySet[Comment]:
    """Return what waits for a moderator and was not told as a crisis, in a mail of its own."""
    return Comment.objects.filter(state=CommentState.PENDING, is_urgent=False)
