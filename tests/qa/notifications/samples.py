"""A letter, and mail servers that do not take it."""

import socket
import socketserver

from qa.notifications.registry import Letter

ADDRESS = "ada.lovelace@example.org"


def letter(**changes) -> Letter:
    """Return a letter to ``ADDRESS`` from the templates beside this file."""
    contents = {"name": "Ada", "text": "There is news.", "link": "http://localhost/n/1/"}
    plain = {"to": ADDRESS, "subject": "News", "template": "mail/greeting", "context": contents}
    return Letter(**plain | changes)


def dead_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RefusesEverybody(socketserver.StreamRequestHandler):
    """Speaks SMTP as far as needed to refuse every recipient, naming them."""

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"RCPT"):
                self.wfile.write(b"550 no such user: " + line)
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")
