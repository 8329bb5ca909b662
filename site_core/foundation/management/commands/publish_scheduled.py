"""Wagtail's command of this name, made safe: it may run twice at once, be killed, or meet a fault.

Wagtail first lists all that is due and then goes through the list, however old that is by then. It
forgets the plan of a page before it saves the page, each in a transaction of its own; a page that
cannot be saved ends the command. And it takes pages back as bare ``Page`` objects, whose signals do
not say which kind of page readers will miss.
"""

import logging
from collections.abc import Callable

from django.apps import apps
from django.db import OperationalError
from django.db.models import Model
from django.db.transaction import atomic
from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import DraftStateMixin, Page, Revision

logger = logging.getLogger(__name__)


class Command(publish_scheduled.Command):
    help = "Publishes what is planned for now, and takes back what has expired."

    def handle(self, *args, **options) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        for model in filter(_has_drafts, apps.get_models()):
            expired = model.objects.filter(live=True, expire_at__lt=timezone.now())
            for key in expired.order_by("expire_at").values_list("pk", flat=True):
                _apart(take_back, model, key)
        due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
        for key in due.order_by("approved_go_live_at").values_list("pk", flat=True):
            _apart(publish, Revision, key)


@atomic
def take_back(model: type[Model], key: int) -> None:
    """Unpublish what has expired, unless that was done or put off in the meantime."""
    expired = _locked(model, key)
    if expired is None or not expired.live or not _is_past(expired.expire_at):
        return
    whole = expired.specific if isinstance(expired, Page) else expired
    whole.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


@atomic
def publish(model: type[Revision], key: int) -> None:
    """Publish a revision, unless that was done, or another one was chosen, in the meantime."""
    found = model.objects.filter(pk=key)
    for revision in found:
        # Whoever edits locks the page first, too: so no two wait for each other.
        _locked(revision.base_content_type.model_class(), revision.object_id)
    for revision in found.filter(approved_go_live_at__lt=timezone.now()):
        revision.publish(log_action="wagtail.publish.scheduled")


def _has_drafts(model: type[Model]) -> bool:
    """Whether *model* is that of all pages, or of other things that have drafts."""
    return model is Page or (issubclass(model, DraftStateMixin) and not issubclass(model, Page))


def _locked(model: type[Model], key: int | str) -> Model | None:
    return model.objects.select_for_update(no_key=True).filter(pk=key).first()


def _is_past(moment) -> bool:
    return moment is not None and moment < timezone.now()


def _apart(work: Callable[[type[Model], int], None], model: type[Model], key: int) -> None:
    """Do *work*; if it fails, log that, and leave things as they were for the next time."""
    try:
        work(model, key)
    except OperationalError:
        raise  # not a fault of this page
    except Exception:
        logger.exception("Not done as planned (%s): %s %s", work.__name__, model.__name__, key)
