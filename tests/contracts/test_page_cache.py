"""After a change, each address shows what it would without a cache, and only those that show it.

Caches in front are told of each that they may keep.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction, Site

from home.models import StandardPage
from qa.comments import moderation, services
from qa.comments.bulk import CommentEntry, add_comments
from qa.comments.models import Comment, SameQuestion
from qa.comments.states import CommentState
from qa.experts.models import ExpertPage
from qa.models import QAIndexPage, QAPage, Topic
from site_core.foundation.models import SiteSettings
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    UserFactory,
    home_page,
)
from tests.qa.delivery.conftest import work  # noqa: F401 - a fixture
from tests.qa.delivery.test_purging import ROOT, in_front  # noqa: F401 - one is a fixture
from tests.reading import Answer, Reader

pytestmark = pytest.mark.django_db

S = "/ask-our-experts/"
ADDRESSES = [
    "/",
    S,
    f"{S}?sort=discussed",
    f"{S}?topic=knees",
    f"{S}topics/knees/",
    f"{S}topics/backs/",
    f"{S}a-z/",
    f"{S}a-z/c/",
    f"{S}feed/",
    f"{S}topics/knees/feed/",
    f"{S}can-ice-help/",
    f"{S}can-ice-help/comments/oldest/",
    f"{S}can-ice-help/feed/",
    f"{S}can-ice-help/index.md",
    f"{S}can-heat-help/",
    f"{S}can-yoga-help/",
    "/experts/",
    "/experts/ada-knee/",
    "/experts/bo-back/",
    "/feed/",
    "/comments/feed/",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/saved/",
    "/about/",
    "/api/v1/answers/",
    "/api/v1/answers/can-ice-help/",
    "/api/v1/answers/can-ice-help/comments/",
    "/api/v1/topics/",
    "/api/v1/experts/",
    "/api/v1/experts/ada-knee/",
]


@dataclass
class Planted:
    """A small site: two answers on knees by Ada, one on backs by Bo, and what is said on them."""

    ice: QAPage
    heat: QAPage
    yoga: QAPage
    ada: ExpertPage
    bo: ExpertPage
    knees: Topic
    backs: Topic
    said: Comment


@pytest.fixture
def planted(reader, published) -> Planted:
    with published:
        ada, bo = (ExpertPageFactory(title=name) for name in ("Ada Knee", "Bo Back"))
        knees, backs = (TopicFactory(name=name) for name in ("Knees", "Backs"))
        ice, heat = (
            QAPageFactory(title=title, topics=[knees], expert=ada, comment_policy="open")
            for title in ("Can ice help?", "Can heat help?")
        )
        yoga = QAPageFactory(title="Can yoga help?", topics=[backs], expert=bo)
        for answer in (ice, heat, yoga):
            _publish(answer)
        home_page().add_child(instance=StandardPage(title="About us", slug="about"))
        said = CommentFactory(page=ice, name="Cy", text="It helped me.", email="cy@example.org")
        _add_many(ice, quotes=said.pk, quoted_text=said.comment)
    return Planted(ice, heat, yoga, ada, bo, knees, backs, said)


def _is_kept_in_front(answer: Answer) -> bool:
    return "s-maxage=0" not in answer.headers["Cache-Control"]


def _publish(page, **changes) -> None:
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def _refile(site: Planted) -> None:
    site.ice.topics.set([site.backs])
    _publish(site.ice)


def _restrict(site: Planted) -> None:
    PageViewRestriction.objects.create(page=site.ice, restriction_type="login")


def _rename_site(site: Planted) -> None:
    settings = SiteSettings.for_site(Site.objects.get())
    settings.site_name = "Elsewhere"
    settings.save()


def _rename_topic(site: Planted) -> None:
    site.knees.name = "Knees and hips"
    site.knees.save()


def _redact(site: Planted) -> None:
    moderation.redact(comment=site.said, version=0, passages=["helped"], by=UserFactory())


def _add_many(page: QAPage, *, name: str = "Di", **more) -> None:
    entry = CommentEntry(key="1", name=name, text="Old.", posted_at=timezone.now(), **more)
    add_comments(page=page, entries=[entry])


def _state(to: str) -> Callable[[Planted], object]:
    return lambda site: services.set_state(comment=site.said, to=to, by=UserFactory())


HEAT, YOGA, ICE = (f"{S}can-{what}-help/" for what in ("heat", "yoga", "ice"))
OTHER_ANSWERS = {HEAT, YOGA}
LISTS = {S, f"{S}?topic=knees", f"{S}a-z/", "/feed/", "/llms.txt"}
EXPERTS = {"/experts/", "/experts/ada-knee/", "/experts/bo-back/", "/api/v1/experts/"}
MAPS = {"/sitemap.xml", "/robots.txt", "/llms.txt"}
DISCUSSED = {f"{ICE}comments/oldest/", f"{ICE}feed/", "/comments/feed/"}


# Each change, and addresses that show nothing of it.
def _lock(page: QAPage) -> None:
    """Close its discussion, as an editor does."""
    page.locked = True
    page.save(update_fields=["locked", "locked_by", "locked_at"])


CHANGES: dict[str, tuple[Callable[[Planted], object], set[str]]] = {
    "a comment": (lambda site: CommentFactory(page=site.ice), OTHER_ANSWERS | LISTS | EXPERTS),
    "a reply": (lambda site: CommentFactory(reply_to=site.said), OTHER_ANSWERS | LISTS | EXPERTS),
    "a comment that waits": (
        lambda site: CommentFactory(page=site.ice, state=CommentState.PENDING),
        set(ADDRESSES),
    ),
    "an expert reply": (
        lambda site: CommentFactory(page=site.ice, expert=site.bo, reply_to=site.said),
        OTHER_ANSWERS | LISTS | {"/experts/ada-knee/"},
    ),
    "many comments": (lambda site: _add_many(site.ice), OTHER_ANSWERS | LISTS | EXPERTS),
    "many replies": (
        lambda site: _add_many(site.ice, reply_to=site.said.pk),
        OTHER_ANSWERS | LISTS | EXPERTS,
    ),
    "words taken out": (_redact, OTHER_ANSWERS | LISTS | EXPERTS),
    "a comment removed": (_state(CommentState.REMOVED), OTHER_ANSWERS | LISTS | EXPERTS),
    "a comment taken for spam": (_state(CommentState.SPAM), OTHER_ANSWERS | LISTS | EXPERTS),
    "a comment withdrawn": (_state(CommentState.WITHDRAWN), OTHER_ANSWERS | LISTS | EXPERTS),
    "a reader with the same question": (
        lambda site: SameQuestion.objects.create(page=site.ice, browser=uuid4()),
        OTHER_ANSWERS | LISTS | EXPERTS,
    ),
    "an answer published": (
        lambda site: QAPageFactory(title="Can cold help?", topics=[site.knees], expert=site.ada),
        {YOGA} | DISCUSSED,
    ),
    "an answer changed": (
        lambda site: _publish(site.ice, title="Can snow help?"),
        {YOGA, "/saved/"},
    ),
    "an answer moved to another topic": (_refile, {"/saved/"}),
    "an answer withdrawn": (lambda site: site.ice.unpublish(), {YOGA, "/saved/"}),
    "an answer deleted": (lambda site: site.yoga.delete(), {ICE, HEAT} | DISCUSSED),
    "an answer made private": (_restrict, set()),
    "another address": (lambda site: _publish(site.ice, slug="snow"), set()),
    "an answer locked": (lambda site: _lock(site.ice), set()),
    "a draft": (lambda site: site.ice.save_revision(), set(ADDRESSES)),
    "another name of an expert": (
        lambda site: _publish(site.ada, title="Ada Joint"),
        {YOGA, "/experts/bo-back/", f"{S}topics/backs/"},
    ),
    "an expert published": (
        lambda site: ExpertPageFactory(title="Cy New"),
        {ICE, HEAT, YOGA, "/experts/ada-knee/"} | DISCUSSED,
    ),
    "an expert withdrawn": (lambda site: site.bo.unpublish(), {ICE, HEAT, "/experts/ada-knee/"}),
    "another name of a topic": (_rename_topic, {YOGA} | DISCUSSED),
    "another name of the site": (_rename_site, set()),
    "words of the home page": (
        lambda site: _publish(home_page(), introduction="<p>Welcome.</p>"),
        {*ADDRESSES} - MAPS - {"/"},
    ),
    "another name of the home page": (lambda site: _publish(home_page(), title="Start"), set()),
    "words of a section": (
        lambda site: _publish(QAIndexPage.objects.get(), introduction="<p>Ask away.</p>"),
        OTHER_ANSWERS | {ICE, "/feed/", "/about/"} | EXPERTS | DISCUSSED,
    ),
    "a section closed": (
        lambda site: _publish(QAIndexPage.objects.get(), comment_policy="closed"),
        set(),
    ),
    "words of a plain page": (
        lambda site: _publish(StandardPage.objects.get(), introduction="<p>It is us.</p>"),
        {*ADDRESSES} - MAPS - {"/about/"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_is_seen_at_once_and_only_where_it_shows(
    change: str,
    planted: Planted,
    reader: Reader,
    published,
    in_front,  # noqa: F811
    work,  # noqa: F811
):
    make, untouched = CHANGES[change]
    before = {}
    for address in ADDRESSES:
        reader.get(address)
        before[address] = reader.get(address)
        assert not before[address].was_made, address
    DBTaskResult.objects.all().delete()  # what was planted is told to nobody

    with published:
        make(planted)
    answers = {address: reader.get(address) for address in ADDRESSES}
    work()

    for address, old in before.items():
        is_as_before = (old.status, old.body) == (answers[address].status, answers[address].body)
        is_told = f"{ROOT}{address}" in in_front.told
        assert is_as_before or is_told or not _is_kept_in_front(old), address

    for address, answer in answers.items():
        now = reader.made_anew(address)
        is_as_new = (answer.status, answer.body) == (now.status, now.body)
        assert is_as_new, address
    made = {address for address, answer in answers.items() if answer.was_made}
    assert sorted(made & untouched) == []
