"""Who may do what at the desk, with a comment in which state: every cell of the table is tried.

Making everybody and everything takes as long as dozens of cells, so each table is one test.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from uuid import uuid4

import pytest
from django.db.transaction import atomic, set_rollback
from django.test import Client
from django.urls import reverse

from qa.comments.models import Comment, Decline, HeldAuthor, ReplyDraft
from qa.comments.moderation import decide
from qa.comments.states import TRANSITIONS, CommentState
from qa.desk.urls import urlpatterns
from tests.factories import (
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    ReceiptFactory,
    UserFactory,
    grant,
)

pytestmark = pytest.mark.django_db

STATES = tuple(CommentState)
MODERATORS = {"moderator", "administrator"}
EXPERTS = {"expert", "publishing expert"}
TEXT = "Quarzlampe"  # stands in every comment and nowhere else


@dataclass
class World:
    """Somebody of every kind, and a comment in every state on a page of this section."""

    clients: dict[str, Client]
    comments: dict[str, Comment]
    held: HeldAuthor


def profile_of(user):
    return ExpertPageFactory(user=user)


@pytest.fixture
def world() -> World:
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    publishing = ("reply_as_expert", "publish_expert_reply")
    people = {
        "nobody": None,
        "somebody without the admin": UserFactory(),
        "editor": grant(UserFactory()),
        "moderator": grant(UserFactory(), "moderate_comment", page=here),
        "moderator elsewhere": grant(UserFactory(), "moderate_comment", page=elsewhere),
        "privacy officer": grant(UserFactory(), "see_personal_data"),
        "expert": grant(UserFactory(), "reply_as_expert", page=here),
        "publishing expert": grant(UserFactory(), *publishing, page=here),
        "expert elsewhere": grant(UserFactory(), *publishing, page=elsewhere),
        "expert without profile": grant(UserFactory(), *publishing),
        "administrator": UserFactory(admin=True),
    }
    experts = {name: profile_of(people[name]) for name in (*EXPERTS, "expert elsewhere")}
    page = QAPageFactory(parent=here, expert=experts["expert"])
    comments = {
        state: ReceiptFactory(
            email=f"{state}@example.org",
            comment__page=page,
            comment__state=state,
            comment__text=f"{TEXT} {state}",
        ).comment
        for state in STATES
    }
    held = HeldAuthor.objects.create(address_key=comments["public"].receipt.address_key)
    clients = {name: Client() for name in people}
    for name, user in people.items():
        if user:
            clients[name].force_login(user)
    return World(clients, comments, held)


@dataclass
class Action:
    """What a button sends, who may press it, and in which states it does anything."""

    view: str
    who: set[str]
    states: set[str]
    sent: dict[str, str] = field(default_factory=dict)
    # Made before the button is pressed.
    given: Callable[[Comment], object] = lambda comment: None

    def address(self, comment: Comment) -> str:
        """Return where it is sent: what is done with many comments names none in its address."""
        args = [] if self.view.endswith("_bulk") and self.view != "undo_bulk" else [comment.pk]
        return reverse(f"qa_desk:{self.view}", args=[BATCH] if self.view == "undo_bulk" else args)


def can_become(to: str) -> set[str]:
    return {state for state in STATES if to in TRANSITIONS[state]}


def rejected_by_somebody(comment: Comment) -> None:
    if CommentState.REJECTED in TRANSITIONS[comment.state]:
        somebody = UserFactory()
        decide(comment=comment, version=comment.version, to="rejected", by=somebody, batch=BATCH)


BATCH = str(uuid4())
PUBLIC = {CommentState.PUBLIC}
MANY = {"to": "rejected", "scope": "ticked", "looked_at": "2026-01-01T00:00"}
ACTIONS = {
    **{
        f"reject many in {tab}": Action(f"{tab}_bulk", MODERATORS, can_become("rejected"), MANY)
        for tab in ("queue", "reported", "unanswered", "spam", "all")
    },
    "undo many of somebody else": Action("undo_bulk", set(), set(), given=rejected_by_somebody),
    "publish": Action("decide", MODERATORS, can_become("public"), {"to": "public"}),
    "reject": Action("decide", MODERATORS, can_become("rejected"), {"to": "rejected"}),
    "mark as spam": Action("decide", MODERATORS, can_become("spam"), {"to": "spam"}),
    "remove": Action("decide", MODERATORS, can_become("removed"), {"to": "removed"}),
    "withdraw": Action("decide", set(), set(), {"to": "withdrawn"}),
    "undo what nobody decided": Action("undo", set(), set(), {"entry": "1"}),
    "take words out": Action("redact", MODERATORS, set(STATES), {"passages": TEXT}),
    # The author of the public comment is held already.
    "hold the author": Action("hold_author", MODERATORS, set(STATES) - PUBLIC),
    "reply": Action("reply", EXPERTS, PUBLIC, {"action": "publish", "text": "Yes."}),
    "keep a draft": Action("reply", EXPERTS, PUBLIC, {"action": "save", "text": "Ye"}),
    "preview a reply": Action("reply_preview", set(), set(), {"text": "Yes."}),
    "decline": Action("decline", EXPERTS, PUBLIC, {"reason": "see_doctor"}),
    "take a decline back": Action(
        "take_back",
        EXPERTS,
        PUBLIC,
        given=lambda comment: Decline.objects.create(comment=comment, reason="see_doctor"),
    ),
}


def all_about(comment: Comment) -> tuple:
    """Return everything that a button of the desk could change."""
    current = Comment.objects.get(pk=comment.pk)
    return (
        current.state,
        current.comment,
        current.replies.count(),
        Decline.objects.count(),
        HeldAuthor.objects.count(),
        ReplyDraft.objects.count(),
    )


@contextmanager
def undone() -> Iterator[None]:
    with atomic():
        yield
        set_rollback(True)


def who_changes(action: Action, comment: Comment, clients: dict[str, Client]) -> set[str]:
    """Return who changes something by pressing the button, each as if nobody had before."""
    changing = set()
    with undone():
        action.given(comment)
        before = all_about(comment)
        seen = f"{comment.pk}:{comment.version}"
        sent = {"version": comment.version, "newest": 0, "chosen": seen, **action.sent}
        for who, client in clients.items():
            with undone():
                client.post(action.address(comment), sent)
                if all_about(comment) != before:
                    changing.add(who)
    return changing


def test_only_who_may_changes_anything(world: World, subtests) -> None:
    for name, action in ACTIONS.items():
        for state, comment in world.comments.items():
            with subtests.test(action=name, state=str(state)):
                may = action.who if state in action.states else set()
                assert who_changes(action, comment, world.clients) == may


@dataclass
class Looking:
    """Who is let in, and whose comments in which states are then shown."""

    let_in: set[str]
    shown_to: set[str]
    states: set[str]


ALL_MODERATORS = {*MODERATORS, "moderator elsewhere"}
ALL_EXPERTS = {*EXPERTS, "expert elsewhere"}
LISTS = {
    "queue": Looking(ALL_MODERATORS, MODERATORS, {"pending"}),
    "reported": Looking(ALL_MODERATORS, set(), set()),
    "unanswered": Looking(ALL_MODERATORS, MODERATORS, {"public"}),
    "spam": Looking(ALL_MODERATORS, MODERATORS, {"spam"}),
    "all": Looking(ALL_MODERATORS, MODERATORS, set(STATES)),
    "report": Looking(ALL_MODERATORS, set(), set()),
    "log": Looking(ALL_MODERATORS, set(), set()),
    "expert": Looking(ALL_EXPERTS, {"expert"}, {"public"}),
    "expert_others": Looking(ALL_EXPERTS, {"publishing expert"}, {"public"}),
    "expert_drafts": Looking(ALL_EXPERTS, set(), set()),
    "expert_sent": Looking(ALL_EXPERTS, set(), set()),
    "expert_declined": Looking(ALL_EXPERTS, set(), set()),
}


def test_lists_show_everybody_only_their_own(world: World, subtests) -> None:
    parts = product(LISTS.items(), ("", "_results"), world.clients.items())
    for (name, looking), part, (who, client) in parts:
        with subtests.test(who=who, view=name + part):
            response = client.get(reverse(f"qa_desk:{name}{part}"))
            assert (response.status_code == 200) is (who in looking.let_in)
            shown = {state for state in STATES if f"{TEXT} {state}" in response.text}
            assert shown == (looking.states if who in looking.shown_to else set())


# Pages about one comment: who may see it there, and in which states.
PAGES = {
    "redact": Looking(MODERATORS, MODERATORS, set(STATES)),
    "reply": Looking(EXPERTS, EXPERTS, {"public"}),
    "reply_preview": Looking(EXPERTS, EXPERTS, {"public"}),
}


def test_pages_about_a_comment_open_to_nobody_else(world: World, subtests) -> None:
    cells = product(PAGES.items(), world.clients.items(), world.comments.items())
    for (name, looking), (who, client), (state, comment) in cells:
        with subtests.test(who=who, view=name, state=str(state)):
            response = client.get(reverse(f"qa_desk:{name}", args=[comment.pk]))
            may = who in looking.shown_to and state in looking.states
            assert (TEXT in response.text) is may


def test_held_authors_are_for_moderators_of_their_pages(world: World, subtests) -> None:
    for who, client in world.clients.items():
        with subtests.test(who=who):
            response = client.get(reverse("qa_desk:held_authors"))
            assert (response.status_code == 200) is (who in ALL_MODERATORS)
            release = reverse("qa_desk:release", args=[world.held.pk])
            assert (release in response.text) is (who in MODERATORS)
            with atomic():
                client.post(release)
                assert HeldAuthor.objects.exists() is (who not in MODERATORS)
                set_rollback(True)


def test_every_address_of_the_desk_stands_in_a_table() -> None:
    lists = {f"{name}{part}" for name in LISTS for part in ("", "_results")}
    actions = {action.view for action in ACTIONS.values()}
    tried = lists | actions | set(PAGES) | {"held_authors", "release"}
    assert {pattern.name for pattern in urlpatterns} == tried
