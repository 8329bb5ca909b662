"""Bytes to lines: odd encodings come in, no-text is refused."""

import pytest

from qa.legacy_import.decoding import MAX_BYTES, read_lines
from qa.legacy_import.document import Notes, PageFileError
from qa.legacy_import.parser import parse_page
from tests.qa.legacy_import.reading import ZONE, refusal
from tests.qa.legacy_import.samples import TALK


def notes_of(data: bytes) -> str:
    notes = Notes()
    read_lines(data, notes)
    return " ".join(one.message for one in notes.findings)


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_foreign_line_ends_give_the_same_page(end):
    data = TALK.data().replace(b"\n", end)
    assert parse_page(data, zone=ZONE).page == parse_page(TALK.data(), zone=ZONE).page


def test_dos_line_ends_are_reported():
    assert "DOS (CRLF)" in notes_of(b"one\r\ntwo\r\n")


def test_mixed_line_ends_are_reported():
    assert "mixed" in notes_of(b"one\r\ntwo\nthree")


def test_a_byte_order_mark_is_ignored_and_reported():
    data = b"\xef\xbb\xbf" + TALK.data()
    assert parse_page(data, zone=ZONE).page == parse_page(TALK.data(), zone=ZONE).page
    assert "byte-order mark" in notes_of(data)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_undecodable_bytes_are_refused_with_their_line(end):
    error = refusal(end.join([b"one", b"two", b"caf\xe9 three"]))
    assert (error.line, "0xE9" in error.message) == (3, True)


def test_characters_of_windows_1252_are_kept_and_reported_with_their_line():
    notes = Notes()
    assert read_lines("one\nthe pot\x92s lid".encode(), notes)[1] == "the pot\x92s lid"
    assert (notes.findings[0].line, "U+0092" in notes.findings[0].message) == (2, True)


@pytest.mark.parametrize("data", [b"", b" \r\n\n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data):
    assert (refusal(data).message, refusal(data).line) == ("the file is empty", 1)


def test_a_binary_file_is_refused_with_the_line_of_its_first_control_character():
    error = refusal(b"one\ntwo\x00three")
    assert (error.line, "binary" in error.message) == (2, True)


def test_a_picture_is_called_binary():
    assert "binary" in refusal(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR").message


def test_utf_16_is_refused_with_advice():
    assert "save it as UTF-8" in refusal(TALK.text().encode("utf-16")).message


def test_a_huge_file_is_refused_before_it_is_decoded():
    with pytest.raises(PageFileError, match="larger than"):
        read_lines(bytes(MAX_BYTES + 1), Notes())
