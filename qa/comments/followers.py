"""Following a conversation or a whole discussion by mail."""

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from . import mailboxes
from .limits import address_key
from .models import Comment, Following, Receipt
from .querysets import HIDDEN_STATES
from .states import CommentState


def follow(
    *, comment: Comment, email: str, whole_page: bool = False, is_confirmed: bool = False
) -> Following:
    """Let *email* follow the conversation of *comment*, or all of its page; return the row.

    Whoever follows already goes on from where they are. Mails begin once the address is confirmed.
    """
    now = timezone.now()
    root_id = None if whole_page else comment.root_id or comment.pk
    following, created = Following.objects.get_or_create(
        address_key=address_key(email),
        page_id=comment.page_id,
        root_id=root_id,
        defaults={
            "email": email,
            "told_until": now,
            "confirmed_at": now if is_confirmed else None,
        },
    )
    if created:
        _note_hidden(following)
    elif is_confirmed:
        start(following)
    if not is_confirmed:
        following.asked_with.add(comment)
    return following


def comments_for(following: Following) -> QuerySet[Comment]:
    """Return all that a follower hears of, told or not, public or not: nothing of their own."""
    comments = Comment.objects.filter(page=following.page_id)
    if following.root_id:
        comments = comments.filter(root_id=following.root_id)
    return comments.exclude(receipt__address_key=following.address_key)


def start(following: Following) -> None:
    """Begin, or begin again, to mail a follower whose address is theirs; tell only what is new."""
    now = timezone.now()
    following.confirmed_at = following.confirmed_at or now
    if following.stopped_at:
        following.stopped_at, following.told_until = None, now
        _note_hidden(following)
    # Not saved: its owner may be erasing it at this moment.
    Following.objects.filter(pk=following.pk).update(
        confirmed_at=following.confirmed_at,
        stopped_at=following.stopped_at,
        told_until=following.told_until,
    )


def _note_hidden(following: Following) -> None:
    # Published before anybody followed, but held or taken down just now: new when it is back.
    hidden = comments_for(following).filter(published_at__isnull=False)
    # The states it can be in, not those it cannot: databases find the few by them in the index.
    following.missed.set(hidden.filter(state__in=(*HIDDEN_STATES, CommentState.REMOVED)))


def confirm(*, address_key: str, comment: Comment) -> None:
    """Begin the mails that were asked for with *comment*, whose address has been confirmed.

    Only those: the wish may stand on another comment, which a stranger can have posted under this
    address. Its owner has said yes to this comment and to what its form asked for.
    """
    for following in Following.objects.filter(address_key=address_key, asked_with=comment):
        start(following)
    mailboxes.ask_again(comment.user_email)


def stop(following: Following) -> None:
    """Send nothing more to this follower until they start again."""
    Following.objects.filter(pk=following.pk).update(stopped_at=timezone.now(), due_at=None)
    # A link that waits to be confirmed was asked for before, and does not start them again.
    following.asked_with.clear()


def take_back(comment: Comment, *, key: str) -> None:
    """Forget what was asked for with *comment* and never confirmed."""
    asked = Following.objects.filter(address_key=key or None, asked_with=comment)
    ids = list(asked.values_list("pk", flat=True))
    for following in Following.objects.filter(pk__in=ids):
        following.asked_with.remove(comment)
    mine = Following.objects.filter(pk__in=ids)
    mine.filter(confirmed_at=None, asked_with=None).delete()


def of_comment(comment: Comment, *, key: str) -> QuerySet[Following]:
    """Return what the address *key* stands for follows around *comment* now, the page first."""
    mine = Following.objects.filter(address_key=key or None, page_id=comment.page_id)
    here = Q(root_id=comment.root_id or comment.pk) | Q(root=None)
    # Said aloud, as databases differ on where nulls stand.
    return mine.filter(here, stopped_at=None).order_by(F("root_id").asc(nulls_first=True))


def are_around(comment: Comment) -> bool:
    """Return whether anybody follows where *comment* stands; who is told of it is seen later."""
    mailed = Following.objects.filter(confirmed_at__isnull=False, stopped_at=None)
    here = Q(root=None) | Q(root_id=comment.root_id or comment.pk)
    return mailed.filter(here, page_id=comment.page_id).exists()


def to_tell_of(comment: Comment) -> QuerySet[Following]:
    """Return the followers who should hear of *comment*: all but its own author, each once."""
    mailed = Following.objects.filter(confirmed_at__isnull=False, stopped_at=None)
    of_page = mailed.filter(root=None, page_id=comment.page_id)
    of_conversation = mailed.filter(root_id=comment.root_id or comment.pk).exclude(
        address_key__in=of_page.values("address_key")
    )
    own = Receipt.objects.filter(pk=comment.pk).values("address_key")
    return (of_page | of_conversation).exclude(address_key__in=own)
