"""One conversation with a mail server. Border: only here smtplib is spoken; every fault comes out as a SendFailed or
SendOutcomeUnknown with its mend."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address

from sheetdesk.channels.refusal import FROM_MEND, LOGIN_MEND, REACH_MEND, refusal, words_of
from sheetdesk.errors import ConfigError, SendFailed, SendOutcomeUnknown

STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
Session = smtplib.SMTP
OUR_NAME = "[127.0.0.1]"
"""What we call ourselves: asking for this machine's full name may wait for a name server."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. `timeout_s` bounds each single wait for the server, in seconds."""

    host: str
    port: int = 587
    security: str = STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout_s: float = 15.0

    def __post_init__(self) -> None:
        if self.security not in (STARTTLS, TLS, PLAIN):
            raise ConfigError(
                [f"channels.email.security：只能是 {STARTTLS}、{TLS} 或 {PLAIN}，現在是 {self.security!r}"]
            )
        if self.security == PLAIN and not _is_loopback(self.host):
            raise ConfigError(
                [f"channels.email.security：{PLAIN} 不加密，只能用在本機；{self.host} 請改用 {STARTTLS} 或 {TLS}"]
            )


def connect(server: Server, tls: ssl.SSLContext | None = None) -> Session:
    """An open, encrypted and logged-in conversation. Raises SendFailed(of_channel=True): no message is at fault."""
    session: Session | None = None
    try:
        session = _open(server, tls or ssl.create_default_context())
        if server.user:
            session.login(server.user, server.password or "")
    except (smtplib.SMTPException, OSError, UnicodeError, ValueError) as error:
        if session is not None:
            session.close()
        raise _cannot_connect(error, server) from error
    return session


def is_alive(session: Session) -> bool:
    """Does the server still listen? Leaves the conversation ready for a new message."""
    try:
        return session.rset()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def deliver(session: Session, sender: str, recipients: Sequence[str], data: bytes) -> None:
    """Hand one message over, to all `recipients` or to none.

    Raises SendFailed (it did not leave) or SendOutcomeUnknown (lost between the first byte of the body and the
    server's last word)."""
    try:
        _envelope(session, sender, recipients, data)
        code, said = session.docmd("DATA")
    except (smtplib.SMTPException, OSError) as error:
        session.close()
        raise _lost(error) from error
    if code != 354:
        raise refusal(code, said, "郵件伺服器不收這封信")
    code, said = _body(session, data)
    if 400 <= code < 600:
        raise refusal(code, said, "郵件伺服器收了內容之後退回")
    if not 200 <= code < 300:
        session.close()
        raise SendOutcomeUnknown(f"郵件伺服器的回答看不懂（{code} {words_of(said)}），不確定有沒有寄出")


def leave(session: Session) -> None:
    """End the conversation politely; a server that is gone already doesn't matter any more."""
    with suppress(smtplib.SMTPException, OSError):
        session.quit()
    session.close()


def _open(server: Server, tls: ssl.SSLContext) -> Session:
    if server.security == TLS:
        return smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=OUR_NAME, timeout=server.timeout_s, context=tls
        )
    session = smtplib.SMTP(server.host, server.port, local_hostname=OUR_NAME, timeout=server.timeout_s)
    if server.security == STARTTLS:
        try:
            session.starttls(context=tls)
        except BaseException:
            session.close()
            raise
    return session


def _envelope(session: Session, sender: str, recipients: Sequence[str], data: bytes) -> None:
    session.ehlo_or_helo_if_needed()
    options = [f"SIZE={len(data)}"] if session.has_extn("size") else []
    if not all(address.isascii() for address in (sender, *recipients)):
        if not session.has_extn("smtputf8"):
            raise SendFailed("郵件伺服器不支援帶中文的 Email 地址", permanent=True, mend="請換一個英數字的 Email")
        options += ["SMTPUTF8", "BODY=8BITMIME"]
        session.command_encoding = "utf-8"
    code, said = session.mail(sender, options)
    if code != 250:
        if code == 552:
            raise refusal(code, said, "這封信太大，郵件伺服器不收")
        raise refusal(code, said, "郵件伺服器不接受寄件地址", of_sender=True, mend=FROM_MEND)
    refused = [(address, *session.rcpt(address)) for address in recipients]
    refused = [(address, code, said) for address, code, said in refused if code not in (250, 251)]
    if refused:
        _, code, said = max(refused, key=lambda one: one[1])
        who = "、".join(address for address, _, _ in refused)
        raise refusal(code, said, f"郵件伺服器不收這個收件地址：{who}", mend="請檢查 Email 有沒有打錯")


def _body(session: Session, data: bytes) -> tuple[int, bytes]:
    """Send the body and wait for the server's last word: from here on only its answer tells what happened."""
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    stuffed = data.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    try:
        session.send(stuffed + b".\r\n")
        return session.getreply()
    except (smtplib.SMTPException, OSError) as error:
        session.close()
        raise SendOutcomeUnknown(
            "信的內容已經交給郵件伺服器，還沒等到回答就斷線了，不確定有沒有寄出",
            mend="請在「往來紀錄」的「決定」選：重寄、視為已寄、不寄",
        ) from error


def _lost(error: Exception) -> SendFailed:
    if _timed_out(error):
        return SendFailed("郵件伺服器太久沒有回應，信還沒交出去", permanent=False, mend=REACH_MEND)
    return SendFailed(f"和郵件伺服器的連線斷了，信還沒交出去（{error}）", permanent=False, mend=REACH_MEND)


def _cannot_connect(error: Exception, server: Server) -> SendFailed:
    what, mend = _no_connection(error)
    return SendFailed(what, permanent=False, which=f"{server.host}:{server.port}", mend=mend, of_channel=True)


def _no_connection(error: Exception) -> tuple[str, str]:
    """What keeps us from the server, and its mend."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"郵件伺服器不讓我們登入（{error.smtp_code} {words_of(error.smtp_error)}）", LOGIN_MEND
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"郵件伺服器不支援設定的加密或登入方式（{error}）", REACH_MEND
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"郵件伺服器的憑證驗證不過（{error.verify_message}）", "請檢查 channels.email.host 是不是寫錯了"
    if isinstance(error, UnicodeError):
        return "帳號、密碼或主機名稱裡有不能用的字", LOGIN_MEND
    if isinstance(error, smtplib.SMTPResponseException):
        return f"郵件伺服器現在不接受連線（{error.smtp_code} {words_of(error.smtp_error)}）", REACH_MEND
    return "郵件伺服器太久沒有回應" if _timed_out(error) else f"連不上郵件伺服器（{error}）", REACH_MEND


def _timed_out(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
