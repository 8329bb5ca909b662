"""The log says what happened, and never who it happened to."""

import json
import logging
import sys
from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_core.operations import context
from site_core.settings.logging import LOGGING, Json, Plain, Redact, log_uncaught, redacted

# What PostgreSQL says of a comment that a constraint refuses.
REFUSED = """null value in column "page_id" of relation "comment" violates not-null constraint
DETAIL:  Failing row contains (7, Ada, I have had it
since May., null)."""


def line_of(record: logging.LogRecord) -> str:
    """Return what the console would show of *record*."""
    assert Redact().filter(record)
    return logging.Formatter(LOGGING["formatters"]["plain"]["format"]).format(record)


def record(message: object, *args: object, **rest) -> logging.LogRecord:
    exc_info = rest.get("exc_info")
    return logging.LogRecord("qa", logging.WARNING, "x.py", 1, message, args, exc_info)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sent to jane@example.org.", "sent to [address]."),
        ("<jane.doe+x@mail.example.org>", "<[address]>"),
        ("(email)=(jane@example.org)", "(email)=([address])"),
        ("?email=jane%2Bx%40example.org&a=1", "?email=[address]&a=1"),
        ('"jane doe"@example.org', "[address]"),
        ("root@localhost", "[address]"),
        ("jané@exämple.org", "[address]"),
    ],
)
def test_mail_addresses_are_taken_out(text: str, expected: str) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 203.0.113.9.", "from [ip]."),
        ("203.0.113.9:443", "[ip]:443"),
        ("[2001:db8::1]:443", "[[ip]]:443"),
        ("2001:db8::1: refused", "[ip]: refused"),
        ("ip:2001:DB8::1", "ip:[ip]"),
        ("::ffff:203.0.113.9", "[ip]"),
        ("Invalid HTTP_HOST header: '203.0.113.9'.", "Invalid HTTP_HOST header: '[ip]'."),
    ],
)
def test_ip_addresses_are_taken_out(text: str, expected: str) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize("action", ["manage", "confirm", "follow", "approve"])
def test_the_key_of_a_link_is_taken_out(action: str) -> None:
    path = f"/ask/nerves/comments/{action}/Ab-1:x_2:Zz"
    assert redacted(f"Not Found: {path}/") == f"Not Found: /ask/nerves/comments/{action}/[link]/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/comments/confirm/abc", "/comments/confirm/[link]"),
        ("/comments//confirm//abc/", "/comments//confirm//[link]/"),
        ("/comments/manage/abc/delete/", "/comments/manage/[link]/delete/"),
        ("/comments/follow/?t=abc", "/comments/follow/?[link]"),
        (
            '"GET /comments/follow/abc/?a=b HTTP/1.1" 200',
            '"GET /comments/follow/[link]/?[link] HTTP/1.1" 200',
        ),
        ("<GET '/comments/confirm/abc'>", "<GET '/comments/confirm/[link]'>"),
        ("/admin/password_reset/confirm/MQ/d1-e2/ x", "/admin/password_reset/confirm/[link] x"),
    ],
)
def test_keys_are_taken_out_of_every_kind_of_line(text: str, expected: str) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"GET /search/?q=my+HIV+test HTTP/1.1" 200', '"GET /search/?[query] HTTP/1.1" 200'),
        ("https://a.example?q=a&b=%C3%A4, gone", "https://a.example?[query] gone"),
        ("<WSGIRequest: GET '/de/search/?q=hiv'>", "<WSGIRequest: GET '/de/search/?[query]'>"),
        ("/search/?&q=hiv", "/search/?[query]"),
    ],
)
def test_query_strings_are_taken_out(text: str, expected: str) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Wagtail 8.0.1, Django 5.2.19, django-comments-xtd 2.10.13",
        "OID 1.3.6.1.4.1.311",
        "at 12:30:45, 2026-01-01T12:30:45.123456+00:00, took 0:00:12.345",
        "SELECT object_pk::integer, '5'::bigint",
        "tests/site_core/test_logging.py::test_times",
        "Not Found: /ask/nerves/comments/2/",
        "Is that so? ^search/?$ (?P<slug>[\\w-]+)",
        "std::cout :: aa:bb:cc:dd:ee:ff",
        "@receiver @ 5 pm, 100% at home",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert redacted(text) == text


@settings(deadline=None)  # a busy machine is no failure
@given(address=st.ip_addresses().map(str).filter(lambda address: address != "::"))
def test_no_ip_address_survives(address: str) -> None:
    assert redacted(f"peer {address}, gone") == "peer [ip], gone"


@settings(deadline=None)  # a busy machine is no failure
@given(address=st.from_regex(r"\A[a-z0-9.+_%-]{1,64}(@|%40)[a-z0-9]{1,9}(\.[a-z]{2,9}){1,3}\Z"))
def test_no_mail_address_survives(address: str) -> None:
    assert redacted(f"to {address}, gone") == "to [address], gone"


