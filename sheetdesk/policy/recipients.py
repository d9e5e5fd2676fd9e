"""Whom the desk never writes to (domain §6, mail loops). Border: pure; addresses in, the reason out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sheetdesk.policy.contacts import read_email

_SEPARATORS = re.compile(r"[\s,;，；、]+")
_ROBOTS = ("mailerdaemon", "postmaster", "abuse", "root")
_ROBOT_STARTS = ("noreply", "donotreply")


def addresses_in(text: str | None) -> tuple[str, ...]:
    """The addresses that stand in one cell, each apart."""
    return tuple(part for part in _SEPARATORS.split(unicodedata.normalize("NFKC", text or "")) if part)


def refused_recipient(address: str | None, own_addresses: Iterable[str] = ()) -> str | None:
    """Why nothing may ever be written to `address`; None if it may."""
    found = addresses_in(address)
    if not found:
        return "沒有 Email"
    own = {_mailbox(one) for one in own_addresses}
    for one in found:
        read = read_email(one)
        if read.address is None:
            return read.why or "沒有 Email"
        if _mailbox(one) in own:
            return f"{one} 是我們自己寄信用的信箱，不寄，免得自己回自己"
        if _is_robot(one):
            return f"{one} 是系統信箱，沒有人會看，不寄"
    return None


def _mailbox(address: str) -> str:
    """The mailbox behind an address: capitals, +tags and Gmail's dots make no other one."""
    local, _, domain = unicodedata.normalize("NFKC", address).strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def _is_robot(address: str) -> bool:
    local = re.sub(r"[-_.]", "", _mailbox(address).rpartition("@")[0])
    return local in _ROBOTS or local.startswith(_ROBOT_STARTS)
