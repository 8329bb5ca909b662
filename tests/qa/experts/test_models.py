"""What readers see of an expert."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import timezone

from qa.experts.models import ExpertPage, Qualification, Specialism
from tests.factories import (
    CommentFactory,
    ExpertIndexPageFactory,
    ExpertPageFactory,
    ImageFactory,
    QAPageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert() -> ExpertPage:
    """An expert with everything a profile can hold."""
    return ExpertPageFactory(
        title="Dr Jane Roe",
        slug="jane-roe",
        post_nominals="MD, PhD",
        role="Consultant neurologist",
        biography="<p>Trained in <b>Leeds</b>.</p>",
        portrait=ImageFactory(),
        specialisms=[Specialism(name="Facial palsy"), Specialism(name="Neuropathy")],
    )


def read(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_name_is_followed_by_the_letters() -> None:
    assert ExpertPage(title="Jane Roe", post_nominals="MD").name_with_letters == "Jane Roe, MD"


def test_a_name_without_letters_stands_alone() -> None:
    assert ExpertPage(title="Jane Roe").name_with_letters == "Jane Roe"


def test_the_profile_stands_at_its_own_address(expert: ExpertPage, client) -> None:
    assert client.get("/experts/jane-roe/").status_code == 200


def test_the_heading_of_a_profile_is_the_name_with_the_letters(expert: ExpertPage, client) -> None:
    headings = read(client, expert.url).find_all("h1")
    assert [" ".join(heading.text.split()) for heading in headings] == ["Dr Jane Roe MD, PhD"]


def test_a_profile_tells_role_training_and_specialisms(expert: ExpertPage, client) -> None:
    soup = read(client, expert.url)
    assert soup.select_one(".profile .lead").text == "Consultant neurologist"
    assert soup.select_one(".prose b").text == "Leeds"
    assert [item.text for item in soup.select(".tags li")] == ["Facial palsy", "Neuropathy"]


def test_the_portrait_beside_the_name_is_decoration(expert: ExpertPage, client) -> None:
    portrait = read(client, expert.url).select_one("img.portrait")
    assert (portrait["alt"], portrait["width"], portrait["height"]) == ("", "128", "128")


def test_a_bare_profile_shows_a_name_and_no_empty_parts(client) -> None:
    soup = read(client, ExpertPageFactory(title="Jane Roe", post_nominals="").url)
    assert soup.h1.text == "Jane Roe"
    assert not soup.select(".profile .lead, .profile .tags, .prose, img, .band, .letters")


def test_a_profile_lists_the_answers_of_its_expert_only(expert: ExpertPage, client) -> None:
    QAPageFactory(title="Mine", expert=expert)
    QAPageFactory(title="Another's")
    titles = [link.text for link in read(client, expert.url).select(".card__title a")]
    assert titles == ["Mine"]


def test_a_profile_says_once_whose_it_is(expert: ExpertPage, client) -> None:
    QAPageFactory(expert=expert)
    assert not read(client, expert.url).select(".card__who")


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_an_answer_that_is_not_for_everybody_is_not_listed(trait: str, expert: ExpertPage) -> None:
    QAPageFactory(expert=expert, **{trait: True})
    assert not expert.published_answers()


def test_a_profile_leads_back_to_the_list_of_experts(expert: ExpertPage, client) -> None:
    links = read(client, expert.url).select("nav[aria-label=Breadcrumb] a")
    assert [link["href"] for link in links] == ["/", "/experts/"]


def test_a_profile_can_be_previewed_before_it_is_saved() -> None:
    response = ExpertPage(title="Jane Roe").make_preview_request(preview_mode="")
    assert "Jane Roe" in response.rendered_content


def test_the_list_shows_published_experts_by_name(client) -> None:
    index = ExpertIndexPageFactory()
    ExpertPageFactory(parent=index, title="Zoe")
    ExpertPageFactory(parent=index, title="Adam")
    ExpertPageFactory(parent=index, title="Draft", live=False)
    names = [link.text for link in read(client, index.url).select(".card__title a")]
    assert names == ["Adam", "Zoe"]


def test_replies_in_discussions_are_listed_newest_first(expert: ExpertPage, client) -> None:
    for text in ("The first.", "The second."):
        CommentFactory(reply_to=CommentFactory(name="Ada"), expert=expert, text=text)
    replies = read(client, expert.url).select("#replies li")
    assert [reply.select_one("a").text for reply in replies] == ["The second.", "The first."]
    assert "To Ada" in replies[0].text


def test_replies_nobody_may_read_are_not_listed(expert: ExpertPage, client) -> None:
    CommentFactory(reply_to=CommentFactory(), expert=expert, state="pending", text="Held.")
    hidden = QAPageFactory(comment_policy="hidden")
    CommentFactory(reply_to=CommentFactory(page=hidden), expert=expert, text="Hidden.")
    assert read(client, expert.url).select("#replies") == []


def test_many_replies_come_in_pages(expert: ExpertPage, client) -> None:
    question = CommentFactory()
    for number in range(11):
        CommentFactory(reply_to=question, expert=expert, text=f"Reply {number}.")
    assert len(read(client, expert.url).select("#replies li")) == 10
    assert len(read(client, f"{expert.url}?replies=2").select("#replies li")) == 1
    assert client.get(f"{expert.url}?replies=3").status_code == 404


def facts(client, expert: ExpertPage) -> str:
    return " ".join(read(client, expert.url).select_one(".credentials").text.split())


def test_a_profile_lists_qualifications_in_the_editors_order(client) -> None:
    expert = ExpertPageFactory(
        qualifications=[
            Qualification(title="MD", institution="Leeds", year=1994),
            Qualification(title="A licence"),
        ]
    )
    found = [item.text for item in read(client, expert.url).select(".credentials dd")]
    assert found == ["MD, Leeds, 1994", "A licence"]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("", "We checked this registration on 3 May 2026."),
        ("our editor", "This registration was checked on 3 May 2026 by our editor."),
    ],
)
def test_a_profile_says_who_checked_the_registration(who: str, words: str, client) -> None:
    expert = ExpertPageFactory(
        registration_body="Example Register",
        registration_number="000123",
        registration_checked_on=datetime.date(2026, 5, 3),
        registration_checked_by=who,
    )
    assert "Example Register 000123" in facts(client, expert)
    assert words in facts(client, expert)


def test_a_profile_says_when_no_interests_were_declared(client) -> None:
    day = datetime.date(2026, 5, 3)
    expert = ExpertPageFactory(interests_declared_on=day)
    assert "None declared on 3 May 2026." in facts(client, expert)
    expert = ExpertPageFactory(interests_declared_on=day, declared_interests="A grant.")
    assert "A grant. Declared on 3 May 2026." in facts(client, expert)


def test_what_makes_no_sense_is_refused_with_a_reason() -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    wrong = ExpertPage(title="A", registration_checked_on=tomorrow, takes_messages=True)
    with pytest.raises(ValidationError) as refused:
        wrong.clean()
    assert set(refused.value.message_dict) == {
        "registration_body",
        "registration_checked_on",
        "message_address",
    }


def test_many_answers_come_in_pages_beside_those_of_the_replies(expert: ExpertPage, client) -> None:
    QAPageFactory.create_batch(13, expert=expert)
    CommentFactory(reply_to=CommentFactory(), expert=expert)
    soup = read(client, f"{expert.url}?page=2")
    assert len(soup.select("[aria-labelledby=answers-heading] .card")) == 1
    assert soup.select_one("#answers-heading .count").text == "13"
    assert len(soup.select("#replies li")) == 1


def test_the_list_tells_what_each_expert_knows_and_has_answered(client) -> None:
    expert = ExpertPageFactory(specialisms=[Specialism(name="Pain"), Specialism(name="Sleep")])
    QAPageFactory(expert=expert)
    QAPageFactory(expert=expert, draft=True)
    card = " ".join(read(client, "/experts/").select_one(".card").text.split())
    assert "Pain, Sleep" in card
    assert card.endswith("1 answer")


def test_many_experts_can_be_narrowed_down_to_a_specialism(client) -> None:
    for number in range(13):
        known = Specialism(name="Pain" if number < 2 else "Sleep")
        ExpertPageFactory(title=f"Expert {number}", specialisms=[known])
    ExpertPageFactory(specialisms=[Specialism(name="Secret")], live=False)
    soup = read(client, "/experts/?specialism=Pain")
    assert len(soup.select(".card")) == 2
    options = [option.text for option in soup.select("option")]
    assert options == ["Anything", "Pain (2)", "Sleep (11)"]
    for odd in ("Secret", "%00", "x" * 9000):
        assert len(read(client, f"/experts/?specialism={odd}").select(".card")) == 13


def test_a_long_list_of_experts_comes_in_pages(client) -> None:
    for number in range(25):
        ExpertPageFactory(title=f"Expert {number:02}")
    assert len(read(client, "/experts/").select(".card")) == 24
    soup = read(client, "/experts/?page=2")
    assert [link.text for link in soup.select(".card__title a")] == ["Expert 24"]
    assert client.get("/experts/?page=3").status_code == 404
