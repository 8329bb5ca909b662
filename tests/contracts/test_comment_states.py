"""Whatever is done with a discussion, in whatever order: readers see what they may and no more."""

import time
from collections import defaultdict
from functools import partial
from itertools import chain, count
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import ModelLogEntry

from qa.antispam.sheet import SIGNER
from qa.comments import links, notices
from qa.comments.history import STATE_CHANGED
from qa.comments.models import Comment, Following, Receipt, Report
from qa.comments.services import post_comment, set_state
from qa.models import QAPage
from tests.factories import ExpertPageFactory, QAPageFactory
from tests.qa.comments.counting import kept_numbers, real_numbers

from .discussion_doors import Doors, words_in
from .discussion_model import NOBODY_POSTS, POLICIES, STATES, WAYS, Discussion, Said

pytestmark = pytest.mark.django_db

RUNS, STEPS = 300, 12
# The policy a run begins with, and whether something has been said; the runs are shared out.
BEGINNINGS = [("open", False), ("open", True), ("hold_first", True), ("hold_all", True)]

TEXTS = {
    "plain": "It helps, {}.",
    "price": "It cost me £20, {}.",
    "crisis": "I want to die, {}.",
    "spam": "[url=https://x.example]{}[/url]",
}
COLUMNS = (
    "pk order nested_count published_at state is_public is_removed comment user_name user_email"
).split()

LOOKS = ["", *"edit withdraw erase mail data confirm".split()]

which_one = st.integers(0, 30)  # counted round and round
kinds = st.sampled_from(["plain", "plain", "plain", *TEXTS])
emails = st.sampled_from(["", "ada@example.org", "bo@example.org"])


def has_comments(machine: "Machine") -> bool:
    return bool(machine.model.said)


def has_links(machine: "Machine") -> bool:
    return any(one.manage for one in machine.model.said)


