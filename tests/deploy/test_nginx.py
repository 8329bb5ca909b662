"""What nginx keeps, forgets and logs with the files of deploy/, before a node that counts."""

import gzip
import http.client
import os
import re
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Barrier, Thread

import pytest

from .rendering import MODULE, SHIPPED, Ports, free_ports, render

needs_nginx = [
    pytest.mark.skipif(which("nginx") is None, reason="nginx is not installed"),
    pytest.mark.skipif(which("openssl") is None, reason="openssl is not installed"),
    pytest.mark.skipif(not MODULE.exists(), reason="ngx_cache_purge is not installed"),
]
pytestmark = needs_nginx
PAGE = "/answers/one/"
AT_ONCE = 4  # readers
LONGEST_START = 20  # seconds
# What readers say, and the encoding they are to get.
SAID = {
    "": "",
    "identity": "",
    "deflate": "",
    "gzip;q=0": "",
    "gzip": "gzip",
    "gzip, deflate": "gzip",
    "deflate, gzip;q=1.0, *;q=0.5": "gzip",
    "br;q=0, gzip": "gzip",
    "gzip, br; q=0.000": "gzip",
    "gzip, deflate, br": "br",
    "gzip, deflate, br, zstd": "br",
    "br;q=1.0, gzip;q=0.8": "br",
}


class Node(BaseHTTPRequestHandler):
    """A node of the site: its page says how often it was made, in the encoding it was asked for."""

    made = 0
    lacks = 0
    all_here = Barrier(AT_ONCE, timeout=5)

    def do_GET(self) -> None:
        if "/dies/" in self.path:
            return
        if Node.lacks:
            Node.lacks -= 1
            self.send_error(404)
            return
        if self.path == "/for-each/":
            Node.all_here.wait()
        Node.made += 1
        accepted = self.headers.get("Accept-Encoding", "")
        encoding = next((name for name in ("br", "gzip") if name in accepted), "")
        body = f"made {Node.made}".encode()
        self.send_response(200)
        seconds = {"/soon/": 1, "/for-each/": 0}.get(self.path, 3600)
        self.send_header("Cache-Control", f"public, max-age=0, s-maxage={seconds}")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("ETag", f'"{Node.made}-{encoding}"')
        self.send_header("X-Told-From", self.headers.get("X-Forwarded-For", ""))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        body = gzip.compress(body) if encoding == "gzip" else body
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/dies/":
            return
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


class Front:
    """A running nginx."""

    def __init__(self, folder: Path, ports: Ports) -> None:
        self.folder, self.ports = folder, ports
        self.tls = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))

    def get(self, accepted: str = "", path: str = PAGE) -> http.client.HTTPResponse:
        connection = http.client.HTTPSConnection("localhost", self.ports.https, context=self.tls)
        connection.putrequest("GET", path, skip_accept_encoding=True)
        if accepted:
            connection.putheader("Accept-Encoding", accepted)
        connection.endheaders()
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def send(self, method: str, path: str, headers: dict | None = None) -> http.client.HTTPResponse:
        return self.read(method, path, headers)[0]

    def read(
        self, method: str, path: str, headers: dict | None = None
    ) -> tuple[http.client.HTTPResponse, str]:
        """Return the answer, and the text in it."""
        connection = http.client.HTTPSConnection("localhost", self.ports.https, context=self.tls)
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response, text

    def purge(self, path: str = PAGE) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports.purge)
        connection.request("PURGE", path, headers={"Host": "localhost"})
        status = connection.getresponse().status
        connection.close()
        return status

    def begin_anew(self) -> None:
        """Do what an upgrade does once all nodes run the new release."""
        main = self.folder / "nginx.conf"
        here = {
            "SITE_HOME": str(self.folder),
            "RELOAD": f"{which('nginx')} -q -c {main} -s reload",
        }
        script = SHIPPED.parent / "upgrade"
        before = self._processes()
        subprocess.run([script, "--forget-pages"], env=os.environ | here, check=True)
        wait_until(lambda: not before & self._processes())

    def _processes(self) -> set[str]:
        pid = (self.folder / "nginx.pid").read_text().strip()
        return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())

    def log(self, *having: str) -> str:
        """Return what was logged, once all of *having* is written, each by a process of its own."""
        pid = (self.folder / "nginx.pid").read_text().strip()
        subprocess.run(["kill", "-USR1", pid], check=True)
        file = self.folder / "ask-our-experts.log"
        return wait_until(
            lambda: all(one in file.read_text() for one in having) and file.read_text()
        )


