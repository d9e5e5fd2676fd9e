"""Mail servers on loopback for the tests: a real one (aiosmtpd), and one that speaks a script where no real one would."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PASSWORD = "abcd efgh"


class Mailroom:
    """What a server got, and what it shall do: a reply by step (RCPT, DATA …), or `die` / `hang` at a step."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.logins: list[str] = []
        self.connections: set[Any] = set()
        self.replies: dict[str, str] = {}
        self.die_at: str | None = None
        self.port = 0

    def _act(self, step: str, server: Any) -> str | None:
        if self.die_at == step:
            server.transport.abort()
        return self.replies.get(step)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.connections.add(session.peer)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._act("MAIL", server) or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        reply = self.replies.get(address) or self._act("RCPT", server) or "250 OK"
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        reply = self._act("DATA", server) or "250 OK"
        if reply.startswith("2"):
            self.mails.append(envelope)
        return reply

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        self.logins.append(given.login.decode())
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server(**options: Any) -> Iterator[Mailroom]:
    """A real SMTP server; `options` are those of aiosmtpd's Controller and SMTP."""
    room = Mailroom()
    room.port = options.pop("port", 0) or free_port()
    controller = Controller(room, hostname="127.0.0.1", port=room.port, authenticator=room.authenticate, **options)
    controller.start()
    try:
        yield room
    finally:
        controller.stop()


@contextmanager
def scripted_server(*answers: bytes | None) -> Iterator[int]:
    """A server that gives `answers` one after another, one for each thing said to it (the first is its greeting).

    None hangs until the client leaves; after the last answer the server hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        with peer:
            peer.settimeout(5)
            for number, answer in enumerate(answers):
                if number and not peer.recv(65_536):
                    return
                if answer is None:
                    peer.recv(65_536)
                    return
                peer.sendall(answer)
            peer.recv(65_536)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join(5)
        listener.close()


def self_signed(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The TLS settings of a server with a fresh certificate for 127.0.0.1, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.com")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())
