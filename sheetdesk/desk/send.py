"""Send what is due: claim, check the conditions again, send, mark (domain §6, exactly once)."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice, takewhile

from sheetdesk.desk.breaker import trip
from sheetdesk.desk.channel_rest import note_back, note_fault, rests
from sheetdesk.desk.conditions import Conditions, departure
from sheetdesk.desk.figures import count_letters
from sheetdesk.desk.hand_over import End, hand_over, is_foreseen, most_at_once, outcome
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.desk.room_facts import note_answer
from sheetdesk.desk.stamp_check import stands_back
from sheetdesk.desk.template_figures import count_sent
from sheetdesk.errors import SendFailed
from sheetdesk.ledger import Transaction
from sheetdesk.model.message import CANCELLED, KINDS, SENT, UNSURE, WEBHOOK, Message, Queued
from sheetdesk.policy.departures import Departures, lately
from sheetdesk.policy.queue import in_order
from sheetdesk.policy.sending import CANCEL, GO, WAIT, Verdict
from sheetdesk.policy.shop import Office

SECONDS_A_PASS = 20
"""Slow channels never hold up the sheet: what isn't sent by then waits for the next pass (design §1)."""


def send_due(rig: Rig, office: Office, asked: Asked, report: Report, read_at: datetime | None) -> None:
    """Send what may leave now. While too many changes hold the desk, only alarms do; while it is another's, nothing.

    `read_at`: when the sheet was last read whole; None if it could not be read in this pass."""
    kinds = ("alarm",) if report.halted else tuple(KINDS) if asked.kinds is None else asked.kinds
    started, waiting = rig.clock(), list[Queued]()
    with rig.ledger.begin() as tx:
        if stands_back(tx.fact):
            return
        known = rests(tx)
        resting = {name for name, rest in known.items() if rest.holds(started, asked.patient, report.now)}
        lined_up = [one for one in tx.outbox.queue(started, kinds) if one.channel not in resting]
        departures = Departures(tx.outbox.departures(lately(started, rig.defaults.zone)) if lined_up else ())
    queue = deque(in_order(lined_up))
    conditions = Conditions(rig, office, read_at, departures, lined_up=Counter(one.channel for one in lined_up))
    while queue:
        if queue[0].channel in conditions.resting:
            queue.popleft()
            continue
        if rig.stopping() or rig.clock() - started > timedelta(seconds=SECONDS_A_PASS):
            report.again = True
            break
        if conditions.hold(queue[0]):
            waiting.append(queue.popleft())
            continue
        lot = _next_lot(conditions, queue)
        put_off = send_lot(conditions, lot, report)
        queue.extendleft(one for one in reversed(lot) if one.id in put_off)
    if conditions.held is not None and waiting:
        with rig.ledger.begin() as tx:
            _keep_waiting(tx, waiting, conditions.held, rig.clock())
    _ask_silent_ones(conditions, known.keys() - resting)
    for channel in rig.channels.values():
        channel.close()


def _next_lot(conditions: Conditions, queue: deque[Queued]) -> list[Queued]:
    """The first message, and those behind it that may be handed over together with it, taken out of the queue."""
    name = queue[0].channel
    alike = takewhile(lambda one: one.channel == name and not conditions.hold(one), queue)
    lot = list(islice(alike, most_at_once(conditions.rig.channels.get(name))))
    for _ in lot:
        queue.popleft()
    return lot


def send_lot(conditions: Conditions, lot: Sequence[Queued], report: Report) -> set[int]:
    """Send those that may leave; answers which of them were not judged yet.

    The claim is durable before anything is handed over, and what became of it before anything else is."""
    rig, now = conditions.rig, conditions.rig.clock()
    with rig.ledger.begin() as tx:
        claimed, put_off = _claim(conditions, tx, lot, now)
    if not claimed:
        return put_off
    channel = rig.channels[claimed[0].channel]
    faults = hand_over(channel, claimed, now)
    with rig.ledger.begin() as tx:
        ends = [outcome(message, fault, now, channel.trial) for message, fault in zip(claimed, faults, strict=True)]
        _mark(conditions, tx, claimed, ends, now)
        _note_rest(conditions, tx, claimed[0].channel, faults)
    report.sent += sum(end.state == SENT for end in ends)
    report.failed += sum(end.state != SENT for end in ends)
    report.crashes += [fault for fault in faults if fault is not None and not is_foreseen(fault)]
    return put_off


