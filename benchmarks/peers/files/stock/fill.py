"""Runs inside the project: makes the articles and their comments from a JSON file."""

import json
import sys
from datetime import datetime
from pathlib import Path

import django

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import connection  # noqa: E402
from django_comments.models import Comment  # noqa: E402
from stock.models import ArticlePage  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

INSERT = """
INSERT INTO django_comments_xtd_xtdcomment
(comment_ptr_id, thread_id, parent_id, level, "order", followup, nested_count)
VALUES (%s, %s, %s, %s, %s, false, %s)
"""


def add_comments(page: Page, rows: list[list]) -> None:
    """Add comments as posting them one by one would have left them."""
    kind = ContentType.objects.get_for_model(ArticlePage)
    ids = [
        comment.pk
        for comment in Comment.objects.bulk_create(
            Comment(
                content_type=kind,
                object_pk=str(page.pk),
                site_id=1,
                user_name=name,
                user_email="reader@example.org",
                comment=text,
                submit_date=datetime.fromisoformat(when),
            )
            for name, text, when, _answered in rows
        )
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, places(ids, [row[3] for row in rows]))


def places(ids: list[int], answered: list[int | None]) -> list[tuple]:
    """Return id, thread, parent, level, order and number of replies of each comment."""
    children: dict[int | None, list[int]] = {}
    levels, roots, below, orders = [], [], [0] * len(ids), [0] * len(ids)
    for at, parent in enumerate(answered):
        children.setdefault(parent, []).append(at)
        levels.append(0 if parent is None else levels[parent] + 1)
        roots.append(at if parent is None else roots[parent])
    for at, parent in reversed(list(enumerate(answered))):
        if parent is not None:
            below[parent] += 1 + below[at]
    for root in children[None]:
        order, waiting = 0, [root]
        while waiting:
            at, order = waiting.pop(), order + 1
            orders[at] = order
            waiting += reversed(children.get(at, []))
    parents = [at if parent is None else parent for at, parent in enumerate(answered)]
    return [
        (ids[at], ids[roots[at]], ids[parents[at]], levels[at], orders[at], below[at])
        for at in range(len(ids))
    ]


def main(path: Path) -> None:
    told = json.loads(path.read_text())
    home = Page.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    for slug, size in told["slugs"].items():
        page = ArticlePage(title=told["title"], slug=slug, body=told["html"])
        home.add_child(instance=page)
        add_comments(page, json.loads(path.with_name(f"comments-{size}.json").read_text()))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
