"""Following a conversation or a whole discussion by mail."""

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from .limits import address_key
from .models import Comment, Following


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
    if not created and is_confirmed:
        start(following)
    return following


def start(following: Following) -> None:
    """Begin, or begin again, to mail a follower whose address is theirs; tell only what is new."""
    now = timezone.now()
    following.confirmed_at = following.confirmed_at or now
    if following.stopped_at:
        following.stopped_at, following.told_until = None, now
    following.save(update_fields=["confirmed_at", "stopped_at", "told_until"])


def confirm(*, address_key: str, comment: Comment) -> None:
    """Begin to mail an address that has been confirmed with *comment*."""
    mine = Following.objects.filter(address_key=address_key, root_id=comment.root_id or comment.pk)
    mine.filter(confirmed_at=None).update(confirmed_at=timezone.now())


def stop(following: Following) -> None:
    """Send nothing more to this follower until they start again."""
    Following.objects.filter(pk=following.pk).update(stopped_at=timezone.now(), due_at=None)


def of_comment(comment: Comment, *, key: str) -> QuerySet[Following]:
    """Return what the address *key* stands for follows around *comment* now, the page first."""
    mine = Following.objects.filter(address_key=key or None, page_id=comment.page_id)
    here = Q(root_id=comment.root_id or comment.pk) | Q(root=None)
    # Said aloud, as databases differ on where nulls stand.
    return mine.filter(here, stopped_at=None).order_by(F("root_id").asc(nulls_first=True))


def to_tell_of(comment: Comment) -> QuerySet[Following]:
    """Return the followers who should hear of *comment*: all but its own author, each once."""
    mailed = Following.objects.filter(confirmed_at__isnull=False, stopped_at=None)
    of_page = mailed.filter(root=None, page_id=comment.page_id)
    of_conversation = mailed.filter(root_id=comment.root_id or comment.pk).exclude(
        address_key__in=of_page.values("address_key")
    )
    receipt = getattr(comment, "receipt", None)
    return (of_page | of_conversation).exclude(address_key=receipt.address_key if receipt else None)
