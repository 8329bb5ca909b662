import pytest

from qa.antispam.registry import judge
from qa.antispam.submission import RuleBook
from qa.antispam.verdicts import Verdict
from tests.qa.antispam.samples import sent

LONG = "This is what I have read about it, in more detail than I can give here: "


def found(text: str, **details) -> list[tuple[str, Verdict]]:
    return [(one.rule, one.verdict) for one in judge(sent(text, **details), RuleBook())]


def with_links(count: int) -> str:
    return LONG + " and ".join(f"https://example.org/{number}" for number in range(count))


def test_two_links_are_fine() -> None:
    assert found(with_links(2)) == []


def test_three_links_wait() -> None:
    assert found(with_links(3)) == [("links", Verdict.HOLD)]


def test_six_links_are_spam() -> None:
    assert found(with_links(6)) == [("links", Verdict.SPAM)]


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org",
        "https://example.org www.example.com",
        "Look: example.com/a example.net/b example.shop/c",
    ],
)
def test_hardly_more_than_links_is_spam(text) -> None:
    assert found(text) == [("links", Verdict.SPAM)]


@pytest.mark.parametrize("text", ["See https://example.org", "参考 https://example.org"])
def test_a_link_with_a_word_is_fine(text) -> None:
    assert found(text) == []


def test_links_without_a_scheme_count() -> None:
    assert found(LONG + "www.example.org, best-example.shop and bit.ly/2abc") == [
        ("links", Verdict.HOLD)
    ]


def test_missing_spaces_after_full_stops_are_no_links() -> None:
    assert found("It hurt.Then it got better.It came back.No idea why.In May it left.") == []


def test_a_name_that_is_a_web_address_waits() -> None:
    assert found(LONG, name="best-example.shop") == [("link_in_name", Verdict.HOLD)]


@pytest.mark.parametrize(
    "code",
    [
        "[url=https://example.org]here[/url]",
        "[URL]example[/URL]",
        "<a href='https://example.org'>here</a>",
        '< a class="x" HREF = "//example.org">',
        "<script src=//example.org>",
    ],
)
def test_links_in_the_code_of_other_systems_are_spam(code) -> None:
    assert ("markup", Verdict.SPAM) in found(LONG + code)


@pytest.mark.parametrize("text", ["If a <b and c> d, what then?", "I [still] ask: p<a?"])
def test_brackets_of_other_uses_are_fine(text) -> None:
    assert found(text) == []


def test_a_long_text_in_capitals_asks_for_a_challenge() -> None:
    assert found("WHY DOES NOBODY EVER ANSWER MY QUESTION? I HAVE ASKED IT SO OFTEN!") == [
        ("shouting", Verdict.CHALLENGE)
    ]


@pytest.mark.parametrize("text", ["THANK YOU SO MUCH!", "MRI, CT, EMG, CRP: all of them normal."])
def test_a_short_cry_and_initials_are_no_shouting(text) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["Helpppppppppppppp", "Why????????????????"])
def test_a_character_held_down_asks_for_a_challenge(text) -> None:
    assert found(text) == [("repeated_character", Verdict.CHALLENGE)]


@pytest.mark.parametrize("text", ["It is soooooo good!!!", "Above\n--------------------\nbelow"])
def test_emphasis_and_rules_between_parts_are_fine(text) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["good Good GOOD good good good", "site, site now! " * 10])
def test_a_word_over_and_over_asks_for_a_challenge(text) -> None:
    assert found(text) == [("repeated_word", Verdict.CHALLENGE)]


@pytest.mark.parametrize("text", ["👍👍", "12345", "…"])
def test_a_text_without_a_letter_asks_for_a_challenge(text) -> None:
    assert found(text) == [("no_letters", Verdict.CHALLENGE)]


def test_a_text_in_any_script_has_letters() -> None:
    assert found("谢谢") == found("شكرا") == found("धन्यवाद") == []