class Machine(RuleBasedStateMachine):
    """Does what readers, authors, moderators and experts do, and tells the model."""

    def __init__(self, page: QAPage, policy: str, has_begun: bool) -> None:
        super().__init__()
        self.page, self.url = page, page.url
        self.model = Discussion()
        self.doors = Doors(page, self.model)
        self.ask, self.ask_shortly = self.doors.ask, self.doors.ask_shortly
        self.number = count()
        self.turn = count()
        self.last_sent: tuple[Said, dict] | None = None
        self.looked_at: object = None
        self.beginning = policy, has_begun
        self.run = transaction.atomic()
        self.run.__enter__()

    def teardown(self) -> None:
        try:
            assert Report.objects.count() == self.model.reports
            assert not Following.objects.filter(email="").exists()
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    def new_word(self) -> str:
        digits = f"{next(self.number):06x}"
        return "qz" + digits.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))

    def pick(self, which: int) -> Said:
        return self.model.said[which % len(self.model.said)]

    def pick_own(self, which: int) -> Said:
        """Return one that its author has a link to."""
        own = [one for one in self.model.said if one.manage]
        return own[which % len(own)]

    # What may happen

    @initialize(turn=which_one)
    def begin(self, turn: int) -> None:
        policy, has_begun = self.beginning
        self.turn = count(turn)
        self.set_policy(policy)
        answered = None
        for _number in range(2 if has_begun else 0):  # as imported ones: without an author's link
            name, text = self.new_word(), self.new_word()
            parent = Comment.objects.first() if answered else None
            comment = post_comment(
                page=self.page, name=name, text=text, state="public", reply_to=parent
            )
            answered = Said(comment.pk, name, text, "plain", "public", parent=answered)
            self.model.said.append(answered)

    @rule(policy=st.sampled_from(POLICIES))
    def set_policy(self, policy: str) -> None:
        QAPage.objects.filter(pk=self.page.pk).update(comment_policy=policy)
        self.page.comment_policy = self.model.policy = policy

    @rule(kind=kinds, email=emails)
    def write(self, kind: str, email: str) -> None:
        self.post(kind, email, None)

    @precondition(has_comments)
    @rule(kind=kinds, email=emails, which=which_one)
    def reply(self, kind: str, email: str, which: int) -> None:
        self.post(kind, email, self.pick(which))

    def post(self, kind: str, email: str, parent: Said | None) -> None:
        name, word = self.new_word(), self.new_word()
        sheet = SIGNER.sign_object([str(uuid4()), time.time() - 60])  # a minute ago
        sent = {"name": name, "email": email, "text": TEXTS[kind].format(word), "sheet": sheet}
        sent |= {"follow": "on"} if email else {}
        path = f"{self.url}comment/" + (f"?reply_to={parent.pk}" if parent else "")
        response = self.ask_shortly("post", path, {name, word}, **sent)
        assert response.status_code == self.model.answer_to_post(email, parent)
        if response.status_code != 302:
            assert self.model.policy == "hidden" or word in response.text, "typed text is lost"
            return
        receipt = Receipt.objects.order_by("pk").last()
        assert response["Location"] == links.manage_path(receipt)
        state = self.model.first_state(kind, email)
        said = Said(receipt.pk, name, word, kind, state, email, parent)
        said.manage, said.confirm = response["Location"], confirm_link(said)
        self.model.said.append(said)
        self.last_sent = said, {"path": path, **sent}

    @precondition(lambda machine: machine.last_sent)
    @rule()
    def press_the_button_again(self) -> None:
        """The same sheet leads to the same receipt, while anything can be sent there at all."""
        said, sent = self.last_sent
        response = self.ask_shortly("post", own=said.own_words, **sent)
        assert response.status_code == self.model.answer_to_post("", said.parent)
        # Not the author's own link, which may be one that only the owner of the address has by now.
        link = links.manage_path(Receipt.objects.get(pk=said.pk))
        assert response.get("Location", link) == link
        self.last_sent = None

    @precondition(has_links)
    @rule(which=which_one, by_old_link=st.booleans(), twice=st.booleans(), keeps=st.booleans())
    def confirm(self, which: int, by_old_link: bool, twice: bool, keeps: bool) -> None:
        one = self.pick_own(which)
        link = one.confirm if by_old_link else confirm_link(one)
        for _time in range(1 + twice) if link else ():
            is_late = self.model.policy in NOBODY_POSTS and not one.is_confirmed
            response = self.ask("post", link, one.own_words)
            assert response.status_code == (403 if is_late else 302)
            if not is_late:
                self.model.confirm(one)
                if not keeps:  # goes on with the page that confirming led to
                    one.manage, one.is_held_by_owner = response["Location"], True

    @precondition(has_links)
    @rule(which=which_one, kind=kinds)
    def edit(self, which: int, kind: str) -> None:
        self.last_sent = None
        one, word = self.pick_own(which), self.new_word()
        own = one.own_words | {word}
        response = self.ask("post", f"{one.manage}edit/", own, text=TEXTS[kind].format(word))
        if one.state in {"unconfirmed", "pending", "public"}:
            assert response.status_code == 302
            self.model.edit(one, word, kind)
        else:
            assert response.status_code == 403
            assert word in response.text, "what was typed is lost"

    @precondition(has_links)
    @rule(which=which_one)
    def withdraw(self, which: int) -> None:
        one = self.pick_own(which)
        assert self.ask("post", f"{one.manage}withdraw/").status_code == 302
        one.move("withdrawn")

    @precondition(has_links)
    @rule(which=which_one)
    def erase(self, which: int) -> None:
        self.last_sent = None
        one = self.pick_own(which)
        assert self.ask("post", f"{one.manage}erase/").status_code == 302
        self.model.erase(one)

    @precondition(has_links)
    @rule(which=which_one, wanted=st.sampled_from(["none", "conversation", "page"]))
    def choose_mail(self, which: int, wanted: str) -> None:
        self.last_sent = None  # whose tick would be a new wish now
        one = self.pick_own(which)
        response = self.ask("post", f"{one.manage}mail/", wanted=wanted)
        may = wanted == "none" or (one.is_confirmed and not one.is_erased)
        assert response.status_code == (302 if may else 404)
        one.wants_mail = wanted != "none" if may else one.wants_mail

    @precondition(has_links)
    @rule(which=which_one)
    def renew_link(self, which: int) -> None:
        self.last_sent = None
        one = self.pick_own(which)
        old = {one.manage, one.confirm} - {""}
        one.manage = self.ask("post", f"{one.manage}renew/")["Location"]
        one.confirm = confirm_link(one)
        assert {self.ask_shortly("get", link).status_code for link in old} == {404}

    @precondition(has_links)
    @rule(
        which=which_one,
        what=st.sampled_from(["", *"edit withdraw erase mail data confirm".split()]),
    )
    def only_look(self, which: int, what: str) -> None:
        one = self.pick_own(which)
        path = one.confirm if what == "confirm" else f"{one.manage}{what}/".replace("//", "/")
        own = chain.from_iterable(other.all_words for other in self.model.all_of(one))
        assert not path or self.ask("get", path, own).status_code in {200, 302, 403}

    @precondition(has_comments)
    @rule(which=which_one, to=st.sampled_from(STATES))
    def moderate(self, which: int, to: str) -> None:
        one = self.pick(which)
        change = partial(set_state, comment=Comment(pk=one.pk), to=to, reason="So")
        if to == one.state or to in WAYS[one.state]:
            assert change().state == to
            self.model.moderate(one, to)
        else:
            with pytest.raises(ValidationError):
                change()

    @precondition(has_comments)
    @rule(which=which_one)
    def report(self, which: int) -> None:
        one = self.pick(which)
        response = self.ask_shortly("post", f"{self.url}comments/c{one.pk}/report/", reason="spam")
        can = one in self.model.readable()
        assert response.status_code == (200 if can else 404)
        self.model.reports += can

    @precondition(has_comments)
    @rule(which=which_one, quotes=st.booleans())
    def expert_replies(self, which: int, quotes: bool) -> None:
        parent, word = self.pick(which), self.new_word()
        quoted = parent.text if quotes and parent.state == "public" else ""
        answer = partial(
            post_comment,
            page=self.page,
            text=word,
            expert=self.page.expert,
            reply_to=Comment.objects.get(pk=parent.pk),
            quoted_text=quoted,
            state="public",
        )
        if parent.is_visible:
            quote = (parent.name, quoted) if quoted else None
            said = Said(answer().pk, "", word, "plain", "public", parent=parent, quote=quote)
            self.model.said.append(said)
        else:
            with pytest.raises(ValidationError):
                answer()

    # What must hold after each step

    @invariant()
    def rows_are_as_told(self) -> None:
        rows = {row[0]: row[1:] for row in Comment.objects.values_list(*COLUMNS)}
        assert sorted(rows) == [one.pk for one in self.model.said]
        for one in self.model.said:
            order, nested, published, *flags, comment, name, email = rows[one.pk]
            assert order == one.pk, "the order is no longer unique"
            assert nested == sum(one in other.above for other in self.model.said)
            assert (published is not None) == one.was_seen
            tombstone = one.state in {"removed", "withdrawn"}
            assert flags == [one.state, one.state == "public", tombstone]
            assert (words_in(comment + name), email) == (one.own_words, one.email)

    @invariant()
    def each_change_is_logged_once(self) -> None:
        entries = ModelLogEntry.objects.filter(action=STATE_CHANGED).order_by("pk")
        logged = defaultdict(list)
        for pk, data in entries.values_list("object_id", "data"):
            logged[int(pk)].append((data["before"], data["after"]))
        assert logged == {one.pk: one.changes for one in self.model.said if one.changes}

    @invariant()
    def the_numbers_kept_are_right(self) -> None:
        assert kept_numbers() == real_numbers()

    @invariant()
    def addresses_are_confirmed_as_told(self) -> None:
        confirmed = Receipt.objects.exclude(confirmed_at=None).values_list("pk", flat=True)
        assert set(confirmed) == {one.pk for one in self.model.said if one.is_confirmed}

    @invariant()
    def readers_see_what_they_may(self) -> None:
        """Look through one door after the other, whenever there may be something new to see."""
        now = self.model.policy, [(one.all_words, *one.path) for one in self.model.said]
        if now != self.looked_at:
            self.looked_at = now
            self.doors.look_through(next(self.turn))


def confirm_link(one: Said) -> str:
    """Return the path in the mail that would go out now, "" where none would."""
    letter = notices.confirm_letter(comment_id=one.pk) if one.email else None
    return urlsplit(letter.context["confirm_url"]).path if letter else ""


@pytest.mark.parametrize(("policy", "has_begun"), BEGINNINGS)
def test_readers_see_what_they_may_and_no_more(policy: str, has_begun: bool) -> None:
    page = QAPageFactory(expert=ExpertPageFactory(title="Dr Known"))
    run_state_machine_as_test(
        partial(Machine, page, policy, has_begun),
        settings=settings(
            max_examples=RUNS // len(BEGINNINGS),
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
