"""The updated date, through the editor's own form in the admin."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from qa.blocks import PARAGRAPH_FEATURES, PROSE_FEATURES
from qa.models import QAPage
from tests.factories import ExpertPageFactory, QAPageFactory, TopicFactory, UserFactory
from tests.factories.pages import section

pytestmark = pytest.mark.django_db

SHOWN = datetime.date(2024, 5, 6)
CHANGED_QUESTION = rich_text("<p>What can be done today?</p>", features=PROSE_FEATURES)


def stream_data(stream, value_of) -> dict:
    """Return what the form sends for *stream*, whose blocks keep their ids."""
    data = streamfield([(child.block_type, value_of(child.value)) for child in stream])
    for number, child in enumerate(stream):
        data[str(number)]["id"] = child.id
    return data


def body_data(page: QAPage, *, text: str | None = None) -> dict:
    """Return what the form sends for the sections of *page*, with another *text* if given."""

    def paragraph(value) -> str:
        return rich_text(text or value.source, features=PARAGRAPH_FEATURES)

    def section_value(value) -> dict:
        content = stream_data(value["content"], paragraph)
        return {"heading": value["heading"], "content": content, "anchor": value["anchor"]}

    return stream_data(page.body, section_value)


def form_data(page: QAPage, **changes: Any) -> dict:
    """Return what the edit form of *page* sends back with nothing but *changes* changed."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "seo_title": page.seo_title,
        "search_description": page.search_description,
        "social_image": "",
        "question": rich_text(page.question, features=PROSE_FEATURES),
        "asker_name": page.asker_name,
        "asked_on": page.asked_on.isoformat(),
        "expert": str(page.expert_id),
        "introduction": rich_text(page.introduction, features=PROSE_FEATURES),
        "body": body_data(page),
        "topics": [],
        "related_answers": streamfield([]),
        "corrections": streamfield([]),
        "comments": inline_formset([]),
        **changes,
    }
    topics = [str(topic.pk) for topic in data.pop("topics")]
    return {**nested_form_data(data), "topics": topics}


@pytest.fixture
def answer() -> QAPage:
    """An answer of 2024, written in the editor, which marks every paragraph."""
    body = section("Safety")
    body["value"]["content"] = [
        {"type": "paragraph", "value": '<p data-block-key="s1">It is safe.</p>'}
    ]
    return QAPageFactory(
        updated_on=SHOWN,
        question='<p data-block-key="q1">What can be done?</p>',
        introduction='<p data-block-key="i1">A good deal.</p>',
        body=[body],
    )


def latest(answer: QAPage) -> QAPage:
    """Return the answer as the editor last left it."""
    return QAPage.objects.get(pk=answer.pk).get_latest_revision_as_object()


@pytest.fixture
def save(client):
    """Save the form of an answer with some changes, published unless said otherwise."""
    client.force_login(UserFactory(admin=True))

    def _save(answer: QAPage, *, publish: bool = True, **changes: Any) -> None:
        data = form_data(latest(answer), **changes)
        if publish:
            data["action-publish"] = "yes"
        response = client.post(f"/admin/pages/{answer.pk}/edit/", data)
        assert response.status_code == 302, response.context["form"].errors

    return _save


def shown_date(answer: QAPage) -> datetime.date:
    """Return the updated date that readers see."""
    return QAPage.objects.get(pk=answer.pk).updated_on


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another title"},
        {"question": CHANGED_QUESTION},
        {"introduction": rich_text("<p>A great deal.</p>", features=PROSE_FEATURES)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_edit_of_substance_moves_the_date_to_today(changes, answer: QAPage, save) -> None:
    save(answer, **changes)
    assert shown_date(answer) == timezone.localdate()


def test_another_expert_moves_the_date_to_today(answer: QAPage, save) -> None:
    save(answer, expert=str(ExpertPageFactory().pk))
    assert shown_date(answer) == timezone.localdate()


def test_a_change_in_a_section_moves_the_date_to_today(answer: QAPage, save) -> None:
    save(answer, body=body_data(answer, text="<p>It is not safe.</p>"))
    assert shown_date(answer) == timezone.localdate()


def test_a_minor_edit_keeps_the_date_that_readers_see(answer: QAPage, save) -> None:
    save(answer, question=CHANGED_QUESTION, minor_edit="on")
    changed = QAPage.objects.get(pk=answer.pk)
    assert "today" in changed.question
    assert changed.updated_on == SHOWN


def test_a_minor_edit_keeps_that_date_even_after_a_draft_moved_it(answer: QAPage, save) -> None:
    save(answer, question=CHANGED_QUESTION, publish=False)
    assert latest(answer).updated_on == timezone.localdate()
    save(answer, minor_edit="on")
    assert shown_date(answer) == SHOWN


def test_a_draft_does_not_move_the_date_that_readers_see(answer: QAPage, save) -> None:
    save(answer, question=CHANGED_QUESTION, publish=False)
    assert shown_date(answer) == SHOWN


def test_a_draft_of_substance_published_unchanged_moves_the_date(answer: QAPage, save) -> None:
    save(answer, question=CHANGED_QUESTION, publish=False)
    save(answer)
    assert shown_date(answer) == timezone.localdate()


def test_saving_without_a_change_keeps_the_date(answer: QAPage, save) -> None:
    save(answer)
    assert shown_date(answer) == SHOWN


def test_the_first_save_of_an_imported_answer_without_a_change_keeps_the_date(save) -> None:
    imported = QAPageFactory(updated_on=SHOWN, body=[section("Safety", "It is safe.")])
    save(imported)
    assert shown_date(imported) == SHOWN


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "another-address"),
        ("search_description", "What can be done."),
        ("seo_title", "Done"),
    ],
)
def test_what_only_search_engines_read_does_not_move_the_date(
    field: str, value: str, answer: QAPage, save
) -> None:
    save(answer, **{field: value})
    changed = QAPage.objects.get(pk=answer.pk)
    assert (getattr(changed, field), changed.updated_on) == (value, SHOWN)


def test_filing_under_another_topic_does_not_move_the_date(answer: QAPage, save) -> None:
    save(answer, topics=[TopicFactory()])
    changed = QAPage.objects.get(pk=answer.pk)
    assert (changed.topics.count(), changed.updated_on) == (1, SHOWN)


def test_a_first_save_writes_the_anchors_of_the_sections(answer: QAPage, save) -> None:
    save(answer, minor_edit="on")
    assert QAPage.objects.get(pk=answer.pk).sections()[0]["anchor"] == "safety"


def test_an_answer_without_expert_is_refused(answer: QAPage, client) -> None:
    client.force_login(UserFactory(admin=True))
    data = form_data(answer, expert="", **{"action-publish": "yes"})
    response = client.post(f"/admin/pages/{answer.pk}/edit/", data)
    assert "expert" in response.context["form"].errors


def test_a_new_answer_is_dated_today(answer: QAPage, client) -> None:
    client.force_login(UserFactory(admin=True))
    data = form_data(answer, title="New", slug="new", **{"action-publish": "yes"})
    client.post(f"/admin/pages/add/qa/qapage/{answer.get_parent().pk}/", data)
    assert QAPage.objects.get(slug="new").updated_on == timezone.localdate()
