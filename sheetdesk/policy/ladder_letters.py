"""What a person is told of the cases whose clocks run out: one letter for all of hers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.model.rungs import OWNER
from sheetdesk.policy import wording
from sheetdesk.policy.ladder import LATE, Step
from sheetdesk.policy.letters import FACT_LIMIT, Sender, written
from sheetdesk.policy.markup import to_plain
from sheetdesk.policy.template import Occasion, Templates
from sheetdesk.policy.variables import LISTS, OPTIONAL, STAFF

REMINDER, ESCALATION = "reminder", "escalation"
KINDS = (REMINDER, ESCALATION)

MOST_LINES = 15
"""Cases that one letter tells of; the rest stands in 待辦."""


@dataclass(frozen=True, slots=True)
class Item:
    """A step of a case as one person hears of it. `rung`: OWNER if she works on the case herself. `mailed`: in the chat
    room, that somebody gets it by mail too."""

    case: Case
    step: Step
    rung: str
    mailed: bool = False

    @property
    def mark(self) -> str:
        """By which the letter knows it again: case, step, and who was to work on it when it was written."""
        return "|".join((self.case.number, self.step.key, self.case.handler or ""))


def read_mark(mark: str) -> tuple[str, str, str]:
    """Case, step and handler."""
    number, key, handler = mark.split("|", 2)
    return number, key, handler


def ladder_letter(
    items: Sequence[Item], name: str, address: str, sender: Sender, templates: Templates, now: datetime
) -> Letter:
    """To one person, the latest first. Raises TemplateFault where there is no template for it."""
    items = sorted(items, key=lambda item: (-item.step.percent, item.step.due, item.case.number))
    kind = ESCALATION if any(item.rung != OWNER for item in items) else REMINDER
    marks = sorted(item.mark for item in items)
    lines = [said(item, sender.zone) for item in items[:MOST_LINES]]
    more = len(items) - len(lines)
    lines += [f"還有 {more} 項，請看「待辦」"] if more else []
    blank = {fact: () if fact in LISTS else "" for fact in OPTIONAL & STAFF.keys()}
    facts = {
        **blank,
        "shop": wording.one_line(sender.shop, FACT_LIMIT),
        "customer": wording.one_line(name, FACT_LIMIT),
        "count": str(len({item.case.number for item in items})),
        "examples": tuple(lines),
    }
    template = templates.pick(Occasion(kind))
    subject, marked = written(template, facts, kind)
    return Letter(
        case=None,
        kind=kind,
        event=f"{now:%Y%m%dT%H%M}:{sha256('&'.join((address, *marks)).encode()).hexdigest()[:12]}",
        recipient=address,
        subject=subject,
        text=to_plain(marked),
        marked=marked,
        template=template.name,
        version=template.version,
        about=tuple(marks),
    )


def said(item: Item, zone: ZoneInfo) -> str:
    """「GB2611-0042-K 玻璃保鮮盒破損（王怡君）：首次回覆 11/23（一）10:30 到期，已經過了（負責人 小雯）」"""
    case, step = item.case, item.step
    who = wording.name_in(case)
    whose = f"（{who}）" if who else ""
    past = "，已經過了" if step.percent >= LATE else ""
    handled = f"；處理人：{case.handler or case.owner}" if item.rung != OWNER else ""
    due = wording.moment(step.due, zone)
    return wording.one_line(
        f"{case.number} {wording.matter(case)}{whose}：{step.clock} {due} 到期{past}{handled}", FACT_LIMIT
    )
