"""HTTP/1.1 on loopback: turns bytes into Asked and Answer into bytes, and spoils an answer on its way when told so."""

from __future__ import annotations

import select
import socket
import struct
import sys
from email.utils import formatdate
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.google.exchange import Answer, Asked

LOOK_S = 0.02
"""How often a waiting thread looks whether it is time to end."""


class Answerer(Protocol):
    """What stands behind the server."""

    closing: Event

    def now(self) -> float: ...

    def answer(self, asked: Asked) -> Answer: ...


class Server:
    """One port, one thread a connection; ends at once, with every connection."""

    def __init__(self, google: Answerer) -> None:
        self._http = _Http(google)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def start(self) -> None:
        Thread(target=self._http.serve_forever, args=(LOOK_S,), daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._http.hang_up()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, google: Answerer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.google = google
        self._open: set[socket.socket] = set()
        self._guard = Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """A client that keeps its connection would be served on after the end otherwise."""
        with self._guard:
            for connection in self._open:
                if connection.fileno() >= 0:
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is what tests are about; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):  # every method is for the fake to judge
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:
        """The fake keeps its own log."""

    def _serve(self) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", "0"))
        asked = Asked(
            method=self.command,
            path=unquote(address.path),
            params=parse_qs(address.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            raw=self.rfile.read(length),
        )
        self._send(self.server.google.answer(asked))

    def _send(self, answer: Answer) -> None:
        if answer.wire == "hang":
            self._hang()
        elif answer.wire == "reset":
            self._reset()
        else:
            whole = self._head(answer) + (b"" if self.command == "HEAD" else answer.body)
            cut = len(answer.body) - len(answer.body) // 2 if answer.wire == "truncated" else 0
            self.close_connection = self.close_connection or bool(cut)
            self.wfile.write(whole[: len(whole) - cut])

    def _head(self, answer: Answer) -> bytes:
        lines = [
            f"HTTP/1.1 {answer.status} {responses.get(answer.status, '')}",
            f"Date: {formatdate(self.server.google.now(), usegmt=True)}",
            f"Content-Type: {answer.content_type}",
            f"Content-Length: {len(answer.body)}",
            *(f"{name}: {value}" for name, value in answer.headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _hang(self) -> None:
        """Says nothing until the client gives up."""
        self.close_connection = True
        while not self.server.google.closing.is_set():
            readable, _, _ = select.select([self.connection], [], [], LOOK_S)
            if readable:
                return

    def _reset(self) -> None:
        """Leaves with RST instead of FIN: closing with a linger of no seconds."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.close(self.connection.detach())
