"""May a letter be corrected, whom does it concern, what is asked and held back meanwhile? Pure (issue: corrections)."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.columns import LOG, TODO
from sheetdesk.model.case import Case
from sheetdesk.model.correction import (
    ASKED,
    CONFIRMED,
    DECLINED,
    REFUSED,
    REPLACED,
    SAME_TEMPLATE,
    SAME_WORDS,
    WITHDRAWN,
    Correction,
)
from sheetdesk.model.message import SENDING, SENT, UNSURE, Letter, Message
from sheetdesk.policy.actions import ELSEWHERE
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.correction_letter import KIND
from sheetdesk.policy.replies import YES, line_link
from sheetdesk.policy.sending import STAFF_KINDS
from sheetdesk.policy.short_code import PLAIN
from sheetdesk.policy.template import Templates
from sheetdesk.policy.wording import day
from sheetdesk.policy.wrong_templates import holds_template, named

WAITS = f"更正：等您在「{TODO.title}」選「{YES}」"
CLEAR = f"清空「{LOG.column('correction').title}」"
OVERTAKEN = "更正：後來又寫了一次，以那一次為準"
HELD = "這封用的範本寫錯了，正在更正，先不寄；要照寄請在「決定」選重寄，不寄選不寄"
"""The note of an automatic letter that was about to leave when its template was found to be wrong."""

_BY_HAND, _RESTS = "待手動傳送", "先不能用"
_TOLD = re.compile(r"(?:^|；)(⚠?更正(?:：|沒有做：).*)$", re.DOTALL)
TOLD_BY_HAND = "您記下用 LINE／電話告訴客人了"

Find = Callable[[str], Case | None]
Refusing = Callable[[Iterable[str]], Container[str]]
"""Of some addresses those that take no letters."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """A case whose customer is to be told, and which letter she got. `by_hand`: why no mail reaches her."""

    case: Case
    wrong: int
    by_hand: str | None


def refusal(message: Message | None) -> tuple[str, str] | None:
    """Why there is nothing to be corrected, and the mend; None if there is."""
    if message is None:
        return "這一列不是寄出去的信", f"{CLEAR}，寫在寄給客人的那一列"
    if message.kind in STAFF_KINDS:
        return "這封是寄給自己人的", f"{CLEAR}，寫在寄給客人的那一列"
    if message.state == UNSURE:
        return "不確定這封有沒有寄出", f"{CLEAR}；先在「決定」選，客人收到了再寫"
    if message.state != SENT:
        return "這封沒有寄出", f"{CLEAR}；改好範本或內容就好"
    if message.trial:
        return "這封是試寄，客人沒有收到", f"{CLEAR}；改好範本或內容就好"
    return None


def scopes_of(message: Message) -> tuple[str, ...]:
    """Whom a mistake in it may concern: a letter that is all her own words was nobody's template."""
    framed = message.letter.template == PLAIN or message.kind == KIND
    scopes = () if framed or not message.letter.template else (SAME_TEMPLATE,)
    return (*scopes, SAME_WORDS) if message.letter.words or not scopes else scopes


def overtakes(new: Correction, old: Correction, anew: bool) -> bool:
    """Do both speak of one letter? The later counts once it is confirmed; from its question on (`anew`: it comes up
    now) nothing more leaves of the earlier one."""
    if not new.source or new.source != old.source or old.age >= new.age:
        return False
    if new.state == CONFIRMED:
        return old.state in (ASKED, CONFIRMED)
    return anew and (new.state, old.state) == (ASKED, CONFIRMED)


def concerned(got: Mapping[str, int], find: Find, refusing: Refusing) -> tuple[dict[str, Concerned], int]:
    """Whom to tell, by case number, and how many cases are left out. `got`: the wrong letter of each case."""
    told = {number: _to_tell(number, find) for number in got}
    # A merged case is told where it went; what that case got itself is what the letter speaks of there.
    order = sorted(told.items(), key=lambda one: one[1] is not None and one[1].number == one[0])
    bounced = refusing(address for _, case in order if case and (address := read_email(case.email).address))
    found = {case.number: Concerned(case, got[number], _by_hand(case, bounced)) for number, case in order if case}
    return found, sum(case is None for case in told.values())


def done(confirmed: Correction, mailed: int, by_hand: int, have: int, templates: Templates) -> Correction:
    """The confirmed correction with what 說明 says of it. `have`: so many need none, for they have it."""
    ways = [f"要寄 {mailed} 件"] if mailed or not by_hand else []
    ways += [f"要您手動傳 {by_hand} 件"] if by_hand else []
    ways += [f"{have} 件收過一樣的"] if have else []
    said = f"更正：{'、'.join(ways)}"
    if holds_template(confirmed) and confirmed.template[0] in templates.wrong:
        said += f"；{named(confirmed, templates)}{_RESTS}，改好請把「版本」加 1"
    return replace(confirmed, said=said)


