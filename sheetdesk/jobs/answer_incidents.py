"""Answer every customer of an incident with one decision: her own letter each, after one 確認.

Reads:   統一回覆 and 動作 in 批次事件, the incident's open cases, 分工表, answers in 待辦
Decides: the question, the letters, whom she has to tell by hand, who gets none
Repeat:  safe - a case is settled once for a text, and the key of its letter enters the outbox once
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.incidents import by_incident, take_back, waits_for
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case, PendingReply
from sheetdesk.model.incident import Incident
from sheetdesk.model.message import SENDING, SENT, UNSURE, source_of
from sheetdesk.policy.actions import SENDS
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.incident_course import confirmed, handed_back, reworded, tried
from sheetdesk.policy.incident_letters import Reach, digest_of, is_reworded, question, uniform
from sheetdesk.policy.incidents import trouble_of
from sheetdesk.policy.replies import NO, WAIT, YES, above_limit, is_asked, not_sent
from sheetdesk.policy.reply import Draft

LETTERS = ("reply",)


def run(desk: Desk, now: datetime) -> str:
    """Ask for what is new, and send what was confirmed, later cases included."""
    before, cases = len(desk.letters), by_incident(desk)
    for one in list(desk.incidents.values()):
        if one.joins and (one.wants in SENDS or one.sends is not None):
            desk.incidents[one.id] = _answered(desk, one, cases[one.number], now)
    return f"letters of incidents: {len(desk.letters) - before}"


def _answered(desk: Desk, one: Incident, cases: Sequence[Case], now: datetime) -> Incident:
    digest = digest_of(one, desk.book.shop.trial)
    if is_reworded(one) and any(waits_for(case, one) for case in cases):
        one = reworded(one, *take_back(desk, one, "改過了，舊的沒有寄"))
        cases = by_incident(desk)[one.number]
    told = set(one.told) if digest == one.digest else set()
    waiting = [case for case in cases if case.number not in told]
    if one.wants in SENDS:
        return _asked(desk, one, waiting, digest, now)
    if one.sends is None:
        return one
    if not is_reworded(one) and digest != one.digest:
        return tried(one, desk.book.shop.trial)
    if digest != one.digest:
        return replace(one, said="－統一回覆改過了，新的還沒寄；要寄請選「動作」" if one.reply else None)
    if one.sends_for_others:
        return _asked(desk, one, waiting, digest, now)
    dear = [case for case in waiting if _is_above(desk, case)]
    of_same = [case for case in waiting if trouble_of(case) in one.troubles and case not in dear]
    new = [case for case in waiting if trouble_of(case) not in (*one.troubles, *one.refused)]
    others = [case for case in waiting if case in dear or case in new]
    one = _send(desk, replace(one, said=None), of_same, now)
    return _asked(desk, one, others, digest, now) if others else one


def _asked(desk: Desk, one: Incident, cases: Sequence[Case], digest: str, now: datetime) -> Incident:
    """One question for all of them; a letter that can't be written is told of at once."""
    action, reach = one.wants or str(one.sends), _reach(desk, one, cases)
    if not reach.cases:
        return handed_back(one, _nobody(reach, digest == one.digest and bool(one.told))) if one.wants else one
    sample = _draft(desk, reach.cases[0], one, now)
    if sample is None or (sample.letter is None and sample.manual is None):
        why = sample.fault if sample is not None else "「統一回覆」是空的"
        return handed_back(one, f"⚠沒寄出：{why}；改好再選一次「{action}」")
    asks = question(one, action, digest, reach, sample.preview)
    answer = desk.ask(asks)
    if answer == YES:
        source = source_of(sample.letter) if sample.letter is not None else one.source
        return _send(desk, confirmed(one, digest, source, map(trouble_of, reach.cases)), cases, now)
    if answer == NO and one.wants is None and one.sends_for_others:
        return replace(one, sends=None, said=f"✋不再寄給之後加入的：您在「待辦」選了「{NO}」")
    if answer == NO and one.wants is None:
        return _refused(desk, one, reach)
    if answer == NO:
        return handed_back(one, f"✋沒有寄出：您在「待辦」選了「{NO}」")
    return replace(one, said=f"⏳等您在「待辦」選「{YES}」")


def _nobody(reach: Reach, is_settled: bool) -> str:
    """Why there is nobody to ask about. `is_settled`: these very words went out before."""
    if reach.answered:
        return f"⚠沒有寄：剩下的 {reach.answered} 件正在個別回覆"
    if is_settled:
        return "－這一段話每一件都處理過了，同一段話不會再寄一次"
    return "⚠沒有可以寄的案件；符合的案件加進來以後，再選一次"


