"""What Varnish keeps, forgets and lets past with the rules of deploy/, before nodes that count."""

import gzip
import http.client
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Barrier, Event, Thread

import pytest

from qa.delivery.caches_in_front import StrictHTTPBackend

from .rendering import MODULE, VARNISH, free_ports, render_varnish
from .test_nginx import Front as Nginx
from .test_nginx import nginx_before, wait_until

pytestmark = [
    pytest.mark.skipif(which("varnishd") is None, reason="varnishd is not installed"),
    pytest.mark.skipif(which("cc") is None, reason="there is no compiler for Varnish's rules"),
]
HOST = "www.example.org"
KEPT = "public, max-age=0, s-maxage=3600, stale-while-revalidate=60"
SOON_STALE = "public, max-age=0, s-maxage=1"
# What the nodes say of addresses that begin so.
SAID = {
    "/kept/": {"Cache-Control": KEPT, "Vary": "Accept-Encoding"},
    "/soon/": {"Cache-Control": SOON_STALE},
    "/private/": {"Cache-Control": "no-store, private", "Vary": "Cookie"},
    "/own/": {"Cache-Control": "private, max-age=60"},
    "/silent/": {},
    "/cookie/": {"Cache-Control": KEPT, "Set-Cookie": "csrftoken=1"},
    "/each-time/": {"Cache-Control": "public, max-age=0, s-maxage=0"},
}
STALE_AFTER = 1.1  # seconds: SOON_STALE is over
TOO_OLD_AFTER = 3.2  # seconds: and so are the two that a node may take for a new one
LONGEST_START = 20  # seconds


class Node(BaseHTTPRequestHandler):
    """A node of the site: its pages say how often they were made."""

    made: Counter[str] = Counter()
    waiting: dict[str, Callable] = {}  # what it waits for before it makes a page
    failing: dict[str, int] = {}  # the status for an address; 0 for hanging up
    is_first = True

    def do_GET(self) -> None:
        Node.made[self.path] += 1
        if self.path in Node.waiting:
            Node.waiting[self.path]()
        status = Node.failing.get(self.path, 200)
        if not status or (self.path.startswith("/half/") and self.is_first):
            self.close_connection = True
            return
        body = f"made {Node.made[self.path]}".encode()
        self.send_response(status)
        if status == 200:
            for name, value in self._said().items():
                self.send_header(name, value)
        self.send_header("X-Told-From", self.headers.get("X-Forwarded-For", ""))
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def _said(self) -> dict[str, str]:
        return next((said for start, said in SAID.items() if self.path.startswith(start)), {})

    def log_message(self, *args) -> None:
        pass


class FirstNode(Node):
    pass


class SecondNode(Node):
    is_first = False


class Front:
    """A running Varnish."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cache = StrictHTTPBackend({"LOCATION": f"http://127.0.0.1:{port}"})

    def ask(
        self, path: str, method: str = "GET", come_from: str = "127.0.0.1", **headers: str
    ) -> http.client.HTTPResponse:
        """Return the answer, with its body as it came in ``said``."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=LONGEST_START, source_address=(come_from, 0)
        )
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": HOST, **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        response.said = response.read()
        connection.close()
        return response

    def get(self, path: str, **headers: str) -> str:
        """Return what the page says to a reader who takes no compression."""
        return self.ask(path, **headers).said.decode()


@contextmanager
def serving(node: type[Node]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), node)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    ports = free_ports()
    with ExitStack() as running:
        ports.first_node = running.enter_context(serving(FirstNode))
        ports.second_node = running.enter_context(serving(SecondNode))
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="varnish-")))
        listen = f"127.0.0.1:{ports.http}"
        command = [which("varnishd"), "-F", "-j", "none", "-n", str(folder), "-a", listen]
        command += ["-T", "none", "-s", "malloc,16m", "-f", str(render_varnish(folder, ports))]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            front = Front(ports.http)
            wait_until(lambda: front.ask("/silent/"))
            yield front
        finally:
            process.terminate()
            process.wait(LONGEST_START)


