import pytest

from qa.comments.templatetags.comment_tags import comment_text


def test_markup_is_shown_as_it_was_typed() -> None:
    assert "&lt;script&gt;" in comment_text("<script>alert(1)</script>")


def test_line_breaks_and_paragraphs_are_kept() -> None:
    assert comment_text("one\ntwo\n\nthree") == "<p>one<br>two</p>\n\n<p>three</p>"


def test_a_link_is_marked_as_written_by_a_reader() -> None:
    link = '<a href="https://example.org/a" rel="ugc nofollow noopener">https://example.org/a</a>'
    assert link in comment_text("see https://example.org/a")


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_an_address_that_runs_code_is_no_link(text: str) -> None:
    assert "<a" not in comment_text(text)


def test_a_quote_in_an_address_cannot_leave_its_attribute() -> None:
    assert '"onmouseover' not in comment_text('https://example.org/"onmouseover="alert(1)')


def test_an_email_address_is_not_made_easier_to_harvest() -> None:
    assert "mailto:" not in comment_text("write to ada@example.org")
