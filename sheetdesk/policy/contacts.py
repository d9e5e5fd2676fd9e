"""Phones, mail addresses and names that customers type: one form to compare, one to show. Pure, no DNS.

What can't be read is kept as typed and joins no two people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

from sheetdesk.model.values import Formula, Value

HOME_REGION, HOME_CODE = "TW", 886
BLANKS = frozenset(
    ("無", "沒有", "没有", "不方便", "不提供", "none", "no", "n/a", "na", "x", "-", "--", ".", "略", "同上")
)
"""What people type into a question that they don't want to answer."""

_LOST_ZERO = re.compile(r"9\d{2}[ -]?\d{3}[ -]?\d{3}", re.ASCII)
_PHONES_APART = re.compile(r"[/、,;|\n]| 或 | or ")
_MAILS_APART = re.compile(r"[\s,;:、|/<>()\[\]「」『』\"]+")
_LEAST_DIGITS = 7
_MOBILE = re.compile(r"(09\d\d)([ -]?)(\d{3})\2(\d{3})", re.ASCII)
_PLAIN_MAIL = re.compile(r"(?=.{6,100}\Z)([a-z0-9](?:[a-z0-9]|[._-](?=[a-z0-9])){0,63})@([a-z0-9.-]+)")
"""What nearly everybody types is read at once; the libraries read the rest, and each domain once."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The address to write to, or why there is none; both None where nothing was given."""

    address: str | None = None
    why: str | None = None


def repair_phone(value: Value) -> str | None:
    """What the sheet shows: a mobile number that lost its zero (912345678) gets it back, all else stays as typed."""
    text = _typed(value)
    if text is None:
        return None
    plain = _plain(text)
    return f"0{plain}" if _LOST_ZERO.fullmatch(plain) else text


def normal_phones(value: Value) -> tuple[str, ...]:
    """Every number in the cell in the form to compare: 0912345678, 0227123456#12, +819012345678."""
    text = _typed(value)
    if text is None:
        return ()
    found = (_normal_phone(part.strip()) for part in _PHONES_APART.split(_plain(text)))
    return tuple(dict.fromkeys(number for number in found if number))


def same_phone(one: Value, other: Value) -> bool:
    """Do the two cells share a number, however it is typed? Blanks and unreadable ones share nothing."""
    return not set(normal_phones(one)).isdisjoint(normal_phones(other))


def _normal_phone(text: str) -> str | None:
    mobile = _MOBILE.fullmatch(text)
    if mobile is None:
        return _any_phone(text)
    number = mobile[1] + mobile[3] + mobile[4]
    return None if _is_one_digit(number[1:]) else number


def _is_one_digit(number: str) -> bool:
    """0000000000 and the like: typed to get past the question."""
    return len(set(number)) == 1


@lru_cache(maxsize=4096)
def _any_phone(text: str) -> str | None:
    try:
        number = phonenumbers.parse(re.sub(r"^00(?=886)", "+", text), HOME_REGION)
    except NumberParseException:
        return None
    digits = re.sub(r"\D", "", phonenumbers.format_number(number, PhoneNumberFormat.E164), flags=re.ASCII)
    if len(digits) < _LEAST_DIGITS + len(str(number.country_code)) or not phonenumbers.is_possible_number(number):
        return None
    if _is_one_digit(str(number.national_number)):
        return None
    extension = f"#{number.extension}" if number.extension else ""
    home = f"0{number.national_number}" if number.country_code == HOME_CODE else f"+{digits}"
    return home + extension


@lru_cache(maxsize=4096)
def read_email(value: Value) -> Mailbox:
    """The first address in the cell that mail can be sent to. Kept, for a new case asks four times."""
    text = _typed(value)
    if text is None or _is_blank(text):
        return Mailbox()
    cleaned = re.sub(r"\s*@\s*", "@", _plain(text).replace("。", "."))
    candidates = [part.strip(".'") for part in _MAILS_APART.split(cleaned) if "@" in part]
    if not candidates:
        return Mailbox(why="Email 少了 @")
    judged = [_judge_address(candidate) for candidate in candidates]
    return next((mailbox for mailbox in judged if mailbox.address), judged[0])


def _judge_address(text: str) -> Mailbox:
    plain = _PLAIN_MAIL.fullmatch(text)
    domain = _domain(plain[2]) if plain else None
    return Mailbox(f"{plain[1]}@{domain}") if plain and domain else _judge_any(text)


@lru_cache(maxsize=4096)
def _domain(text: str) -> str | None:
    return (_judge_any(f"a@{text}").address or "").removeprefix("a@") or None


@lru_cache(maxsize=4096)
def _judge_any(text: str) -> Mailbox:
    try:
        valid = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return Mailbox(why=f"Email {_why_not(text)}：「{text[:60]}」")
    return Mailbox(address=valid.ascii_email)


def _why_not(text: str) -> str:
    local, _, domain = text.rpartition("@")
    if "@" in local:
        return "有兩個 @"
    if not local:
        return "在 @ 前面少了帳號"
    if not local.isascii():
        return "的 @ 前面有中文或特殊字"
    if "." not in domain:
        return "在 @ 後面不完整"
    return "的寫法不對"


@lru_cache(maxsize=4096, typed=True)
@lru_cache(maxsize=4096, typed=True)
def person_keys(
    *,
    email: Value = None,
    phone: Value = None,
    line: Value = None,
    nickname: Value = None,
    customer: Value = None,
) -> tuple[str, ...]:
    """All by which a person can be known, the surest first; two rows that share a key are one person's.

    Kept, for a new answer is asked twice and its case three times."""
    return tuple(_keys(email, phone, line, nickname, customer))


def person_key(
    email: Value = None,
    phone: Value = None,
    line: Value = None,
    nickname: Value = None,
    customer: Value = None,
) -> str | None:
    """The surest of `person_keys`; None if nothing tells who it is."""
    return next(_keys(email, phone, line, nickname, customer), None)


def _keys(email: Value, phone: Value, line: Value, nickname: Value, customer: Value) -> Iterator[str]:
    address = read_email(email).address
    if address:
        yield f"email:{address.lower()}"
    yield from (f"phone:{number}" for number in normal_phones(phone))
    for kind, said in (("line", line), ("nickname", nickname), ("name", customer)):
        name = _name_key(said)
        if name:
            yield f"{kind}:{name}"


def _name_key(value: Value) -> str | None:
    text = _typed(value)
    if text is None or _is_blank(text):
        return None
    return re.sub(r"\s+", "", _plain(text)).casefold() or None


def _is_blank(text: str) -> bool:
    return _plain(text).casefold() in BLANKS


def _typed(value: Value) -> str | None:
    """The cell as text; a number without its ".0". Formulas and ticks are nobody's contact."""
    if value is None or isinstance(value, bool | Formula):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _plain(text: str) -> str:
    """Half width, without invisible characters."""
    folded = unicodedata.normalize("NFKC", text)
    if not folded.isprintable():
        folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return folded.strip()