@pytest.fixture(scope="module")
def nginx(front: Front) -> Iterator[Nginx]:
    """An nginx before this Varnish, set up as the rules say."""
    if not (which("nginx") and which("openssl") and MODULE.exists()):
        pytest.skip("nginx is not installed")
    (said,) = re.findall('server.conf add "(.*)"', VARNISH.read_text())
    with nginx_before(front.port, said) as running:
        yield running


@pytest.fixture(scope="module")
def nginx_alone(nginx: Nginx) -> Iterator[Nginx]:
    """An nginx before which nobody answers."""
    with nginx_before(free_ports().first_node) as running:
        yield running


@pytest.fixture(scope="module")
def primed(front: Front) -> float:
    """Have pages kept that are to grow old; return when."""
    for name in ("anew", "error", "gone"):
        assert front.get(f"/soon/{name}/") == "made 1"
    return time.monotonic()


def wait_until_too_old(primed: float) -> None:
    time.sleep(max(0, primed + TOO_OLD_AFTER - time.monotonic()))


def test_page_is_made_once_for_all_who_are_nobody_in_particular(front: Front) -> None:
    cookies = ("", "csrftoken=1", "__Host-csrftoken=2; cookies=no", "theme=sessionid")
    found = {front.get("/kept/all/", Cookie=cookie) for cookie in cookies}
    assert found == {"made 1"}


@pytest.mark.parametrize("cookie", ["__Host-sessionid=1", "a=b; sessionid=1", "just_wrote=1"])
def test_who_has_a_page_of_their_own_gets_it_and_leaves_no_copy(front: Front, cookie: str) -> None:
    path = f"/kept/own/{len(cookie)}/"
    assert [front.get(path, Cookie=cookie) for _ in range(2)] == ["made 1", "made 2"]
    assert front.get(path) == "made 3"


@pytest.mark.parametrize("path", ["/private/", "/own/", "/silent/", "/cookie/", "/each-time/"])
def test_what_is_not_for_everybody_is_not_kept(front: Front, path: str) -> None:
    assert len({front.get(f"{path}twice/") for _ in range(2)}) == 2


@pytest.mark.parametrize("path", ["/kept/?", "/kept/?a=b", "/kept//odd/", "/kept/%6fdd/"])
def test_address_that_the_site_does_not_purge_is_not_kept(front: Front, path: str) -> None:
    assert {front.ask(path).headers["X-Cache"] for _ in range(2)} == {"MISS"}


def test_one_copy_is_read_in_the_encoding_that_each_reader_takes(front: Front) -> None:
    said = ("gzip", "gzip, deflate, br", "br", "identity", "gzip;q=0", "br;q=1, *;q=0")
    found = [front.ask("/kept/packed/", Accept_Encoding=one) for one in said]
    assert [one.headers["Content-Encoding"] for one in found] == ["gzip", "gzip", *[None] * 4]
    assert {gzip.decompress(one.said) for one in found[:2]} == {b"made 1"}
    assert {one.said for one in found[2:]} == {b"made 1"}


@pytest.mark.parametrize("origin", [f"https://{HOST}", "https://WWW.example.org:8443"])
def test_purge_of_the_site_forgets_that_address_and_no_other(front: Front, origin: str) -> None:
    paths = [f"/kept/{len(origin)}/{end}" for end in ("", "page/2/", "below/")]
    for path in paths:
        front.get(path)
    front.cache.purge(origin + paths[1])
    assert [front.get(path) for path in paths] == ["made 1", "made 2", "made 1"]


def test_purge_forgets_a_page_in_every_encoding(front: Front) -> None:
    for accepted in ("", "gzip"):
        front.ask("/kept/both/", Accept_Encoding=accepted)
    front.cache.purge(f"https://{HOST}/kept/both/")
    assert front.ask("/kept/both/", Accept_Encoding="gzip").headers["X-Cache"] == "MISS"
    assert front.get("/kept/both/") == "made 2"


