"""Take form rows and rows typed by hand in as cases.

Reads:   the forms' tabs, typed rows of 案件, form rows known before
Decides: known, new version, double, addition or new case (design §2, in this order); the case and its number
Repeat:  safe - a row that was taken in once is known ever after
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from sheetdesk.columns import CASES, MACHINE, SHARED
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.hearing import add_to, hear, target_of
from sheetdesk.desk.kin import Kin, about_of, kin_of
from sheetdesk.ledger.forms import SeenRow
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.arrival import (
    ADDITION,
    DOUBLE,
    FORM_FIELDS,
    KNOWN,
    NEW,
    VERSION,
    Answer,
    Arrival,
    Known,
    is_old,
    sort_out,
)
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.numbers import case_number
from sheetdesk.policy.people import about
from sheetdesk.policy.related import is_same_matter, pick
from sheetdesk.policy.source import read_source
from sheetdesk.policy.status import after_customer_wrote, refusal, with_status

LETTERS: tuple[str, ...] = ()

ADDED, RELATED = "客人的補充", "同一位客人、同一團或同一張訂單，三天內又寫來，沒有另開新單"

FRESH = timedelta(hours=24)
"""A receipt leaves only for a form row younger than this when first seen (design §5)."""

AT_ONCE = 2000
"""Answers that one pass takes in; the next one follows at once. Thousands that arrive together (a form with old answers)
would else take memory and one transaction in proportion: measured, see docs/benchmarks.md."""


def run(desk: Desk, now: datetime) -> str:
    """Take in what has arrived."""
    known = {
        row.key: Known(row.case, row.kind, row.person, row.order_no, row.content, row.submitted_at, row.gone)
        for row in desk.known_form_rows.values()
    }
    arrivals, gone = sort_out(
        desk.answers, known, lambda number: desk.case(number) is not None, whole=desk.forms_are_whole
    )
    desk.gone += gone
    if not gone:  # an edited answer is known for one only beside the one that it replaces
        desk.left_over = tuple(arrival.answer for arrival in arrivals[AT_ONCE:])
        arrivals = arrivals[:AT_ONCE]
    kin = kin_of(desk.customers, (arrival.answer for arrival in arrivals if arrival.kind == NEW))
    placed: dict[str, str] = {}
    counts = Counter[str]()
    for arrival in arrivals:
        arrival, note = _placed(desk, arrival, kin, now)
        number = arrival.case or placed.get(arrival.of or "") or _number(desk, _received_at(arrival.answer, now))
        placed[arrival.answer.key] = number
        _take(desk, arrival, number, note, now)
        if arrival.kind == NEW:
            kin.add(desk.cases[number])
        counts[arrival.kind] += 1
    for row, seen_at in desk.settled_drafts:
        _take_typed(desk, row, seen_at, now)
    told = [f"{kind}: {counts[kind]}" for kind in (NEW, DOUBLE, ADDITION, VERSION)]
    return ", ".join([*told, f"typed: {len(desk.settled_drafts)}"])


def _placed(desk: Desk, arrival: Arrival, kin: Kin, now: datetime) -> tuple[Arrival, str]:
    """The arrival with the case that it goes to, and why: the one that its case was merged into, or one of the same
    customer about the same thing (issue: related cases)."""
    if arrival.kind == NEW and not _is_silent(desk, arrival.answer):
        at = _received_at(arrival.answer, now)
        cases = (desk.case(number) for number in kin.candidates(arrival.answer, at))
        alike = (case for case in cases if case and is_same_matter(about(case), about_of(arrival.answer)))
        related = pick(alike, at)
        return (arrival, "") if related is None else (replace(arrival, kind=ADDITION, case=related.number), RELATED)
    target = target_of(desk, arrival.case)
    if target == arrival.case or arrival.kind == KNOWN:
        return arrival, ADDED
    kind = ADDITION if arrival.kind == VERSION else arrival.kind
    return replace(arrival, kind=kind, case=target), f"{ADDED}；寫的是 {arrival.case}，已併入這一件"


def _take(desk: Desk, arrival: Arrival, number: str, note: str, now: datetime) -> None:
    answer = arrival.answer
    silent = arrival.kind == NEW and _is_silent(desk, answer)
    # A row that was gone and stands there again is still what it was.
    kind = desk.known_form_rows[answer.key].kind if arrival.kind == KNOWN else "silent" if silent else arrival.kind
    desk.taken.append(
        SeenRow(
            answer.key,
            number,
            answer.tab,
            kind,
            answer.person,
            answer.order_no,
            answer.content,
            answer.submitted_at,
            now,
        )
    )
    if arrival.kind == NEW:
        desk.add(_silenced(new_case(desk, answer, number, now), now, silent), desk.next_running)
    elif arrival.kind == DOUBLE:
        hear(desk, number, arrival, "重複填單，沒有另開新單")
    elif arrival.kind == ADDITION:
        add_to(desk, number, arrival, note)
    elif arrival.kind == VERSION:
        _replace_facts(desk, number, arrival, now)


def new_case(desk: Desk, answer: Answer, number: str, now: datetime) -> Case:
    """The case that a form row becomes, before anybody judged it."""
    facts = {name: answer.fields.get(name) for name in FORM_FIELDS}
    facts = {name: str(v) if v is not None and name != "received_on" else v for name, v in facts.items()}
    facts["source"], _ = read_source(facts["source"])
    received_at = _received_at(answer, now)
    return Case(
        number=number,
        received_at=received_at,
        first_seen_at=now,
        status="待處理",
        status_log=((received_at, "待處理"),),
        receipt="due",
        receipt_hold=_hold(desk, answer, now),
        remarks=tuple(_remarks(answer, now)),
        **{name: value for name, value in facts.items() if value is not None},  # type: ignore[arg-type]
    )


def _received_at(answer: Answer, now: datetime) -> datetime:
    """The form's time or now, whichever is earlier (domain §4.8)."""
    return min(answer.submitted_at or now, now)


