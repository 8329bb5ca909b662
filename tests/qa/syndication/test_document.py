"""An answer as Markdown, and what the site tells language models."""

from datetime import date

import pytest

from qa.syndication.document import to_markdown
from tests.factories import ExpertPageFactory, ImageFactory, QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


def body() -> list[dict]:
    """Return a body with every block there is."""
    picture = ImageFactory().pk
    content = [
        {"type": "paragraph", "value": "<p>10<sup>3</sup> <b>bold</b>, <i>leaning</i></p>"},
        {"type": "list", "value": {"style": "numbered", "items": ["<p>one</p>", "<p>two</p>"]}},
        {
            "type": "image",
            "value": {"image": picture, "alt_text": "A ] nerve", "caption": "Cut", "credit": "Us"},
        },
        {
            "type": "quotation",
            "value": {"text": "Well said", "attribution": "Bo", "source_url": "https://e.org/"},
        },
        {"type": "callout", "value": {"kind": "caution", "title": "", "text": "<p>Slowly</p>"}},
        {
            "type": "table",
            "value": {
                "columns": [{"type": "text", "heading": "What"}, {"type": "text", "heading": "So"}],
                "rows": [{"values": ["a|b", "c"]}],
                "caption": "All",
            },
        },
        {
            "type": "video",
            "value": {
                "url": "https://youtu.be/abcdefghijk",
                "title": "Film",
                "poster": picture,
                "transcript": "<p>Spoken</p>",
            },
        },
        {"type": "subsection", "value": {"heading": "Below", "content": []}},
    ]
    reference = {"author": "Smith J", "title": "Nerves", "year": 2001, "link": "https://e.org/(1)"}
    return [
        {"type": "key_points", "value": {"title": "", "points": ["First of all"]}},
        {"type": "section", "value": {"heading": "Part", "anchor": "part", "content": content}},
        {"type": "references", "value": [reference]},
    ]


def test_every_block_of_an_answer_is_in_its_markdown(client, subtests) -> None:
    expert = ExpertPageFactory(title="Dr Known", role="Neurologist")
    page = QAPageFactory(
        title="Why?",
        expert=expert,
        body=body(),
        topics=[TopicFactory(name="A")],
        reviewed_on=date(2024, 5, 7),
        reviewer=ExpertPageFactory(title="Dr Second"),
        corrections=[
            {"type": "correction", "value": {"date": "2026-05-03", "text": "<p>Not four.</p>"}}
        ],
    )
    response = client.get(f"{page.url}index.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    for line in (
        "# Why?",
        f"Answered by [Dr Known]({expert.full_url}), MD, Neurologist  ",
        "Updated 6 May 2024  ",
        "Reviewed 7 May 2024 by Dr Second  ",
        "## Corrections",
        "Topics: A",
        "## The question",
        "> What can be done?",
        "Ada, 2 January 2020",
        "A good deal.",
        "> **Key points**",
        "> - First of all",
        "## Part",
        "10<sup>3</sup> **bold**, *leaning*",
        "2. two",
        "![A \\] nerve](http://localhost/media/images/",
        "Cut Picture: Us",
        "> Well said",
        "[Bo](https://e.org/)",
        "> **Take care**",
        "> Slowly",
        "| What | So |",
        "| a\\|b | c |",
        "[Play the video: Film](https://youtu.be/abcdefghijk)",
        "Spoken",
        "### Below",
        "1. Smith J. [Nerves](https://e.org/%281%29), 2001",
        "This site gives general information.",
        f"From <{page.full_url}>",
    ):
        with subtests.test(line):
            assert any(found.startswith(line) for found in response.text.splitlines())


@pytest.mark.parametrize(
    "text", ["# no heading", "- no item", "1. no item", "*no* _stress_", "[no](link)", "`no code`"]
)
def test_what_looks_like_a_mark_is_escaped(text: str) -> None:
    written = to_markdown(f"<p>{text}</p>", "http://localhost").strip()
    assert written != text
    assert written.replace("\\", "") == text


def test_markup_in_a_text_stays_text() -> None:
    assert to_markdown("<p>&lt;script&gt;</p>", "http://localhost") == "\\<script\\>\n"


def test_links_are_whole() -> None:
    written = to_markdown('<a href="/a/">x</a> <a href="#b">y</a>', "http://localhost")
    assert written == "[x](http://localhost/a/) [y](#b)\n"


def test_the_site_tells_where_its_answers_are(client) -> None:
    page = QAPageFactory(title="Why [this]?", search_description="In short.")
    told = client.get("/llms.txt")
    assert told["Content-Type"] == "text/plain; charset=utf-8"
    assert told.text.startswith("# Ask Our Experts\n")
    assert f"- [Why \\[this\\]?]({page.full_url}index.md): In short.\n" in told.text
    assert f"- [{page.expert.title}, MD]({page.expert.full_url})" in told.text
    assert "(http://localhost/feed/)" in told.text


@pytest.mark.parametrize(
    "path", ["ask-our-experts/nothing/index.md", "x/y/index.md", "a/%00/index.md"]
)
def test_there_is_no_markdown_of_what_is_no_answer(client, path: str) -> None:
    QAPageFactory()
    assert client.get(f"/{path}").status_code == 404
