import pytest
from bs4 import BeautifulSoup
from wagtail.models import Site

from qa.comments.models import Comment, CommentSettings
from qa.comments.policy import CommentPolicy
from qa.comments.services import set_state
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory

pytestmark = pytest.mark.django_db


def set_policy(policy: str) -> None:
    settings = CommentSettings.for_site(Site.objects.get(is_default_site=True))
    settings.comment_policy = policy
    settings.save()


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_a_comment_has_its_id_name_date_and_text(client) -> None:
    comment = CommentFactory(name="Ada", text="Thank you.")
    article = soup_of(client.get(comment.page.url)).select_one(f"article#c{comment.pk}.comment")
    assert "Ada" in article.text
    assert "Thank you." in article.text
    assert article.select_one("time[datetime]")["datetime"].startswith(
        str(comment.posted_at.date())
    )


def test_an_expert_reply_says_so_and_quotes_what_it_answers(client) -> None:
    question = CommentFactory(text="Does it hurt?")
    reply = CommentFactory(
        reply_to=question, expert=ExpertPageFactory(), quoted_text="Does it hurt?"
    )
    article = soup_of(client.get(question.page.url)).select_one(f"#c{reply.pk}.comment--expert")
    assert "Expert reply" in article.text
    assert article.select_one(f'blockquote[cite="#c{question.pk}"]').text.strip().endswith("hurt?")


def test_a_readers_reply_is_not_marked_as_an_experts(client) -> None:
    comment = CommentFactory(name="Dr Expert")
    assert not soup_of(client.get(comment.page.url)).select(".comment--expert, .comment .badge")


@pytest.mark.parametrize(
    ("state", "words"), [("removed", "A moderator removed"), ("withdrawn", "Its author withdrew")]
)
def test_a_tombstone_shows_neither_text_nor_name(client, state: str, words: str) -> None:
    comment = CommentFactory(name="Zaphod", text="Forty-two.", state=state)
    html = client.get(comment.page.url).text
    assert words in html
    assert "Zaphod" not in html
    assert "Forty-two." not in html


@pytest.mark.parametrize("state", ["removed", "withdrawn"])
def test_words_that_were_taken_back_are_in_no_quote_either(client, state: str) -> None:
    question = CommentFactory(name="Zaphod", text="Forty-two?")
    reply = CommentFactory(reply_to=question, expert=ExpertPageFactory(), quoted_text="Forty-two?")
    set_state(comment=question, to=state)
    article = soup_of(client.get(question.page.url)).select_one(f"#c{reply.pk}")
    assert "Forty-two?" not in article.text
    assert "Zaphod" not in article.text
    assert article.select_one(f'blockquote[cite="#c{question.pk}"]')


def test_whoever_took_words_back_is_not_named_by_those_who_answered(client) -> None:
    above = CommentFactory(reply_to=CommentFactory(reply_to=CommentFactory()), name="Zaphod")
    CommentFactory(reply_to=above)
    set_state(comment=above, to="withdrawn")
    html = client.get(above.page.url).text
    assert "Zaphod" not in html
    assert "in reply to a comment no longer shown" in html


def test_the_second_page_of_a_discussion_has_an_address_of_its_own(client) -> None:
    page = QAPageFactory()
    for _ in range(21):
        CommentFactory(page=page)
    response = client.get(f"{page.url}comments/2/")
    assert len(soup_of(response).select("article.comment")) == 1
    assert soup_of(response).select_one("a[rel=prev]")["href"] == f"{page.url}#comments"


def test_the_first_page_of_a_discussion_is_the_article(client) -> None:
    page = QAPageFactory()
    response = client.get(f"{page.url}comments/1/")
    assert (response.status_code, response.url) == (301, f"{page.url}#comments")


def test_a_permalink_leads_to_the_comment(client) -> None:
    comment = CommentFactory()
    response = client.get(comment.get_absolute_url())
    assert (response.status_code, response.url) == (302, f"{comment.page.url}#c{comment.pk}")


@pytest.mark.parametrize(
    "path",
    [
        "comments/2/",
        "comments/0/",
        "comments/99999999999999999999/",
        "comments/c0/",
        "comments/c99999999999999999999/",
        "comments/thread/0/",
        "comments/thread/99999999999999999999/",
        "comments/x/",
    ],
)
def test_addresses_of_nothing_are_not_found(client, path: str) -> None:
    page = CommentFactory().page
    assert client.get(page.url + path).status_code == 404


def test_a_comment_of_another_page_is_not_found_below_this_one(client) -> None:
    comment = CommentFactory()
    assert client.get(f"{QAPageFactory().url}comments/c{comment.pk}/").status_code == 404


def test_a_reply_has_no_conversation_of_its_own(client) -> None:
    reply = CommentFactory(reply_to=CommentFactory())
    assert client.get(f"{reply.page.url}comments/thread/{reply.pk}/").status_code == 404


def test_a_closed_discussion_can_be_read_and_says_it_is_closed(client) -> None:
    comment = CommentFactory(text="Thank you.")
    set_policy(CommentPolicy.CLOSED)
    html = client.get(comment.page.url).text
    assert "discussion is closed" in html
    assert "Thank you." in html


def test_a_hidden_discussion_is_shown_at_no_address(client) -> None:
    comment = CommentFactory(text="Thank you.")
    set_policy(CommentPolicy.HIDDEN)
    paths = ["", f"comments/c{comment.pk}/", f"comments/thread/{comment.pk}/", "comments/2/"]
    responses = [client.get(comment.page.url + path) for path in paths]
    assert [response.status_code for response in responses] == [200, 404, 404, 404]
    assert f'id="c{comment.pk}"' not in responses[0].text


def test_an_alias_of_a_page_shows_no_discussion(client) -> None:
    comment = CommentFactory(text="Thank you.")
    alias = comment.page.specific.create_alias(update_slug="alias")
    assert f'id="c{comment.pk}"' not in client.get(alias.url).text
    assert Comment.objects.count() == 1
