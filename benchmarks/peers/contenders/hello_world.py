"""The least that Django can do: one view, no middleware, on the same app server."""

from site_core.serve import server_command

from ..scratch import HOST, wait_for
from ..services import FILES
from .base import WORKERS, Article, Contender, View


class HelloWorld(Contender):
    key = "hello"
    shows_article = False
    label = "Hello-world view, same server"

    def set_up(self, article: Article) -> None:
        port = self.scratch.port()
        command = server_command("hello:application", host=HOST, port=port, workers=WORKERS)
        self.processes = [self.scratch.start("hello", command, cwd=FILES / "hello")]
        wait_for(self.processes[0], port)
        self.views = [View("hello", self.label, port)]

    def path(self, slug: str) -> str:
        return "/"
