"""How fast every page answers with 100,000 answers and 2,000,000 comments on the site.

One discussion has 100,000 of the comments. Public pages, lists, feeds, the API and the desks are
asked for in full, several times, without any cache. Runs on a scratch PostgreSQL database beside
the one of DATABASE_URL and removes it afterwards; filling it takes minutes, and a superuser:

    .venv/bin/python benchmarks/scale.py [--keep] [WORD …]

With ``--keep`` the scratch database stays for the next run. With words, only what has one of them
in its name is asked for. Exits with 1 if half of the requests for something take 150 ms or more, or
if anything takes more statements than its budget.
"""

import logging
import os
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.test")
os.environ.setdefault("LOG_LEVEL", "ERROR")  # a line for each request would bury the figures

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from scale_filling import LARGE, LONG_SLUG, SMALL, fill  # noqa: E402

from qa.comments.models import Comment  # noqa: E402
from qa.experts.models import ExpertPage  # noqa: E402
from qa.models import QAIndexPage, QAPage, Topic  # noqa: E402

ROUNDS = 5
ENOUGH = 3.0  # seconds that the rounds for one thing may take together
LONGEST = 0.15  # seconds
PUBLIC_BUDGET, DESK_BUDGET = 20, 45  # SQL statements
WIDTH = 40  # characters, of names
COLUMNS = ("statements", "p50", "worst", "database", "Python")


@dataclass
class Measured:
    """What requests for one thing took: seconds of each, of them in the database and in Python."""

    seconds: list[float]
    in_database: float
    in_python: float
    statements: int
    budget: int

    @property
    def is_bad(self) -> bool:
        return median(self.seconds) >= LONGEST or self.statements > self.budget

    def __str__(self) -> str:
        times = (median(self.seconds), max(self.seconds), self.in_database, self.in_python)
        cells = (str(self.statements), *(f"{1000 * one:.0f}" for one in times))
        return "".join(f"{cell:>12}" for cell in cells) + ("  !" if self.is_bad else "")


class Stopwatch:
    """Counts the statements and the time of the database."""

    def __init__(self) -> None:
        self.statements, self.seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements += 1
            self.seconds += time.perf_counter() - started


def public() -> dict[str, str]:
    """Return the addresses that readers and programs ask for, by name."""
    return for_readers() | for_programs()


