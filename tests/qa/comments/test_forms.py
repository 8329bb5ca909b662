import pytest
from django.conf import settings

from qa.antispam import fields
from qa.antispam.challenge import new_challenge
from qa.antispam.sheet import new_sheet, read_sheet
from qa.comments import forms
from qa.comments.forms import CommentForm, ReportForm, WordsForm
from qa.comments.models import CommentSettings
from tests.factories import comment_form, sheet_shown

LONGEST = settings.COMMENT_MAX_LENGTH


def filled(rules: CommentSettings | None = None, **typed) -> CommentForm:
    return CommentForm(comment_form(**typed), rules=rules or CommentSettings())


def test_a_sheet_tells_how_long_ago_it_was_shown() -> None:
    _form_id, seconds = read_sheet(sheet_shown(seconds_ago=90))
    assert seconds == pytest.approx(90, abs=5)


def test_each_showing_of_the_form_has_an_id_of_its_own() -> None:
    ids = {read_sheet(new_sheet())[0] for _ in range(3)}
    assert len(ids) == 3
    assert None not in ids


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "\x00", "ß" * 5000])
def test_a_forged_sheet_counts_as_sent_at_once(value: str) -> None:
    assert read_sheet(value) == (None, 0.0)


def test_a_sheet_that_was_changed_counts_as_forged() -> None:
    begin, _separator, signature = sheet_shown().rpartition(":")
    assert read_sheet(f"{begin}x:{signature}") == (None, 0.0)


def test_a_sheet_from_a_clock_ahead_of_ours_has_no_age() -> None:
    form_id, seconds = read_sheet(sheet_shown(seconds_ago=-60))
    assert form_id is not None
    assert seconds is None


def test_a_sheet_does_not_get_too_old_to_be_sent() -> None:
    form_id, seconds = read_sheet(sheet_shown(seconds_ago=30 * 24 * 3600))
    assert form_id is not None
    assert seconds > 29 * 24 * 3600


def test_a_form_filled_in_as_people_do_is_taken() -> None:
    assert filled().errors == {}


def test_what_cannot_be_seen_is_taken_out_of_the_text_before_it_is_counted() -> None:
    form = filled(text="\u202e" + "x" * LONGEST + "\x00\u200b")
    assert form.errors == {}
    assert form.cleaned_data["text"] == "x" * LONGEST