def _number(desk: Desk, received_at: datetime) -> str:
    return case_number(desk.book.defaults.prefix, received_at, desk.book.defaults.zone, desk.next_running)


def _is_silent(desk: Desk, answer: Answer) -> bool:
    """An old answer, seen on the first pass over its tab (domain §6), or one whose case may have been lost with a file."""
    said = desk.book.defaults
    return is_old(answer, said.silent_before) or (is_old(answer, said.live_from) and answer.tab in desk.first_tabs)


def _silenced(case: Case, now: datetime, silent: bool) -> Case:
    if not silent:
        return case
    log = (*case.status_log, (now, "已結案"))
    return replace(case, silent=True, status="已結案", status_log=log, receipt=None, receipt_hold=None, closed_at=now)


def _hold(desk: Desk, answer: Answer, now: datetime) -> str | None:
    """Why no receipt may leave by itself."""
    live_from = desk.book.defaults.live_from
    if answer.submitted_at is None:
        return "填單時間看不懂，收件通知先不寄；要寄請在「決定」選重寄"
    if live_from is not None and answer.submitted_at < live_from:
        return "啟用前填的單，收件通知先不寄；要寄請在「決定」選重寄"
    if now - answer.submitted_at >= FRESH:
        return "填單超過 24 小時，收件通知先不寄；要寄請在「決定」選重寄"
    return None


def _remarks(answer: Answer, now: datetime) -> list[str]:
    """What a person should know of this row beside the case itself."""
    found = []
    if answer.submitted_at is None:
        said = f"「{answer.unreadable_time[:20]}」" if answer.unreadable_time else "空白"
        found.append(f"表單的時間戳記看不懂（{said}），先用收到的時間算；請在「收件時間」改成對的時間。")
    elif answer.submitted_at > now + timedelta(minutes=5):
        found.append("表單的時間在未來，先用收到的時間算；請檢查試算表的時區。")
    if answer.case_no:
        found.append(f"客人填的服務單號「{answer.case_no[:20]}」查不到，先當新的一件；請看是不是舊案的補充。")
    if answer.fields.get("text") is None:
        found.append("客人沒有寫問題描述。")
    if (unread := read_source(answer.fields.get("source"))[1]) is not None:
        found.append(unread)
    email = answer.fields.get("email")
    if email is not None and (box := read_email(email)).address is None:
        found.append(f"Email「{str(email)[:30]}」不能用（{box.why}），收件通知寄不出去；請用電話或 LINE 聯絡。")
    return found


def _replace_facts(desk: Desk, number: str, arrival: Arrival, now: datetime) -> None:
    """An edited answer: the form's proposals change, what a person set stays. Like any word of a customer's it reopens."""
    case = desk.case(number)
    if case is None:
        return
    fresh = new_case(desk, arrival.answer, number, now)
    changed = False
    for name in FORM_FIELDS:
        value = getattr(fresh, name)
        changed |= value is not None and value != case.proposed.get(name, getattr(case, name))
        if name in case.proposed:
            case = replace(case, proposed={**case.proposed, name: value})
        else:
            case = replace(case, **{name: value})
    desk.put(after_customer_wrote(case, now) if changed else case)
    hear(desk, number, arrival, "客人修改了表單的回答")


def _take_typed(desk: Desk, row: Row, seen_at: datetime, now: datetime) -> None:
    """A row typed by hand: what stands there is the person's, and it gets no automatic receipt. Its clocks begin with the
    time entered, else when it was first seen (domain §4.1)."""
    typed = _typed_facts(row)
    entered, status = typed.get("received_at"), typed.pop("status", None)
    received_at = min(entered, seen_at) if isinstance(entered, datetime) else seen_at
    number = _number(desk, received_at)
    case = Case(
        number=number,
        first_seen_at=seen_at,
        by_hand=True,
        status="待處理",
        status_log=((received_at, "待處理"),),
        proposed=dict.fromkeys({c.key for c in CASES.owned_by(SHARED)} & typed.keys()),
        **{"received_at": received_at, **typed},  # type: ignore[arg-type]
    )
    why_not = refusal(case, status)
    case = replace(case, refusal=why_not) if why_not or status is None else with_status(case, str(status), now)
    desk.add(case, desk.next_running, row)


def _typed_facts(row: Row) -> dict[str, Value]:
    """The cells of a typed row that say something of the case; a formula's value isn't ours to know."""
    hers = (c.key for c in CASES.columns if c.owner != MACHINE and c.key in Case.__slots__)
    return {key: value for key in hers if (value := row.get(key)) is not None and not isinstance(value, Formula)}
