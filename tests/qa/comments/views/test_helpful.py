"""Whether an answer helped: counted, and nothing else."""

import pytest
from django.core.cache import cache

from qa.comments.models import Helpfulness
from tests.factories import QAPageFactory

pytestmark = pytest.mark.django_db


def say(client, page, answer: str, **sent):
    return client.post(f"{page.url}helpful/", {"helpful": answer}, **sent)


def counts(page) -> tuple[int, int]:
    said = Helpfulness.objects.filter(pk=page.pk).first()
    return (said.yes, said.no) if said else (0, 0)


def test_each_answer_is_counted_by_its_kind(client) -> None:
    page = QAPageFactory()
    for answer in ("yes", "no", "yes"):
        say(client, page, answer)
    assert counts(page) == (2, 1)


def test_whoever_said_something_is_thanked_on_a_page_that_can_be_reloaded(client) -> None:
    page = QAPageFactory()
    response = say(client, page, "no")
    assert response.url == f"{page.url}helpful/?said"
    assert "Thank you" in client.get(response.url).text


def test_looking_counts_nothing_and_sets_only_the_cookie_against_forgery(client) -> None:
    page = QAPageFactory()
    response = client.get(f"{page.url}helpful/")
    assert counts(page) == (0, 0)
    assert list(response.cookies) == ["csrftoken"]


@pytest.mark.parametrize("answer", ["", "perhaps", "yes\0", "no" * 9_999])
def test_anything_else_is_asked_again(client, answer: str) -> None:
    page = QAPageFactory()
    assert say(client, page, answer).status_code == 200
    assert counts(page) == (0, 0)


def test_one_network_cannot_count_without_end(client) -> None:
    cache.clear()
    page = QAPageFactory()
    answers = [say(client, page, "yes", REMOTE_ADDR="10.9.9.9").status_code for _ in range(31)]
    assert answers == [302] * 30 + [429]
    assert counts(page) == (30, 0)


def test_nothing_is_kept_but_the_numbers() -> None:
    assert {field.name for field in Helpfulness._meta.get_fields()} == {"page", "yes", "no"}


def test_an_editor_sees_what_share_it_helped() -> None:
    assert Helpfulness(yes=2, no=1).share == 67