def wait_until(call: Callable):
    """Return what *call* gives once it gives something."""
    ends = time.monotonic() + LONGEST_START
    while time.monotonic() < ends:
        try:
            if found := call():
                return found
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError


@contextmanager
def nginx_before(port: int, own: str = "") -> Iterator[Front]:
    """Run nginx before what answers at *port*, with lines of one's *own* in server.conf."""
    ports = free_ports()
    ports.first_node = ports.second_node = port
    # Not tmp_path: the workers of nginx may be another user.
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        command = [which("nginx"), "-c", str(render(folder, ports, static=folder))]
        with (folder / "server.conf").open("a") as server:
            server.write(own)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            front = Front(folder, ports)
            wait_until(lambda: front.purge("/"))
            yield front
        finally:
            process.terminate()
            process.wait(LONGEST_START)


def started() -> Iterator[Front]:
    """Yield nginx before a node, and stop both."""
    node = ThreadingHTTPServer(("127.0.0.1", 0), Node)
    Thread(target=node.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    with nginx_before(node.server_port) as front:
        yield front
    node.shutdown()
    node.server_close()


@pytest.fixture(scope="module")
def running() -> Iterator[Front]:
    yield from started()


@pytest.fixture
def front(running: Front) -> Front:
    running.purge()
    return running


@pytest.mark.parametrize(("said", "encoding"), SAID.items())
def test_reader_gets_an_encoding_that_they_take(front: Front, said: str, encoding: str) -> None:
    for _ in range(2):
        assert front.get(said).headers.get("Content-Encoding", "") == encoding


def test_one_copy_of_each_encoding_is_enough_however_it_is_asked_for(front: Front) -> None:
    before = Node.made
    for said in SAID:
        front.get(said)
    assert Node.made - before == len(set(SAID.values()))


@pytest.mark.parametrize("said", {encoding: said for said, encoding in SAID.items()}.values())
def test_validator_stays_strong_and_is_known_again(front: Front, said: str) -> None:
    etag = front.get(said).headers["ETag"]
    assert front.get(said).headers["ETag"] == etag
    assert not etag.startswith("W/")


def test_one_purge_forgets_a_page_in_every_encoding(front: Front) -> None:
    for said in [*SAID, *SAID]:  # often enough for nginx to hold the files open
        front.get(said)
    kept = {front.get(said).headers["X-Cache"] for said in SAID}
    assert front.purge() == 200
    before = Node.made
    encodings = {encoding: said for said, encoding in SAID.items()}
    found = [front.get(said).headers["X-Cache"] for said in encodings.values()]
    assert kept == {"HIT"}
    assert found == ["MISS"] * len(encodings)
    assert Node.made - before == len(encodings)


def test_every_encoding_that_may_be_kept_has_a_place_where_it_is_purged() -> None:
    site = (SHIPPED / "site.conf").read_text()
    (known,) = re.findall(r"\$encodings \{(.*?)\n\}", site, re.DOTALL)
    kept = set(re.findall(r'"([^"]*)";', known))
    purged = re.findall(r'proxy_cache_purge pages "\$release \$host\$request_uri ([^"]*)";', site)
    assert sorted(purged) == sorted(kept)


@pytest.mark.parametrize("path", ["/sitemap.xml", "/answers/one/card.png", "/answers/one/index.md"])
def test_what_is_no_page_is_purged_like_one(front: Front, path: str) -> None:
    front.get(path=path)
    assert front.get(path=path).headers["X-Cache"] == "HIT"
    front.purge(path)
    assert front.get(path=path).headers["X-Cache"] == "MISS"


def test_page_is_not_sent_once_it_is_staler_than_the_site_allows(front: Front) -> None:
    front.get(path="/soon/")
    time.sleep(2.1)  # nginx counts whole seconds
    assert front.get(path="/soon/").headers["X-Cache"] == "EXPIRED"


@pytest.mark.parametrize(
    "path", [f"{PAGE}?", f"{PAGE}?a=b", f"/{PAGE}", f"/.{PAGE}", f"/%61{PAGE}", f"{PAGE}%c3%A4"]
)
def test_address_that_the_site_does_not_purge_is_not_kept(front: Front, path: str) -> None:
    found = [front.get(path=path).headers["X-Cache"] for _ in range(2)]
    assert found == ["BYPASS"] * 2


def test_readers_of_what_is_not_kept_do_not_wait_for_each_other(front: Front) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _number: front.get(path="/for-each/"), range(AT_ONCE)))
    assert {answer.status for answer in answers} == {200}