def by_hand(why: str, text: str) -> str:
    """The note of a correction that no mail can bring."""
    link = line_link(text)
    how = f"用LINE傳：{link}" if link else "文字太長，請從「內容」複製到 LINE"
    done = f"傳好後在案件選「{ELSEWHERE}」，或在「{LOG.title}」的「決定」選「視為已寄」"
    return f"{_BY_HAND}更正（{why}）。{done}。{how}"


def has_it(messages: Iterable[Message], letter: Letter) -> bool:
    """Did a correction that says the very same reach her, or may it have? Asked for beside another row, or before the
    ledger was rebuilt, which knows of it what 往來紀錄 shows."""
    words = letter.text.split()
    same = (m for m in messages if m.kind == KIND and not m.trial and m.letter.text.split() == words)
    return any(m.state in (SENDING, SENT) or (m.state == UNSURE and not is_by_hand(m)) for m in same)


def is_by_hand(message: Message) -> bool:
    """Does it wait for a person to pass it on?"""
    return message.kind == KIND and message.state == UNSURE and (message.note or "").startswith(_BY_HAND)


def notice(message: Message, zone: ZoneInfo) -> str:
    """What 系統提醒 says once a correction has left and 發生原因 is blank, which is hers to fill."""
    on = day((message.sent_at or message.created_at).astimezone(zone).date())
    return f"{on}更正了寫錯的信；「發生原因」還是空的，請填，例如「我們寫錯」。"


def refused(asked: Correction, what: str, mend: str) -> Correction:
    """It can't be done as it stands; she may always drop it."""
    told = mend if CLEAR in mend else "；".join(filter(None, (mend, f"不更正了就{CLEAR}")))
    return replace(asked, state=REFUSED, said=f"⚠更正沒有做：{what} → {told}", groups=(), draft="")


def released(held: Correction) -> Correction:
    """What it held back may be used again."""
    return replace(held, blocks=False, said=held.said.partition("；")[0])


def withdrawn(old: Correction) -> Correction:
    """She emptied the cell: what hasn't left stays here. What was confirmed to be wrong waits to be reviewed all the same."""
    if old.state == CONFIRMED:
        return replace(old, state=WITHDRAWN, text="", said="更正：您清空了，還沒寄的不再寄")
    return replace(old.ended(WITHDRAWN, ""), text="")


def replaced(old: Correction) -> Correction:
    """A later one speaks of the same letter: what wasn't sent yet won't be. What was confirmed to be wrong waits to be
    reviewed all the same."""
    if old.state == CONFIRMED:
        return replace(old, state=REPLACED, said=OVERTAKEN)
    return old.ended(REPLACED, OVERTAKEN)


def parted(detail: str) -> tuple[str, str]:
    """What 說明 says of the letter itself, and of its correction."""
    found = _TOLD.search(detail)
    return (detail[: found.start()], found[1]) if found else (detail, "")


def rebuilt(message: int, text: str, said: str, source: str, now: datetime) -> Correction:
    """A correction as 往來紀錄 tells of it: nothing is asked or sent again, a template that rested rests on."""
    one = Correction(message, text, now, source, scopes=(SAME_TEMPLATE,), scope=SAME_TEMPLATE, said=said)
    if _RESTS in said:
        return replace(one, state=CONFIRMED, reviewed=now.date())
    done = said.startswith("更正") and said != WAITS
    return one.ended(DECLINED, said if done else "更正：帳本重建過；還要寄的話，清空再寫一次")


def _to_tell(number: str, find: Find) -> Case | None:
    """The case in which its customer is told; that of a merged one if it is the same customer's."""
    case = find(number)
    if case is not None and case.merged_to is not None:
        target = find(case.merged_to)
        case = target if target is not None and _same_customer(case, target) else None
    if case is None or case.status == "無效" or case.silent or case.forgotten_at is not None:
        return None
    return case


def _same_customer(case: Case, target: Case) -> bool:
    here, there = ((read_email(one.email).address or "").casefold() for one in (case, target))
    return here == there


def _by_hand(case: Case, bounced: Container[str]) -> str | None:
    email = read_email(case.email)
    if email.address is None:
        return email.why or "沒有 Email"
    return "這個 Email 上次寄不到" if email.address in bounced else None
