from django.core.management.base import BaseCommand

from home.demo.loader import DemoLoader


class Command(BaseCommand):
    help = "Loads the demo site. What is there already is left as it is."

    def handle(self, **options) -> None:
        made = DemoLoader().load()
        if made:
            parts = ", ".join(_amount(number, kind._meta) for kind, number in made.items())
            self.stdout.write(f"Loaded the demo site: {parts}.")
        else:
            self.stdout.write("The demo site is already there; nothing was changed.")


def _amount(number: int, kind) -> str:
    return f"{number} {kind.verbose_name if number == 1 else kind.verbose_name_plural}"
