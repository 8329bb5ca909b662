"""The least that Django can do: one view, no middleware, on the same app server."""

from ..scratch import wait_for
from ..services import FILES
from .base import Article, Contender, View, server_command


class HelloWorld(Contender):
    key = "hello"
    shows_article = False
    label = "Hello-world view, same server"

    def set_up(self, article: Article) -> None:
        port = self.scratch.port()
        command = server_command("hello:application", port=port)
        self.processes = [self.scratch.start("hello", command, cwd=FILES / "hello")]
        wait_for(self.processes[0], port)
        self.views = [View("hello", self.label, port)]

    def path(self, slug: str) -> str:
        return "/"
