"""What browsers are told, of pages, pictures, documents, scripts and errors alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from tests.factories import (
    ExpertPageFactory,
    ImageFactory,
    QAPageFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OF_ALL = {
    "X-Content-Type-Options": {"nosniff"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Referrer-Policy": {"strict-origin-when-cross-origin", "strict-origin"},
}
SCRIPT = "/static/guarded.js"
STRICT = {"default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"}
DOWNLOAD = {"default-src 'none'", "sandbox"}
ADMIN = {"default-src 'self'", "object-src 'none'", "frame-ancestors 'self'"}


@pytest.fixture(autouse=True)
def _script(settings) -> Iterator[None]:
    """Put a script where WhiteNoise looks before the first request of a client."""
    script = settings.STATIC_ROOT / "guarded.js"
    script.write_text("1")
    yield
    script.unlink()


@pytest.fixture
def everything(settings, tmp_path: Path) -> dict[str, str]:
    """Return the address of one thing of each kind that the site sends."""
    settings.MEDIA_ROOT = tmp_path
    topic = TopicFactory(slug="nerves")
    answer = QAPageFactory(expert=ExpertPageFactory(), topics=[topic])
    section = answer.get_parent()
    document = Document.objects.create(title="D", file=ContentFile(b"%PDF-1.7", name="d.pdf"))
    return {
        "home": "/",
        "answer": answer.url,
        "form": f"{answer.url}comment/",
        "section": section.url,
        "topic": f"{section.url}topics/nerves/",
        "letters": f"{section.url}a-z/",
        "experts": answer.expert.get_parent().url,
        "expert": answer.expert.url,
        "search": "/search/?q=hand",
        "saved": "/saved/",
        "account": "/account/",
        "missing": "/no/such/page/",
        "feed": "/feed/",
        "api": "/api/v1/answers/",
        "markdown": f"{answer.url}index.md",
        "robots": "/robots.txt",
        "sitemap": "/sitemap.xml",
        "card": f"{answer.url}card.png",
        "picture": ImageFactory().file.url,
        "script": SCRIPT,
        "document": document.url,
        "admin": "/admin/",
    }


def policy(response) -> set[str]:
    return set(response["Content-Security-Policy"].split("; "))


def fetch(client, address: str, **how):
    """Return the response, its file read to the end as a server would."""
    response = client.get(address, **how)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def test_every_response_is_guarded(everything, subtests) -> None:
    client = Client()
    client.force_login(UserFactory(admin=True))
    for kind, address in everything.items():
        with subtests.test(kind=kind):
            response = fetch(client, address)
            told = {name: response.get(name) for name in OF_ALL}
            assert [name for name in OF_ALL if told[name] not in OF_ALL[name]] == []
            assert "camera=()" in response["Permissions-Policy"]
            of_others = kind in {"card", "picture"}
            wanted = "cross-origin" if of_others else "same-origin"
            assert response["Cross-Origin-Resource-Policy"] == wanted
            least = {"picture": DOWNLOAD, "document": DOWNLOAD, "admin": ADMIN}.get(kind, STRICT)
            assert least <= policy(response)
            assert response.status_code == (404 if kind == "missing" else 200)


def test_refused_requests_are_guarded(client) -> None:
    for response in (
        client.get("/", headers={"host": "evil.example"}),
        client.post("/", b"", content_type="text/plain", CONTENT_LENGTH="9999999999"),
        Client(enforce_csrf_checks=True).post("/account/login/", {}),
    ):
        assert response.status_code in {400, 403, 413}
        assert "camera=()" in response["Permissions-Policy"]
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert policy(response) >= STRICT


@pytest.mark.parametrize("address", ["/", SCRIPT, "/no/such/page/"])
def test_over_https_browsers_are_told_to_stay_there(address: str, client, settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_PRELOAD = 31_536_000, True
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    told = fetch(client, address, secure=True)["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains; preload"


def test_only_the_players_of_videos_may_do_what_players_do(client) -> None:
    told = client.get("/")["Permissions-Policy"]
    players = 'self "https://www.youtube-nocookie.com" "https://player.vimeo.com"'
    assert f"fullscreen=({players})" in told
    assert "publickey-credentials-get=(self)" in told


def test_documents_are_downloaded_and_never_shown(client, everything) -> None:
    response = fetch(client, everything["document"])
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def uncached(settings) -> Client:
    """Return who reads a site that keeps no page."""
    settings.PAGE_CACHE = False
    return Client()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_where_no_page_is_kept_what_is_as_it_was_is_not_sent_again(
    uncached, encoding: str, published
) -> None:
    answer = QAPageFactory()
    headers = {"accept-encoding": encoding}
    first = uncached.get(answer.url, headers=headers)
    assert first.get("Content-Encoding", "identity") == encoding
    asked = {**headers, "if-none-match": first["ETag"]}
    again = uncached.get(answer.url, headers=asked)
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]

    with published:
        answer.title = "Another title"
        answer.save_revision().publish()
    assert uncached.get(answer.url, headers=asked).status_code == 200


def test_what_is_for_one_reader_has_no_tag_where_no_page_is_kept(uncached) -> None:
    assert not uncached.get(f"{QAPageFactory().url}comment/").has_header("ETag")
    uncached.force_login(UserFactory(admin=True))
    assert not uncached.get("/admin/").has_header("ETag")


def test_where_pages_are_kept_none_is_tagged_twice(client) -> None:
    assert not client.get(QAPageFactory().url).has_header("ETag")