def _claim(
    conditions: Conditions, tx: Transaction, lot: Sequence[Queued], now: datetime
) -> tuple[list[Message], set[int]]:
    """Those of `lot` that are to be handed over now, and those that have to be judged again after them.

    A message is judged as if all before it in the lot had left. Fewer would hold it back less: what may leave so may
    leave anyhow; of what may not, one can tell only when it is known what became of the others."""
    claimed: list[Message] = []
    found = conditions.look_up(tx, lot)
    for place, (message, case) in enumerate(found):
        ready, verdict = conditions.judge(tx, message, case, now)
        if verdict.action == GO:
            if tx.outbox.claim(ready, now):
                claimed.append(replace(ready, attempts=ready.attempts + 1))
                conditions.departures.add(departure(ready, now))
            continue
        if claimed:
            return claimed, {later.id for later, _ in found[place:]}
        _hold(conditions, tx, message, verdict, now)
        if verdict.desk_wide:
            conditions.held = verdict
            return [], {later.id for later, _ in found[place + 1 :]}
    return claimed, set()


def _mark(
    conditions: Conditions, tx: Transaction, claimed: Sequence[Message], ends: Sequence[End], claimed_at: datetime
) -> None:
    """Keep what became of them, and count only those that may have arrived."""
    now = conditions.rig.clock()
    left = zip(claimed, ends, strict=True)
    sent = [replace(message, state=SENT) for message, end in left if end.state == SENT and not end.trial]
    count_sent(tx, sent)
    count_letters(tx, sent, now)
    for end in dict.fromkeys(ends):
        alike = [message for message, its_end in zip(claimed, ends, strict=True) if its_end == end]
        tx.outbox.mark_all((message.id for message in alike), end.state, now, **end.values())
        for message in alike:
            conditions.departures.take_back(departure(message, claimed_at))
            if end.state in (SENT, UNSURE):
                conditions.departures.add(departure(message, now))


def _note_rest(conditions: Conditions, tx: Transaction, channel: str, faults: Sequence[Exception | None]) -> None:
    """Nothing gets through this channel any more, or something does again."""
    now = conditions.rig.clock()
    conditions.tried.add(channel)
    if channel == WEBHOOK:
        note_answer(tx, faults, now)
    down = next((fault for fault in faults if isinstance(fault, SendFailed) and fault.of_channel), None)
    if down is not None:
        conditions.resting.add(channel)
        note_fault(conditions.rig, tx, channel, down, now)
    elif any(fault is None for fault in faults):
        note_back(conditions.rig, conditions.office, tx, channel, conditions.lined_up[channel], now)


def _ask_silent_ones(conditions: Conditions, names: Iterable[str]) -> None:
    """Channels whose pause is over and that no letter tried: what waited may all have grown too old to leave by itself."""
    rig = conditions.rig
    if rig.stopping():
        return
    for name in sorted(set(names) & rig.channels.keys() - conditions.tried):
        found = rig.channels[name].probe()
        fault = SendFailed(found.what, permanent=False, mend=found.mend, of_channel=True) if found else None
        with rig.ledger.begin() as tx:
            _note_rest(conditions, tx, name, [fault])


def _hold(conditions: Conditions, tx: Transaction, message: Message, verdict: Verdict, now: datetime) -> None:
    """Keep it back: until later, for a person, or for good."""
    if verdict.action == WAIT:
        if verdict.trips_breaker:
            trip(conditions.rig, conditions.office, tx, verdict, now)
        _keep_waiting(tx, [message], verdict, now)
        return
    state = CANCELLED if verdict.action == CANCEL else UNSURE
    tx.outbox.mark(message.id, state, now, note=verdict.why)


def _keep_waiting(tx: Transaction, messages: Sequence[Message | Queued], verdict: Verdict, now: datetime) -> None:
    """Look at them again later; the record changes only where there is something new to say."""
    news = [message.id for message in messages if message.note != verdict.why]
    tx.outbox.hold(news, verdict.why, verdict.until or now, now)
    if verdict.until is not None:
        tx.outbox.postpone((message.id for message in messages if message.note == verdict.why), verdict.until)