def test_a_line_break_counts_as_one_character() -> None:
    assert filled(text="x\r\n" * (LONGEST // 2 - 1) + "xx").errors == {}


@pytest.mark.parametrize("text", ["", "  \r\n ", "\u200b\u2060"])
def test_a_text_of_nothing_is_refused(text: str) -> None:
    assert filled(text=text).errors == {"text": ["Write your comment."]}


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    form = filled(text="x" * (LONGEST + 7))
    assert str(LONGEST + 7) in form.errors["text"][0]
    assert str(LONGEST) in form.errors["text"][0]


FAR_TOO_LONG = "\u0315\u0300\u0327\0" * 100_000


@pytest.fixture
def cleaned(monkeypatch) -> list[str]:
    """Return what is cleaned of all that is typed."""
    texts: list[str] = []
    monkeypatch.setattr(fields, "clean_text", texts.append)
    monkeypatch.setattr(fields, "clean_line", texts.append)
    return texts


@pytest.mark.parametrize(
    ("field", "limit"), [("text", LONGEST), ("name", 50), ("email", 254), ("challenge_answer", 100)]
)
def test_what_is_far_too_long_is_refused_uncleaned(cleaned, field: str, limit: int) -> None:
    (error,) = filled(**{field: FAR_TOO_LONG}).errors[field]
    assert "400000" in error.replace(",", "")
    assert str(limit) in error.replace(",", "")
    assert FAR_TOO_LONG not in cleaned


def test_the_words_of_a_report_that_are_far_too_long_are_refused_uncleaned(cleaned) -> None:
    (error,) = ReportForm({"reason": "spam", "detail": FAR_TOO_LONG}).errors["detail"]
    assert "400000" in error
    assert cleaned == []


def test_what_is_far_too_long_is_given_back_whole() -> None:
    assert FAR_TOO_LONG in WordsForm({"text": FAR_TOO_LONG}).as_p().replace("\r\n", "\n")


@pytest.mark.parametrize("field", ["sheet", "challenge_token"])
def test_a_hidden_field_that_is_too_long_is_empty(cleaned, field: str) -> None:
    form = filled(**{field: FAR_TOO_LONG})
    assert field not in form.errors
    assert form.cleaned_data[field] == ""
    assert FAR_TOO_LONG not in cleaned


@pytest.mark.parametrize("name", ["", "   ", "\u200b"])
def test_a_name_of_nothing_is_refused(name: str) -> None:
    assert filled(name=name).errors == {"name": ["Give a name to show with your comment."]}


def test_a_name_is_one_line() -> None:
    form = filled(name=" Ada\r\nof   London ")
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Ada of London"


def test_a_name_longer_than_its_column_is_refused() -> None:
    assert "51" in filled(name="x" * 51).errors["name"][0]


def test_an_address_is_optional_where_the_site_does_not_ask_for_it() -> None:
    assert filled(CommentSettings(email_required=False), email="").errors == {}


def test_an_address_is_needed_where_the_site_asks_for_it() -> None:
    form = filled(CommentSettings(email_required=True), email="")
    assert "Give an address" in form.errors["email"][0]


@pytest.mark.parametrize("required", [True, False])
def test_the_form_says_before_it_is_sent_what_the_address_is_for(required: bool) -> None:
    help_text = filled(CommentSettings(email_required=required)).fields["email"].help_text
    assert "Never shown." in help_text
    assert ("If you like." in help_text) is not required


@pytest.mark.parametrize("email", ["ada", "ada@", "@example.org", "a b@example.org"])
def test_half_an_address_is_refused(email: str) -> None:
    assert "not a whole e-mail address" in filled(email=email).errors["email"][0]


def test_replies_cannot_be_told_to_nobody() -> None:
    form = filled(email="", follow="on")
    assert form.errors == {"email": ["Give the address that replies shall be told to."]}


def test_a_wrong_address_has_one_error_though_replies_are_wanted() -> None:
    assert len(filled(email="ada", follow="on").errors["email"]) == 1


def autofocused(form) -> list[str]:
    return [name for name, field in form.fields.items() if "autofocus" in field.widget.attrs]


def test_nothing_is_focused_where_nothing_is_wrong() -> None:
    form = filled()
    form.is_valid()
    assert autofocused(form) == []


def test_the_cursor_is_in_the_first_field_that_is_wrong() -> None:
    form = filled(name="", text="")
    form.is_valid()
    assert autofocused(form) == ["name"]


def test_the_first_wrong_field_is_the_first_on_the_page_whenever_it_was_found_wrong() -> None:
    form = filled(email="", follow="on", text="")  # found wrong after the text was
    form.is_valid()
    assert autofocused(form) == ["email"]


def test_a_field_found_wrong_after_the_form_was_checked_gets_the_cursor() -> None:
    form = WordsForm({"text": "Hello."})
    form.is_valid()
    form.add_error("text", "Not so.")
    assert autofocused(form) == ["text"]


def test_the_cursor_stays_with_the_message_where_the_whole_form_is_wrong() -> None:
    form = filled(name="")
    form.is_valid()
    form.add_error(None, "Not now.")
    assert autofocused(form) == []


def test_a_right_answer_to_the_question_in_words_is_seen(monkeypatch) -> None:
    monkeypatch.setattr("qa.antispam.challenge.new_riddle", lambda: ("Which?", "apple"))
    form = filled(challenge_token=new_challenge().token, challenge_answer=" An APPLE. ")
    assert form.is_valid()
    assert form.challenge_solved()


@pytest.mark.parametrize(("token", "answer"), [("", "apple"), ("x", "apple"), ("x", "")])
def test_an_answer_to_no_question_counts_for_nothing(token: str, answer: str) -> None:
    form = filled(challenge_token=token, challenge_answer=answer)
    assert form.is_valid()
    assert not form.challenge_solved()


def test_a_report_needs_a_reason() -> None:
    form = ReportForm({"reason": "", "detail": "Look."})
    assert form.errors == {"reason": ["Choose what is wrong with the comment."]}


def test_a_report_has_only_reasons_to_choose_from() -> None:
    assert "" not in [value for value, _label in ReportForm().fields["reason"].choices]
    assert "reason" in ReportForm({"reason": "dull"}).errors


def test_a_report_needs_no_words() -> None:
    assert ReportForm({"reason": "spam", "detail": ""}).is_valid()


def test_the_words_of_a_report_are_cleaned_and_have_an_end() -> None:
    form = ReportForm({"reason": "spam", "detail": "Look\x00\u202e."})
    assert form.is_valid()
    assert form.cleaned_data["detail"] == "Look."
    long = ReportForm({"reason": "spam", "detail": "x" * (forms.LONGEST_DETAIL + 1)})
    assert "detail" in long.errors
