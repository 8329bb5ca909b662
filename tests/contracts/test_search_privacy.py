"""What is private is found by no search, suggested to nobody, and corrects no spelling.

The index and the vocabulary hold all of it here, as if they were stale.
"""

import pytest

from qa.comments import services
from qa.search.models import Word
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
)
from tests.qa.search.searching import build_index

pytestmark = pytest.mark.django_db

SECRET = "zanzibarite"
MISSPELT = "zanzibarrite"


def secret_answer(**fields):
    return QAPageFactory(
        title=f"A {SECRET}",
        question=f"<p>{SECRET}</p>",
        topics=[TopicFactory(name=f"Topic {SECRET}")],
        **fields,
    )


def unpublished() -> None:
    secret_answer(expert=ExpertPageFactory()).unpublish()


def draft_of_a_published_answer() -> None:
    page = QAPageFactory(title="Published")
    page.title = f"Now {SECRET}"
    page.save_revision()


def below_a_restriction() -> None:
    page = secret_answer()
    page.get_parent().view_restrictions.create(restriction_type="login")


def comment_in_the_state(state: str) -> None:
    comment = CommentFactory(text=f"My {SECRET}.")
    services.set_state(comment=comment, to=state)


def comment_that_waits() -> None:
    CommentFactory(text=f"My {SECRET}.", state="pending")


def comment_on_a_private_page() -> None:
    CommentFactory(text=f"My {SECRET}.", page=QAPageFactory(private=True))


def comment_in_a_hidden_discussion() -> None:
    CommentFactory(text=f"My {SECRET}.")
    CommentSettingsFactory(comment_policy="hidden")


PRIVATE = {
    "a draft": lambda: secret_answer(draft=True),
    "a draft of a published answer": draft_of_a_published_answer,
    "an unpublished answer": unpublished,
    "a restricted answer": lambda: secret_answer(private=True),
    "an answer below a restriction": below_a_restriction,
    "an expired answer": lambda: secret_answer(expired=True),
    "an unpublished expert": lambda: ExpertPageFactory(title=f"Dr {SECRET}", live=False),
    "a topic without answers": lambda: TopicFactory(name=f"Topic {SECRET}"),
    "a comment that waits": comment_that_waits,
    "a rejected comment": lambda: comment_in_the_state("rejected"),
    "spam": lambda: comment_in_the_state("spam"),
    "a removed comment": lambda: comment_in_the_state("removed"),
    "a withdrawn comment": lambda: comment_in_the_state("withdrawn"),
    "a comment on a private page": comment_on_a_private_page,
    "a comment in a hidden discussion": comment_in_a_hidden_discussion,
}


@pytest.mark.parametrize("private", PRIVATE.values(), ids=PRIVATE)
def test_what_is_private_is_found_by_no_search(client, private) -> None:
    QAPageFactory(title="Something public")
    private()
    build_index()
    for address in (
        f"/search/?q={SECRET}",
        f"/search/?q={SECRET}&kind=comments",
        f"/search/?q={SECRET}+public",
        f"/search/suggest/?q={SECRET[:4]}",
    ):
        text = client.get(address).text.replace(f'value="{SECRET}', "").replace(f"“{SECRET}", "")
        assert f"{SECRET}" not in text.replace(f"q={SECRET}", "").replace(f": {SECRET}", "")
    assert SECRET not in client.get(f"/search/?q={MISSPELT}").text


def test_the_words_of_a_restricted_page_correct_nothing_though_they_were_learnt(client) -> None:
    secret_answer(private=True)
    build_index()
    assert Word.objects.filter(text=SECRET, pages__isnull=False).exists()
    assert SECRET not in client.get(f"/search/?q={MISSPELT}").text