def for_readers() -> dict[str, str]:
    section = QAIndexPage.objects.get(slug=LARGE)
    whole, last = section.url, -(-section.numchild // 12)
    article, long = (QAPage.objects.get(slug=slug) for slug in ("answer-4242", LONG_SLUG))
    topic, other = Topic.objects.order_by("pk")[:2]
    expert = ExpertPage.objects.get(slug="dr-first")
    comments = Comment.objects.filter(page=long, state="public")
    root = comments.filter(root=None, replies__isnull=False).order_by("pk").first().pk
    reply = comments.filter(root__isnull=False).order_by("pk")[50_000].pk
    filed = topic.answers.descendant_of(section).count()
    return {
        "home": "/",
        "answers": whole,
        "answers, page 2": f"{whole}?page=2",
        "answers, page 4,000": f"{whole}?page=4000",
        "answers, last page": f"{whole}?page={last}",
        "answers, one topic": f"{whole}?topic={topic.slug}",
        "answers, two topics": f"{whole}?topic={topic.slug}&topic={other.slug}",
        "answers, one expert": f"{whole}?expert={expert.slug}",
        "answers, one year": f"{whole}?year=2020",
        "answers, most discussed": f"{whole}?sort=discussed",
        "answers, one topic, most discussed": f"{whole}?topic={topic.slug}&sort=discussed",
        "topic": f"{whole}topics/{topic.slug}/",
        "topic, page 2": f"{whole}topics/{topic.slug}/?page=2",
        "topic, last page": f"{whole}topics/{topic.slug}/?page={-(-filed // 12)}",
        "a-z": f"{whole}a-z/",
        "a-z, one letter": f"{whole}a-z/c/",
        "a-z, a far page": f"{whole}a-z/c/?page=30",
        "answer": article.url,
        "long discussion": long.url,
        "long discussion, page 2": f"{long.url}comments/2/",
        "long discussion, page 1,000": f"{long.url}comments/1000/",
        "long discussion, oldest": f"{long.url}comments/oldest/",
        "long discussion, one conversation": f"{long.url}comments/thread/{root}/",
        "long discussion, one comment": f"{long.url}comments/c{reply}/",
        "long discussion, form": f"{long.url}comment/",
        "long discussion, reply": f"{long.url}comment/?reply_to={reply}",
        "long discussion, report": f"{long.url}comments/c{reply}/report/",
        "experts": "/experts/",
        "expert": expert.url,
        "expert, far answers": f"{expert.url}?page=250",
        "expert, far replies": f"{expert.url}?replies=30",
        "missing page": f"{whole}what-helps-with-tremor/",
    }


def for_programs() -> dict[str, str]:
    whole = QAIndexPage.objects.get(slug=LARGE).url
    article, long = (QAPage.objects.get(slug=slug) for slug in ("answer-4242", LONG_SLUG))
    topic = Topic.objects.order_by("pk").first()
    return {
        "answer as Markdown": f"{article.url}index.md",
        "answer, its feed": f"{article.url}feed/",
        "long discussion, its feed": f"{long.url}feed/",
        "feed of the site": "/feed/",
        "feed of the section": f"{whole}feed/",
        "feed of a topic": f"{whole}topics/{topic.slug}/feed/",
        "feed of comments": "/comments/feed/",
        "llms.txt": "/llms.txt",
        "sitemap": "/sitemap.xml",
        "sitemap, a far part": "/sitemap.xml?p=90",
        "robots.txt": "/robots.txt",
        "api, answers": "/api/v1/answers/",
        "api, answers, last page": "/api/v1/answers/?page=5000",
        "api, answers, one topic": f"/api/v1/answers/?topic={topic.slug}",
        "api, answer": f"/api/v1/answers/{article.pk}/",
        "api, answer by slug": f"/api/v1/answers/{article.slug}/",
        "api, comments": f"/api/v1/answers/{long.pk}/comments/",
        "api, comments, page 1,000": f"/api/v1/answers/{long.pk}/comments/?page=1000",
        "api, topics": "/api/v1/topics/",
        "api, experts": "/api/v1/experts/",
        "oembed": f"/oembed/?{urlencode({'url': f'http://localhost{article.url}'})}",
    }


def desk() -> dict[str, str]:
    """Return the addresses of the admin that have to do with answers and comments, by name."""
    queue, everything = reverse("qa_desk:queue"), reverse("qa_desk:all")
    topic, long = Topic.objects.order_by("pk")[0].pk, QAPage.objects.get(slug=LONG_SLUG)
    expert = reverse("qa_desk:expert")
    return {
        "desk: dashboard": reverse("wagtailadmin_home"),
        "desk: pending": queue,
        "desk: pending, page 500": f"{queue}?p=500",
        "desk: pending, one topic": f"{queue}?topic={topic}",
        "desk: pending, one article": f"{queue}?page={long.pk}",
        "desk: pending, one rule": f"{queue}?reason=prices",
        "desk: pending, with a word": f"{queue}?q=diary",
        "desk: reported": reverse("qa_desk:reported"),
        "desk: unanswered": reverse("qa_desk:unanswered"),
        "desk: spam": reverse("qa_desk:spam"),
        "desk: all": everything,
        "desk: all, rejected": f"{everything}?state=rejected",
        "desk: all, with a word": f"{everything}?q=diary",
        "desk: all, with a rare word": f"{everything}?q=zinciest",
        "desk: expert": expert,
        "desk: expert, one topic": f"{expert}?topic={topic}",
        "desk: expert, others": reverse("qa_desk:expert_others"),
        "desk: report": reverse("qa_desk:report"),
        "desk: log": reverse("qa_desk:log"),
        "desk: log, page 500": f"{reverse('qa_desk:log')}?p=500",
    }


def editing() -> dict[str, str]:
    """Return the addresses of Wagtail's own that show what waits on pages, by name."""
    section, long = QAIndexPage.objects.get(slug=LARGE), QAPage.objects.get(slug=LONG_SLUG)
    return {
        "editing: dashboard": reverse("wagtailadmin_home"),
        "editing: section": reverse("wagtailadmin_explore", args=[section.pk]),
        "editing: home": reverse("wagtailadmin_explore", args=[section.get_parent().pk]),
        "editing: long discussion": reverse("wagtailadmin_pages:edit", args=[long.pk]),
    }


def of_section(slug: str) -> dict[str, str]:
    """Return what is asked for by somebody who moderates only the section *slug*, by name."""
    section = QAIndexPage.objects.get(slug=slug)
    left_out = ["expert"] if slug == LARGE else ["expert", "page 500"]  # there is none
    asked = {
        name: address
        for name, address in desk().items()
        if not any(word in name for word in left_out)
    }
    for name, page in (("section", section), ("home", section.get_parent())):
        asked[f"editing: {name}"] = reverse("wagtailadmin_explore", args=[page.pk])
    return {f"{slug}: {name.partition(': ')[2]}": address for name, address in asked.items()}


def measure(client: Client, address: str, budget: int) -> Measured:
    """Ask for *address* once, and then several times with a stopwatch."""
    begun = time.perf_counter()
    _asked(client, address)  # what is only done once
    seconds, in_database, in_python, statements = [], [], [], 0
    for number in range(ROUNDS):
        if number and time.perf_counter() - begun > ENOUGH:
            break
        watch = Stopwatch()
        started, worked = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(watch):
            _asked(client, address)
        seconds.append(time.perf_counter() - started)
        in_python.append(time.process_time() - worked)
        in_database.append(watch.seconds)
        statements = max(statements, watch.statements)
    return Measured(seconds, min(in_database), min(in_python), statements, budget)


def _asked(client: Client, address: str) -> None:
    response = client.get(address)
    b"".join(response)
    if response.status_code >= HTTPStatus.BAD_REQUEST and "what-helps" not in address:
        raise RuntimeError(f"{address}: {response.status_code}")


def _client(username: str = "") -> Client:
    client = Client(SERVER_NAME="localhost")
    if username:
        client.force_login(get_user_model().objects.get(username=username))
    return client


def main(words: list[str]) -> int:
    """Print the figures as they are found; return 0 if everything keeps its bounds, else 1."""
    if not QAPage.objects.filter(slug=LONG_SLUG).exists():
        fill()
    asked = chain(
        ((_client(), PUBLIC_BUDGET, *row) for row in public().items()),
        ((_client("mod"), DESK_BUDGET, *row) for row in desk().items()),
        ((_client("editor"), DESK_BUDGET, *row) for row in editing().items()),
        ((_client(LARGE), DESK_BUDGET, *row) for row in of_section(LARGE).items()),
        ((_client(SMALL), DESK_BUDGET, *row) for row in of_section(SMALL).items()),
    )
    chosen = [row for row in asked if not words or any(word in row[2] for word in words)]
    bad = []
    logging.disable()  # of a page that is missing
    print(" " * WIDTH + "".join(f"{column:>12}" for column in COLUMNS), flush=True)
    for who, budget, name, address in chosen:
        try:
            found = measure(who, address, budget)
        except Exception as error:  # noqa: BLE001  # the others are asked for nevertheless
            print(f"{name:<{WIDTH}}{error}", flush=True)
            bad.append(name)
            continue
        print(f"{name:<{WIDTH}}{found}", flush=True)
        bad += [name] if found.is_bad else []
    print(f"{len(chosen) - len(bad)} of {len(chosen)} keep their bounds. Milliseconds; !: does not")
    return int(bool(bad))


if __name__ == "__main__":
    if connection.vendor != "postgresql":
        sys.exit("This is measured on PostgreSQL only: set DATABASE_URL.")
    keep = "--keep" in sys.argv
    scratch = connection.creation.create_test_db(verbosity=0, serialize=False, keepdb=keep)
    try:
        status = main([word for word in sys.argv[1:] if word != "--keep"])
    finally:
        if not keep:
            connection.creation.destroy_test_db(scratch, verbosity=0)
    sys.exit(status)
