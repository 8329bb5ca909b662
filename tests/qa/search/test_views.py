"""The page of results, as readers get it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from site_core.foundation.models import SiteSettings
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)
from tests.factories.pages import section

from .searching import answers_in, build_index, soup_of

pytestmark = pytest.mark.django_db


def slugs(**fields) -> str:
    return QAPageFactory(**fields).slug


@pytest.fixture
def two_answers() -> dict[str, str]:
    """Two answers on nerves: one by Ada on stroke, of 2020; one by Bea on sight, of 2021."""
    ada, bea = (ExpertPageFactory(title=f"Dr {name}", slug=name) for name in ("ada", "bea"))
    stroke, sight = TopicFactory(name="Stroke"), TopicFactory(name="Sight")
    made = {
        "ada": slugs(title="Nerve one", expert=ada, topics=[stroke], updated_on="2020-05-01"),
        "bea": slugs(title="Nerve two", expert=bea, topics=[sight], updated_on="2021-05-01"),
    }
    build_index()
    return made


def test_an_answer_is_found_by_every_part_of_it(client, subtests) -> None:
    expert = ExpertPageFactory(title="Dr Quincewood")
    slug = slugs(
        title="Titular",
        question="<p>Questioned</p>",
        introduction="<p>Introduced</p>",
        body=[section("Headlong", "Bodily")],
        topics=[TopicFactory(name="Topical")],
        expert=expert,
    )
    build_index()
    for word in "titular questioned introduced headlong bodily topical quincewood".split():
        with subtests.test(word):
            assert answers_in(soup_of(client, word)) == [slug]


def test_words_in_the_title_count_more_than_in_the_text(client) -> None:
    text = slugs(title="Something", body=[section("Part", "A nerve, a nerve, a nerve.")])
    title = slugs(title="The nerve")
    build_index()
    assert answers_in(soup_of(client, "nerves")) == [title, text]


def test_results_show_the_passage_with_the_words_marked(client) -> None:
    QAPageFactory(title="Feet", body=[section("Part", "Then <b>tingling</b> & burning begin.")])
    build_index()
    result = soup_of(client, "burning").select_one("section[aria-labelledby=found] .result")
    assert [mark.text for mark in result.select("mark")] == ["burning"]
    assert "tingling & burning begin" in " ".join(result.text.split())


def test_discussions_stand_in_a_group_of_their_own_below_the_answers(client) -> None:
    comment = CommentFactory(text="Turmeric, turmeric, turmeric!")
    QAPageFactory(title="Spices", body=[section("Part", "Turmeric once.")])
    build_index()
    headings = [it.get_text(strip=True) for it in soup_of(client, "turmeric").select("main h2")]
    assert headings == ["1 answer", "From the discussions"]
    link = soup_of(client, "turmeric").select_one(".search__group--comments h3 a")
    assert link["href"].endswith(f"comments/c{comment.pk}/")


def test_topics_experts_and_plain_pages_are_found(client) -> None:
    topic = TopicFactory(name="Neuralgia", slug="neuralgia")
    answer = QAPageFactory(title="Something else", topics=[topic])
    expert = ExpertPageFactory(title="Dr Neuralgia", role="Doctor")
    build_index()
    soup = soup_of(client, "neuralgia")
    links = {link["href"] for link in soup.select("main .results a")}
    assert links >= {f"{answer.get_parent().url}topics/neuralgia/", expert.url, answer.url}


def test_topics_are_only_named_above_the_answers(client) -> None:
    topic = TopicFactory(name="Neuralgia", description="Pain that follows a nerve.")
    QAPageFactory(title="Something else", topics=[topic])
    build_index()
    group = soup_of(client, "neuralgia").select_one(".search__group--topics")
    assert group.select_one("li").text == "Neuralgia"


def test_filters_say_how_many_they_leave_and_combine_in_the_address(client, two_answers) -> None:
    soup = soup_of(client, "nerve")
    assert set(answers_in(soup)) == set(two_answers.values())
    choice = soup.find("a", string="Stroke", href=lambda it: it and "topic=stroke" in it)
    assert choice.parent.get_text(strip=True) == "Stroke(1)"
    narrowed = parse_qs(urlsplit(choice["href"]).query)
    assert narrowed == {"q": ["nerve"], "topic": ["stroke"]}
    assert answers_in(soup_of(client, "nerve", topic="stroke", year="2020")) == [two_answers["ada"]]
    assert answers_in(soup_of(client, "nerve", topic="stroke", expert="bea")) == []
    assert answers_in(soup_of(client, "nerve", expert="bea", year="2021")) == [two_answers["bea"]]


def test_a_filter_can_be_taken_back(client, two_answers) -> None:
    soup = soup_of(client, "nerve", topic="stroke", year="2020")
    back = soup.find("strong", string="Stroke").find_next("a")
    assert parse_qs(urlsplit(back["href"]).query) == {"q": ["nerve"], "year": ["2020"]}


def test_a_filter_can_be_taken_back_among_discussions_too(client) -> None:
    topic = TopicFactory(name="Stroke")
    CommentFactory(text="My nerve.", page=QAPageFactory(topics=[topic], title="Nerve"))
    build_index()
    soup = soup_of(client, "nerve", topic="stroke", kind="comments")
    assert len(soup.select(".result")) == 1
    assert soup.find("strong", string="Stroke")
    assert not soup.select(".facet")
    nothing = soup_of(client, "nerve", topic="stroke", kind="pages")
    assert "Nothing of this kind was found." in nothing.text


def test_pages_of_results_keep_the_search_in_their_links(client) -> None:
    for number in range(11):
        QAPageFactory(title=f"Nerve {number}")
    build_index()
    first = soup_of(client, "nerve", year="2024")
    assert len(answers_in(first)) == 10
    link = first.select_one("a[rel=next]")["href"]
    assert parse_qs(urlsplit(link).query) == {"q": ["nerve"], "year": ["2024"], "page": ["2"]}
    second = soup_of(client, "nerve", year="2024", page="2")
    assert len(answers_in(second)) == 1
    assert second.select_one("a[rel=prev]")["href"] == "?q=nerve&year=2024"


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "9" * 50, "١"])
def test_a_page_of_results_that_is_not_there_is_a_404(client, number: str) -> None:
    assert client.get("/search/", {"q": "nerve", "page": number}).status_code == 404


def test_a_misspelt_search_shows_what_was_meant_and_how_to_insist(client) -> None:
    slug = slugs(title="Neuropathy")
    build_index()
    soup = soup_of(client, "nuropathy")
    assert answers_in(soup) == [slug]
    spelling = soup.select_one(".search__spelling")
    assert "Showing results for neuropathy" in " ".join(spelling.text.split())
    insisting = parse_qs(urlsplit(spelling.a["href"]).query)
    assert insisting == {"q": ["nuropathy"], "as_typed": ["1"]}
    assert answers_in(soup_of(client, "nuropathy", as_typed="1")) == []


def test_where_little_is_found_another_spelling_is_only_proposed(client) -> None:
    QAPageFactory(title="Neuropathy")
    CommentFactory(text="Nuropathy, as my aunt spells it.")
    build_index()
    spelling = soup_of(client, "nuropathy").select_one(".search__spelling")
    assert " ".join(spelling.text.split()) == "Did you mean neuropathy ?".replace(" ?", "?")


def test_an_answer_with_some_of_the_words_follows_those_with_all(client) -> None:
    some = slugs(title="Nerve repair")
    every = slugs(title="Repair of a nerve by violin")
    build_index()
    assert answers_in(soup_of(client, "nerve repair violin"))[0] == every
    assert some in answers_in(soup_of(client, "nerve repair violin"))


def test_what_editors_put_above_a_query_is_there_for_that_query_only(client) -> None:
    pick = QAPageFactory(title="The right one")
    hidden = QAPageFactory(title="A draft", draft=True)
    query = Query.get("nerve clinic")
    for page in (pick, hidden):
        SearchPromotion.objects.create(query=query, page=page.page_ptr, description="Read this.")
    build_index()
    promoted = soup_of(client, "Nerve  CLINIC").select(".search__promoted a, .search__no")
    assert [link["href"] for link in promoted] == [pick.url]
    assert not soup_of(client, "nerve").select(".search__promoted")


def test_a_search_without_a_result_says_what_can_be_done(client) -> None:
    site = home_page().get_site()
    SiteSettings.objects.update_or_create(
        site=site, defaults={"contact_email": "editors@example.org"}
    )
    QAPageFactory(topics=[TopicFactory(name="Stroke")])
    build_index()
    main = soup_of(client, "xyzzy<b>").select_one("main")
    assert "Nothing found for “xyzzy<b>”" in main.text
    assert main.select_one("a[href='mailto:editors@example.org']")
    assert main.find("a", string="Stroke")


def test_a_page_of_results_is_no_secret_and_leaves_nothing_behind(client) -> None:
    QAPageFactory(title="Nerve")
    build_index()
    response = client.get("/search/", {"q": "nerve"})
    assert not response.cookies
    assert "csrf" not in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert response["X-Robots-Tag"] == "noindex"
    assert not Query.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "\x00",
        "%",
        "100% '\" ; -- \\ * ( NEAR a OR b",
        "' & | ! :* <->",
        "a" * 100_000,
        "nerve " * 20_000,
        "\ud800",
        "ا\u202e\u0301" * 500,
        '"', "AND", "title:nerve", "{a b}: c", "-nerve", "nerve*", "^nerve", "🙂",
    ],
)  # fmt: skip
def test_whatever_is_typed_has_a_page(client, typed: str) -> None:
    query = f"q={typed}".encode("utf-8", "surrogatepass")
    for path in ("/search/", "/search/suggest/"):
        assert client.get(path, QUERY_STRING=query.decode("latin-1")).status_code == 200


def test_a_search_cannot_be_posted(client) -> None:
    assert client.post("/search/", {"q": "nerve"}).status_code == 405
    assert client.head("/search/", {"q": "nerve"}).status_code == 200
