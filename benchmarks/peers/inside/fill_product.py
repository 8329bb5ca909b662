"""Runs inside the site: copies of one answer, each with a discussion, and what others need of it.

    fill_product.py SLUG ARTICLE.json SLUG=COMMENTS …

Writes the title and the HTML of the answer and, for each size, the comments as
``[name, text, posted at, position of the answered one or null]``.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")

import django

django.setup()

from bs4 import BeautifulSoup  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from wagtail.models import Site  # noqa: E402

from qa.comments.bulk import add_comments  # noqa: E402
from qa.comments.management.commands.fill_thread import made_up  # noqa: E402
from qa.comments.models import CommentSettings  # noqa: E402
from qa.comments.policy import CommentPolicy  # noqa: E402
from qa.models import QAPage  # noqa: E402
from qa.syndication.document import answer_document  # noqa: E402

DEPTH, SEED = 3, 1


def comments_for_others(size: int) -> list[list]:
    return [
        [
            entry.name,
            entry.text,
            entry.posted_at.isoformat(),
            None if entry.reply_to is None else int(entry.reply_to),
        ]
        for entry in made_up(size, DEPTH, SEED)
    ]


def main(slug: str, path: Path, sizes: dict[str, int]) -> None:
    original = QAPage.objects.get(slug=slug)
    site = Site.objects.get(is_default_site=True)
    settings = CommentSettings.for_site(site)
    # Everybody else publishes at once.
    settings.comment_policy = CommentPolicy.OPEN
    settings.save()
    for copy_slug, size in sizes.items():
        page = original.copy(update_attrs={"slug": copy_slug})
        add_comments(page=page, entries=made_up(size, DEPTH, SEED))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself on a site that is used
    request = RequestFactory().get("/", SERVER_NAME=site.hostname)
    document = BeautifulSoup(answer_document(original, request), "html.parser")
    document.h1.decompose()  # others write the title themselves
    path.write_text(json.dumps({"title": original.title, "html": str(document)}))
    for size in set(sizes.values()):
        comments = path.with_name(f"comments-{size}.json")
        comments.write_text(json.dumps(comments_for_others(size)))


if __name__ == "__main__":
    pairs = (argument.split("=") for argument in sys.argv[3:])
    main(sys.argv[1], Path(sys.argv[2]), {slug: int(size) for slug, size in pairs})
