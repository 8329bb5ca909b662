"""Whatever is only looked at stays as it is: every address of ours, for everybody."""

import re
from collections.abc import Iterator
from itertools import product
from uuid import uuid4

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.http import urlsafe_base64_encode
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import get_page_models
from wagtail.users.models import UserProfile

from qa.comments import links, notices, replying
from qa.comments.models import Comment, HeldAuthor, Report
from qa.notifications.letters import letters
from site_core.operations.probes import PROBES
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    FollowingFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
    grant,
)

pytestmark = pytest.mark.django_db

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE)\b", re.IGNORECASE)
NO_CHANGE = ("django_session",)
OURS = ("qa.", "home.", "site_core.")
RIGHTS = ("moderate_comment", "reply_as_expert", "publish_expert_reply", "see_personal_data")


def patterns(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple]:
    """Return every pattern below *resolver* with the namespaces it stands in."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from patterns(entry, inner)
        else:
            yield namespaces, entry


def is_ours(pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return view.__module__.startswith(OURS)


@pytest.fixture
def everybody() -> dict:
    """Return who looks: from nobody to somebody with every right."""
    everything = ExpertPageFactory(user=grant(UserFactory(), *RIGHTS)).user
    return {"nobody": None, "everything": everything, "admin": UserFactory(admin=True)}


@pytest.fixture
def arguments(everybody) -> dict:
    """Return what stands for each argument of an address."""
    expert = ExpertPageFactory(takes_messages=True, message_address="expert@example.org")
    answer = QAPageFactory(expert=expert, topics=[TopicFactory(slug="nerves")])
    receipt = ReceiptFactory(email="ada@example.org", comment__page=answer)
    asked = receipt.comment
    Report.objects.create(comment=asked, reason="spam")
    waiting = CommentFactory(page=answer, state="pending")
    held = HeldAuthor.objects.create(address_key="a" * 64, held_by=everybody["admin"])
    replying.save_draft(
        comment=asked, user=everybody["everything"], text="Half a rep", quoted_text=""
    )
    notices.ask_to_confirm(receipt)
    tokens = {
        "approve": links.approve_path(waiting, user=everybody["admin"], to="public"),
        "confirm": links.confirm_path(receipt),
        "follow": links.follow_path(FollowingFactory(page=answer)),
        "account_new_password": f"/a/b/{default_token_generator.make_token(everybody['admin'])}/",
    }
    return {
        "answer": answer,
        "comment_id": asked.pk,
        "root_id": asked.pk,
        "number": 1,
        "held_id": held.pk,
        "batch": uuid4(),
        "letter_id": letters().first().pk,
        "slug": "nerves",
        "letter": answer.title[0].lower(),
        "key": answer.pk,
        "section": answer.get_parent().slug,
        "answer_slug": answer.slug,
        "path": "nothing.png",
        "uidb64": urlsafe_base64_encode(str(everybody["admin"].pk).encode()),
        "tokens": tokens,
        "token": links.manage_path(receipt),
    }


def token_in(path: str) -> str:
    return path.strip("/").split("/")[2]


def addresses(arguments: dict) -> Iterator[str]:
    """Return every address of ours, with arguments that lead somewhere."""
    for namespaces, pattern in patterns(get_resolver()):
        if not is_ours(pattern) or not pattern.name:
            continue
        given = {}
        for name in pattern.pattern.converters or pattern.pattern.regex.groupindex:
            given[name] = arguments[name]
            if name == "token":
                given[name] = token_in(arguments["tokens"].get(pattern.name, arguments["token"]))
        yield reverse(":".join((*namespaces, pattern.name)), kwargs=given)
    kinds = [kind for kind in get_page_models() if issubclass(kind, RoutablePageMixin)]
    for kind in kinds:
        answer = arguments["answer"]
        at_hand = (answer, answer.get_parent().specific, answer.expert)
        page = next((one for one in at_hand if isinstance(one, kind)), None)
        assert page, f"no page of {kind.__name__} to look at"
        for pattern in kind.get_subpage_urls():
            given = {name: arguments[name] for name in pattern.pattern.converters}
            yield page.url + page.reverse_subpage(pattern.name, kwargs=given)


def test_looking_changes_nothing(client, everybody, arguments, subtests) -> None:
    looked_at = list(dict.fromkeys(["/", *PROBES, *addresses(arguments)]))
    assert len(looked_at) > 40
    client.get("/")  # settings get their row when they are first asked for
    before = Comment.objects.order_by("pk").values_list("pk", "state", "version")
    as_it_was = list(before.all())
    clients = {who: Client() for who in everybody}
    for who, user in everybody.items():
        if user:
            clients[who].force_login(user)
            UserProfile.get_for_user(user)  # likewise, when the page of the account is
    for who, method, address in product(everybody, ("get", "head"), looked_at):
        with subtests.test(who=who, method=method, address=address):
            with CaptureQueriesContext(connection) as captured:
                response = getattr(clients[who], method)(address)
            written = [
                one["sql"][:200]
                for one in captured
                if WRITES.match(one["sql"]) and not any(name in one["sql"] for name in NO_CHANGE)
            ]
            assert written == []
            assert response.status_code < 500
    assert list(before.all()) == as_it_was
