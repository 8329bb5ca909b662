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


def body_data(page: QAPage, *, text: str | None = None) -> dict:
    """Return what the form sends for the sections of *page*, with another *text* if given."""
    sections = []
    for child in page.body:
        paragraphs = [
            ("paragraph", rich_text(text or item.value.source, features=PARAGRAPH_FEATURES))
            for item in child.value["content"]
        ]
        heading, anchor = child.value["heading"], child.value["anchor"] or ""
        value = {"heading": heading, "content": streamfield(paragraphs), "anchor": anchor}
        sections.append(("section", value))
    data = streamfield(sections)
    for number, child in enumerate(page.body):
        data[str(number)]["id"] = child.id
    return data


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
        "comments": inline_formset([]),
        **changes,
    }
    topics = [str(topic.pk) for topic in data.pop("topics")]
    return {**nested_form_data(data), "topics": topics}


@pytest.fixture
def answer() -> QAPage:
    """An answer of 2024 that was never opened in the editor, such as an import makes."""
    return QAPageFactory(updated_on=SHOWN, body=[section("Safety", "It is safe.")])


def latest(answer: QAPage) -> QAPage:
    """Return the answer as the editor last left it."""
    return QAPage.objects.get(pk=answer.pk).get_latest_revision_as_object()


@pytest.fixture
def save(answer: QAPage, client):
    """Save the page's form with some changes, published unless said otherwise."""
    client.force_login(UserFactory(admin=True))

    def _save(*, publish: bool = True, **changes: Any) -> None:
        data = form_data(latest(answer), **changes)
        if publish:
            data["action-publish"] = "yes"
        address = f"/admin/pages/{answer.pk}/edit/"
        response = client.post(address, data)
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
    save(**changes)
    assert shown_date(answer) == timezone.localdate()


def test_another_expert_moves_the_date_to_today(answer: QAPage, save) -> None:
    save(expert=str(ExpertPageFactory().pk))
    assert shown_date(answer) == timezone.localdate()


def test_a_change_in_a_section_moves_the_date_to_today(answer: QAPage, save) -> None:
    save(body=body_data(answer, text="<p>It is not safe.</p>"))
    assert shown_date(answer) == timezone.localdate()


def test_a_minor_edit_keeps_the_date_that_readers_see(answer: QAPage, save) -> None:
    save(question=CHANGED_QUESTION, minor_edit="on")
    changed = QAPage.objects.get(pk=answer.pk)
    assert "today" in changed.question
    assert changed.updated_on == SHOWN


def test_a_minor_edit_keeps_that_date_even_after_a_draft_moved_it(answer: QAPage, save) -> None:
    save(question=CHANGED_QUESTION, publish=False)
    assert latest(answer).updated_on == timezone.localdate()
    save(minor_edit="on")
    assert shown_date(answer) == SHOWN


def test_a_draft_does_not_move_the_date_that_readers_see(answer: QAPage, save) -> None:
    save(question=CHANGED_QUESTION, publish=False)
    assert shown_date(answer) == SHOWN


def test_a_draft_of_substance_published_unchanged_moves_the_date(answer: QAPage, save) -> None:
    save(question=CHANGED_QUESTION, publish=False)
    save()
    assert shown_date(answer) == timezone.localdate()


def test_saving_without_a_change_keeps_the_date(answer: QAPage, save) -> None:
    save()
    assert shown_date(answer) == SHOWN


def test_saving_again_without_a_change_keeps_the_date(answer: QAPage, save) -> None:
    save(minor_edit="on")  # from here on the text is as the editor itself writes it
    save()
    assert shown_date(answer) == SHOWN


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
    save(**{field: value})
    changed = QAPage.objects.get(pk=answer.pk)
    assert (getattr(changed, field), changed.updated_on) == (value, SHOWN)


def test_filing_under_another_topic_does_not_move_the_date(answer: QAPage, save) -> None:
    save(topics=[TopicFactory()])
    changed = QAPage.objects.get(pk=answer.pk)
    assert (changed.topics.count(), changed.updated_on) == (1, SHOWN)


def test_a_first_save_writes_the_anchors_of_the_sections(answer: QAPage, save) -> None:
    save(minor_edit="on")
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
