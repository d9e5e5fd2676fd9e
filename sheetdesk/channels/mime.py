"""A message of the desk as an e-mail with its headers. Border: values in, an EmailMessage out; nothing is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from sheetdesk.channels.headers import AsTheyLeave, header
from sheetdesk.channels.pictures import Painter, attach, no_painter, painted, with_images
from sheetdesk.errors import ConfigError, SendFailed
from sheetdesk.model.message import Message
from sheetdesk.model.values import clean_text
from sheetdesk.policy.markup import page_of
from sheetdesk.policy.recipients import addresses_in

ANSWERS = ("receipt",)
"""Kinds that answer something the customer sent; every other automatic kind is a notice (RFC 3834)."""

BODY_LIMIT = 200_000
SUBJECT_LIMIT = 250
NAME_LIMIT = 60
THREAD_LIMIT = 10

_ADDRESS = re.compile(r'[^\s@<>"(),:;\\\[\]]+@[^\s@<>"(),:;\\\[\]]+')
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>")
_BIDI = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class ShopMailbox:
    """Who the desk writes as: its address, the name that people see, and where answers go."""

    address: str
    name: str = ""
    reply_to: str | None = None

    def __post_init__(self) -> None:
        for key, address in (("from", self.address), ("reply_to", self.reply_to)):
            if address is not None and not _ADDRESS.fullmatch(address):
                raise ConfigError([f"channels.email.{key}：不是 Email 地址：{address!r}"])


POLICY = AsTheyLeave(linesep=SMTP.linesep, cte_type="7bit")


def to_email(message: Message, sender: ShopMailbox, now: datetime, paint: Painter = no_painter) -> EmailMessage:
    """The e-mail of `message` as it leaves at `now`; the same message always gets the same parts and boundaries.

    Raises SendFailed(permanent) if there is no usable address to write to."""
    recipients = recipients_of(message)
    utf8 = not all(address.isascii() for address in (*recipients, sender.address))
    mail = EmailMessage(policy=POLICY)
    mail["From"] = header("From", _mailbox(sender.address, sender.name), utf8)
    mail["To"] = header("To", ", ".join(_mailbox(address) for address in recipients), utf8)
    if sender.reply_to:
        mail["Reply-To"] = header("Reply-To", _mailbox(sender.reply_to, sender.name), utf8)
    mail["Subject"] = header("Subject", one_line(message.letter.subject, SUBJECT_LIMIT), utf8)
    mail["Date"] = header("Date", now)
    _thread(mail, message)
    _mark_automatic(mail, message)
    mail.set_content(_body(message.letter.text))
    if page := _body(page_of(message.letter)):
        pictures = painted(message, page, paint)
        mail.add_alternative(with_images(page, pictures, message.message_id), subtype="html")
        if pictures:
            attach(mail, pictures, message.message_id)
        boundary = f"=_{sha256(message.message_id.encode()).hexdigest()[:32]}"
        mail.replace_header("Content-Type", f'multipart/alternative;{SMTP.linesep} boundary="{boundary}"')
    return mail


def recipients_of(message: Message) -> tuple[str, ...]:
    """The bare addresses that `message` goes to, international domains in their ASCII form.

    Raises SendFailed(permanent) if there is none, or one that can't be an address."""
    given = addresses_in(message.address)
    if not given:
        raise SendFailed("沒有收件地址", permanent=True, which=_which(message), mend="請在「案件」填上 Email")
    return tuple(_ascii_domain(address, message) for address in given)


def one_line(text: str, limit: int) -> str:
    """`text` as one header line: no line break, control or bidi character can start another header or turn it round."""
    text = " ".join(_BIDI.sub("", clean_text(text)).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _ascii_domain(address: str, message: Message) -> str:
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_domain = ""
    if not ascii_domain or not _ADDRESS.fullmatch(f"{local}@{ascii_domain}") or clean_text(local) != local:
        raise SendFailed(
            f"收件地址寫錯了：{one_line(address, 80)}", permanent=True, which=_which(message), mend="請更正 Email"
        )
    return f"{local}@{ascii_domain}"


def _mailbox(address: str, name: str = "") -> str:
    local, _, domain = address.rpartition("@")
    return str(Address(one_line(name, NAME_LIMIT), local, domain))


def _body(text: str) -> str:
    return clean_text(text, BODY_LIMIT)


def _thread(mail: EmailMessage, message: Message) -> None:
    if not _MESSAGE_ID.fullmatch(message.message_id):
        raise SendFailed("這封信的識別碼不完整", permanent=True, which=_which(message), mend="請回報給架設的人")
    mail["Message-ID"] = header("Message-ID", message.message_id)
    # References may come from strangers' mail: only what is a Message-ID, the first and the latest (RFC 5322 §3.6.4).
    known = [ref for ref in message.references if _MESSAGE_ID.fullmatch(ref)]
    if known:
        mail["In-Reply-To"] = header("In-Reply-To", known[-1])
        named = known if len(known) <= THREAD_LIMIT else [known[0], *known[1 - THREAD_LIMIT :]]
        mail["References"] = header("References", " ".join(named))


def _mark_automatic(mail: EmailMessage, message: Message) -> None:
    """The headers of domain §6 that keep two programs from answering each other for ever."""
    letter = message.letter
    if not letter.automatic:
        return
    mail["Auto-Submitted"] = "auto-replied" if letter.kind in ANSWERS else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if letter.kind == "receipt":
        mail["Precedence"] = "auto_reply"


def _which(message: Message) -> str:
    return message.letter.case or message.letter.kind
