"""What a pass is given: the real workbook, channels and ledger, the jobs, and what the caller asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sheetdesk.channels.message_id import sign
from sheetdesk.channels.port import Channel
from sheetdesk.desk.book import Defaults
from sheetdesk.desk.desk import Desk
from sheetdesk.errors import OutcomeUnknown, SheetdeskError
from sheetdesk.ledger import Ledger
from sheetdesk.model.message import Letter, key_of
from sheetdesk.model.sheet import Difference, NewRow, Problem
from sheetdesk.model.traffic import Traffic
from sheetdesk.policy.room_posts import NO_ROOM, Room
from sheetdesk.policy.sending import Limits
from sheetdesk.workbook.port import Workbook
from sheetdesk.workbook.refund_rows import RefundSheet
from sheetdesk.workbook.year_files import Years

Job = Callable[[Desk, datetime], str]


@dataclass(frozen=True, slots=True)
class Rig:
    """Everything outside that one desk works with. `channel` names the one that new letters take."""

    ledger: Ledger
    workbook: Workbook
    channels: Mapping[str, Channel]
    channel: str
    defaults: Defaults
    jobs: Mapping[str, Job]
    limits: Limits
    host: str
    mail_domain: str
    clock: Callable[[], datetime]
    stopping: Callable[[], bool] = lambda: False
    """Has somebody asked the process to end? The message in hand is finished, the next one waits."""
    room: Room = NO_ROOM
    """What the team's chat room is told; nothing where none is set up."""
    refunds: RefundSheet | None = None
    """The second workbook, with the answers of the refund form."""
    years: Callable[[], Years] | None = None
    """Opens the files to which archived rows go in the end."""
    stopwatch: Callable[[], float] = lambda: 0.0
    """Seconds from any moment on, to tell how long a job takes."""
    traffic: Callable[[], Traffic] = Traffic
    """What went over the wire to both workbooks so far."""

    def sign(self, letter: Letter, secret: str) -> str:
        """The Message-ID of a letter: derived from its key, so that a stranger can't forge one."""
        return sign(key_of(letter), bytes.fromhex(secret), self.mail_domain)


@dataclass(frozen=True, slots=True)
class Asked:
    """What this run may do. `jobs` and `kinds` None: all of them."""

    jobs: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    accept_changes: bool = False
    rehearse: bool = False
    patient: bool = False
    """Leave alone what is out of reach until its pause is over: nobody waits at the terminal."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One job of one pass: how long it took, and its fault, which says nothing of any case but its kind."""

    seconds: float
    fault: Exception | None = None


@dataclass(slots=True)
class Report:
    """What one pass did, for the caller. `again`: something moved or failed, read again at once. Only a rehearsal tells
    `difference` and `letters`: of thousands of new rows they are large, and a run may keep many reports."""

    now: datetime
    lines: dict[str, str] = field(default_factory=dict)
    ran: dict[str, Ran] = field(default_factory=dict)
    """Every job of this pass, those that failed included."""
    difference: Difference | None = None
    letters: list[Letter] = field(default_factory=list)
    new_cases: tuple[NewRow, ...] = ()
    """The first of the rows that this pass adds to 案件, to be shown, and how many there are."""
    new_cases_count: int = 0
    wrote: int = 0
    sent: int = 0
    failed: int = 0
    halted: int = 0
    set_back: bool = False
    again: bool = False
    stirred: bool = False
    """People asked for something else between the read and the write: letters that hang on it wait for the next read."""
    left_over: int = 0
    """Answers that the next pass will take in, for there were too many."""
    fault: SheetdeskError | None = None
    """The workbook could be read and not be written."""
    doubt: OutcomeUnknown | None = None
    """Nobody knows yet whether the last write was applied; the next read tells."""
    crashes: list[Exception] = field(default_factory=list)
    """Faults that nobody foresaw, of single jobs and letters; the others went on."""
    problems: list[Problem] = field(default_factory=list)
    new_problems: list[Problem] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Nothing was written or sent, and nothing asks for another pass at once."""
        return not (self.wrote or self.sent or self.again or self.left_over)