@pytest.mark.parametrize("method", ["PURGE", "BAN"])
@pytest.mark.parametrize(
    "who", [{"come_from": "127.0.0.2"}, {"X_Forwarded_For": "127.0.0.1"}], ids=["else", "nginx"]
)
def test_nobody_else_may_purge(front: Front, method: str, who: dict) -> None:
    path = f"/kept/{method}/{len(str(who))}/"
    front.get(path)
    assert front.ask(path, method, **who).status == 403
    assert front.get(path) == "made 1"


def test_ban_forgets_all_that_match(front: Front) -> None:
    paths = ["/kept/topics/a/", "/kept/topics/b/", "/kept/other/topics/"]
    for path in paths:
        front.get(path)
    assert front.ask("/kept/topics/.*", "BAN").status == 200
    assert [front.get(path) for path in paths] == ["made 2", "made 2", "made 1"]


def test_stale_page_is_sent_while_a_new_one_is_made(front: Front) -> None:
    front.get("/soon/slow/")
    time.sleep(STALE_AFTER)
    is_done = Event()
    Node.waiting["/soon/slow/"] = is_done.wait
    assert front.get("/soon/slow/") == "made 1"
    is_done.set()
    wait_until(lambda: front.get("/soon/slow/") == "made 2")


def test_page_that_is_too_old_is_made_anew_first(front: Front, primed: float) -> None:
    wait_until_too_old(primed)
    assert front.get("/soon/anew/") == "made 2"


@pytest.mark.parametrize(("path", "status"), [("/soon/error/", 503), ("/soon/gone/", 0)])
def test_old_page_is_better_than_an_error(
    front: Front, primed: float, path: str, status: int
) -> None:
    Node.failing[path] = status
    wait_until_too_old(primed)
    assert [front.get(path) for _ in range(3)] == ["made 1"] * 3
    del Node.failing[path]
    assert front.get(path) != "made 1"


def test_reader_of_what_is_not_kept_waits_for_no_other(front: Front) -> None:
    path = "/private/slow/"
    front.get(path)
    all_are_here = Barrier(4, timeout=2)  # seconds
    Node.waiting[path] = all_are_here.wait
    with ThreadPoolExecutor(4) as readers:
        list(readers.map(front.get, [path] * 4))
    assert not all_are_here.broken


def test_what_one_node_does_not_take_is_asked_of_the_other(front: Front) -> None:
    assert [front.ask("/half/").status for _ in range(4)] == [200] * 4


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("start", ["", "/de", "/cy"])
def test_what_no_node_answers_has_the_error_page_of_nginx(
    nginx: Nginx, nginx_alone: Nginx, start: str, method: str
) -> None:
    path = f"{start}/dies/"
    Node.failing[path] = 0
    answer, page = nginx.read(method, path)
    expected, page_of_nginx = nginx_alone.read(method, path)
    assert answer.status == 503
    assert page == page_of_nginx
    own = {"Age", "Connection", "Content-Length", "Date", "Server", "X-Cache", "X-Request-ID"}
    said, expected = (
        {(name, value) for name, value in one.getheaders() if name not in own}
        for one in (answer, expected)
    )
    assert said == expected


def test_the_address_that_a_stranger_claims_is_followed_by_their_own(front: Front) -> None:
    answer = front.ask("/silent/", come_from="127.0.0.2", X_Forwarded_For="203.0.113.9")
    assert answer.headers["X-Told-From"] == "203.0.113.9, 127.0.0.2"


def test_method_that_nobody_needs_is_refused(front: Front) -> None:
    assert front.ask("/silent/", "TRACK").status == 405


def test_reader_behind_nginx_gets_what_is_not_kept_here_any_longer(front: Front, nginx) -> None:
    for purged in (False, False, True):
        if purged:
            front.cache.purge("https://localhost/kept/far/")
        nginx.get(path="/kept/far/")
    assert Node.made["/kept/far/"] == 2


def test_reader_behind_nginx_may_not_purge(front: Front, nginx) -> None:
    assert nginx.send("PURGE", "/kept/far/").status == 405
