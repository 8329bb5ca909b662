from django.core.management.base import BaseCommand

from home.demo.loader import DemoLoader


class Command(BaseCommand):
    help = "Loads the demo site. What is there already is left as it is."

    def handle(self, **options) -> None:
        made = DemoLoader().load()
        if made:
            parts = (
                f"{number} {kind._meta.verbose_name if number == 1 else kind._meta.verbose_name_plural}"
                for kind, number in made.items()
            )
            self.stdout.write(f"Loaded the demo site: {', '.join(parts)}.")
        else:
            self.stdout.write("The demo site is already there; nothing was changed.")
