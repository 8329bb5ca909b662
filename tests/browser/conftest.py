"""A real Chromium against a live server; nothing outside this machine is reachable."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from qa.comments.models import CommentSettings, Receipt
from qa.comments.posting import Entry, submit
from qa.models import QAPage
from tests.conftest import CHROMIUM
from tests.factories import CommentFactory

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Milliseconds: two browsers and a database may share two cores.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def article() -> QAPage:
    """Return an article with one comment, by Grace."""
    return CommentFactory(name="Grace", text="Does it hurt?").page.specific


@pytest.fixture
def posted(article) -> Callable[..., Receipt]:
    """Return a function that posts a comment by Ada, as the form does, and returns its receipt."""

    def post(page: QAPage = article, **given) -> Receipt:
        entry = Entry(**{"text": "It gets better with time.", "name": "Ada", **given})
        return submit(page=page, entry=entry, rules=CommentSettings.for_site(page.get_site()))

    return post
