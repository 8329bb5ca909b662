"""Where readers can add something: on published pages that show a discussion, and nowhere else."""

import pytest

from qa.comments.models import Comment, Report, SameQuestion
from tests.factories import CommentFactory, CommentSettingsFactory, QAPageFactory, comment_form
from tests.qa.comments.reading import form_of

pytestmark = pytest.mark.django_db


def addresses_on(page) -> list[str]:
    comment = CommentFactory(page=page)
    below = ["comment/", f"comment/?reply_to={comment.pk}", f"comments/c{comment.pk}/report/"]
    return [page.url + path for path in [*below, "same-question/"]]


def stored() -> int:
    return Comment.objects.count() + Report.objects.count() + SameQuestion.objects.count()


def statuses(client, addresses: list[str]) -> set[int]:
    """Open and post to all of them; nothing may be stored, and no form be shown."""
    before = stored()
    opened = [client.get(address) for address in addresses]
    assert not any(form_of(response) for response in opened)
    typed = {**comment_form(), "reason": "spam"}
    posted = [client.post(address, typed) for address in addresses]
    assert stored() == before
    return {response.status_code for response in opened + posted}


def test_readers_can_add_something_to_a_published_page(client) -> None:
    addresses = addresses_on(QAPageFactory())
    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("kind", ["draft", "expired"])
def test_nothing_can_be_added_to_a_page_that_is_not_published(client, kind: str) -> None:
    assert statuses(client, addresses_on(QAPageFactory(**{kind: True}))) == {404}


def test_nothing_can_be_added_to_a_private_page_by_strangers(client) -> None:
    assert statuses(client, addresses_on(QAPageFactory(private=True))) == {302}


def test_nothing_can_be_added_to_an_alias(client) -> None:
    page = QAPageFactory()
    alias = page.create_alias(update_slug="alias")
    here = [address.replace(page.url, alias.url) for address in addresses_on(page)]
    assert statuses(client, here) == {404}


def test_nothing_can_be_added_to_a_discussion_that_is_hidden(client) -> None:
    CommentSettingsFactory(comment_policy="hidden")
    *of_discussion, _same_question = addresses_on(QAPageFactory())
    assert statuses(client, of_discussion) == {404}


def test_readers_may_have_the_same_question_where_nothing_is_discussed(client) -> None:
    page = QAPageFactory(comment_policy="hidden")
    assert client.post(f"{page.url}same-question/").status_code == 200


@pytest.mark.parametrize("number", [0, 9223372036854775807, 9223372036854775808, 10**40])
def test_a_comment_of_any_other_number_cannot_be_reported(client, number: int) -> None:
    address = f"{QAPageFactory().url}comments/c{number}/report/"
    assert client.get(address).status_code == 404


def test_the_article_holds_a_link_to_the_form_and_no_form(client) -> None:
    page = QAPageFactory()
    html = client.get(page.url).text
    assert f'href="{page.url}comment/"' in html
    assert "csrfmiddlewaretoken" not in html
