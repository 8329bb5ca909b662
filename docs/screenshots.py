"""Makes the pictures of the guides: `make screenshots`, on a site of its own that is thrown away.

Needs Chromium. Give names of pictures to make only those: `make screenshots ARGS="queue reply"`.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "images"
PASSWORD = "only for these pictures"  # noqa: S105 - of a site that nobody else reaches
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SIZE = {"width": 1200, "height": 900}


def begin_reply(page) -> None:
    """Open the first comment that waits and write a reply to it."""
    page.locator(".desk-card a.button").first.click()
    page.fill("#id_text", "Thank you for asking.\n\nIn short: yes, but slowly, and with somebody.")
    page.wait_for_timeout(2500)  # milliseconds, until the preview has followed


def just_look(page) -> None:
    """Do nothing."""


# Who looks, at which address, and what is done there before the picture is taken.
SHOTS: dict[str, tuple[str, str, Callable]] = {
    "moderators-home": ("moderator", "/admin/", just_look),
    "moderators-queue": ("moderator", "/admin/comments/", just_look),
    "moderators-keys": ("moderator", "/admin/comments/", lambda page: page.keyboard.press("?")),
    "moderators-report": ("moderator", "/admin/comments/report/", just_look),
    "experts-list": ("expert", "/admin/comments/expert/", just_look),
    "experts-reply": ("expert", "/admin/comments/expert/", begin_reply),
}

READERS = (  # what they write, under which name and address
    ("My hand shakes less since I do the exercises twice a day.", "Ada", ""),
    ("The clinic wanted £9,500 before they would even look at me. Is that usual?", "Colm", ""),
    ("Does anybody know whether swimming helps?", "Dilys", "dilys@example.org"),
    ("See https://example.com/miracle for the only thing that works.", "Emre", ""),
    ("I take 400 mg in the morning. Should it be more?", "Femi", "femi@example.org"),
    ("I do not want to live any more.", "Greta", ""),
)


def prepare() -> None:
    """Fill the new site: the demo, a moderator, an expert, and comments that wait."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    from qa.antispam.submission import Submission
    from qa.comments.models import CommentSettings
    from qa.comments.posting import Entry, findings_of, submit
    from qa.models import QAPage

    call_command("prepare", verbosity=0, stdout=StringIO())
    for name, group in (("moderator", "Moderators"), ("expert", "Experts")):
        user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
        user.first_name = name.title()
        user.save()
        user.groups.add(Group.objects.get(name=group))
    answer = QAPage.objects.filter(live=True, expert__isnull=False).order_by("pk").first()
    type(answer.expert).objects.filter(pk=answer.expert_id).update(user=user)
    rules = CommentSettings.for_site(answer.get_site())
    for number, (text, name, email) in enumerate(READERS):
        written = Submission(text=text, name=name, email=email, seconds=60)
        found = findings_of(page=answer, submission=written, rules=rules)
        entry = Entry(
            text=text,
            name=name,
            email=email,
            network_address=f"192.0.2.{number + 1}",
            findings=found,
        )
        submit(page=answer, entry=entry, rules=rules)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def new_site() -> Iterator[str]:
    """Give the address of a site that exists as long as the pictures are taken."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "EMAIL_URL": f"file://{folder}/mail",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "site_core.settings.base",
        }
        os.environ.pop("REDIS_URL", None)
        prepare()
        where = [
            "--interface=wsgi",
            f"--port={port}",
            "--blocking-threads=2",
            "--log-level=warning",
        ]
        server = subprocess.Popen(  # noqa: S603 - our own interpreter and site
            [sys.executable, "-m", "granian", "site_core.wsgi:application", *where],
            cwd=ROOT,
        )
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The site did not start.")


def main(names: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if unknown := set(names) - set(SHOTS):
        raise SystemExit(f"There is no picture {', '.join(unknown)}. There are: {', '.join(SHOTS)}")
    with new_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in names or SHOTS:
            who, path, act = SHOTS[name]
            page = browser.new_context(viewport=SIZE, locale="en-GB").new_page()
            page.goto(f"{address}/account/login/?next={path}")
            page.fill("#id_login", who)
            page.fill("#id_password", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_load_state("networkidle")
            act(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")
            print(f"docs/images/{name}.png")
        browser.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    main(sys.argv[1:])
