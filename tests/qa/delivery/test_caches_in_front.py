"""Each cache that FRONT_CACHE_URLS can name gets what it wants, and its refusal is an error."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import chain
from threading import Thread
from xml.etree import ElementTree

import pytest
import requests
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.frontend_cache.utils import get_backends

from qa.delivery.purging import purge_addresses
from site_core.settings.environment import _front_caches_parser

ADDRESS = "https://www.example.org/a/?page=2"
TOKEN = "to/ken-of-the-zone"
CLOUDFLARE = "cloudflare://:to%2Fken-of-the-zone@zone1"
REFUSED = {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]}


def told_by(front_cache_urls: str):
    """Return the backend that the settings make of the variable."""
    (backend,) = get_backends(_front_caches_parser(front_cache_urls)).values()
    return backend


class Server(BaseHTTPRequestHandler):
    """What stands in front: it remembers what it was asked, and answers with one status."""

    status = 200
    asked: list[tuple] = []

    def do_PURGE(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append((self.path, self.headers, body))
        said = b"<R><Error><Code>TooMany</Code></Error></R>" if self.status >= 400 else b"<R/>"
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def server(monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(Server, "asked", [])
    server = HTTPServer(("127.0.0.1", 0), Server)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_purge_names_the_host_that_readers_ask(server) -> None:
    told_by(server).purge(ADDRESS)
    ((path, headers, _body),) = Server.asked
    assert (path, headers["Host"]) == ("/a/?page=2", "www.example.org")


def test_cache_that_has_nothing_to_drop_is_content(server, monkeypatch) -> None:
    monkeypatch.setattr(Server, "status", 404)
    told_by(server).purge(ADDRESS)


def test_cache_that_refuses_is_not(server, monkeypatch) -> None:
    monkeypatch.setattr(Server, "status", 403)
    with pytest.raises(OSError, match="403"):
        told_by(server).purge(ADDRESS)


@pytest.fixture
def cloudflare(monkeypatch) -> Callable[..., list[requests.PreparedRequest]]:
    """Return a function that has Cloudflare answer, and returns the list of what it is asked."""

    def answering(status: int, said: bytes | Exception) -> list[requests.PreparedRequest]:
        asked = []

        def send(_self, request, **kwargs) -> requests.Response:
            asked.append(request)
            if isinstance(said, Exception):
                raise said
            response = requests.Response()
            response.status_code, response._content = status, said
            return response

        monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
        return asked

    return answering


def test_cloudflare_is_asked_by_the_token_of_the_zone_for_no_more_than_it_takes(cloudflare) -> None:
    asked = cloudflare(200, b'{"success": true, "errors": []}')
    addresses = [f"{ADDRESS}{number}" for number in range(70)]
    told_by(CLOUDFLARE).purge_batch(addresses)
    parts = [json.loads(request.body)["files"] for request in asked]
    assert list(chain.from_iterable(parts)) == addresses
    assert max(map(len, parts)) <= 30
    assert {(one.method, one.url, one.headers["Authorization"]) for one in asked} == {
        ("POST", "https://api.cloudflare.com/client/v4/zones/zone1/purge_cache", f"Bearer {TOKEN}")
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "said", "logged"),
    [
        (403, json.dumps(REFUSED).encode(), "403, 10000 Authentication error"),
        (200, json.dumps(REFUSED).encode(), "200, 10000 Authentication error"),
        (502, b"<html>", "502"),
        (429, b'{"success": false}', "429"),
        (200, requests.exceptions.InvalidHeader(TOKEN), "InvalidHeader"),
    ],
)
def test_refusal_of_cloudflare_is_tried_again_and_logged_without_the_token(
    cloudflare, settings, work, caplog, status: int, said: bytes | Exception, logged: str
) -> None:
    settings.WAGTAILFRONTENDCACHE = _front_caches_parser(CLOUDFLARE)
    cloudflare(status, said)
    purge_addresses.enqueue(addresses=[ADDRESS])
    work()
    assert DBTaskResult.objects.get(status="READY").args_kwargs["kwargs"]["attempt"] == 1
    assert f"Cloudflare: {logged}." in caplog.text
    assert TOKEN not in caplog.text


@pytest.fixture
def cloudfront(server, monkeypatch):
    """Return the backend of CloudFront, which is the server here."""
    for name, value in {
        "AWS_ENDPOINT_URL_CLOUDFRONT": server,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    return told_by("cloudfront://EDFDVBD6EXAMPLE")


def test_cloudfront_is_asked_for_paths_of_the_distribution(cloudfront, monkeypatch) -> None:
    monkeypatch.setattr(Server, "status", 201)
    cloudfront.purge_batch([ADDRESS, "https://www.example.org/"])
    ((path, _headers, body),) = Server.asked
    said = ElementTree.fromstring(body)
    assert path.endswith("/distribution/EDFDVBD6EXAMPLE/invalidation")
    assert [item.text for item in said.findall(".//{*}Path")] == ["/a/?page=2", "/"]


@pytest.mark.parametrize("status", [400, 503])
def test_refusal_of_cloudfront_is_an_error_at_once(cloudfront, monkeypatch, status: int) -> None:
    monkeypatch.setattr(Server, "status", status)
    with pytest.raises(OSError, match="CloudFront: "):
        cloudfront.purge_batch([ADDRESS])
    assert len(Server.asked) == 1


def test_cloudfront_that_does_not_answer_is_an_error(cloudfront, monkeypatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", "http://127.0.0.1:9")
    with pytest.raises(OSError, match="EndpointConnectionError"):
        cloudfront.purge_batch([ADDRESS])
