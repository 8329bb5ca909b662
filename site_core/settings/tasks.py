"""Mail waits in the database for a worker; all other tasks run at once, as Wagtail does it."""

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # In the database, so that a comment and its mail are saved together or not at all.
    "mail": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
