"""A language that is read from the right, and needs more room: nothing breaks, all is mirrored."""

import pytest
from django.utils.translation import trans_real
from playwright.sync_api import Page

from qa.models import QAPage
from tests.browser.looking import obstacles
from tests.browser.pseudo import BEGIN, CODE, Pseudo
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    ImageFactory,
    QAPageFactory,
    TopicFactory,
    translation,
)
from tests.factories.pages import section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def pseudo_language(settings, monkeypatch) -> None:
    """Offer the made-up language beside the others."""
    for name in ("LANGUAGES", "WAGTAIL_CONTENT_LANGUAGES"):
        setattr(settings, name, [*settings.LANGUAGES[:3], (CODE, "Mirrored")])
    monkeypatch.setitem(trans_real._translations, CODE, Pseudo(CODE))


@pytest.fixture
def article(pseudo_language) -> QAPage:
    """Return a discussed article in the made-up language, with a profile and a topic."""
    body = [section(heading, "Text.") for heading in ("One", "Two", "Three")]
    expert = ExpertPageFactory(portrait=ImageFactory())
    topic = TopicFactory()
    english = QAPageFactory(body=body, topics=[topic], expert=expert)
    mirrored = translation(english, CODE)
    translation(QAPageFactory(topics=[topic]), CODE)
    translation(expert, CODE)
    question = CommentFactory(page=mirrored, text="Does it hurt?")
    CommentFactory(reply_to=CommentFactory(reply_to=question), expert=expert)
    return mirrored


def test_pages_read_from_the_right_are_mirrored_whole_and_fit(
    page: Page, live_server, article, subtests
) -> None:
    page.set_viewport_size(NARROW)
    home = article.get_ancestors()[1]
    addresses = {
        "article": article.url,
        "home": home.url,
        "list": article.get_parent().url,
        "form": f"{article.url}comment/",
        "report": f"{article.url}comments/c{article.discussion_comments.first().pk}/report/",
        "expert": article.expert.get_translations().get().url,
        "missing": f"{home.url}missing/",
    }
    for name, address in addresses.items():
        page.goto(f"{live_server.url}{address}")
        with subtests.test(name):
            assert page.locator("html").get_attribute("dir") == "rtl"
            assert page.locator("html").get_attribute("lang") == CODE
            assert BEGIN in page.locator("body").inner_text()
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
            brand = page.locator(".brand").bounding_box()
            assert brand["x"] + brand["width"] > NARROW["width"] - 40
            assert obstacles(page) == []
