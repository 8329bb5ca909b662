"""Whatever is done with a discussion, in whatever order: readers see what they may and no more."""

import re
import time
from collections import Counter
from functools import partial
from itertools import chain, count
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
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
from wagtail.models import ModelLogEntry, Page

from qa.comments import forms, links, notices
from qa.comments.history import STATE_CHANGED
from qa.comments.models import Comment, Following, Receipt, Report
from qa.comments.services import post_comment, set_state
from qa.models import QAPage
from tests.factories import ExpertPageFactory, QAPageFactory

from .discussion_model import NOBODY_POSTS, POLICIES, STATES, WAYS, Discussion, Said

pytestmark = pytest.mark.django_db

RUNS, STEPS = 300, 12
# The policy a run begins with, and whether something has been said; the runs are shared out.
BEGINNINGS = [("open", False), ("open", True), ("hold_first", True), ("hold_all", True)]

WORD = re.compile("qz[a-p]{6}")
TEXTS = {
    "plain": "It helps, {}.",
    "price": "It cost me £20, {}.",
    "crisis": "I want to die, {}.",
    "spam": "[url=https://x.example]{}[/url]",
}
ARTICLE = re.compile(r'<article id="c(\d+)" class="([^"]*)".*?</article>', re.DOTALL)
ENTRY = re.compile(r"<entry>.*?comment-(\d+)</id>.*?</entry>", re.DOTALL)
LATEST_COMMENTS = re.compile(r'<section id="latest-comments".*?</section>', re.DOTALL)

some = st.integers(0, 30)  # which comment: counted round and round
kinds = st.sampled_from(["plain", "plain", "plain", *TEXTS])
emails = st.sampled_from(["", "ada@example.org", "bo@example.org"])


def words_in(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text))


