"""A line to a real server that can be cut and mended: the server stops and starts, for us alone."""

import socket
import threading
from contextlib import suppress


class Line:
    """Forwards each connection to ``127.0.0.1:port`` to the server at *host* and *server_port*."""

    def __init__(self, host: str, server_port: int) -> None:
        self._server = (host, server_port)
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    def cut(self) -> None:
        """Break all connections and refuse new ones, as a server that has stopped does."""
        with self._guard:
            listener, self._listener = self._listener, None
            ends = list(self._open)
        for end in [listener, *ends] if listener else ends:
            _close(end)

    def mend(self) -> None:
        """Take connections again, as a server that has started does."""
        self._listen(self.port)

    def _listen(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._take, args=(self._listener,), daemon=True).start()

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
            except OSError:  # it was cut
                return
            far = socket.create_connection(self._server)
            with self._guard:
                is_cut = self._listener is not listener
                self._open.update({near, far})
            if is_cut:
                _close(near)
                _close(far)
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while sent := source.recv(1 << 16):
                target.sendall(sent)
        _close(target)
        with self._guard:
            self._open.discard(target)


def _close(end: socket.socket) -> None:
    """Close *end* for the threads that wait for it, too."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
