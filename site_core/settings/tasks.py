"""Mail and purges wait in the database for a worker; all else runs at once, as Wagtail does it."""

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # In the database, so that a comment and its mail are saved together or not at all.
    "mail": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    # A queue of its own, which has a thread of its own in the worker, so that a slow mail server
    # does not keep old pages in front.
    "purges": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
