"""An expert under whose name something stands cannot be deleted, whichever way it is tried."""

from collections.abc import Callable

import pytest
from wagtail.models import Page

from qa.experts.models import ExpertPage
from tests.factories import (
    CommentFactory,
    ExpertIndexPageFactory,
    ExpertPageFactory,
    QAPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def with_answer() -> ExpertPage:
    return QAPageFactory().expert


def with_draft() -> ExpertPage:
    return QAPageFactory(draft=True).expert


def with_reply() -> ExpertPage:
    # The answer is by somebody on another list, so that only the reply can hold this expert.
    author = ExpertPageFactory(parent=ExpertIndexPageFactory(slug="others"))
    comment = CommentFactory(page=QAPageFactory(expert=author))
    return CommentFactory(reply_to=comment, expert=ExpertPageFactory()).expert


POINTED_TO = pytest.mark.parametrize("make", [with_answer, with_draft, with_reply])


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(admin=True))
    return client


def delete(admin, page: Page):
    return admin.post(f"/admin/pages/{page.pk}/delete/", follow=True)


def delete_together(admin, *pages: Page):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return admin.post(f"/admin/bulk/wagtailcore/page/delete/?{ids}", follow=True)


def still_there(page: Page) -> bool:
    return Page.objects.filter(pk=page.pk).exists()


@POINTED_TO
def test_an_expert_named_by_an_answer_or_a_reply_is_kept(
    make: Callable[[], ExpertPage], admin
) -> None:
    expert = make()
    delete(admin, expert)
    assert still_there(expert)


def test_the_editor_is_told_who_was_kept_and_what_to_do_instead(admin) -> None:
    expert = with_answer()
    page = delete(admin, expert).content.decode()
    assert f"answers, replies or reviews stand under these names: {expert.title}" in page
    assert "Unpublish the profile instead" in page


def test_not_even_the_confirmation_is_offered(admin) -> None:
    response = admin.get(f"/admin/pages/{with_answer().pk}/delete/")
    assert response.status_code == 302


@POINTED_TO
def test_the_list_of_experts_is_kept_with_such_an_expert(
    make: Callable[[], ExpertPage], admin
) -> None:
    index = make().get_parent()
    delete(admin, index)
    assert still_there(index)


@POINTED_TO
def test_a_bulk_action_deletes_none_of_the_experts_if_one_is_kept(
    make: Callable[[], ExpertPage], admin
) -> None:
    kept, free = make(), ExpertPageFactory()
    delete_together(admin, free, kept)
    assert still_there(kept)
    assert still_there(free)


def test_a_bulk_action_on_the_list_of_experts_keeps_it(admin) -> None:
    index = with_answer().get_parent()
    delete_together(admin, index)
    assert still_there(index)


def test_each_expert_is_named_once_however_many_answers_there_are(admin) -> None:
    expert = ExpertPageFactory(title="Dr Busy")
    QAPageFactory.create_batch(2, expert=expert)
    assert "these names: Dr Busy. Unpublish" in delete(admin, expert).content.decode()


def test_an_expert_without_answers_or_replies_can_be_deleted(admin) -> None:
    expert = ExpertPageFactory()
    delete(admin, expert)
    assert not still_there(expert)


def test_several_such_experts_can_be_deleted_together(admin) -> None:
    experts = ExpertPageFactory.create_batch(2)
    delete_together(admin, *experts)
    assert not any(still_there(expert) for expert in experts)


def test_the_list_of_such_experts_can_be_deleted(admin) -> None:
    index = ExpertPageFactory().get_parent()
    delete(admin, index)
    assert not still_there(index)


def test_other_bulk_actions_are_not_stopped(admin) -> None:
    expert = with_answer()
    admin.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={expert.pk}")
    assert not Page.objects.get(pk=expert.pk).live
