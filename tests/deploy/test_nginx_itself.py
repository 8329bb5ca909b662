"""What nginx answers by itself, with the files of deploy/: static files and pages for errors."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.utils.translation import gettext, ngettext, override

from site_core.content_policy import ContentPolicyMiddleware
from site_core.response_headers import guard_responses

from .rendering import BROTLI, SHIPPED
from .test_nginx import Front, Node, needs_nginx, started

pytestmark = needs_nginx
needs_brotli = pytest.mark.skipif(not BROTLI.exists(), reason="nginx has no module for brotli")

TOO_LARGE = {"Content-Length": str(2 * 1024 * 1024)}
UNITS = ("minute", "minutes")
# The page that says so in the site itself has the same words.
ERRORS = [
    ("GET", "/metrics", {}, 404, "We cannot find that page"),
    ("TRACK", "/", {}, 405, "We could not make sense of that request"),
    ("POST", "/comment/", TOO_LARGE, 413, "That is too large to be sent"),
    ("GET", "/dies/", {}, 502, "Something went wrong on our side"),
    ("POST", "/dies/", {}, 502, "Something went wrong on our side"),
]


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    yield from started()


@pytest.fixture
def said_by_the_site(settings, rf) -> Callable[[str], dict[str, str]]:
    """The headers that the site itself, behind HTTPS, gives to content of a type."""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True

    def view(request):
        return HttpResponse(content_type=request.GET["type"])

    site = guard_responses(SecurityMiddleware(ContentPolicyMiddleware(view)))
    return lambda kind: dict(site(rf.get("/", {"type": kind}, secure=True)).headers)


def parts(policy: str) -> list[str]:
    return sorted(part.strip() for part in policy.split(";"))


@pytest.mark.parametrize(("name", "kind"), [("a.css", "text/css"), ("a.png", "image/png")])
def test_static_file_is_sent_with_the_headers_of_the_site(
    front: Front,
    said_by_the_site,
    name: str,
    kind: str,
) -> None:
    (front.folder / name).write_text("a {}")
    answer = front.send("GET", f"/static/{name}")
    expected = said_by_the_site(kind)
    policy = expected.pop("Content-Security-Policy")
    assert expected.items() <= dict(answer.headers).items()
    assert parts(answer.headers["Content-Security-Policy"]) == parts(policy)
    assert len(expected) == 7


@pytest.mark.parametrize(
    ("said", "encoding"),
    [("", ""), ("gzip", "gzip"), pytest.param("gzip, br", "br", marks=needs_brotli)],
)
def test_static_file_is_sent_packed_as_the_reader_takes_it(
    front: Front, said: str, encoding: str
) -> None:
    for end in ("", ".gz", ".br"):
        (front.folder / f"packed.css{end}").write_text("packed")
    answer = front.get(said, "/static/packed.css")
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_static_file_of_another_release_is_had_from_the_node_that_has_it(front: Front) -> None:
    Node.lacks = 1
    assert front.send("GET", "/static/other.css").status == 200
    front.begin_anew()
    assert front.send("GET", "/static/other.css").headers["X-Cache"] == "HIT"


@pytest.mark.parametrize(("method", "path", "headers", "status", "says"), ERRORS)
def test_error_has_a_page_that_nobody_keeps_and_that_loads_nothing(
    front: Front,
    said_by_the_site,
    method: str,
    path: str,
    headers: dict,
    status: int,
    says: str,
) -> None:
    answer, text = front.read(method, path, headers)
    assert answer.status == status
    assert f"<h1>{says}</h1>" in text
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script|<link|<img|url\(|//", text)
    expected = said_by_the_site("text/html; charset=utf-8")
    del expected["Content-Security-Policy"]
    assert expected.items() <= dict(answer.headers).items()


def test_error_page_may_show_its_own_style_and_nothing_else(front: Front) -> None:
    answer, text = front.read("GET", "/dies/")
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"default-src 'none'; style-src 'sha256-{digest}';" in policy


@pytest.mark.parametrize("variable", ["says", "advice", "sent", "way_on"])
def test_errors_have_the_words_of_the_site_in_each_language(variable: str) -> None:
    shipped = (SHIPPED / "errors.conf").read_text()
    (block,) = re.findall(rf"\$error_{variable} {{(.*?)\n}}", shipped, re.DOTALL)
    texts = re.findall(r'"(?:<p>)?([^"<]+)(?:</p>)?";', block)
    number = len(texts) // 3
    for language, first in (("de", number), ("cy", 2 * number)):
        with override(language):
            expected = [translated(text) for text in texts[:number]]
        assert texts[first : first + number] == expected


def translated(text: str) -> str:
    if "1 minute" not in text:
        return gettext(text)
    one, several = (text.replace("1 minute", f"%(minutes)s {unit}") for unit in UNITS)
    return ngettext(one, several, 1) % {"minutes": 1}


def test_error_is_told_in_the_language_of_the_address(front: Front) -> None:
    text = front.read("GET", "/de/dies/")[1]
    assert '<html lang="de">' in text
    assert "Bei uns ist etwas schiefgegangen" in text
    assert 'href="/de/"' in text


def test_who_sent_something_that_was_lost_is_told_so(front: Front) -> None:
    sent = "may not have arrived"
    assert sent in front.read("POST", "/dies/")[1]
    assert sent not in front.read("GET", "/dies/")[1]
