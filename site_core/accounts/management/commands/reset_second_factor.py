"""For somebody who has lost their phone, their passkeys and their recovery codes."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from site_core.accounts.second_factors import reset_second_factor


class Command(BaseCommand):
    help = (
        "Takes the second factor of one account away and ends its sessions. Be sure who asks: "
        "whoever has the password can then sign in and set up a second factor of their own."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        ended = reset_second_factor(user)
        self.stdout.write(
            f"“{username}” has no second factor any more; {ended} session(s) were ended."
        )