@pytest.mark.parametrize(
    "hostile",
    [
        "a",
        "a@",
        '"',
        '"a',
        "a:",
        ":",
        "1.",
        "1.1.1",
        "%40",
        "@a.",
        "a@[",
        "/comments/confirm/",
        "/?a",
        "a?",
    ],
)
def test_a_very_long_line_is_read_in_time(hostile: str) -> None:
    started = process_time()
    redacted(hostile * (100_000 // len(hostile)))
    assert process_time() - started < 3  # seconds; a quadratic pattern takes minutes


def test_arguments_are_redacted_in_place() -> None:
    line = line_of(record("%s wrote from %s", "jane@example.org", "203.0.113.9"))
    assert line.endswith("WARNING qa: [address] wrote from [ip]")


def test_the_text_of_an_exception_is_redacted() -> None:
    with pytest.raises(ValueError, match="example") as raised:
        int("jane@example.org")
    line = line_of(record("failed", exc_info=(raised.type, raised.value, raised.tb)))
    assert "Traceback" in line
    assert line.endswith("ValueError: invalid literal for int() with base 10: '[address]'")


def test_a_record_with_a_wrong_format_is_neither_lost_nor_shown_unredacted() -> None:
    line = line_of(record("%d by %s", "jane@example.org"))
    assert "%d by %s" in line
    assert "jane" not in line


def test_a_message_that_is_no_text_is_redacted() -> None:
    assert line_of(record(ValueError("jane@example.org"))).endswith("[address]")


def test_everything_the_console_shows_goes_through_the_filter() -> None:
    assert LOGGING["filters"]["redact"]["()"] is Redact
    assert [handler["filters"] for handler in LOGGING["handlers"].values()] == [["redact"]]


def json_of(record: logging.LogRecord) -> dict:
    """Return what a program would read of *record*."""
    assert Redact().filter(record)
    line = Json().format(record)
    assert "\n" not in line
    return json.loads(line)


@pytest.fixture(autouse=True)
def _about_nothing() -> Iterator[None]:
    """Have lines belong to no request and no task, whatever ran here before."""
    tokens = context.request_id.set(""), context.task_id.set("")
    yield
    context.request_id.reset(tokens[0])
    context.task_id.reset(tokens[1])


@pytest.fixture
def ids() -> None:
    """The ids of a request and of a task that a line is about."""
    context.request_id.set("r" * 32)
    context.task_id.set("t" * 32)


def test_a_line_for_programs_says_when_how_bad_where_and_what() -> None:
    line = json_of(record("%s wrote\ntwice", "jane@example.org"))
    assert line.pop("time").endswith("+00:00")
    assert line.pop("process") > 0
    assert line == {"level": "WARNING", "logger": "qa", "message": "[address] wrote\ntwice"}


def test_a_line_for_programs_holds_the_ids_of_request_and_task(ids) -> None:
    line = json_of(record("failed"))
    assert (line["request_id"], line["task_id"]) == ("r" * 32, "t" * 32)


def test_a_line_for_people_ends_in_the_ids_of_request_and_task(ids) -> None:
    line = Plain("%(levelname)s: %(message)s").format(record("failed"))
    assert line == f"WARNING: failed [{'r' * 32} {'t' * 32}]"


def test_a_line_for_people_has_no_empty_brackets() -> None:
    assert Plain("%(message)s").format(record("failed")) == "failed"


def test_of_what_is_added_to_a_line_only_what_was_answered_is_shown() -> None:
    one = record("failed")
    one.request = "<WSGIRequest: GET '/comments/manage/key/'>"
    one.answered = {"status": 500}
    assert json_of(one)["status"] == 500
    assert "request" not in json_of(one)


def test_a_line_for_programs_holds_the_traceback_redacted() -> None:
    try:
        int("jane@example.org")
    except ValueError:
        one = record("failed", exc_info=sys.exc_info())
    assert json_of(one)["exception"].endswith("with base 10: '[address]'")


def test_the_row_a_database_refused_is_not_logged_with_its_error() -> None:
    error = KeyError("no such page")
    error.__cause__ = ValueError(REFUSED)
    text = json_of(record("failed", exc_info=(KeyError, error, None)))["exception"]
    assert "violates not-null constraint\n\nThe above" in text
    assert text.endswith("KeyError: 'no such page'")


def test_the_row_a_database_refused_is_not_logged_in_a_message() -> None:
    line = line_of(record("failed: %s", ValueError(REFUSED)))
    assert line.endswith("violates not-null constraint")


@pytest.mark.parametrize("formatter", LOGGING["formatters"].values())
def test_every_format_shows_what_the_filter_left(formatter: dict) -> None:
    kind = formatter.get("()") or Plain
    one = record("by %s", "jane@example.org")
    assert Redact().filter(one)
    assert "by [address]" in kind().format(one)


def test_what_ends_a_process_is_logged_and_not_printed(caplog) -> None:
    error = KeyError("no such page")
    log_uncaught(KeyError, error, None)
    [one] = caplog.records
    assert (one.levelname, one.exc_info[1]) == ("CRITICAL", error)


def test_whoever_presses_ctrl_c_has_met_no_error(caplog) -> None:
    log_uncaught(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not caplog.records


def test_python_hands_over_what_ends_a_process() -> None:
    assert sys.excepthook is log_uncaught
