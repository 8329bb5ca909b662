"""Wagtail with django-comments-xtd as its documentation sets it up, on PostgreSQL."""

import json
import shutil
import sys
from http import HTTPStatus

from ..forms import Form
from ..scratch import wait_for
from ..services import FILES, postgresql
from .base import Article, Discussed, View, server_command, text_of
from .product import INSIDE


class Stock(Discussed):
    key = "stock"
    label = "Wagtail with django-comments-xtd"

    def set_up(self, article: Article) -> None:
        self.site = self.scratch.root / "stock"
        shutil.copytree(FILES / "stock", self.site)
        self.port = self.scratch.port()
        database, url = postgresql(self.scratch, self.key)
        self.env = {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "stock.settings",
            "PYTHONPATH": str(self.site),
        }
        self._python("-m", "django", "makemigrations", "stock", "--verbosity", "0")
        self._python("-m", "django", "migrate", "--verbosity", "0")
        file = article.folder / "stock.json"
        file.write_text(json.dumps(article.told()))
        self._python("fill.py", str(file))
        self.processes = [database]
        self._serve()
        self.views = [View("stock", self.label, self.port)]

    def _python(self, *arguments: str) -> str:
        return self.scratch.run([sys.executable, *arguments], cwd=self.site, env=self.env)

    def _serve(self) -> None:
        command = server_command("stock.wsgi:application", port=self.port)
        self.app = self.scratch.start(self.key, command, cwd=self.site, env=self.env)
        wait_for(self.app, self.port)
        self.processes.append(self.app)

    def path(self, slug: str) -> str:
        return f"/{slug}/"

    def restart(self) -> None:
        self.scratch.stop(self.app)
        self.processes.remove(self.app)
        self._serve()

    def statements(self, slug: str) -> dict[str, int]:
        address = self.views[0].url(self.path(slug))
        return {self.key: int(self._python(str(INSIDE / "count_statements.py"), address))}

    def typed(self, form: Form, number: int) -> dict[str, str]:
        fields = {"name": f"Reader {number}", "email": f"reader{number}@example.org"}
        return {**form.fields, **fields, "comment": text_of(number), "honeypot": "", "post": "send"}

    def is_taken(self, status: int, location: str) -> bool:
        return status == HTTPStatus.FOUND and "/comments/sent/?c=" in location
