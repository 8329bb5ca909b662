import socket

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError

ADVICE = """{unit} failed on {host}. To see why, there, as root:

    journalctl --unit {unit} --lines 50
"""


class Command(BaseCommand):
    help = (
        "Mails each administrator (superuser) that a service of this machine failed. Not through "
        "the queue: what failed may be the worker."
    )
    requires_system_checks = []  # whatever failed, the mail is to go out

    def add_arguments(self, parser) -> None:
        parser.add_argument("unit", help="as systemd calls it")

    def handle(self, *, unit: str, **options) -> None:
        administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
        addresses = administrators.exclude(email="").values_list("email", flat=True)
        if not addresses:
            raise CommandError("No administrator has a mail address: nobody was told.")
        host = socket.gethostname()
        text = ADVICE.format(unit=unit, host=host)
        mails = [EmailMessage(f"{unit} failed on {host}", text, to=[one]) for one in addresses]
        get_connection().send_messages(mails)
