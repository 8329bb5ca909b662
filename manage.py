#!/usr/bin/env python
"""Django's command line; DJANGO_SETTINGS_MODULE chooses other settings than production's."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
