"""What is not for everybody gives nothing away through any door that the site has."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import StringIO
from smtplib import SMTPRecipientsRefused
from time import time
from uuid import uuid4

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.signing import Signer
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Site

from qa.comments import links
from qa.comments.models import Comment, Following, Receipt, Report, SameQuestion
from site_core.settings.logging import Redact
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SECRETS = ["Sesquipedalian", "Quixotic", "Mumpsimus", "Zyzzyva"]


@pytest.fixture(params=["draft", "private", "expired", "below_private"])
def secret_page(request):
    """A page with a secret title, question, answer and comment, in each state that hides it."""
    below_private = request.param == "below_private"
    page = QAPageFactory(
        title="Sesquipedalian",
        slug="secret",
        question="<p>Quixotic?</p>",
        search_description="Mumpsimus.",
        topics=[TopicFactory(slug="shared")],
        expert=ExpertPageFactory(slug="someone"),
        **({} if below_private else {request.param: True}),
    )
    CommentFactory(page=page, text="Zyzzyva.")
    if below_private:
        page.get_parent().view_restrictions.create(restriction_type="login")
    return page


def addresses(page) -> list[str]:
    """Return every public address that could show the page or part of it."""
    comment = Comment.objects.get()
    parent = page.get_parent().url
    return [
        "/",
        parent,
        f"{parent}topics/shared/",
        "/experts/",
        "/experts/someone/",
        page.url,
        f"{page.url}comments/1/",
        f"{page.url}comments/2/",
        f"{page.url}comments/c{comment.pk}/",
        f"{page.url}comments/thread/{comment.pk}/",
    ]


def test_a_page_that_is_not_for_everybody_shows_nothing_at_any_address(client, secret_page) -> None:
    for address in addresses(secret_page):
        shown = client.get(address, follow=True).text
        assert not [secret for secret in SECRETS if secret in shown], address


def test_it_is_not_beside_an_article_that_shares_its_topic(client, secret_page) -> None:
    site_root = Site.objects.get(is_default_site=True).root_page
    other = QAPageFactory(topics=secret_page.topics.all())
    assert other.is_descendant_of(site_root)
    shown = client.get(other.url, follow=True).text
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("state", ["unconfirmed", "pending", "rejected", "spam"])
def test_a_hidden_comment_shows_nowhere(client, state: str) -> None:
    page = QAPageFactory(
        expert=ExpertPageFactory(slug="someone"), topics=[TopicFactory(slug="shared")]
    )
    CommentFactory(page=page, name="Quixotic", text="Zyzzyva.", state=state)
    for address in addresses(page):
        shown = client.get(address, follow=True).text
        assert "Zyzzyva" not in shown, address
        assert "Quixotic" not in shown, address


def test_no_address_of_a_commenter_is_in_any_page(client) -> None:
    comment = CommentFactory()
    Comment.objects.update(user_email="ada@example.org", ip_address="192.0.2.77")
    for address in addresses(comment.page):
        shown = client.get(address, follow=True).text
        assert "ada@example.org" not in shown
        assert "192.0.2.77" not in shown


# The whole life of a thread

PEER = "203.0.113.77"
ADDRESS = "zelda.zyzzyva@example.org"
WHAT = ("earlier", "held", "held name", "withdrawn", "withdrawn name", "erased", "unconfirmed")
PATHS_STAY_HERE = {"no-referrer", "same-origin", "origin", "strict-origin"}
UNSEEN = {what: f"Qz{number}xyq" for number, what in enumerate([*WHAT, "report"])}


class Life:
    """A thread in which everything has been done that can be, and what nobody may learn of it."""

    def __init__(self, deliver_mail) -> None:
        self.deliver_mail = deliver_mail
        self.author = Client(REMOTE_ADDR=PEER)
        self.page = QAPageFactory(comment_policy="open", expert=ExpertPageFactory(slug="someone"))
        self.form = f"{self.page.url}comment/"
        self.answers: list = []
        self.secrets = {ADDRESS, ADDRESS.partition("@")[0], PEER, *UNSEEN.values()}

    def send(self, path: str, **data):
        answer = self.author.post(path, data)
        self.answers.append(answer)
        if "/manage/" in answer.get("Location", ""):
            self.secrets |= tokens_in(answer["Location"])
        return answer

    def write(self, name: str, text: str, email: str = ADDRESS) -> str:
        """Post a comment and return its author's link."""
        sheet = Signer(salt="qa.comments.sheet").sign_object([str(uuid4()), time() - 60])
        sent = {"name": name, "text": text, "email": email, "sheet": sheet}
        sent |= {"follow": "on"} if email else {}
        self.send(self.form, **sent, action="preview")
        return self.send(self.form, **sent)["Location"]

    def confirm(self) -> None:
        """Open the link in the last mail."""
        link = re.search(r"/comments/confirm/\S+", self.deliver_mail()[-1].body)[0]
        self.answers.append(self.author.get(link))
        self.send(link)
        self.secrets |= tokens_in(link)

    def live(self) -> None:
        first = self.write("Shown", f"{UNSEEN['earlier']} was here.")
        self.confirm()
        self.send(f"{first}edit/", text="This may be read.")
        self.root = Comment.objects.get()
        self.write(UNSEEN["held name"], f"It cost £20, {UNSEEN['held']}.")
        self.confirm()
        back = self.write(UNSEEN["withdrawn name"], f"{UNSEEN['withdrawn']} is mine.")
        self.confirm()
        self.send(f"{back}withdraw/")
        gone = self.write("Gone", f"{UNSEEN['erased']} is mine.", email="")
        self.send(f"{gone}erase/")
        report = f"{self.page.url}comments/c{self.root.pk}/report/"
        self.send(report, reason="other", detail=UNSEEN["report"])
        self.send(f"{self.page.url}same-question/")
        self.send(f"{first}mail/", wanted="page")
        self.send(f"{first}renew/")
        self.author.get(first)  # ended: not found, and Django's log says so
        self.author.get(f"{first}edit/?{ADDRESS}")
        CommentFactory(reply_to=self.root)
        self.follow()

    def follow(self) -> None:
        """Get the news, stop it and start it; then the mail server refuses everything."""
        self.deliver_mail()
        link = re.search(r"/comments/follow/\S+", self.deliver_mail()[-1].body)[0]
        self.secrets |= tokens_in(link)
        for wanted in ("none", "start"):
            self.send(link, wanted=wanted)
        self.fail()

    def fail(self) -> None:
        with override_settings(EMAIL_BACKEND=f"{__name__}.RefusesEverybody"):
            self.write("Unconfirmed", f"{UNSEEN['unconfirmed']} is mine.")
            for days in range(1, 10):
                self.deliver_mail(at=timezone.now() + timedelta(days=days))

    def keys(self) -> set[str]:
        """Return every random key and every hash that the rows around the comments hold."""
        columns = "key form_id address_key network_key text_key browser".split()
        return {
            text
            for model in (Receipt, Following, Report, SameQuestion)
            for row in model.objects.values()
            for column in columns
            for text in (str(row.get(column) or ""), getattr(row.get(column), "hex", ""))
            if text
        }


