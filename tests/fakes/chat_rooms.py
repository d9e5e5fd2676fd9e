"""A chat service on loopback: it keeps what is posted, or does as it is told: a number, or a fault."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

SECRET = "T0/B0/geheim"


class ChatRoom:
    """What was posted, and what it shall answer: `status` with `headers`, or `deed`: hang, break, garbage."""

    def __init__(self) -> None:
        self.posts: list[Any] = []
        self.heads: list[dict[str, str]] = []
        self.status, self.deed = 200, ""
        self.headers: dict[str, str] = {}
        self.url = ""
        self.over = Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.heads.append(dict(handler.headers.items()))
        self.posts.append(json.loads(body))
        if self.deed == "hang":
            self.over.wait(5)
        elif self.deed == "break":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif self.deed == "garbage":
            handler.wfile.write(b"\x00\x01 no HTTP at all\r\n\r\n")
        else:
            handler.send_response(self.status)
            for name, value in self.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        handler.close_connection = True


@contextmanager
def chat_room() -> Iterator[ChatRoom]:
    """A room for as long as it lasts."""
    room = ChatRoom()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            room.answer(self)

        def log_message(self, format: str, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    room.url = f"http://127.0.0.1:{server.server_address[1]}/services/{SECRET}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield room
    finally:
        room.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
