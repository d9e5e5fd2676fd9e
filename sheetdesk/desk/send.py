"""Send what is due: claim, check the conditions again, send, mark (domain §6, exactly once)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from sheetdesk.channels.port import Channel
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.errors import SendFailed, SendOutcomeUnknown, TemplateFault
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.case import Case
from sheetdesk.model.message import CANCELLED, FAILED, GIVEN_UP, KINDS, SENT, UNSURE, Message
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.queue import in_order, next_try
from sheetdesk.policy.sending import (
    CANCEL,
    DAY,
    GO,
    HOUR,
    STAFF_KINDS,
    UNASKED_KINDS,
    WAIT,
    Moment,
    SendHistory,
    Verdict,
    in_trial,
    may_send,
)
from sheetdesk.policy.shop import Office
from sheetdesk.policy.wording import moment

SECONDS_A_PASS = 20
"""Slow channels never hold up the sheet: what isn't sent by then waits for the next pass (design §1)."""


def send_due(rig: Rig, office: Office, asked: Asked, report: Report, read_at: datetime | None) -> None:
    """Send what may leave now. While too many changes hold the desk, only alarms do.

    `read_at`: when the sheet was last read whole; None if it could not be read in this pass."""
    kinds = ("alarm",) if report.halted else tuple(KINDS) if asked.kinds is None else asked.kinds
    started, held, waiting = rig.clock(), None, []
    with rig.ledger.begin() as tx:
        due = in_order(tx.outbox.due(started, kinds))
    for message in due:
        if rig.stopping() or rig.clock() - started > timedelta(seconds=SECONDS_A_PASS):
            report.again = True
            break
        if held is not None and message.letter.automatic and message.letter.kind != "alarm":
            waiting.append(message)
            continue
        verdict = _send_one(rig, office, message, report, read_at)
        held = verdict if verdict.desk_wide else held
    if held is not None and waiting:
        with rig.ledger.begin() as tx:
            for message in waiting:
                _hold(rig, office, tx, message, replace(held, trips_breaker=False), rig.clock())
    for channel in rig.channels.values():
        channel.close()


def _send_one(rig: Rig, office: Office, message: Message, report: Report, read_at: datetime | None) -> Verdict:
    channel, now = rig.channels.get(message.channel), rig.clock()
    with rig.ledger.begin() as tx:
        ready, verdict = _judge(rig, office, tx, message, Moment(now, office.shop.paused, read_at))
        if verdict.action != GO or channel is None:
            _hold(rig, office, tx, message, verdict, now)
            return verdict
        if not tx.outbox.claim(ready, now):
            return verdict
    state, values = _hand_over(channel, replace(ready, attempts=ready.attempts + 1), now, report)
    with rig.ledger.begin() as tx:
        tx.outbox.mark(message.id, state, rig.clock(), **values)
    report.sent += state == SENT
    report.failed += state != SENT
    return verdict


def _judge(rig: Rig, office: Office, tx: Transaction, message: Message, moment: Moment) -> tuple[Message, Verdict]:
    """The message as it would leave, and whether it may."""
    channel = rig.channels.get(message.channel)
    if channel is None:
        return message, Verdict(WAIT, f"管道「{message.channel}」沒有設定；請檢查 config.yaml 的 channels")
    case = tx.cases.some([message.letter.case]).get(message.letter.case) if message.letter.case else None
    message = _to_whom_it_concerns(message, case, tx)
    ready = replace(message, address=message.letter.recipient)
    if office.shop.trial or message.trial:  # what was decided in the trial never reaches a customer later
        own = office.own_address or (message.letter.recipient if channel.trial else None)
        if own is None:
            return message, Verdict(WAIT, "試營運要把信寄給您自己，但分工表沒有 Email；請填主揪的 Email")
        ready = in_trial(message, own)
    return ready, may_send(ready, case, _history(rig, tx, message, moment.now), moment, rig.limits)


def _to_whom_it_concerns(message: Message, case: Case | None, tx: Transaction) -> Message:
    """A letter that waited goes to the customer's address as the row says it now, if a person has mended it."""
    address = read_email(case.email).address if case is not None else None
    if message.letter.kind in STAFF_KINDS or address in (None, message.letter.recipient):
        return message
    message = replace(message, letter=replace(message.letter, recipient=str(address)))
    tx.outbox.readdress(message)
    return message


