import pytest

from tests.factories import ExpertPageFactory, QAPageFactory, TopicFactory

from .searching import build_index

pytestmark = pytest.mark.django_db


def suggested(client, typed: str) -> list[dict]:
    response = client.get("/search/suggest/", {"q": typed})
    assert not response.cookies
    assert response["X-Robots-Tag"] == "noindex"
    return response.json()["suggestions"]


def test_answers_experts_and_topics_are_suggested_by_the_beginning_of_a_word(client) -> None:
    topic = TopicFactory(name="Neuralgia", slug="neuralgia")
    answer = QAPageFactory(title="Can neuropathy heal?", topics=[topic])
    expert = ExpertPageFactory(title="Dr Neumann")
    build_index()
    assert {tuple(it.values()) for it in suggested(client, "neu")} == {
        ("Can neuropathy heal?", answer.url, "Answer"),
        ("Dr Neumann", expert.url, "Expert"),
        ("Neuralgia", f"{answer.get_parent().url}topics/neuralgia/", "Topic"),
    }
    assert [it["title"] for it in suggested(client, "heal neuro")] == ["Can neuropathy heal?"]


def test_accents_make_no_difference(client) -> None:
    ExpertPageFactory(title="Dr José Ñandú")
    build_index()
    assert [it["title"] for it in suggested(client, "jose nan")] == ["Dr José Ñandú"]
    assert [it["title"] for it in suggested(client, "JOSÉ")] == ["Dr José Ñandú"]


@pytest.mark.parametrize("typed", ["", "n", " ", "!!"])
def test_nothing_is_suggested_before_there_are_two_letters(client, typed: str) -> None:
    QAPageFactory(title="Nerve")
    assert suggested(client, typed) == []


def test_there_are_never_more_suggestions_than_fit(client) -> None:
    for number in range(12):
        QAPageFactory(title=f"Nerve {number}")
    build_index()
    assert len(suggested(client, "nerve")) == 6
