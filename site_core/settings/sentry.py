"""Errors to Sentry, or to a service that speaks its language, if SENTRY_DSN names one.

What goes out is built from what the code knows of itself: kinds of errors, places in files, words
of log lines before anything is put into them. Nothing is sent that came with a request or stands in
a variable, not even the text of an error, which may quote what a reader wrote. It is in the log,
under the same request id.
"""

from logging import LogRecord
from typing import Any

from site_core.operations.context import request_id, task_id

from .environment import SENTRY_DSN
from .logging import redacted

__all__: list[str] = []

NOT_SENT = {"django.security.DisallowedHost"}
KEPT = ("event_id", "timestamp", "platform", "level", "logger", "sdk", "server_name")
KEPT_OF_ERRORS = ("type", "module")
KEPT_OF_MECHANISMS = ("type", "handled", "exception_id", "parent_id")
KEPT_OF_FRAMES = (
    "filename function module lineno pre_context context_line post_context in_app".split()
)


def only_what_the_code_knows(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """Return a new event with nothing of a reader in it; ids lead to the lines of the log.

    None for what strangers can bring about as often as they like.
    """
    if event.get("logger") in NOT_SENT:
        return None
    sent = _only(KEPT, event)
    ids = {"request_id": request_id.get(), "task_id": task_id.get()}
    sent["tags"] = {name: value for name, value in ids.items() if value}
    if record := hint.get("log_record"):
        sent["logentry"] = {"message": _words(record)}
    if errors := event.get("exception", {}).get("values"):
        sent["exception"] = {"values": [_error(error) for error in errors]}
    return sent


def _words(record: LogRecord) -> str:
    """Return what *record* said before anything was put into it, and before it was redacted."""
    words = getattr(record, "template", record.msg)
    return redacted(words) if isinstance(words, str) else type(words).__name__


def _error(error: dict[str, Any]) -> dict[str, Any]:
    sent = _only(KEPT_OF_ERRORS, error)
    sent["mechanism"] = _only(KEPT_OF_MECHANISMS, error.get("mechanism") or {})
    frames = (error.get("stacktrace") or {}).get("frames", [])
    sent["stacktrace"] = {"frames": [_only(KEPT_OF_FRAMES, frame) for frame in frames]}
    return sent


def _only(names: tuple[str, ...] | list[str], given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def options() -> dict[str, Any]:
    """Return the options of ``sentry_sdk.init()``, apart from the DSN."""
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    return {
        "before_send": only_what_the_code_knows,
        "send_default_pii": False,
        "include_local_variables": False,
        "max_request_body_size": "never",
        "max_breadcrumbs": 0,
        "auto_session_tracking": False,
        "enable_metrics": False,
        # Those that are listed and no others: each changes the code of the library it watches.
        "default_integrations": False,
        "auto_enabling_integrations": False,
        "integrations": [
            AtexitIntegration(callback=lambda pending, timeout: None),
            DedupeIntegration(),
            DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False),
            ExcepthookIntegration(),
            LoggingIntegration(level=None, sentry_logs_level=None),
        ],
    }


if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(SENTRY_DSN, **options())