class Machine(RuleBasedStateMachine):
    """Does what readers, authors, moderators and experts do, and tells the model."""

    def __init__(self, page: Page, policy: str, has_begun: bool) -> None:
        super().__init__()
        self.page, self.expert = page, page.expert
        self.url = page.url
        self.number = count()
        self.client = Client()
        self.model = Discussion("open")
        self.seen_before: object = None
        self.beginning = policy, has_begun
        self.run = transaction.atomic()
        self.run.__enter__()

    def teardown(self) -> None:
        try:
            for comment in self.model.said:
                self.look_at_links_to(comment)
            self.look_at_lists()
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    # Helpers

    def ask(self, method: str, path: str, typed: frozenset[str] = frozenset(), **data):
        """Return the response; it may show what readers see and what the sender knows anyway."""
        number = next(self.number)
        address = f"10.{number >> 8}.{number & 255}.1"  # no network of them sends much
        response = getattr(self.client, method)(path, data, REMOTE_ADDR=address)
        told = words_in(response.text + str(response.headers)) - typed
        assert told <= self.model.words_to_see(), f"{path} tells of {told}"
        return response

    def new_word(self) -> str:
        digits = f"{next(self.number):06x}"
        return "qz" + digits.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))

    def pick(self, which: int, *, is_read_by_author: bool = False) -> Said | None:
        said = [one for one in self.model.said if not (is_read_by_author and one.is_expert)]
        return said[which % len(said)] if said else None

    def post(self, kind: str, email: str, parent: Said | None) -> None:
        model, name, word = self.model, self.new_word(), self.new_word()
        stamp = [str(uuid4()), time.time() - 60]
        self.sent = {
            "name": name,
            "email": email,
            "text": TEXTS[kind].format(word),
            "follow": "on" if email else "",
            "sheet": forms._SHEET.sign_object(stamp),
        }
        path = f"{self.url}comment/" + (f"?reply_to={parent.pk}" if parent else "")
        self.sent_to = path
        response = self.ask("post", path, frozenset({name, word}), **self.sent)
        if model.policy in NOBODY_POSTS:
            assert response.status_code == (404 if model.policy == "hidden" else 403)
        elif not model.can_answer(parent):
            assert response.status_code == 409
        elif model.is_overrun(email):
            assert response.status_code == 429
        else:
            assert response.status_code == 302
            receipt = Receipt.objects.order_by("pk").last()
            assert response["Location"] == links.manage_path(receipt)
            state = model.first_state(kind, email)
            said = Said(receipt.pk, name, word, kind, state, email, parent)
            said.manage = response["Location"]
            said.confirm = confirm_link(said)
            model.said.append(said)
            self.repeat()
            return
        assert model.policy == "hidden" or word in response.text, "what was typed is lost"

    def repeat(self) -> None:
        """Press the button again: the same sheet leads to the same receipt."""
        response = self.ask("post", self.sent_to, **self.sent)
        assert response.status_code == 302
        assert response["Location"] == self.model.said[-1].manage

    def decide(self, one: Said, to: str) -> None:
        change = partial(set_state, comment=Comment(pk=one.pk), to=to, reason="So")
        if to == one.state or to in WAYS[one.state]:
            assert change().state == to
            one.move(to)
        else:
            with pytest.raises(ValidationError):
                change()

    # What may happen

    @initialize()
    def begin(self) -> None:
        policy, has_begun = self.beginning
        self.set_policy("open")
        if has_begun:
            self.post("plain", "", None)
            self.post("plain", "ada@example.org", self.model.said[0])
            self.decide(self.model.said[1], "public")
        self.set_policy(policy)

    @rule(policy=st.sampled_from(POLICIES))
    def set_policy(self, policy: str) -> None:
        QAPage.objects.filter(pk=self.page.pk).update(comment_policy=policy)
        self.model.policy = policy

    @rule(kind=kinds, email=emails)
    def write(self, kind: str, email: str) -> None:
        self.post(kind, email, None)

    @rule(kind=kinds, email=emails, which=some)
    def reply(self, kind: str, email: str, which: int) -> None:
        self.post(kind, email, self.pick(which))

    @rule(which=some, takes_old_link=st.booleans())
    def confirm(self, which: int, takes_old_link: bool) -> None:
        one = self.pick(which, is_read_by_author=True)
        link = one and (one.confirm if takes_old_link else confirm_link(one))
        if not link:
            return
        looked = self.ask("get", link, one.own_words)
        assert looked.status_code == (302 if one.is_confirmed else 200)
        for _again in range(2):
            is_late = self.model.policy in NOBODY_POSTS and not one.is_confirmed
            response = self.ask("post", link, one.own_words)
            assert response.status_code == (403 if is_late else 302)
            if not is_late:
                self.model.confirm(one)

    @rule(which=some, kind=kinds)
    def edit(self, which: int, kind: str) -> None:
        one, word = self.pick(which, is_read_by_author=True), self.new_word()
        if one is None:
            return
        own = one.own_words | {word}
        response = self.ask("post", f"{one.manage}edit/", own, text=TEXTS[kind].format(word))
        if one.state not in {"unconfirmed", "pending", "public"}:
            assert response.status_code == 403
            assert word in response.text, "what was typed is lost"
            return
        assert response.status_code == 302
        self.model.edit(one, word, kind)

    @rule(which=some, erases=st.booleans())
    def take_back(self, which: int, erases: bool) -> None:
        one = self.pick(which, is_read_by_author=True)
        if one is None:
            return
        response = self.ask("post", f"{one.manage}{'erase' if erases else 'withdraw'}/")
        assert response.status_code == 302
        if erases:
            self.model.erase(one)
        one.move("withdrawn")

    @rule(which=some, wanted=st.sampled_from(["none", "conversation", "page"]))
    def choose_mail(self, which: int, wanted: str) -> None:
        one = self.pick(which, is_read_by_author=True)
        if one is None:
            return
        response = self.ask("post", f"{one.manage}mail/", wanted=wanted)
        may = wanted == "none" or (one.is_confirmed and not one.is_erased)
        assert response.status_code == (302 if may else 404)

    @rule(which=some)
    def renew_link(self, which: int) -> None:
        one = self.pick(which, is_read_by_author=True)
        if one is None:
            return
        response = self.ask("post", f"{one.manage}renew/")
        old = {one.manage, one.confirm} - {""}
        one.manage, one.confirm = response["Location"], confirm_link(one)
        assert {self.ask("get", link).status_code for link in old} == {404}

    @rule(which=some)
    def only_look(self, which: int) -> None:
        one = self.pick(which, is_read_by_author=True)
        for what in ("", "edit/", "withdraw/", "erase/", "mail/", "data/") if one else ():
            own = frozenset().union(
                *(other.own_words | other.earlier_texts for other in self.all_of(one))
            )
            assert self.ask("get", one.manage + what, own).status_code in {200, 302, 403}

    def all_of(self, one: Said) -> list[Said]:
        same = [other for other in self.model.said if one.email and other.email == one.email]
        return [one, *(same if one.is_confirmed else [])]

    @precondition(lambda self: self.model.said)
    @rule(which=some, to=st.sampled_from(STATES))
    def moderate(self, which: int, to: str) -> None:
        self.decide(self.pick(which), to)

    @precondition(lambda self: self.model.said)
    @rule(which=some)
    def report(self, which: int) -> None:
        one = self.pick(which)
        response = self.ask("post", f"{self.url}comments/c{one.pk}/report/", reason="spam")
        can = one.is_readable and self.model.policy != "hidden"
        assert response.status_code == (200 if can else 404)
        self.model.reports += can

    @precondition(lambda self: self.model.said)
    @rule(which=some, quotes=st.booleans())
    def expert_replies(self, which: int, quotes: bool) -> None:
        parent, word = self.pick(which), self.new_word()
        quoted = parent.text if quotes and parent.state == "public" else ""
        answer = partial(
            post_comment,
            page=self.page,
            text=TEXTS["plain"].format(word),
            expert=self.expert,
            reply_to=Comment.objects.get(pk=parent.pk),
            quoted_text=quoted,
            state="public",
        )
        if not parent.is_visible:
            with pytest.raises(ValidationError):
                answer()
            return
        quote = (parent.name, quoted) if quoted else None
        said = Said(answer().pk, "", word, "plain", "public", "", parent, quote, is_expert=True)
        self.model.said.append(said)

    # What must hold after each step

    @invariant()
    def rows_are_as_told(self) -> None:
        rows = Comment.objects.in_bulk()
        assert sorted(rows) == [one.pk for one in self.model.said]
        assert len({row.order for row in rows.values()}) == len(rows)
        for one in self.model.said:
            row = rows[one.pk]
            assert (row.state, row.published_at is not None) == (one.state, one.was_seen)
            assert row.is_public == (one.state == "public")
            assert row.is_removed == (one.state in {"removed", "withdrawn"})
            assert row.nested_count == sum(one in other.above for other in self.model.said)
            assert words_in(row.comment + row.user_name) == one.own_words
            assert row.user_email == one.email

    @invariant()
    def what_goes_with_them_is_as_told(self) -> None:
        entries = ModelLogEntry.objects.filter(action=STATE_CHANGED).order_by("pk")
        logged = [(int(entry.object_id), entry.data) for entry in entries]
        for one in self.model.said:
            own = [(data["before"], data["after"]) for pk, data in logged if pk == one.pk]
            assert own == one.changes
        assert len(logged) == sum(len(one.changes) for one in self.model.said)
        confirmed = set(Receipt.objects.exclude(confirmed_at=None).values_list("pk", flat=True))
        assert confirmed == {one.pk for one in self.model.said if one.is_confirmed}
        assert Report.objects.count() == self.model.reports
        assert not Following.objects.filter(email="").exists()

    @invariant()
    def readers_see_what_they_may(self) -> None:
        """Look at the whole discussion where anything changed; at the end of a run everywhere."""
        now = (self.model.policy, [(one.shown(), one.path[:]) for one in self.model.said])
        if now == self.seen_before:
            return
        self.seen_before = now
        self.look_at_discussion("comments/oldest/", self.model.roots())
        if self.model.said:
            self.look_at_links_to(
                self.model.said[len(self.model.said[-1].path) % len(self.model.said)]
            )

    def look_at_lists(self) -> None:
        article = self.look_at_discussion("", self.model.roots()[::-1])
        newest = self.model.readable()
        for shown in (article, self.ask("get", "/").text):
            latest = LATEST_COMMENTS.findall(shown)
            words = WORD.findall("".join(latest))
            assert Counter(words) == Counter(w for one in newest[:5] for w in one.own_words)
        for path in (f"{self.url}feed/", "/comments/feed/"):
            feed = self.ask("get", path)
            if self.model.policy == "hidden" and path.startswith(self.url):
                assert feed.status_code == 404
                continue
            found = [(int(entry[1]), words_in(entry[0])) for entry in ENTRY.finditer(feed.text)]
            assert found == [(one.pk, one.own_words) for one in newest]

    def look_at_discussion(self, path: str, roots: list[Said]) -> str:
        response = self.ask("get", self.url + path)
        if self.model.policy == "hidden":
            assert response.status_code == (404 if path else 200)
            assert not ARTICLE.search(response.text)
            return response.text
        assert articles_of(response.text) == list(chain.from_iterable(map(self.model.conversation, roots)))
        replies = re.findall(r'class="reply-count">(\d+) ', response.text)
        assert list(map(int, replies)) == self.model.reply_counts(roots)
        total = re.findall(r'<p class="count">(\d+) ', response.text)
        assert total == ([str(len(self.model.readable()))] if roots else [])
        return response.text

    def look_at_links_to(self, one: Said) -> None:
        is_seen = one.is_visible and self.model.policy != "hidden"
        response = self.ask("get", f"{self.url}comments/c{one.pk}/")
        assert response.status_code == (302 if is_seen else 404)
        assert not is_seen or response["Location"].endswith(f"#c{one.pk}")
        response = self.ask("get", f"{self.url}comments/thread/{one.pk}/")
        if is_seen and one.parent is None:
            assert articles_of(response.text) == self.model.conversation(one)
        else:
            assert response.status_code == 404


def articles_of(html: str) -> list[tuple]:
    return [
        (int(found[1]), "tombstone" in found[2], words_in(found[0]))
        for found in ARTICLE.finditer(html)
    ]


def confirm_link(one: Said) -> str:
    """Return the path in the mail that would go out now, "" where none would."""
    letter = notices.confirm_letter(comment_id=one.pk)
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
