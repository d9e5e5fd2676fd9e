"""A server on loopback that says whatever a test wants Google, or somebody between us and Google, to say.

The fake Google (tests/fakes/google) is for what Google does; this is for what goes wrong on the wire."""

from __future__ import annotations

import json
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

TOKEN = {"access_token": "ya29.scripted", "expires_in": 3599, "token_type": "Bearer"}
PAGE = b"<!DOCTYPE html><html><body>please sign in</body></html>"


@dataclass(frozen=True)
class Reply:
    """`wire`: "hang" (nothing comes), "reset" (RST), "cut" (fewer bytes than promised)."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    wire: str = ""


def said(code: int, message: str = "", /, **error: Any) -> Reply:
    """An error object as Google's APIs send it."""
    return Reply(code, json.dumps({"error": {"code": code, "message": message, **error}}).encode())


@dataclass(frozen=True)
class Heard:
    """One request as it came; the names of its headers in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class ScriptedGoogle:
    """`replies` and `token_replies` are used up one by one; then all is well. `heard` and `tokens` hold what came."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.token_replies: list[Reply] = []
        self.heard: list[Heard] = []
        self.tokens: list[Heard] = []
        self.closing = Event()
        self.url = ""

    def answer(self, heard: Heard) -> Reply:
        if heard.path == "/token":
            self.tokens.append(heard)
            return self.token_replies.pop(0) if self.token_replies else Reply(body=json.dumps(TOKEN).encode())
        self.heard.append(heard)
        return self.replies.pop(0) if self.replies else Reply()


@contextmanager
def scripted_google(tls: ssl.SSLContext | None = None) -> Iterator[ScriptedGoogle]:
    google = ScriptedGoogle()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: Any) -> None:
            """The test log stays quiet."""

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply = google.answer(Heard(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if reply.wire == "hang":
                google.closing.wait(30)
            if reply.wire in ("hang", "reset"):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                self.close_connection = True
                return
            self.send_response_only(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body) + (100 if reply.wire == "cut" else 0)))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = reply.wire == "cut"

        do_GET = do_POST = do_CONNECT = _serve

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    google.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield google
    finally:
        google.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class Hours:
    """Time for a client: sleeping passes it, nothing else does."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds

    def clock(self) -> float:
        return self.now_s


def longest(low: float, high: float) -> float:
    """Chance that always picks the longest wait."""
    return high
