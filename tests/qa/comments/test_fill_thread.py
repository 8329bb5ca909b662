import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max

from qa.comments.models import Comment
from tests.factories import QAPageFactory

pytestmark = pytest.mark.django_db


def fill(slug: str, **options) -> None:
    call_command("fill_thread", slug, **{"comments": 60, "depth": 3, "seed": 7, **options})


def test_the_page_gets_as_many_comments_as_asked_for_no_deeper_than_asked_for(capsys) -> None:
    page = QAPageFactory()
    fill(page.slug)
    comments = Comment.objects.filter(page=page)
    assert (comments.count(), comments.aggregate(level=Max("level"))["level"]) == (60, 3)


def test_the_same_seed_gives_the_same_comments(capsys) -> None:
    pages = [QAPageFactory(), QAPageFactory()]
    for page in pages:
        fill(page.slug)
    first, second = (
        list(Comment.objects.filter(page=page).order_by("pk").values_list("comment", "level"))
        for page in pages
    )
    assert first == second


def test_an_unknown_slug_is_refused_in_one_sentence() -> None:
    with pytest.raises(CommandError, match="0 pages with the slug “nowhere”"):
        fill("nowhere")


def test_a_senseless_depth_is_refused() -> None:
    with pytest.raises(CommandError, match="D from 0 to 20"):
        fill(QAPageFactory().slug, depth=99)
