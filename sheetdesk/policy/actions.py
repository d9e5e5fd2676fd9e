"""動作: what each word of the drop-down asks, and what it does to the case. Pure; letters are the jobs' (design §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from unicodedata import normalize

from sheetdesk.columns import ACTIONS
from sheetdesk.model.case import Case
from sheetdesk.model.message import KINDS
from sheetdesk.model.values import Value
from sheetdesk.policy.additions import newest, nothing_to_split
from sheetdesk.policy.ratings import answered
from sheetdesk.policy.status import refusal, with_status

ELSEWHERE, RESENT, REFUNDED, TO_SUPPLIER, STOP, SPLIT, VOID = (
    "已用LINE／電話回",
    "已補寄",
    "已退款",
    "轉廠商",
    "攔下",
    "拆成新單",
    "無效",
)
SENDS: dict[str, str | None] = {"寄出": None, "寄出,等客人": "等客人", "寄出,已解決": "已解決"}
"""What sends the reply → the status that the case goes to once it has left (None: 處理中 if nobody had begun)."""

JUST_NOW = timedelta(minutes=10)
"""An 攔下 so soon after a letter left was meant for it."""

REFUND_PAID = "已退款"

CORRECTION_WAITS = f"⏳{KINDS['correction']}"
"""So 寄送結果 begins while a correction is to leave."""

STOP_CORRECTION = "要停請到「往來紀錄」清空寫錯那封信的「更正」"

NOTHING_WAITS = "沒有等著寄的回覆"
"""What she asked an 攔下 for is so already: nothing went wrong."""

NOT_SENT = "等著寄的回覆沒有寄，文字還在，要寄再選「寄出」"


@dataclass(frozen=True, slots=True)
class Deed:
    """The case after an action, and what 寄送結果 and the audit trail say of it. `done` is False if it was refused."""

    case: Case
    said: str
    done: bool = True


def read_action(typed: Value) -> str | None:
    """The action whose name she chose or typed, in whatever width and case; None if there is none of that name."""
    return _BY_NAME.get(_folded(typed)) if typed is not None else None


def carry_out(case: Case, action: str, now: datetime) -> Deed:
    """Do at once what isn't a letter. For those of SENDS nothing changes but that they are asked for."""
    if case.merged_to is not None:
        return Deed(
            case, f"沒有做「{action}」：這一件已併入 {case.merged_to}，請到那一件做，或清空「併入案件」", done=False
        )
    if action in SENDS:
        return Deed(replace(case, action=action), "要寄出回覆")
    return _without_letter(_DEEDS[action](case, now))


def begun(case: Case, now: datetime) -> Case:
    """Somebody works on it now."""
    return with_status(case, "處理中", now) if case.status == "待處理" else case


def replied(case: Case, at: datetime) -> Case:
    """A person answered at `at`: the first time meets the clock (domain §4.2)."""
    if case.low_rating_at is not None and at >= case.low_rating_at:
        case = answered(case)
    return replace(case, first_reply_at=case.first_reply_at or at, last_reply_at=at, reply_count=case.reply_count + 1)


def after_reply(case: Case, action: str, at: datetime) -> Case:
    """Where the case goes once her letter has left; a status that isn't allowed leaves it where it is, and says why."""
    wanted = SENDS[action]
    if wanted is None:
        return begun(case, at)
    why_not = refusal(case, wanted)
    return replace(begun(case, at), refusal=why_not) if why_not else with_status(case, wanted, at)


def without_request(case: Case, *columns: str) -> Case:
    """The case with these request cells done: they are emptied for as long as they show what was done."""
    done = {name: value for name in columns if (value := getattr(case, name)) is not None}
    blank = dict.fromkeys(done)
    return replace(case, carried_out=case.carried_out | done, **blank)  # type: ignore[arg-type]


def _elsewhere(case: Case, now: datetime) -> Deed:
    """首次回覆時間 is stamped once; what a person typed there stays. A draft was only a note of what she told them."""
    case = _stopped(without_request(case, "reply_template", "reply_text"))
    return Deed(begun(replied(case, now), now), "已記下：用 LINE／電話回覆")


def _resent(case: Case, now: datetime) -> Deed:
    if not case.resend_no:
        return Deed(case, "沒有記下：請先填「補寄單號」，再選一次「已補寄」", done=False)
    return Deed(with_status(case, "已解決", now), "已記下：補寄了，案件改成已解決")


def _refunded(case: Case, now: datetime) -> Deed:
    paid = replace(case, refund_status=REFUND_PAID)
    if why_not := refusal(paid, "已解決"):
        return Deed(paid, why_not, done=False)
    return Deed(with_status(paid, "已解決", now), "已記下：退款了，案件改成已解決")


def _to_supplier(case: Case, now: datetime) -> Deed:
    return Deed(with_status(case, "等廠商", now), "等廠商：給廠商的文字在「預覽」，可以整段複製")


def _stop(case: Case, now: datetime) -> Deed:
    if case.reply is not None and case.reply.doubtful:
        return Deed(case, "攔不了：這封不確定有沒有寄出，請到「往來紀錄」的「決定」選", done=False)
    if case.reply is None and (case.held is not None or case.action in SENDS):  # no job has looked at it yet
        return Deed(_stopped(case), "已攔下，沒有寄出；文字還在，改好再選「寄出」")
    if case.reply is None and (case.outcome or "").startswith(CORRECTION_WAITS):
        return Deed(case, f"更正不能從這裡攔：{STOP_CORRECTION}", done=False)
    if case.reply is None:
        late = case.last_reply_at is not None and now - case.last_reply_at < JUST_NOW
        said = "來不及攔下，信剛才已經寄出" if late else NOTHING_WAITS
        return Deed(_stopped(case), said, done=False)
    return Deed(_stopped(case), "已攔下，沒有寄出；文字還在，改好再選「寄出」")


def _without_letter(deed: Deed) -> Deed:
    """What she chose stands where 寄出 stood: the letter that waited for it is asked for no more (design §2, request).

    One of which nobody knows whether it left waits for 決定 as before."""
    case = deed.case
    if (case.action, case.reply, case.held) == (None, None, None) or (case.reply is not None and case.reply.doubtful):
        return deed
    return replace(deed, case=_stopped(case), said=f"{deed.said}；{NOT_SENT}")


def _stopped(case: Case) -> Case:
    return replace(case, action=None, reply=None, held=None)


def _split(case: Case, now: datetime) -> Deed:
    """The job makes the new case: it takes a number."""
    if newest(case) is None:
        return Deed(case, f"沒有拆：{nothing_to_split(case)}", done=False)
    return Deed(replace(case, split=True), "拆成新單")


def _void(case: Case, now: datetime) -> Deed:
    return Deed(with_status(_stopped(case), VOID, now), "已標為無效")


def _folded(typed: Value) -> str:
    return "".join(normalize("NFKC", str(typed)).casefold().split())


_BY_NAME = {_folded(action): action for action in ACTIONS}
_DEEDS = {
    ELSEWHERE: _elsewhere,
    RESENT: _resent,
    REFUNDED: _refunded,
    TO_SUPPLIER: _to_supplier,
    STOP: _stop,
    SPLIT: _split,
    VOID: _void,
}
