"""Decisions on many comments at once: those ticked, a page of the queue, or all that match."""

from dataclasses import asdict, dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID, uuid4

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import ModelLogEntry

from qa.comments import moderation
from qa.comments.models import Comment, Report
from qa.comments.permissions import comments_for
from qa.comments.querysets import LARGEST_NUMBER
from qa.comments.states import TRANSITIONS, CommentState

from .access import ModeratorMixin
from .queue import REPORTED, TABS, QueueView

LIMIT = 1_000  # in one go
SECONDS_A_REQUEST = 8  # then the rest waits for the next, before anything on the way gives up


@dataclass
class Outcome:
    """What became of the comments that were to be decided on."""

    decided: int = 0
    already: int = 0
    changed: int = 0
    impossible: int = 0

    def __str__(self) -> str:
        return " ".join(
            sentence % {"number": number} for number, sentence in self._sentences() if number
        )

    def _sentences(self) -> list[tuple[int, str]]:
        return [
            (
                self.decided,
                ngettext(
                    "%(number)d comment is decided.",
                    "%(number)d comments are decided.",
                    self.decided,
                ),
            ),
            (
                self.changed,
                ngettext(
                    "%(number)d is left: it has changed or gone meanwhile.",
                    "%(number)d are left: they have changed or gone meanwhile.",
                    self.changed,
                ),
            ),
            (
                self.impossible,
                ngettext(
                    "%(number)d is left: this cannot be done with it.",
                    "%(number)d are left: this cannot be done with them.",
                    self.impossible,
                ),
            ),
            (
                self.already,
                ngettext("%(number)d was so already.", "%(number)d were so already.", self.already),
            ),
        ]