def _reach(desk: Desk, one: Incident, cases: Sequence[Case]) -> Reach:
    """Whom it would go to."""
    free = [case for case in cases if not _is_answered(case, one)]
    mails = {case.number: read_email(case.email).address for case in free}
    bounced = desk.refusing(mail for mail in mails.values() if mail)
    by_mail = tuple(case for case in free if mails[case.number] and mails[case.number] not in bounced)
    by_hand = tuple(case for case in free if case not in by_mail)
    above = tuple(case for case in free if _is_above(desk, case))
    return Reach(by_mail, by_hand, len(cases) - len(free), above)


def _is_above(desk: Desk, case: Case) -> bool:
    """Is its 補償金額 more than its owner may give without being asked?"""
    return above_limit(case, desk.book.team) is not None


def _refused(desk: Desk, one: Incident, reach: Reach) -> Incident:
    """Later ones with that trouble get none, and it is settled for those whose amount was asked about."""
    for case in reach.above_limit:
        said = f"✋統一回覆沒有寄：您在「待辦」選了「{NO}」；要寄請在這一列寫「回覆內容」"
        desk.put(replace(case, outcome=said))
    troubles = {trouble_of(case) for case in reach.cases if case not in reach.above_limit} - {*one.troubles}
    settled = {case.number for case in reach.above_limit}
    return replace(
        one,
        refused=tuple(sorted({*one.refused, *troubles})),
        told=tuple(sorted({*one.told, *settled})),
        passed_over=one.passed_over + len(settled),
        said=None,
    )


def _is_answered(case: Case, one: Incident) -> bool:
    """Is a person answering it in its own row just now? A letter of the incident itself that waits is no answer."""
    return is_asked(case) or (case.reply is not None and not waits_for(case, one))


def _send(desk: Desk, one: Incident, cases: Sequence[Case], now: datetime) -> Incident:
    """Each case is settled: a letter, a text to pass on by hand, or none, and its 寄送結果 says which."""
    reach = _reach(desk, one, cases)
    passed_over = [case for case in cases if _is_answered(case, one)]
    by_hand = [case for case in reach.by_hand if _to_tell(desk, case, one, now)]
    posted = [case for case in reach.by_mail if _post(desk, case, one, now)]
    settled = {case.number for case in cases}
    count = len(settled) - len(by_hand) - len(posted)
    assert count >= len(passed_over)
    return replace(
        one,
        told=tuple(sorted({*one.told, *settled})),
        by_hand_count=one.by_hand_count + len(by_hand),
        passed_over=one.passed_over + count,
    )


def _post(desk: Desk, case: Case, one: Incident, now: datetime) -> bool:
    """Is its letter on its way?"""
    made = _draft(desk, case, one, now)
    if made is None or made.letter is None:
        return _told(desk, case, made, now) is None
    letter, live = made.letter, not desk.book.shop.trial
    before = [m for m in desk.letters_of(case.number) if m.kind == "reply" and m.letter.event == letter.event]
    if any(m.state in (SENT, SENDING, UNSURE) and not (m.trial and live) for m in before):
        return False
    leaves_at = now + WAIT
    said = f"⏳{leaves_at.astimezone(desk.book.defaults.zone):%H:%M} 寄出統一回覆（{one.number}），可選「攔下」"
    pending = PendingReply(str(one.sends), letter.event, leaves_at, incident=one.number)
    desk.letters.append(replace(letter, after=leaves_at))
    desk.put(replace(case, reply=pending, outcome=said))
    desk.events.append(Event(now, case.number, "person", "answered_together", new=one.number))
    return True


def _to_tell(desk: Desk, case: Case, one: Incident, now: datetime) -> bool:
    """Is she asked to pass it on by hand?"""
    made = _draft(desk, case, one, now)
    if made is not None and made.letter is not None:
        made = Draft(None, made.preview, "這個 Email 上次寄不到", made.letter.text)
    return _told(desk, case, made, now) is not None


def _told(desk: Desk, case: Case, made: Draft | None, now: datetime) -> str | None:
    """寄送結果 says why it can't be sent; the text to pass on, if there is one."""
    if made is None:
        return None
    clock = now.astimezone(desk.book.defaults.zone).strftime("%m/%d %H:%M")
    desk.put(replace(case, outcome=not_sent(made, clock, "再寄請在這一列寫「回覆內容」")))
    return made.manual


def _draft(desk: Desk, case: Case, one: Incident, now: datetime) -> Draft | None:
    return uniform(case, one, desk.book.templates, desk.book.sender, now)
