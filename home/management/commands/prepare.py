"""First set-up and every later start: brings the database up to date, changes nothing twice."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from wagtail.models import Site

from qa.search.models import Word
from qa.search.vocabulary import learn_all

ADMIN_NAME = "admin"


class Command(BaseCommand):
    help = (
        "Migrates the database, names the site by SITE_URL, loads the demo into an empty site, and "
        "makes what is missing of the search index and an administrator."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="leave an empty site empty")

    def handle(self, *, no_demo: bool, **options) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        self._name_site()
        if not no_demo and self._is_new():
            call_command("load_demo", stdout=self.stdout)
        self._index()
        self._create_admin()

    def _is_new(self) -> bool:
        """Whether nobody has used this site yet: an emptied one is not filled again."""
        home = Site.objects.get(is_default_site=True).root_page
        return home.is_leaf() and not get_user_model().objects.exists()

    def _index(self) -> None:
        """Make a site that is older than its search ready to be searched."""
        if not Word.objects.exists():
            call_command("update_index", verbosity=0)
            learn_all()

    def _name_site(self) -> None:
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        site = Site.objects.get(is_default_site=True)
        if (site.hostname, site.port) != (address.hostname, port):
            site.hostname, site.port = address.hostname, port
            site.save()

    def _create_admin(self) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser(ADMIN_NAME, password=password)
        self.stdout.write(
            f"Created the administrator “{ADMIN_NAME}” with the password {password}\n"
            "It is shown this once. To set another: "
            f".venv/bin/python manage.py changepassword {ADMIN_NAME}"
        )
