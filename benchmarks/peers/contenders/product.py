"""This product as ``make run`` serves it: a copy of the last commit, with production settings."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

from ..forms import Form
from ..scratch import HOST, Process, Scratch, program, wait_for
from ..services import postgresql, redis
from .base import WORKERS, Article, Discussed, View, text_of
from .front import start_front

REPOSITORY = Path(__file__).resolve().parents[3]
INSIDE = Path(__file__).resolve().parents[1] / "inside"
SLUG = "can-stem-cells-restore-a-paralysed-face"
SECTION = "/ask-our-experts/"
DATABASE = "var/db.sqlite3"  # where the embedded one is by default
SECRET = "only-for-measuring-" * 3
# Each view is made from nothing.
UNCACHED = {"PAGE_CACHE": "false"}


def checkout(scratch: Scratch) -> None:
    """Copy the last commit: caches, files and databases of this machine's own site stay apart."""
    folder = scratch.folder("site")
    archive = subprocess.run(  # noqa: S603 - the commit that is measured
        [program("git"), "archive", "HEAD"], cwd=REPOSITORY, capture_output=True, check=True
    )
    subprocess.run([program("tar"), "x"], cwd=folder, input=archive.stdout, check=True)  # noqa: S603
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    scratch.run(collect, cwd=folder, env={"SECRET_KEY": SECRET})


class Product(Discussed):
    """Embedded (SQLite, files as cache) or on PostgreSQL and Redis; as usual, or nothing kept."""

    comment_field = "text"

    def __init__(self, scratch: Scratch, *, embedded: bool, like: "Product | None" = None) -> None:
        """:param like: the one of the same kind that caches pages; this one keeps nothing"""
        super().__init__(scratch)
        self.embedded, self.like, self.cached = embedded, like, like is None
        self.key = ("embedded" if embedded else "services") + ("" if self.cached else "-uncached")
        where = "SQLite" if embedded else "PostgreSQL + Redis"
        front = " behind nginx" if self.has_front else ""
        self.label = f"This product{front}, {where}" + ("" if self.cached else ", nothing kept")
        self.takes_comments = self.cached
        self.app: Process
        self.front: Process | None = None
        self.site = scratch.root / f"site-{self.key}"

    def set_up(self, article: Article) -> None:
        self.port = self.scratch.port()
        self.front_port = self.scratch.port() if self.has_front else self.port
        self._copy_site(self.like.site if self.like else self.scratch.root / "site")
        self.env = self._environment()
        if self.like:
            self._copy_database(self.like)
        else:
            self._fill(article)
        self._serve()
        label = self.label.replace(" behind nginx", "")
        self.views = [View(self.key, label, self.port)]
        if self.cached:
            # No page knows the query, so none is kept: each is made, from pieces that are.
            anew = View(f"{self.key}-anew", f"{label}, page made anew", self.port, query="?anew=1")
            self.views.append(anew)
        if self.has_front:
            self.views[1:1] = [
                View("front", "This product behind nginx", self.front_port),
                View("front-gzip", "This product behind nginx, gzip", self.front_port, "gzip"),
            ]

    def _copy_site(self, original: Path) -> None:
        """Copy code, uploads and caches; the static files are many, and nobody changes them."""
        shutil.copytree(original, self.site, ignore=lambda _folder, names: {"static"} & {*names})
        (self.site / "static").symlink_to(self.scratch.root / "site" / "static")
        (self.site / "var").mkdir(exist_ok=True)
        (self.site / "var" / "static").symlink_to(self.scratch.root / "site" / "var" / "static")

    def _fill(self, article: Article) -> None:
        self._python("manage.py", "prepare")
        sizes = [f"{slug}={size}" for slug, size in article.slugs.items()]
        self._python(str(INSIDE / "fill_product.py"), SLUG, str(article.file), *sizes)

    def _copy_database(self, like: "Product") -> None:
        if self.embedded:
            with (
                closing(sqlite3.connect(like.site / DATABASE)) as old,
                closing(sqlite3.connect(self.site / DATABASE)) as new,
            ):
                old.backup(new)
        else:
            dump = self.scratch.run([program("pg_dump"), like.env["DATABASE_URL"]])
            restore = [program("psql"), "--no-psqlrc", "--quiet", self.env["DATABASE_URL"]]
            self.scratch.run([*restore, "-v", "ON_ERROR_STOP=1"], text=f"{dump}\nANALYZE;\n")

    @property
    def has_front(self) -> bool:
        return self.cached and not self.embedded

    def _environment(self) -> dict[str, str]:
        env = {
            "PYTHONPATH": str(self.site),
            "SECRET_KEY": SECRET,
            "SITE_URL": f"http://{HOST}:{self.front_port}",
            "TRUSTED_PROXIES": HOST,
            **({} if self.cached else UNCACHED),
        }
        if self.has_front:
            self.purge_port = self.scratch.port()
            env["FRONT_CACHE_URLS"] = f"http://{HOST}:{self.purge_port}"
        if not self.embedded:
            database, env["DATABASE_URL"] = postgresql(self.scratch, self.key)
            cache, env["REDIS_URL"] = redis(self.scratch, self.key)
            self.processes += [database, cache]
        return env

    def _python(self, *arguments: str) -> str:
        return self.scratch.run([sys.executable, *arguments], cwd=self.site, env=self.env)

    def _serve(self) -> None:
        command = [sys.executable, "-m", "site_core.serve", "--host", HOST]
        command += ["--port", str(self.port), "--workers", str(WORKERS), "--no-prepare"]
        self.app = self.scratch.start(self.key, command, cwd=self.site, env=self.env)
        wait_for(self.app, self.port)
        self.processes.append(self.app)
        if self.has_front:
            self.front = start_front(
                self.scratch,
                self.key,
                self.site,
                port=self.front_port,
                site_port=self.port,
                purge_port=self.purge_port,
            )
            self.processes.append(self.front)

    def path(self, slug: str) -> str:
        return f"{SECTION}{slug}/"

    def restart(self) -> None:
        for process in filter(None, [self.front, self.app]):
            self.scratch.stop(process)
            self.processes.remove(process)
        self._python(str(INSIDE / "empty_caches.py"))
        shutil.rmtree(self.scratch.root / f"{self.key}-nginx" / "cache", ignore_errors=True)
        self._serve()

    def statements(self, slug: str) -> dict[str, int]:
        address = self.views[0].url(self.path(slug))
        return {self.key: int(self._python(str(INSIDE / "count_statements.py"), address))}

    @property
    def reading(self) -> View:
        return self.views[1] if self.has_front else self.views[0]

    def form_path(self, slug: str) -> str:
        return f"{self.path(slug)}comment/"

    def typed(self, form: Form, number: int) -> dict[str, str]:
        fields = {"name": f"Reader {number}", "email": "", "text": text_of(number), "website": ""}
        return {**form.fields, **fields, "action": "post"}

    def is_taken(self, status: int, location: str) -> bool:
        return status == HTTPStatus.FOUND and "/comments/manage/" in location

    def after_posting(self) -> None:
        self._python(str(INSIDE / "make_older.py"))
