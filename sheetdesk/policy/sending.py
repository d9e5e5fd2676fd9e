"""May this message leave now? The limits of domain §6. Border: pure; counts and times come from the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sheetdesk.model.case import DONE, Case
from sheetdesk.model.message import WEBHOOK, Message
from sheetdesk.policy.lateness import doubtful, too_late
from sheetdesk.policy.progress import told_lines
from sheetdesk.policy.recipients import addresses_in, refused_recipient

GO, WAIT, CANCEL, UNSURE = "go", "wait", "cancel", "unsure"

STAFF_KINDS = ("alarm", "reminder", "escalation", "digest", "report")
"""Kinds that go to the organiser's own people; every other kind goes to a customer."""
ANSWERING_KINDS = ("receipt", "addition")
"""Kinds that answer by themselves to what a customer wrote: of these she gets so many a day."""
UNASKED_KINDS = ("progress", "survey", "survey_reminder")
"""Kinds to a customer who asked nothing just now."""
NEEDS_FRESH_DESK = ("reply", "correction", "survey", "survey_reminder", "progress", "reminder", "escalation")

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
FRESH = timedelta(minutes=5)
TRIAL_MARK = "【試】"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may leave. `per_hour` and `per_day` come from config.yaml, the others are domain §6's."""

    per_hour: int = 100
    """Automatic messages in an hour before the breaker trips."""
    per_day: int = 500
    """Recipients in any 24 hours that the mail account allows."""
    receipts_a_day: int = 5
    unasked_a_day: int = 3
    automatic_a_case: int = 6
    alarms_an_hour: int = 20
    own_addresses: frozenset[str] = frozenset()
    """Addresses the desk itself writes from and reads: a letter to them would come back for ever."""

    @property
    def kept_for_people(self) -> int:
        """Recipients of `per_day` that only alarms and letters written by people may use: a tenth, at least one."""
        return max(1, self.per_day // 10)


@dataclass(frozen=True, slots=True)
class SendHistory:
    """What has left before, this message apart. "Left" means 已送, 送出中 or 需確認: it may have arrived.

    Letters count by whom they are for (`letter.recipient`), so that a trial behaves like the real thing."""

    receipts_of_case: int = 0
    """Letters of kind receipt of this case."""
    automatic_of_case: int = 0
    """Automatic letters of this case whose kind isn't in STAFF_KINDS."""
    receipts_today: int = 0
    """Letters of ANSWERING_KINDS to this recipient since the last midnight in the desk's zone."""
    unasked_last_day: int = 0
    """Letters of UNASKED_KINDS to this recipient that left after now - 24 h."""
    oldest_unasked_at: datetime | None = None
    """When the first of those left."""
    recipients_last_day: int = 0
    """Recipients of all letters of every kind on this channel that left after now - 24 h."""
    oldest_sent_at: datetime | None = None
    """When the first of those left."""
    automatic_last_hour: int = 0
    """Automatic letters of every kind that left after now - 1 h."""
    alarms_last_hour: int = 0
    """Letters of kind alarm to this recipient that left after now - 1 h."""
    breaker_tripped_at: datetime | None = None
    """When a verdict last said `trips_breaker`."""
    released: bool = False
    """A person chose 重寄 for this very message."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The desk at the moment of sending. `read_at`: when the sheet was last read whole (None: not in this run)."""

    now: datetime
    paused: bool = False
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """go · wait (`until`; None: look again at the next pass) · cancel · unsure (需確認). `why` is for the organiser."""

    action: str
    why: str = ""
    until: datetime | None = None
    trips_breaker: bool = False
    desk_wide: bool = False
    """It would be the same for every other automatic letter but alarms."""


def may_send(message: Message, case: Case | None, history: SendHistory, moment: Moment, limits: Limits) -> Verdict:
    """Check every condition again, just before `message` would leave; the first that speaks decides.

    What a person released (重寄) is held back no more by the limits of its case and customer; by all others it is."""
    verdicts = (
        _case_forbids(message, case),
        _recipient_forbids(message, limits),
        _enough_for_case(message, history, limits),
        _needs_a_person(message, history, limits),
        _comes_late(message, case, history, moment.now),
        _desk_holds(message, moment),
        _breaker_holds(message, history, moment.now, limits),
        _customer_rests(message, history, limits),
        _budget_holds(message, history, limits),
    )
    return next((verdict for verdict in verdicts if verdict is not None), Verdict(GO))


def after_crash(resend_safe: bool) -> Verdict:
    """What becomes of a message found in 送出中: nobody knows whether it left (domain §6, exactly once)."""
    if resend_safe:
        return Verdict(GO)
    return Verdict(UNSURE, "寄到一半程式中斷了，不確定有沒有寄出；請在「決定」選：重寄、視為已寄、不寄")


def in_trial(message: Message, organiser: str) -> Message:
    """The same message as 試營運 sends it: to the organiser, marked 【試】. Safe to repeat."""
    subject = message.letter.subject
    if not subject.startswith(TRIAL_MARK):
        subject = TRIAL_MARK + subject
    return replace(message, trial=True, address=organiser, letter=replace(message.letter, subject=subject))


def _case_forbids(message: Message, case: Case | None) -> Verdict | None:
    if case is None:
        return None
    if case.status == "無效":
        return Verdict(CANCEL, "案件已標為無效，不寄")
    if case.silent:
        return Verdict(CANCEL, "啟用前的舊資料，不寄")
    if case.merged_to is not None and message.letter.kind not in STAFF_KINDS:
        return Verdict(CANCEL, f"案件已併入 {case.merged_to}，不寄")
    letter = message.letter
    if letter.kind == "reply" and not message.released and (case.reply is None or case.reply.event != letter.event):
        return Verdict(CANCEL, "內容改過或攔下了，這一版沒有寄")
    if letter.kind == "progress" and (why := _no_news(case, message.created_at) or _said_otherwise(case, letter.text)):
        return Verdict(CANCEL, why)
    return None


def _said_otherwise(case: Case, text: str) -> str | None:
    """She has changed or taken back a line since it was written."""
    standing = told_lines(case.note)
    gone = [line for line in case.progress_told if line in text and line not in standing]
    return "「備註」的「對客」改過了，這一版不寄" if gone else None


def _no_news(case: Case, written_at: datetime) -> str | None:
    """Why a progress letter would say nothing any more."""
    if case.status in (*DONE, "等客人"):
        return f"案件已經是「{case.status}」，不用寄進度"
    if case.progress_day is not None and case.follow_up != case.progress_day:
        return "「下次跟進」改過了，這一版不寄"
    if case.last_reply_at is not None and case.last_reply_at > written_at:
        return "剛回過客人了，不用寄進度"
    return None


def _recipient_forbids(message: Message, limits: Limits) -> Verdict | None:
    # The organiser may well use the shop's own mailbox; what goes to her people answers nobody.
    own = () if message.letter.kind in STAFF_KINDS else limits.own_addresses
    why = refused_recipient(message.letter.recipient, own)
    why = why or refused_recipient(message.address, () if message.trial else own)
    return Verdict(CANCEL, why) if why and message.channel != WEBHOOK else None


def _enough_for_case(message: Message, history: SendHistory, limits: Limits) -> Verdict | None:
    letter = message.letter
    if letter.case is None or not letter.automatic or letter.kind in STAFF_KINDS or history.released:
        return None
    if letter.kind == "receipt" and history.receipts_of_case >= 1:
        return Verdict(CANCEL, "這個案件已經寄過收件通知，不再寄")
    if history.automatic_of_case >= limits.automatic_a_case:
        return Verdict(CANCEL, f"這個案件已經自動寄了 {history.automatic_of_case} 封信，不再自動寄")
    return None


def _needs_a_person(message: Message, history: SendHistory, limits: Limits) -> Verdict | None:
    if message.letter.kind not in ANSWERING_KINDS or history.released:
        return None
    if history.receipts_today < limits.receipts_a_day:
        return None
    why = f"今天已經寄給這位客人 {history.receipts_today} 封收件通知，這一封先不寄；要寄請在「決定」選重寄"
    return Verdict(UNSURE, why)


def _comes_late(message: Message, case: Case | None, history: SendHistory, now: datetime) -> Verdict | None:
    if history.released:
        return None
    stale, unsure = too_late(message, case, now), doubtful(message, case, now)
    return Verdict(CANCEL, stale) if stale else Verdict(UNSURE, unsure) if unsure else None


def _desk_holds(message: Message, moment: Moment) -> Verdict | None:
    if moment.paused:
        return Verdict(WAIT, "「☐暫停所有寄信」開著，先不寄", desk_wide=True)
    if message.letter.kind not in NEEDS_FRESH_DESK:
        return None
    if moment.read_at is None or moment.now - moment.read_at >= FRESH:
        return Verdict(WAIT, "還沒讀到最新的表格，讀到再寄")
    return None


def _breaker_holds(message: Message, history: SendHistory, now: datetime, limits: Limits) -> Verdict | None:
    """Too many automatic letters: all but alarms wait an hour. Alarms pass, or nobody would hear of it, but few."""
    if not message.letter.automatic:
        return None
    if message.letter.kind == "alarm":
        few = history.alarms_last_hour < limits.alarms_an_hour
        return None if few else Verdict(WAIT, f"一小時內已寄 {history.alarms_last_hour} 封警示，請直接看表格")
    tripped = history.breaker_tripped_at
    if tripped is not None and now < tripped + HOUR:
        return Verdict(WAIT, "自動寄信太多，已暫停一小時", tripped + HOUR, desk_wide=True)
    if history.automatic_last_hour >= limits.per_hour:
        why = f"一小時內已自動寄出 {history.automatic_last_hour} 封，比平常多很多，先暫停一小時"
        return Verdict(WAIT, why, now + HOUR, trips_breaker=True, desk_wide=True)
    return None


def _customer_rests(message: Message, history: SendHistory, limits: Limits) -> Verdict | None:
    if message.letter.kind not in UNASKED_KINDS or history.released:
        return None
    if history.unasked_last_day < limits.unasked_a_day:
        return None
    why = f"24 小時內已主動寄給這位客人 {history.unasked_last_day} 封信，晚一點再寄"
    return Verdict(WAIT, why, _a_day_after(history.oldest_unasked_at))


def _budget_holds(message: Message, history: SendHistory, limits: Limits) -> Verdict | None:
    # Hundreds may be corrected at once: what is kept for people is for their replies.
    for_people = message.letter.kind == "alarm" or (not message.letter.automatic and message.kind != "correction")
    budget = limits.per_day - (0 if for_people else limits.kept_for_people)
    if message.channel == WEBHOOK or history.recipients_last_day + len(addresses_in(message.address)) <= budget:
        return None
    why = f"24 小時內已寄給 {history.recipients_last_day} 位收件人，額度（{limits.per_day}）快用完，晚一點再寄"
    return Verdict(WAIT, why, _a_day_after(history.oldest_sent_at), desk_wide=not for_people)


def _a_day_after(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment + DAY
