"""Whether the site can run on two machines: two nodes behind nginx, one of which is killed.

Starts two nodes with the production settings and the nginx of ``deploy/nginx`` in front, on
127.0.0.1 only, with one PostgreSQL and one Redis between them:

    DATABASE_URL=postgres://… REDIS_URL=redis://… .venv/bin/python benchmarks/two_nodes.py

Looks whether a comment posted through one node is on the next page of the other, and whether nginx
sends it, in each encoding, once the page that it kept was purged. Then readers ask for an article
all the while that a node is killed (SIGKILL), is back, and the other is told to stop (SIGTERM) and
is back. Exits with 1 if any of their requests was not answered with the article, or none met a node
that was down. Needs nginx with ngx_cache_purge; empties the database of REDIS_URL, and works on a
scratch database beside the one of DATABASE_URL, which it removes.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from shutil import which

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["SECRET_KEY"] = os.urandom(40).hex()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.test")

import django  # noqa: E402

django.setup()

import requests  # noqa: E402
from django.db import connection  # noqa: E402
from redis import Redis  # noqa: E402

from site_core.settings.environment import REDIS_URL  # noqa: E402
from tests.deploy.rendering import MODULE, Ports, free_ports, render  # noqa: E402
from tests.factories import CommentSettingsFactory, QAPageFactory, comment_form  # noqa: E402
from tests.qa.notifications.processes import environment  # noqa: E402

READERS = 4
LONGEST_START = 90  # seconds
PATIENCE = 30  # seconds for one answer
ENCODINGS = ("identity", "gzip", "gzip, br")
LATER = "Much later it came back, and it helped once more."
TEXT = "It helped me after a long winter, and I can smile again."


class Nodes:
    """The two nodes, by their ports."""

    def __init__(self, ports: Ports, variables: dict[str, str]) -> None:
        self.ports = [ports.first_node, ports.second_node]
        self.variables = variables
        self.running: dict[int, subprocess.Popen] = {}

    def start(self, port: int) -> None:
        command = f"{sys.executable} -m site_core.serve --no-prepare --workers 1 --port {port}"
        self.running[port] = subprocess.Popen(  # noqa: S603 - the command above
            command.split(),
            cwd=ROOT,
            env=self.variables,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        ends = time.monotonic() + LONGEST_START
        while time.monotonic() < ends and self.running[port].poll() is None:
            try:
                if ask(port, "/").status_code == HTTPStatus.OK:
                    return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise RuntimeError(f"The node at port {port} does not start.")

    def end(self, port: int, number: signal.Signals) -> None:
        node = self.running.pop(port)
        os.killpg(node.pid, number) if number == signal.SIGKILL else node.send_signal(number)
        node.wait(LONGEST_START)

    def kill_all(self) -> None:
        for port in list(self.running):
            self.end(port, signal.SIGKILL)


def ask(port: int, path: str) -> requests.Response:
    """Ask one node itself, as nginx does."""
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https"}
    address = f"http://127.0.0.1:{port}{path}"
    return requests.get(address, headers=headers, timeout=PATIENCE, allow_redirects=False)


def post_comment(port: int, path: str, text: str = TEXT) -> None:
    """Post a comment through one node, as nginx hands it on."""
    token = "a" * 32
    response = requests.post(
        f"http://127.0.0.1:{port}{path}comment/",
        data={**comment_form(text=text), "csrfmiddlewaretoken": token},
        headers={
            "Host": "localhost",
            "X-Forwarded-Proto": "https",
            "Referer": f"https://localhost{path}",
        },
        cookies={"__Host-csrftoken": token},
        timeout=PATIENCE,
        allow_redirects=False,
    )
    if response.status_code != HTTPStatus.FOUND:
        raise RuntimeError(f"The comment was not taken: {response.status_code}")


@contextmanager
def nginx(folder: Path, ports: Ports):
    """Run nginx in front of the nodes."""
    main = render(folder, ports, static=ROOT / "var" / "static")
    folder.chmod(0o755)  # its workers are another user
    process = subprocess.Popen([which("nginx"), "-c", str(main)])  # noqa: S603 - found above
    try:
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(LONGEST_START)


def is_purged(nodes: Nodes, path: str, address: str, certificate: Path) -> bool:
    """Return whether a page that nginx keeps has a comment once the worker has purged it."""
    with requests.Session() as reader:
        reader.trust_env, reader.verify = False, str(certificate)

        def ask_in_each_encoding() -> list[requests.Response]:
            headers = [{"Accept-Encoding": accepted} for accepted in ENCODINGS]
            return [reader.get(address, timeout=PATIENCE, headers=said) for said in headers]

        kept = [ask_in_each_encoding() for _ in range(2)][1]
        post_comment(nodes.ports[0], path, LATER)
        work_on_purges(nodes.variables)
        anew = ask_in_each_encoding()
    was_kept = all(one.headers["X-Cache"] == "HIT" and LATER not in one.text for one in kept)
    return was_kept and all(LATER in one.text for one in anew)


def work_on_purges(variables: dict[str, str]) -> None:
    """Do what waits for the worker."""
    work = "import django; django.setup(); from qa.notifications.worker import new_worker as new;"
    command = [sys.executable, "-c", f"{work} new('purges').run()"]
    subprocess.run(command, cwd=ROOT, env=variables, check=True)  # noqa: S603 - ours


def read(address: str, certificate: Path, is_over: Callable[[], bool]) -> Counter:
    """Ask for the article until *is_over*; return how often each thing came of it."""
    outcomes: Counter = Counter()
    with requests.Session() as reader:
        reader.trust_env = False  # a variable could name other certificates
        reader.verify = str(certificate)
        # Otherwise nginx could answer from its cache, and no node would be missed.
        reader.cookies.set("sessionid", "nobody")
        while not is_over():
            try:
                response = reader.get(address, timeout=PATIENCE)
                whole = response.status_code == HTTPStatus.OK and TEXT in response.text
                outcomes["answered" if whole else str(response.status_code)] += 1
            except requests.RequestException as error:
                outcomes[type(error).__name__] += 1
    return outcomes


def disturb(nodes: Nodes) -> None:
    """Kill the first node, start it again, and have the second one stop and start."""
    first, second = nodes.ports
    time.sleep(1)
    nodes.end(first, signal.SIGKILL)
    time.sleep(1)
    nodes.start(first)
    nodes.end(second, signal.SIGTERM)
    nodes.start(second)


def measure(nodes: Nodes, path: str, folder: Path, ports: Ports) -> int:
    """Print what came of it; return 0 if nothing was lost, else 1."""
    first, second = nodes.ports
    for port in nodes.ports:
        nodes.start(port)
    before = ask(second, path).text
    post_comment(first, path)
    shared = TEXT not in before and TEXT in ask(second, path).text
    print(f"A comment posted through one node is on the other's next page: {shared}")
    address = f"https://localhost:{ports.https}{path}"
    with nginx(folder, ports), ThreadPoolExecutor(READERS + 1) as pool:
        time.sleep(1)
        purged = is_purged(nodes, path, address, folder / "fullchain.pem")
        print(f"What nginx keeps is purged when it changes: {purged}")
        disturbing = pool.submit(disturb, nodes)
        asked = address, folder / "fullchain.pem", disturbing.done
        readers = [pool.submit(read, *asked) for _ in range(READERS)]
        outcomes = sum((reader.result() for reader in readers), Counter())
        disturbing.result()
    log = (folder / "ask-our-experts.log").read_text()
    failed = [line for line in log.splitlines() if re.search(r'" 5\d\d ', line)]
    print(*failed, sep="\n", end="\n" if failed else "")
    retried = len(re.findall(r"node=\S+, \S+", log))
    print(f"Requests: {dict(outcomes)}; {retried} were asked again of the other node.")
    return 0 if shared and purged and retried and set(outcomes) == {"answered"} else 1


def main() -> int:
    """Prepare everything on the scratch database, measure, and clean up."""
    CommentSettingsFactory(comment_policy="open")
    path = QAPageFactory().url
    ports = free_ports()
    variables = environment(
        DJANGO_SETTINGS_MODULE="site_core.settings.base",
        SITE_URL="https://localhost",
        TRUSTED_PROXIES="127.0.0.1",
        TASK_WORKER="false",
        LOG_LEVEL="ERROR",
        EMAIL_URL="dummy:",
        FRONT_CACHE_URLS=f"http://127.0.0.1:{ports.purge}",
    )
    Redis.from_url(REDIS_URL).flushdb()  # the pages of another run stand at the same addresses
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=variables, check=True)  # noqa: S603 - the command above
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="two-nodes-")))
        nodes = Nodes(ports, variables)
        stack.callback(nodes.kill_all)
        return measure(nodes, path, folder, ports)


def missing() -> list[str]:
    """Return what this machine lacks."""
    needs = {
        "DATABASE_URL of a PostgreSQL": connection.vendor == "postgresql",
        "REDIS_URL": bool(REDIS_URL),
        "nginx": which("nginx"),
        "libnginx-mod-http-cache-purge": MODULE.exists(),
    }
    return [name for name, there in needs.items() if not there]


if __name__ == "__main__":
    if lacking := missing():
        sys.exit(f"Needs: {', '.join(lacking)}.")
    scratch = connection.creation.create_test_db(verbosity=0)
    try:
        status = main()
    finally:
        connection.creation.destroy_test_db(scratch, verbosity=0)
    sys.exit(status)