class RefusesEverybody(BaseEmailBackend):
    """A mail server that names in its errors whom it does not know."""

    def send_messages(self, messages) -> int:
        raise SMTPRecipientsRefused({message.to[0]: (550, b"unknown") for message in messages})


def tokens_in(link: str) -> set[str]:
    """Return the key in a link and its signature; the time between them is no secret."""
    parts = re.search(r"/(?:manage|confirm|follow)/([^/]+)", link)[1].split(":")
    return {parts[0], parts[-1]}


@pytest.fixture
def log(monkeypatch, caplog) -> StringIO:
    """Return what the site writes to its log, with every logger at its most talkative.

    But for that of templates: see the settings of the log.
    """
    stream = StringIO()
    for handler in logging.getLogger().handlers:
        if any(isinstance(rule, Redact) for rule in handler.filters):
            monkeypatch.setattr(handler, "stream", stream)
    assert logging.getLogger("django.template").level == logging.INFO
    for name in {"", "django.request", "django_tasks", *logging.root.manager.loggerDict}:
        if name != "django.template":
            caplog.set_level(logging.DEBUG, logger=name)
    return stream


@pytest.fixture
def life(deliver_mail, log) -> Life:
    life = Life(deliver_mail)
    life.live()
    life.secrets |= life.keys()
    return life