def test_purge_leaves_other_pages(front: Front) -> None:
    other = "/answers/another/"
    front.get(path=other)
    front.purge()
    assert front.get(path=other).headers["X-Cache"] == "HIT"


def test_no_page_of_the_release_before_is_sent_after_an_upgrade(front: Front) -> None:
    front.get()
    assert front.get().headers["X-Cache"] == "HIT"
    front.begin_anew()
    assert front.get().headers["X-Cache"] == "MISS"
    assert front.get().headers["X-Cache"] == "HIT"
    front.purge()
    assert front.get().headers["X-Cache"] == "MISS"


def test_purge_of_what_nobody_asked_for_is_no_failure(front: Front) -> None:
    assert front.purge("/never/asked/") == 200


def test_only_what_was_made_for_a_request_bears_a_number(front: Front) -> None:
    made, kept = front.get(), front.get()
    assert re.fullmatch(r"[0-9a-f]{32}", made.headers["X-Request-ID"])
    assert "X-Request-ID" not in kept.headers
    assert front.log(f"id={made.headers['X-Request-ID']}\n")


def test_the_log_names_neither_readers_nor_searches_nor_keys(front: Front) -> None:
    keys = (
        "/comments/manage/secret1/",
        "/de/comments/confirm/secret2/",
        "/account/password_reset/confirm/MQ/secret3/",
        "/de/account/password_reset/confirm/MQ/secret4/",
    )
    for path in (*keys, "/search/?q=secret5"):
        front.get(path=path)
    log = front.log('"GET /search/"', "/de/account/password_reset/confirm/[link]")
    assert not re.search(r"secret|127\.0\.0\.1 ", log)


def test_another_name_leads_to_the_site_and_keeps_nothing_of_its_own(front: Front) -> None:
    before = Node.made
    answer = front.send("GET", PAGE, {"Host": "other.localhost"})
    assert (answer.status, answer.headers["Location"]) == (308, f"https://localhost{PAGE}")
    assert answer.headers["Strict-Transport-Security"].endswith("; includeSubDomains; preload")
    assert Node.made == before


def test_method_that_nobody_needs_is_refused(front: Front) -> None:
    connection = http.client.HTTPSConnection("localhost", front.ports.https, context=front.tls)
    connection.request("TRACK", "/")
    assert connection.getresponse().status == 405
    connection.close()


def test_the_address_that_a_stranger_claims_is_not_believed(front: Front) -> None:
    answer = front.send("GET", "/answers/whose/", {"X-Forwarded-For": "203.0.113.9"})
    assert answer.headers["X-Told-From"] == "127.0.0.1"


def test_who_tries_many_passwords_is_made_to_wait(front: Front) -> None:
    answers = [front.read("POST", "/account/login/") for _ in range(13)]
    assert answers[0][0].status == 204
    last, text = answers[-1]
    assert last.status == 429
    assert last.headers["Retry-After"] == "60"
    assert "Please wait a little" in text
