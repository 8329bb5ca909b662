import socketserver
import threading
from pathlib import Path

import pytest

from qa.notifications import registry
from qa.notifications.registry import mail_kind

from .samples import RefusesEverybody, dead_port, letter


@pytest.fixture(autouse=True)
def _kinds_of_this_test(monkeypatch) -> None:
    """Kinds that a test registers are gone after it."""
    monkeypatch.setattr(registry, "_builders", dict(registry._builders))


@pytest.fixture(autouse=True)
def _templates_of_these_tests(settings) -> None:
    folders = [*settings.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": folders}]


@pytest.fixture
def greeting() -> list[dict]:
    """Register the kind “greeting”; return the ids its builder was called with, call by call."""
    calls = []

    @mail_kind("greeting")
    def build(**ids):
        calls.append(ids)
        return letter()

    return calls


@pytest.fixture
def dead_server(settings) -> None:
    """Have mail go to a server that is not there, until the test sets another backend."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", dead_port()


@pytest.fixture
def refusing_server(settings):
    """Have mail go to a server that refuses every recipient by name."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), RefusesEverybody) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield
        server.shutdown()


@pytest.fixture
def server_is_back(settings):
    """Return a function after which mail is taken again."""

    def bring_back() -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    return bring_back