def _history(rig: Rig, tx: Transaction, message: Message, now: datetime) -> SendHistory:
    """Counts of what has left before, as policy/sending defines them."""
    letter, outbox = message.letter, tx.outbox
    local = now.astimezone(rig.defaults.zone)
    midnight = datetime.combine(local.date(), time(), local.tzinfo) - timedelta(microseconds=1)
    to_customers = tuple(kind for kind in KINDS if kind not in STAFF_KINDS)
    mine = {"case_no": letter.case, "kind": to_customers, "automatic": True}
    unasked = outbox.left_since(now - DAY, recipient=letter.recipient, kind=UNASKED_KINDS)
    recipients = outbox.left_since(now - DAY, channel=message.channel)
    return SendHistory(
        receipts_of_case=len(outbox.left_since(None, case_no=letter.case, kind="receipt")) if letter.case else 0,
        automatic_of_case=len(outbox.left_since(None, **mine)) if letter.case else 0,
        receipts_today=len(outbox.left_since(midnight, recipient=letter.recipient, kind="receipt")),
        unasked_last_day=len(unasked),
        oldest_unasked_at=min(unasked, default=None),
        recipients_last_day=len(recipients),
        oldest_sent_at=min(recipients, default=None),
        automatic_last_hour=len(outbox.left_since(now - HOUR, automatic=True)),
        alarms_last_hour=len(outbox.left_since(now - HOUR, kind="alarm")),
        breaker_tripped_at=tx.fact("breaker_at"),
    )


def _hold(rig: Rig, office: Office, tx: Transaction, message: Message, verdict: Verdict, now: datetime) -> None:
    """Keep it back; the record changes only if there is something new to say."""
    if verdict.action == WAIT:
        if verdict.trips_breaker:
            tx.remember("breaker_at", now)
            _tell_of_breaker(rig, office, tx, verdict, now)
        if message.note != verdict.why:
            tx.outbox.mark(message.id, message.state, now, note=verdict.why, next_try_at=verdict.until or now)
        elif verdict.until is not None:
            tx.outbox.postpone(message.id, verdict.until)
        return
    state = CANCELLED if verdict.action == CANCEL else UNSURE
    tx.outbox.mark(message.id, state, now, note=verdict.why)


def _tell_of_breaker(rig: Rig, office: Office, tx: Transaction, verdict: Verdict, now: datetime) -> None:
    """One alarm each time the breaker trips."""
    if office.own_address is None:
        return
    zone = rig.defaults.zone
    facts = {
        "shop": office.shop.name,
        "count": str(rig.limits.per_hour),
        "limit": str(rig.limits.per_hour),
        "at": moment(now, zone),
        "until": moment(verdict.until or now + HOUR, zone),
    }
    try:
        letter = alarm(
            Alert("breaker", f"breaker:{now.isoformat()}", facts), office.own_address, rig.defaults.templates
        )
    except TemplateFault:
        return
    tx.outbox.post(letter, Posting(rig.channel, rig.sign(letter, tx.fact("secret")), False, now))


def _hand_over(channel: Channel, message: Message, now: datetime, report: Report) -> tuple[str, dict[str, object]]:
    """What became of it, and what the record keeps of that."""
    try:
        channel.send(message, now)
    except SendOutcomeUnknown as fault:
        return UNSURE, {"note": f"{fault.what}；不確定有沒有寄出，請在「決定」選"}
    except SendFailed as fault:
        again = None if fault.permanent else next_try(message, now)
        note = f"{fault.what}" + (f" → {fault.mend}" if fault.mend else "")
        return (GIVEN_UP, {"note": note}) if again is None else (FAILED, {"note": note, "next_try_at": again})
    except Exception as fault:  # one letter must not stop the others (style §9), and nobody knows whether it left
        report.crashes.append(fault)
        return UNSURE, {"note": f"寄信時程式出錯（{type(fault).__name__}），不確定有沒有寄出；請在「決定」選"}
    return SENT, {"note": None, "trial": message.trial or channel.trial}
