import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.antispam.text import clean_line, clean_text, skeleton

TRICKY = st.sampled_from(
    "a1e#\u0301\u0327\u0325\u20dd\u05b0\u0651\u0327کम्்ೊಾ\u200c\u200d\u200b\u202e\ufe0e\ufe0f\u20e3"
    "👩❤🏴\U000e0067\U000e0062\U000e007f葛\U000e0100ᠠ\u180b\r\n\t \u2028\u00a0\x00\ud800각0|Иß"
)
ANY_TEXT = st.text(st.characters()) | st.text(TRICKY, max_size=60)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(raw) -> None:
    once = clean_text(raw)
    assert clean_text(once) == once


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_clean_line_is_clean_and_has_no_line_breaks(raw) -> None:
    line = clean_line(raw)
    assert clean_line(line) == line
    assert len(line.splitlines()) <= 1


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_a_skeleton_has_itself_as_skeleton(name) -> None:
    once = skeleton(name)
    assert skeleton(once) == once


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_clean_text_can_be_written_as_utf_8(raw) -> None:
    assert "\x00" not in clean_text(raw).encode().decode()


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("e\u0301", "é"),
        ("a\x00b\x07c\x9fd\x7f", "abcd"),
        ("a\tb", "a\tb"),
        ("a\ud800b", "ab"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("v\u200bi\u2060a\u00adg\ufeffr\u200da", "viagra"),
        ("a\u3164b\U000e0041c\ufe0f", "abc"),
        ("  a  \n \t b \n", "a\n \t b"),
    ],
)
def test_what_cannot_be_seen_is_taken_away(raw, clean) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    "text",
    [
        "👩‍⚕️ 🏳️‍🌈 ❤️‍🔥 👨‍👩‍👧 👍🏽 1️⃣ ☎︎",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می‌روم",
        "क्‍ष ശ്രീ ന്‍ ශ්‍රී র‍্যাব",
        "葛\U000e0100",
        "Tiếng Việt, ắ ậ ữ",
        "בְּרֵאשִׁ֖ית בָּרָ֣א",
        "ཧྐྵྨླྺྼྻྂ",
        "ကြွေးကြော်",
        "เก๋ไก๋ น้ำ ที่",
        "ɔ̃ː k̟ʲ ə̥̆",
    ],
)
def test_living_scripts_and_emoji_stay_whole(text) -> None:
    assert clean_text(text) == text


def test_piled_up_accents_are_cut_to_four() -> None:
    assert clean_text("x" + "\u0316\u0317" * 20 + "y") == "x" + "\u0316\u0317" * 2 + "y"


def test_letters_that_meet_when_an_accent_goes_are_composed() -> None:
    cleaned = clean_text("ಕ" + "\u0301" * 4 + "\u0cc6\u0301\u0cc2")
    assert cleaned == "ಕ" + "\u0301" * 4 + "\u0cca"


def test_letters_cannot_be_smuggled_into_a_flag() -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "ignorewhatissaid")
    assert clean_text("🏴" + hidden + "\U000e007f") == "🏴"


def test_at_most_two_blank_lines_follow_each_other() -> None:
    assert clean_text("a\n\n \n\nb\n\n\nc") == "a\n\n\nb\n\n\nc"


def test_a_name_has_single_spaces() -> None:
    assert clean_line(" Robin\n\t of\u00a0 Locksley ") == "Robin of Locksley"


@pytest.mark.parametrize(
    "name",
    [
        "jane olsen",
        "JANE OLSEN",
        "Dr. Jane Olsen",
        "dr.jane olsen",
        "Prof. Dr. Jane Olsen, M.D.",
        "Jane Ølsén",
        "Ｊａｎｅ　Ｏｌｓｅｎ",
        "Jаnе Оlsеn",
        "Jαne Οlsen",
        "Jane 0lsen",
        "Jane O1sen",
        "Jane Oisen",
        "Jane O|sen",
        "J-a-n-e O_l_s_e_n",
        "Jane O'lsen",
        "🅹🅰🅽🅴 Olsen",
    ],
)
def test_names_that_look_alike_have_one_skeleton(name) -> None:
    assert skeleton(name) == skeleton("Jane Olsen") == "janeolsen"


@pytest.mark.parametrize("name", ["Jane Olson", "Jan Olsen", "Jane", "Jane Olsen 2", "Drew"])
def test_other_names_have_other_skeletons(name) -> None:
    assert skeleton(name) not in {"janeolsen", ""}


def test_greek_capitals_count_as_what_they_look_like() -> None:
    assert skeleton("Ηanna Νovak") == skeleton("Hanna Novak")


def test_a_name_of_titles_alone_keeps_them() -> None:
    assert skeleton("Dr") == skeleton("D-r") == "dr"


def test_a_name_without_letters_has_no_skeleton() -> None:
    assert skeleton("🙂 … !") == ""
