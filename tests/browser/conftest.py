"""A real Chromium against a live server; nothing outside this machine is reachable."""

from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

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


class KeptContext:
    """A browser context with a page that stays open, without which it would be made up anew."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.kept = context.new_page()
        self.commands = context.new_cdp_session(self.kept)

    def forget(self, site: str) -> None:
        """Close and take away whatever a test has left."""
        for page in self.context.pages:
            if page is not self.kept:
                page.close()
        self.context.clear_cookies()
        self.context.clear_permissions()
        self.context.unroute_all()
        self.commands.send("Network.clearBrowserCache")
        everything = {"origin": site, "storageTypes": "all"}
        self.commands.send("Storage.clearDataForOrigin", everything)


@pytest.fixture(autouse=True, scope="session")
def _served_as_an_app_server_does() -> Iterator[None]:
    """Serve with the page cache, which Django's own test server leaves out."""
    from site_core.wsgi import application  # sets Django up

    with patch("django.test.testcases.WSGIHandler", lambda: application):
        yield


@pytest.fixture(scope="session")
def kept_contexts() -> dict[str, KeptContext]:
    return {}


@pytest.fixture
def context(
    request, browser: Browser, browser_context_args: dict, live_server, kept_contexts
) -> Iterator[BrowserContext]:
    """Return an empty context; to make one costs more than all that most tests do in it."""
    if any(request.config.getoption(kind) != "off" for kind in ("tracing", "video", "screenshot")):
        # What is recorded is written when a context is closed.
        yield request.getfixturevalue("new_context")()
        return
    marker = request.node.get_closest_marker("browser_context_args")
    wanted = {**browser_context_args, **(marker.kwargs if marker else {})}
    name = repr(sorted(wanted.items()))
    if name not in kept_contexts:
        kept_contexts[name] = KeptContext(browser.new_context(**wanted))
    yield kept_contexts[name].context
    kept_contexts[name].forget(live_server.url)


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
