"""What the team's chat room is told: number, category, what to do, and the way to the table. Pure.

Chat rooms keep what they are told, outside of the shop: no name, phone, mail or words of a customer go there, nor a link
that lets anybody do something without logging in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case
from sheetdesk.model.message import TEAM_ROOM, Letter
from sheetdesk.model.rungs import OWNER
from sheetdesk.policy.ladder import LATE
from sheetdesk.policy.ladder_letters import ESCALATION, MOST_LINES, REMINDER, Item
from sheetdesk.policy.wording import moment, one_line

TITLE_LIMIT, LINE_LIMIT, TEXT_LIMIT = 100, 100, 1_600
"""Characters. Together they fit into the 2,000 that Discord takes at once."""

ABOUT_A_CASE = {"urgent": "有安全或名譽的字詞", "low_rating": "客人評分低，或說還沒解決"}
"""By the first word of an alarm's event."""

_NO_MARKS = str.maketrans({"<": "＜", ">": "＞", "&": "＆", "@": "＠", "`": "'"})
"""Chat rooms read them as links and as calls to everybody; a product's name may hold what a customer typed."""


@dataclass(frozen=True, slots=True)
class Room:
    """`kinds`: which letters to the team are told there too. `link`: the table for the browser; blank for a file."""

    kinds: tuple[str, ...] = ()
    link: str = ""

    def hears(self, kind: str) -> bool:
        """Is it told of letters of that kind?"""
        return kind in self.kinds


NO_ROOM = Room()


def room_event(event: str) -> str:
    """By which a post is known; a letter of the same cause has an event of its own."""
    return f"room:{event}"


def room_post(letter: Letter, case: Case | None, room: Room) -> Letter:
    """What the room is told of a letter to one of the team: the same whomever it went to, so it is told once."""
    event = letter.event.replace(letter.recipient, "")
    title, text = letter.subject, "請打開試算表，看「待辦」和「系統狀態」。"
    if letter.case is not None:
        title = f"【警示】{letter.case} {ABOUT_A_CASE.get(event.partition(':')[0], '請馬上看')}"
        text = f"{_sort(case)}。請打開「案件」這一列，先聯絡客人。" if case is not None else text
    return Letter(
        case=letter.case,
        kind=letter.kind,
        event=room_event(event),
        recipient=TEAM_ROOM,
        subject=_plain(title, TITLE_LIMIT),
        text=_plain(text, TEXT_LIMIT),
        link=room.link,
        category=(case.category or "") if case is not None else "",
        priority=(case.priority or "") if case is not None else "",
    )


def room_news(kind: str, event: str, title: str, text: str, room: Room) -> Letter:
    """Something about the desk itself that no letter tells."""
    return Letter(None, kind, room_event(event), TEAM_ROOM, _plain(title, TITLE_LIMIT), text, link=room.link)


def ladder_post(items: Sequence[Item], zone: ZoneInfo, room: Room, now: datetime) -> Letter:
    """The steps of one pass, the latest first. What no mail tells of is looked at again before it leaves (`about`)."""
    items = sorted(items, key=lambda item: (-item.step.percent, item.step.due, item.case.number))
    lines = [_plain(_said(item, zone), LINE_LIMIT) for item in items[:MOST_LINES]]
    more = len(items) - len(lines)
    lines += [f"還有 {more} 項，請看「待辦」"] if more else ["請打開「待辦」，回客人或改期。"]
    count, marks = len({item.case.number for item in items}), sorted(item.mark for item in items)
    return Letter(
        case=None,
        kind=ESCALATION if any(item.rung != OWNER for item in items) else REMINDER,
        event=room_event(f"{now:%Y%m%dT%H%M}:{sha256('&'.join(marks).encode()).hexdigest()[:12]}"),
        recipient=TEAM_ROOM,
        subject=f"【期限】{count} 件快到期或過期了",
        text="\n".join(lines)[:TEXT_LIMIT],
        about=tuple(sorted(item.mark for item in items if not item.mailed)),
        link=room.link,
        priority=next((str(item.case.priority) for item in items if item.case.priority), ""),
    )


def _said(item: Item, zone: ZoneInfo) -> str:
    """「GB2611-0042-K 商品／瑕疵破損：首次回覆 11/23（一）10:30 到期，已經過了」"""
    past = "，已經過了" if item.step.percent >= LATE else ""
    return f"{item.case.number} {_sort(item.case)}：{item.step.clock} {moment(item.step.due, zone)} 到期{past}"


def _sort(case: Case) -> str:
    words = "／".join(filter(None, (case.category, case.subcategory))) or "還沒分類"
    return f"{words}，{case.priority}" if case.priority else words


def _plain(text: str, limit: int) -> str:
    return one_line(text.translate(_NO_MARKS), limit)