class SeenField(forms.CharField):
    """Comments as they were looked at: ``id:version`` each, with blanks between them."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: list[str] | None) -> dict[int, int]:
        """Return the versions by id, in the order given; what cannot be read is refused."""
        try:
            pairs = [pair.split(":") for pair in " ".join(value or []).split()]
            seen = {int(pk): int(version) for pk, version in pairs}
        except ValueError as error:
            raise ValidationError(_("Tick the comments anew.")) from error
        if len(seen) > LIMIT or any(not 0 <= pk <= LARGEST_NUMBER for pk in seen):
            raise ValidationError(_("Tick the comments anew."))
        return seen


class BulkForm(forms.Form):
    """What shall become of which comments."""

    SCOPES = (("ticked", ""), ("page", ""), ("all", ""))

    to = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Choose what shall become of the comments."),
            "invalid_choice": gettext_lazy("Choose what shall become of the comments."),
        }
    )
    scope = forms.ChoiceField(choices=SCOPES)
    chosen = SeenField(required=False)
    on_page = SeenField(required=False)
    looked_at = forms.DateTimeField()
    reason = forms.CharField(required=False, max_length=300)
    quietly = forms.BooleanField(required=False)
    # Of what is done in several requests: the name, and what is done so far.
    batch = forms.UUIDField(required=False)
    decided, already, changed, impossible = (
        forms.IntegerField(required=False, min_value=0, max_value=LIMIT) for _number in range(4)
    )

    def __init__(self, *args, buttons, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = buttons


def decide_many(
    *, comments: QuerySet[Comment], seen: dict[int, int], outcome: Outcome, **decision
) -> dict[int, int]:
    """Decide on each of *seen* in a transaction of its own and count it in *outcome*.

    Return those that there was no time for.

    :param comments: those that whoever decides may decide on
    :param seen: the versions that were looked at, by id
    :param decision: further arguments of ``moderation.decide``
    """
    ends_at = monotonic() + SECONDS_A_REQUEST
    found = comments.in_bulk(seen)
    rest = dict(seen)
    for pk, version in seen.items():
        del rest[pk]
        try:
            entry = moderation.decide(comment=found[pk], version=version, **decision)
        except (KeyError, Comment.DoesNotExist, moderation.StaleError):
            outcome.changed += 1
        except ValidationError:
            outcome.impossible += 1
        else:
            outcome.decided += entry is not None
            outcome.already += entry is None
        if monotonic() > ends_at:
            break
    return rest


def open_to(to: str) -> Q:
    """Return the condition that a comment can be decided *to*, and is not so already."""
    before = Q(state__in=[state for state, ways in TRANSITIONS.items() if to in ways])
    return before | REPORTED if to == CommentState.PUBLIC else before


def untouched_since(comments: QuerySet[Comment], moment: datetime) -> QuerySet[Comment]:
    """Return those of *comments* that were there at *moment*, just as they are now."""
    logged = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Comment), timestamp__gt=moment
    )
    ids = {int(object_id) for object_id in logged.values_list("object_id", flat=True)}
    reported = Report.objects.filter(comment=OuterRef("pk"), reported_at__gt=moment)
    return (
        comments.filter(posted_at__lte=moment)
        .exclude(edited_at__gt=moment)
        .exclude(Exists(reported))
        .exclude(pk__in=ids)
    )


class BulkView(QueueView):
    """Decides on many comments of the listing with the same address, filters and search."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Lead back whoever loads the address anew."""
        return redirect(self.here)

    def post(self, request: HttpRequest) -> HttpResponse:
        buttons = TABS[self.tab].buttons
        form = BulkForm(request.POST, buttons=buttons)
        if not form.is_valid():
            return self._refuse(next(iter(form.errors.values()))[0])
        self.wish = form.cleaned_data
        self.button = str(dict(buttons)[CommentState(self.wish["to"])])
        if self.wish["scope"] == "all":
            return self._ask()
        seen = self.wish["on_page" if self.wish["scope"] == "page" else "chosen"]
        if not seen:
            return self._refuse(_("Tick at least one comment first."))
        return self._decide(seen)

    def _back(self) -> HttpResponse:
        return redirect(get_valid_next_url_from_request(self.request) or self.here)

    def _refuse(self, message: str) -> HttpResponse:
        messages.error(self.request, message)
        return self._back()

    def _ask(self) -> HttpResponse:
        """Show what would be decided, as it is now, and ask."""
        if self.filters and not self.filters.is_valid():  # the listing then ignores them all
            return self._refuse(_("Nothing was done: please correct the filters first."))
        matching = self.matching()
        open_ones = matching.filter(open_to(self.wish["to"]))
        unchanged = untouched_since(open_ones, self.wish["looked_at"])
        number, numbers_open = unchanged.count(), open_ones.count()
        comments = list(unchanged.select_related("expert")[:LIMIT])
        if not comments:
            return self._refuse(_("Nothing was done: this cannot be done with any that match."))
        return self._show(
            seen={comment.pk: comment.version for comment in comments},
            batch=uuid4(),
            comments=comments,
            beyond=number - len(comments),
            impossible=matching.count() - numbers_open,
            changed=numbers_open - number,
        )

    def _decide(self, seen: dict[int, int]) -> HttpResponse:
        outcome = Outcome(**{name: self.wish[name] or 0 for name in asdict(Outcome())})
        batch: UUID = self.wish["batch"] or uuid4()
        rest = decide_many(
            comments=comments_for(self.request.user),
            seen=seen,
            outcome=outcome,
            to=self.wish["to"],
            by=self.request.user,
            reason=self.wish["reason"],
            tells_author=not self.wish["quietly"],
            batch=str(batch),
        )
        if rest:
            return self._show(seen=rest, batch=batch, outcome=outcome, tally=asdict(outcome))
        if outcome != Outcome(decided=outcome.decided):
            messages.warning(self.request, str(outcome))
        return self._back()

    def _show(self, *, seen: dict[int, int], **context) -> HttpResponse:
        context |= {
            "seen": " ".join(f"{pk}:{version}" for pk, version in seen.items()),
            "number": len(seen),
            "wish": self.wish,
            "button": self.button,
            "tab": TABS[self.tab],
            "filters": self.active_filters,
            "search": self.search_query,
            "next": get_valid_next_url_from_request(self.request) or self.here,
        }
        return render(self.request, "desk/bulk.html", context)


class UndoBulkView(ModeratorMixin, View):
    """Takes back what the same moderator has just decided in one go."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, batch: UUID) -> HttpResponse:
        back = redirect(get_valid_next_url_from_request(request) or reverse("qa_desk:queue"))
        try:
            undone, left = moderation.undo_batch(
                comments=comments_for(request.user), batch=str(batch), by=request.user
            )
        except moderation.TooLateError:
            messages.error(request, _("Too late to undo: decide anew instead."))
            return back
        text = ngettext(
            "%(number)d decision is undone.", "%(number)d decisions are undone.", undone
        ) % {"number": undone}
        if not left:
            messages.success(request, text)
            return back
        more = ngettext(
            "%(number)d stays: something else has happened to the comment.",
            "%(number)d stay: something else has happened to the comments.",
            left,
        ) % {"number": left}
        messages.warning(request, f"{text} {more}")
        return back
