"""The kinds of mail. A room registers its own in ``ready()``; nothing here knows what they say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail to one address.

    :param to: one address
    :param template: ``"mail/confirm"`` stands for ``mail/confirm.txt`` and ``mail/confirm.html``
    :param context: what the templates get beside ``site_name``, ``site_url``, ``subject`` and
        ``unsubscribe_url``
    :param unsubscribe_url: where the reader stops such mail; it must take a POST without a
        confirmation (RFC 8058)
    :param headers: further headers, or other values for those that every mail has
    :param language: that of the templates; the active one if left out
    :param sent: called once the mail is handed over; what it raises is logged, for the mail must
        not go out again
    """

    to: str
    subject: str
    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    unsubscribe_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str | None = field(default_factory=get_language)
    sent: Callable[[], None] | None = None


Builder = Callable[..., Letter | None]

_builders: dict[str, Builder] = {}


def mail_kind(name: str) -> Callable[[Builder], Builder]:
    """Register a builder, called as ``builder(**ids)`` when the mail is about to go out.

    It reads the database anew and returns None when there is nothing to tell any more.

    :raises ValueError: if there is such a kind already
    """

    def register(builder: Builder) -> Builder:
        if name in _builders:
            raise ValueError(f"There is a kind of mail called {name!r} already.")
        _builders[name] = builder
        return builder

    return register


def builder_of(kind: str) -> Builder:
    """Return the builder of *kind*; raise KeyError if there is none."""
    return _builders[kind]
