"""The article as a file that nginx hands out."""

import gzip
from urllib.request import urlopen

from ..services import FILES, nginx
from .base import Article, Contender, View


class StaticFile(Contender):
    key = "static"
    label = "The same page as a file, nginx"

    def __init__(self, scratch, original: Contender) -> None:
        """:param original: whose pages are saved; it must be running"""
        super().__init__(scratch)
        self.original = original

    def set_up(self, article: Article) -> None:
        root = self.scratch.folder("static")
        for slug in article.slugs:
            address = self.original.views[0].url(self.original.path(slug))
            with urlopen(address) as response:  # noqa: S310 - a server of this run
                page = response.read()
            (root / f"{slug}.html").write_bytes(page)
            (root / f"{slug}.html.gz").write_bytes(gzip.compress(page))
        port = self.scratch.port()
        self.processes = [nginx(self.scratch, "static", FILES / "static.conf", port, root=root)]
        self.views = [
            View("static", self.label, port),
            View("static-gzip", f"{self.label}, gzip", port, "gzip"),
        ]

    def path(self, slug: str) -> str:
        return f"/{slug}.html"