def found_in(text: str, life: Life) -> list[str]:
    return [secret for secret in life.secrets if secret in text]


def crawl(start: list[str]) -> Iterator[tuple[str, object]]:
    """Yield every page that a stranger reaches by links, forms and sources, with its address."""
    stranger, waiting, seen = Client(), start[:], set(start)
    while waiting:
        address = waiting.pop()
        answer = stranger.get(address)
        yield address, answer
        pointed = re.findall(r'(?:href|src|action|cite)="([^"#]+)', answer.text)
        pointed.append(answer.get("Location", ""))
        for target in (unescape(each).removeprefix("http://localhost") for each in pointed):
            if re.match(r"/(?!/|static/|media/|admin/)", target) and target not in seen:
                seen.add(target)
                waiting.append(target)


def test_no_page_that_a_stranger_reaches_tells_of_the_life_of_a_thread(life) -> None:
    pages = dict(crawl(["/", *addresses_of_life(life)]))
    assert len(pages) > 20
    assert "This may be read." in pages[life.page.url].text
    for address, answer in pages.items():
        assert not found_in(f"{address}\n{answer.text}\n{answer.headers}", life), address


def addresses_of_life(life: Life) -> list[str]:
    ids = Comment.objects.values_list("pk", flat=True)
    below = ["", "feed/", "comments/oldest/", "comment/", "same-question/"]
    below += [f"comments/c{pk}/" for pk in ids] + [f"comments/thread/{pk}/" for pk in ids]
    below += [f"comments/c{pk}/report/" for pk in ids] + [f"comment/?reply_to={pk}" for pk in ids]
    return [f"{life.page.url}{path}" for path in below] + ["/comments/feed/"]


def test_the_log_tells_nothing_of_it_and_says_that_mail_failed(life, log) -> None:
    written = log.getvalue()
    assert "SMTPRecipientsRefused" in written
    assert "Not Found: comments:manage" in written
    assert not found_in(written, life)


def test_the_queue_of_mails_holds_numbers_only(life) -> None:
    rows = list(DBTaskResult.objects.values())
    assert {row["status"] for row in rows} >= {"SUCCESSFUL", "FAILED"}
    assert not found_in(str(rows), life)


def test_no_answer_to_its_author_has_a_secret_in_its_headers(life) -> None:
    """Where a redirect leads is the author's own; so is the cookie that counts their browser."""
    own = {"Location", "Set-Cookie"}
    for answer in life.answers:
        headers = {name: value for name, value in answer.items() if name not in own}
        assert not found_in(str(headers), life)


@pytest.fixture
def own_pages(deliver_mail, client) -> dict:
    """Return the answer of each page that only its author or a writer gets, by its path."""
    page = QAPageFactory(comment_policy="open")
    root = CommentFactory(page=page)
    life = Life(deliver_mail)
    life.form = f"{page.url}comment/"
    manage = life.write("Ada", "This is mine.")
    confirm = re.search(r"/comments/confirm/\S+", deliver_mail()[-1].body)[0]
    follow = links.follow_path(Following.objects.get())
    approve = links.approve_path(root, user=UserFactory(admin=True), to="rejected")
    below = [f"{manage}{what}" for what in ("", "edit/", "withdraw/", "erase/", "data/", "mail/")]
    report = f"{page.url}comments/c{root.pk}/report/"
    paths = [
        *below,
        confirm,
        follow,
        approve,
        life.form,
        report,
        f"{manage}nowhere/",
        "/comments/follow/x/",
    ]
    return {path: client.get(path) for path in paths} | {"post": life.answers[-1]}


def test_what_only_one_person_may_see_is_stored_and_told_nowhere(own_pages) -> None:
    for path, answer in own_pages.items():
        assert "no-store" in answer.get("Cache-Control", ""), path
        assert answer.get("Referrer-Policy") in PATHS_STAY_HERE, path


def test_pages_behind_a_token_point_at_no_third_party(own_pages) -> None:
    for path, answer in own_pages.items():
        pointed = re.findall(
            r'(?:href|src|action|srcset|content)="((?:[a-z]+:)?//[^"]*)', answer.text
        )
        assert not [each for each in pointed if not each.startswith("http://localhost")], path
