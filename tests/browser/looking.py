"""What several tests do in a browser: log in without a form, and look for obstacles with axe."""

from collections.abc import Iterable, Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

# A colour on its way to another is neither of both.
SETTLED = """() => Promise.allSettled(document.getAnimations()
  .filter((each) => each instanceof CSSTransition).map((each) => each.finished))"""
NARROW, WIDE = 320, 1280
HEIGHT = 900
without_script = pytest.mark.browser_context_args(
    java_script_enabled=False, viewport={"width": NARROW, "height": 800}
)
View = tuple[int, str]
# Narrow comes last, so that whatever is done next is done on a narrow screen.
EVERY_VIEW: list[View] = list(product([WIDE, NARROW], ["light", "dark"]))
AXE = Axe().axe_script
# Without fetching the stylesheet again, which only a rule that is off would look at.
RUN = """(part) => axe.run(part || document, { resultTypes: ['violations'], preload: false })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`)))"""


def log_in(context: BrowserContext, user, site: str) -> None:
    """Give the browser the cookie of whoever has logged in as *user*."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def obstacles(page: Page, part: str | None = None) -> list[str]:
    """Return what axe finds on the page as it is now, or in that *part* of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN, part)


def views(page: Page, wanted: Iterable[View] = EVERY_VIEW) -> Iterator[View]:
    """Show what is open wide and narrow, light and dark, without fetching it again for each."""
    for width, scheme in wanted:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        yield width, scheme
