"""Runs the mail worker as a service of its own, with its metrics: `python -m site_core.work`."""

import os
from functools import partial

import django

from site_core.serve import run_command, run_counted


def main() -> None:
    """Send mail, purge caches and keep house until SIGTERM or SIGINT."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")
    run_counted(django.setup, partial(run_command, "mail_worker"), [])


if __name__ == "__main__":
    main()
