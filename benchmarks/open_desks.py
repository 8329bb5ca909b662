"""How fast the desks open, with 100 comments on the site and with 100,000.

Half of them wait for a moderator. The tabs, the page in the middle of the queue, the search and the
filters are opened as a moderator of everything does who also is the expert of all answers, and what
every page of the admin asks for is counted with them. Runs on a scratch database beside the one of
DATABASE_URL and removes it afterwards:

    .venv/bin/python benchmarks/open_desks.py

Exits with 1 if a page takes a second or more with 100,000 comments or more SQL statements than with
100, or if one that an index leads to takes more than 5 times as long. To search, to filter by what
is in no index and to go far into the queue, many rows are read.
"""

import os
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.test")
os.environ.setdefault("LOG_LEVEL", "ERROR")  # a line for each request would bury the figures

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from qa.comments.bulk import add_comments  # noqa: E402
from qa.comments.management.commands.fill_thread import made_up  # noqa: E402
from qa.comments.models import Comment, Receipt, Report  # noqa: E402
from qa.experts.models import ExpertPage  # noqa: E402
from tests.factories import (  # noqa: E402
    CommentSettingsFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    UserFactory,
    grant,
)

SMALL, LARGE, ON_A_PAGE = 100, 100_000, 1_000
ROUNDS = 7
LONGEST = 1.0  # seconds
HIGHEST_RATIO = 5.0  # of the time at 100,000 comments to that at 100
STATES = ["pending"] * 10 + ["public"] * 8 + ["spam", "rejected"]
PRICES = [{"rule": "prices", "verdict": 2, "reason": "It names a price."}]


def spread() -> None:
    """Bring the comments into the states of a busy site: half wait, experts answer some."""
    expert = ExpertPageFactory()
    comments = Comment.objects.annotate(turn=F("pk") % len(STATES))
    for turn, state in enumerate(STATES):
        rows = comments.filter(turn=turn, expert=None)
        if state != "public":
            rows.update(state=state, published_at=None)
    comments.filter(turn=len(STATES) // 2).update(expert=expert)


def fill(size: int, author: ExpertPage) -> None:
    """Add comments to answers of *author* until there are *size*, each with a receipt."""
    topic = TopicFactory()
    while (missing := size - Comment.objects.count()) > 0:
        page = QAPageFactory(topics=[topic], expert=author)
        add_comments(page=page, entries=made_up(min(missing, ON_A_PAGE), depth=4, seed=missing))
    spread()
    consent = CommentSettingsFactory().current_consent()
    new = Comment.objects.filter(receipt=None).values_list("pk", "posted_at", "state")
    rows = iter(new.order_by("pk"))
    while batch := list(islice(rows, ON_A_PAGE)):
        Receipt.objects.bulk_create(_receipts(batch, consent))
        reported = [pk for pk, _when, state in batch if state == "public"][::20]
        Report.objects.bulk_create(Report(comment_id=pk, reason="spam") for pk in reported)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself on a site that is used


def _receipts(batch: list[tuple], consent) -> Iterator[Receipt]:
    for pk, posted_at, _state in batch:
        yield Receipt(
            comment_id=pk,
            posted_at=posted_at,
            confirmed_at=posted_at,
            consent=consent,
            address_key=f"reader {pk // 7}",
            text_key=f"text {pk}",
            findings=PRICES if pk % 4 == 0 else [],
        )


def addresses() -> dict[str, tuple[str, bool]]:
    """Return what is opened by its name, and whether an index leads to it."""
    topic = Comment.objects.order_by("pk").first().page.specific.topics.first().pk
    queue, everything = reverse("qa_desk:queue"), reverse("qa_desk:all")
    middle = Comment.objects.filter(state="pending").count() // 40
    days = "posted_at_from=2015-01-01&posted_at_to=2015-01-02"
    return {
        "another page of the admin": (reverse("wagtailadmin_account"), True),
        "pending": (queue, True),
        "reported": (reverse("qa_desk:reported"), True),
        "unanswered": (reverse("qa_desk:unanswered"), True),
        "spam": (reverse("qa_desk:spam"), True),
        "all": (everything, True),
        "all, of one state": (f"{everything}?state=rejected", True),
        "pending, of two days": (f"{queue}?{days}", True),
        "pending, of one topic": (f"{queue}?topic={topic}", True),
        "pending, the middle page": (f"{queue}?p={middle}", False),
        "pending, with a word": (f"{queue}?q=diary", False),
        "pending, held for one rule": (f"{queue}?reason=prices", False),
        "the expert's desk": (reverse("qa_desk:expert"), False),
        "the expert's desk, of one topic": (f"{reverse('qa_desk:expert')}?topic={topic}", False),
    }


def measure(client: Client) -> dict[str, tuple[float, int, bool]]:
    """Return the seconds, the SQL statements and whether an index leads there, by name."""
    found = {}
    for name, (address, is_indexed) in addresses().items():
        client.get(address)  # what is only done once
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - started)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        # The quickest, so that a machine that is busy for a while decides nothing.
        found[name] = min(times), len(captured), is_indexed
    return found


def main() -> int:
    """Print the figures; return 0 if the queue is quick enough, else 1."""
    client = Client(SERVER_NAME="localhost")
    user = grant(UserFactory(), "moderate_comment", "see_personal_data", "reply_as_expert")
    client.force_login(user)
    author = ExpertPageFactory(user=user)
    fill(SMALL, author)
    small = measure(client)
    fill(LARGE, author)
    failed = 0
    for name, (seconds, statements, is_indexed) in measure(client).items():
        before, statements_before, _is_indexed = small[name]
        ratio = seconds / before
        is_slow = seconds >= LONGEST or (is_indexed and ratio > HIGHEST_RATIO)
        is_bad = is_slow or statements > statements_before
        failed += is_bad
        print(
            f"{connection.vendor}: {name}: {statements} statements, {seconds:.3f} s, "
            f"{ratio:.1f} × with {SMALL}{': too much' if is_bad else ''}"
        )
    return int(failed > 0)


if __name__ == "__main__":
    scratch = connection.creation.create_test_db(verbosity=0)
    try:
        status = main()
    finally:
        connection.creation.destroy_test_db(scratch, verbosity=0)
    sys.exit(status)
