"""What every log line of a thread is about: a request, a task of the worker, or both."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
task_id: ContextVar[str] = ContextVar("task_id", default="")
