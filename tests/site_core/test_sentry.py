"""What a service for errors gets: where the code failed, and nothing of whoever met the failure."""

import json
import logging
import subprocess
import sys

import pytest
from django.conf import settings

from site_core.operations import context
from site_core.settings.sentry import only_what_the_code_knows

SECRETS = ["ada", "203.0.113.9", "a-key", "my-cookie", "my-words", "my-agent", "my-question"]
# A process of its own, since what listens for errors stays for good.
FAILING = """
import json, logging, os
os.environ["DJANGO_SETTINGS_MODULE"] = "site_core.settings.test"
import django, sentry_sdk
from sentry_sdk.transport import Transport
from site_core.settings.sentry import options

class Kept(Transport):
    def capture_envelope(self, envelope):
        print(json.dumps([item.payload.json for item in envelope.items]))

sentry_sdk.init("https://key@192.0.2.1/1", transport=Kept, **options())
django.setup()
from django.test import Client
from django.urls import path

def fail(request, token):
    typed = request.POST["text"]
    logging.getLogger("qa").error("Could not keep %s", typed)
    raise ValueError(f"{typed} by {token}")

from site_core import urls
urls.urlpatterns.insert(0, path("comments/manage/<token>/", fail))
client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.9")
client.cookies["sessionid"] = "my-cookie"
client.post(
    "/comments/manage/a-key/?q=my-question",
    {"text": "my-words from ada@example.org"},
    headers={"user-agent": "my-agent", "authorization": "my-cookie", "host": "localhost"},
)
"""


@pytest.fixture(scope="module")
def sent() -> list[dict]:
    """The events that leave when a form with secrets in every part of it fails."""
    run = [sys.executable, "-c", FAILING]
    said = subprocess.run(run, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    return [item for line in said.stdout.splitlines() for item in json.loads(line)]


def test_a_failure_and_a_logged_error_are_sent(sent: list[dict]) -> None:
    assert [event["level"] for event in sent] == ["error", "error"]


def test_where_the_code_failed_is_sent(sent: list[dict]) -> None:
    [error] = sent[1]["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"


def test_of_a_logged_error_the_words_of_the_code_are_sent(sent: list[dict]) -> None:
    assert sent[0]["logentry"] == {"message": "Could not keep %s"}


def test_both_lead_to_the_same_lines_of_the_log(sent: list[dict]) -> None:
    first, second = (event["tags"]["request_id"] for event in sent)
    assert first == second
    assert len(first) == 32


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_of_the_reader_is_sent(secret: str, sent: list[dict]) -> None:
    assert secret not in json.dumps(sent)


def test_what_a_later_version_adds_to_an_event_is_not_sent() -> None:
    context.request_id.set("")
    event = {"level": "error", "request": {"url": "/a-key/"}, "user": {"id": 7}, "new": "ada"}
    assert only_what_the_code_knows(event, {}) == {"level": "error", "tags": {}}


def test_variables_and_words_of_an_error_are_not_sent() -> None:
    frame = {"function": "fail", "lineno": 7, "vars": {"typed": "my-words"}}
    error = {"type": "KeyError", "value": "my-words", "stacktrace": {"frames": [frame]}}
    sent = only_what_the_code_knows({"exception": {"values": [error]}}, {})
    assert "my-words" not in json.dumps(sent)
    assert sent["exception"]["values"][0]["type"] == "KeyError"


def logged(message: object) -> dict:
    record = logging.LogRecord("qa", logging.ERROR, "x.py", 1, message, (), None)
    return only_what_the_code_knows({}, {"log_record": record})["logentry"]


def test_a_line_without_placeholders_is_redacted() -> None:
    assert logged("no ada@example.org") == {"message": "no [address]"}


def test_of_a_line_that_is_an_error_only_the_kind_is_sent() -> None:
    assert logged(KeyError("my-words")) == {"message": "KeyError"}


def test_what_strangers_can_bring_about_at_will_is_not_sent() -> None:
    assert only_what_the_code_knows({"logger": "django.security.DisallowedHost"}, {}) is None
