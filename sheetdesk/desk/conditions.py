"""May a letter leave now, as ledger and desk stand at this moment? Border: asks the ledger; sends and marks nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sheetdesk.desk.breaker import TRIPPED_AT
from sheetdesk.desk.corrections import overtaken
from sheetdesk.desk.ladder_facts import ladder_holds
from sheetdesk.desk.peak import known_peak
from sheetdesk.desk.rig import Rig
from sheetdesk.desk.survey_facts import Whom, mailbox_now
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import Case
from sheetdesk.model.message import FAILED, WAITING, WEBHOOK, Departure, Message, Queued
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.correction_letter import KIND as CORRECTION
from sheetdesk.policy.departures import Departures
from sheetdesk.policy.peak import LOOK_AGAIN, slowed
from sheetdesk.policy.sending import CANCEL, STAFF_KINDS, WAIT, Moment, Verdict, in_trial, may_send
from sheetdesk.policy.shop import Office
from sheetdesk.policy.survey_refusal import KINDS as SURVEYS
from sheetdesk.policy.survey_refusal import may_leave


@dataclass(slots=True)
class Conditions:
    """Those under which the letters of one pass leave. `read_at`: when the sheet was last read whole, if it was."""

    rig: Rig
    office: Office
    read_at: datetime | None
    departures: Departures
    held: Verdict | None = None
    """Why no automatic letter but alarms may leave any more."""
    resting: set[str] = field(default_factory=set)
    """Channels that nothing gets through now."""
    tried: set[str] = field(default_factory=set)
    """Channels that answered in this pass, well or badly."""
    lined_up: Counter[str] = field(default_factory=Counter)
    """How many letters stood in line for each channel when the pass began to send."""

    def hold(self, message: Queued) -> bool:
        """Must it wait, whatever else there is to say of it?"""
        return self.held is not None and message.automatic and message.kind != "alarm"

    def look_up(self, tx: Transaction, lot: Iterable[Queued]) -> list[tuple[Message, Case | None]]:
        """The messages of `lot` that still wait, in its order, each with its case; what left of these is known then."""
        lot = list(lot)
        messages = {m.id: m for m in tx.outbox.by_ids(one.id for one in lot) if m.state in (WAITING, FAILED)}
        numbers = {message.letter.case for message in messages.values() if message.letter.case}
        cases, strange = tx.cases.some(numbers), self.departures.unknown(numbers)
        self.departures.learn(strange, tx.outbox.departures_of(strange))
        found = (messages[one.id] for one in lot if one.id in messages)
        return [(message, cases.get(message.letter.case or "")) for message in found]

    def judge(self, tx: Transaction, message: Message, case: Case | None, now: datetime) -> tuple[Message, Verdict]:
        """The message as it would leave, and whether it may."""
        channel = self.rig.channels.get(message.channel)
        if channel is None:
            return message, Verdict(WAIT, f"管道「{message.channel}」沒有設定；請檢查 config.yaml 的 channels")
        room = message.channel == WEBHOOK
        message = _to_whom_it_concerns(message, case, tx)
        ready = replace(message, address=message.letter.recipient)
        if self.office.shop.trial or message.trial:  # what was decided in the trial never reaches a customer later
            there = message.letter.recipient if channel.trial or room else None
            own = there if room else self.office.own_address or there
            if own is None:
                return message, Verdict(WAIT, "試營運要把信寄給您自己，但分工表沒有 Email；請填主揪的 Email")
            ready = in_trial(message, own)
        if message.kind == CORRECTION and (why_not := overtaken(message.letter, tx)):
            return ready, Verdict(CANCEL, why_not)
        if message.letter.about and (held := ladder_holds(tx, message, self.office.shop.quiet, self.rig.defaults, now)):
            return ready, held
        if message.kind in SURVEYS:
            live = not (self.office.shop.trial or message.trial)
            whom = Whom(message.letter.case or "", message.letter.recipient, live)
            mailbox = mailbox_now(tx, whom, message.id)
            verdict = may_leave(message, case, mailbox, self.rig.defaults.survey, now)
            if verdict is not None:
                return ready, verdict
        before = self.departures.before(message, now, self.rig.defaults.zone)
        before = replace(before, breaker_tripped_at=tx.fact(TRIPPED_AT))
        if known_peak(tx) and (why := slowed(message, before.automatic_last_hour, self.rig.limits.per_hour)):
            return ready, Verdict(WAIT, why, now + LOOK_AGAIN)
        return ready, may_send(ready, case, before, Moment(now, self.office.shop.paused, self.read_at), self.rig.limits)


def departure(message: Message, at: datetime) -> Departure:
    """That `message` left at `at`."""
    letter = message.letter
    return Departure(at, letter.recipient, message.channel, letter.kind, letter.automatic, letter.case)


def _to_whom_it_concerns(message: Message, case: Case | None, tx: Transaction) -> Message:
    """A letter that waited goes to the customer's address as the row says it now, if a person has mended it."""
    address = read_email(case.email).address if case is not None else None
    if message.letter.kind in STAFF_KINDS or address in (None, message.letter.recipient):
        return message
    message = replace(message, letter=replace(message.letter, recipient=str(address)))
    tx.outbox.readdress(message)
    return message
