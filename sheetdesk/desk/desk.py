"""The desk in the middle of a pass: what jobs look at, and what they decide."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sheetdesk.columns import CASES, FORM, MACHINE, SHARED, STAFF_FORM, SURVEY
from sheetdesk.desk.archive_facts import NO_ARCHIVE, Archive
from sheetdesk.desk.book import Book
from sheetdesk.desk.customers import Customers
from sheetdesk.desk.due import due_among, is_due
from sheetdesk.desk.figures import KpiFacts
from sheetdesk.desk.ladder_facts import NO_LADDER, LadderFacts
from sheetdesk.desk.orders import NO_ORDERS, OrderFacts
from sheetdesk.desk.peak import PeakFacts
from sheetdesk.desk.report_facts import ReportFacts
from sheetdesk.desk.staff_facts import NO_STAFF_FORM, StaffFacts, Try
from sheetdesk.desk.survey_facts import NO_SURVEY, SurveyFacts
from sheetdesk.errors import TemplateFault
from sheetdesk.ledger.cases import Event
from sheetdesk.ledger.forms import Inbound, SeenRow
from sheetdesk.ledger.ratings import SeenRating
from sheetdesk.ledger.staff_answers import SeenStaffAnswer
from sheetdesk.model.case import Case, Change
from sheetdesk.model.correction import Correction
from sheetdesk.model.incident import Incident
from sheetdesk.model.message import Letter, Message
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.model.revision import with_facts
from sheetdesk.model.sheet import Problem, Row, TabView
from sheetdesk.model.values import Value
from sheetdesk.policy.arrival import Answer
from sheetdesk.policy.incidents import Matter, Place
from sheetdesk.policy.replies import Question
from sheetdesk.policy.staff_form import StaffAnswer
from sheetdesk.policy.survey_answers import SurveyAnswer

_TOLD = frozenset(c.key for c in CASES.owned_by(MACHINE, SHARED)) - {"why", "how_counted", "light", "next_step"}
"""What goes into the audit trail: no reasons, which are told of each decision, and nothing that follows from the clock."""
_GROWING = (dict, list, set)


@dataclass(slots=True)
class Desk:
    """Working state of one pass. Jobs read cases from it and record changes in it; the pass makes them durable."""

    book: Book
    now: datetime
    cases: dict[str, Case]
    find: Callable[[str], Case | None]
    """Load a case that isn't open."""
    letters_of: Callable[[str], list[Message]] = lambda number: []
    """Every message of a case, oldest first."""
    letters_numbered: Callable[[Iterable[int]], list[Message]] = lambda numbers: []
    who_got: Callable[[str, bool], Mapping[str, int]] = lambda source, whatever_words: {}
    """The last letter made of that source (`model.message.source_of`) that reached each case."""
    find_many: Callable[[Iterable[str]], Mapping[str, Case]] = lambda numbers: {}
    """As `find`, all at once."""
    refusing: Callable[[Iterable[str]], Container[str]] = lambda addresses: ()
    """Those of some addresses that take no letters."""
    corrections: dict[int, Correction] = field(default_factory=dict)
    """What people wrote into 更正 and isn't at its end, by the number of the wrong letter."""
    has_incidents: bool = False
    incidents: dict[int, Incident] = field(default_factory=dict)
    """Is there a tab 批次事件; those that this pass looks at, by the number in 「E1」."""
    incident_rows: dict[int, Row] = field(default_factory=dict)
    last_incident: int = 0
    """Rows of 批次事件 that don't bear the number of theirs yet; the highest number that was ever given."""
    complaints_by: Callable[[Iterable[Place], datetime], dict[Place, list[Matter]]] = lambda places, since: {}
    """By bucket, product, supplier or carrier: its complaints since then that are in no incident."""
    row_of: Callable[[str], Mapping[str, Value] | None] = lambda number: None
    """A case's row as it was read; None if it doesn't stand in the sheet."""
    obeys: bool = True
    """Does this pass do what people ask for? Not while too much changed at once, nor after the sheet was set back."""
    answers_given: dict[str, str] = field(default_factory=dict)
    """What people chose in 待辦, by the question's key."""
    questions: dict[str, Question] = field(default_factory=dict)
    """What this pass wants confirmed."""
    forms: tuple[TabView, ...] = ()
    answers: tuple[Answer, ...] = ()
    """Everything that stands in the forms' tabs as far as they were read, oldest first."""
    known_form_rows: dict[str, SeenRow] = field(default_factory=dict)
    first_tabs: frozenset[str] = frozenset()
    """Form tabs that no pass has looked at before."""
    settled_drafts: tuple[tuple[Row, datetime], ...] = ()
    """Rows that a person typed and that have stood unchanged for two minutes, each with when it was first seen."""
    next_running: int = 1
    look_at_all: bool = False
    look_at_drafts: bool = False
    """Templates or the shop's words changed: what is drafted reads otherwise now."""
    touched: set[str] = field(default_factory=set)
    created: dict[str, int] = field(default_factory=dict)
    """New cases: number → running number."""
    numbered: dict[str, Row] = field(default_factory=dict)
    """New cases that stand in the sheet already: the row that was typed."""
    letters: list[Letter] = field(default_factory=list)
    told_of: dict[int, Message] = field(default_factory=dict)
    """Messages of which something is new in this pass, by their number."""
    events: list[Event] = field(default_factory=list)
    customers: Customers = field(default_factory=Customers)
    """Which cases are one customer's."""
    moved: dict[str, str] = field(default_factory=dict)
    """Form rows that became a case of their own: key → its number."""
    inbound: list[Inbound] = field(default_factory=list)
    taken: list[SeenRow] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    survey: SurveyFacts = NO_SURVEY
    ratings: list[SeenRating] = field(default_factory=list)
    orders: OrderFacts = NO_ORDERS
    staff: StaffFacts = NO_STAFF_FORM
    staff_seen: list[SeenStaffAnswer] = field(default_factory=list)
    staff_tries: list[Try] = field(default_factory=list)
    """What was tried through the staff form about no case that is known."""
    opted_out: dict[str, str] = field(default_factory=dict)
    """Cases whose row says that this customer is never asked again → her address."""
    refunds: tuple[RefundAnswer, ...] = ()
    """Answers of the refund form, in a pass that read them."""
    refunds_to_wipe: set[str] = field(default_factory=set)
    """Cases whose account nobody needs any more."""
    masked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns of each case's row in which an account's number stands, by case number."""
    exposed: dict[str, dict[str, str]] = field(default_factory=dict)
    """Cases of which an account's number stands somewhere: by the place, what to do about it."""
    alarmed: set[str] = field(default_factory=set)
    """Cases in which alarm words were found that nobody was told of yet."""
    archive: Archive = NO_ARCHIVE
    kpi: KpiFacts = field(default_factory=KpiFacts)
    ladder: LadderFacts = NO_LADDER
    reports: ReportFacts = field(default_factory=ReportFacts)
    peak: PeakFacts = field(default_factory=PeakFacts)
    hits: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_over: tuple[Answer | SurveyAnswer | StaffAnswer, ...] = ()
    """Answers that this pass didn't take in, for there were too many."""
    failed: set[str] = field(default_factory=set)
    """Jobs that broke off in this pass."""
    _due: set[str] | None = None
    """Cases whose own moment had come when the first job asked. What a job changes since is touched in any case."""
    _wanted: tuple[int, tuple[str, ...]] | None = None
    """What the last job looked at, in order, and how many numbers stood in `_due` and `touched` then."""

    @property
    def forms_are_whole(self) -> bool:
        """Was every complaint form's tab read from its first row on?"""
        return not any(view.left_out for view in self.forms if view.key == FORM.key)

    def has_taken(self, form: str) -> bool:
        """Did this pass take in what is new in the tabs of this sort of form?"""
        waits = {
            SURVEY.key: self.survey.new and not self.ratings,
            STAFF_FORM.key: self.staff.new and not self.staff_seen,
        }
        return not waits.get(form)

    def state(self) -> dict[str, Any]:
        """Everything as it is now, to go back to."""
        values = ((name, getattr(self, name)) for name in self.__slots__)  # asked before each job: `fields` takes long
        return {name: value.copy() if isinstance(value, _GROWING) else value for name, value in values}

    def go_back(self, state: dict[str, Any]) -> None:
        """As it was when `state` was taken: what a job decided before it failed counts for nothing."""
        for name, value in state.items():
            setattr(self, name, value)

    def to_look_at(self, now: datetime) -> list[Case]:
        """Cases whose row or facts changed, whose own next moment has come, or all when the rules changed."""
        if self.look_at_all:
            return list(self.cases.values())
        if self._due is None:
            self._due = due_among(self.cases.values(), now)
            if self.look_at_drafts:
                self._due |= {number for number, case in self.cases.items() if _is_drafted(case)}
        known, wanted = self._wanted, len(self._due) + len(self.touched)
        if known is None or known[0] != wanted:  # both only grow
            numbers = self._due | self.touched
            known = self._wanted = (wanted, tuple(number for number in self.cases if number in numbers))
        return [self.cases[number] for number in known[1]]

    def case(self, number: str) -> Case | None:
        """A case by its number, open or not."""
        if number not in self.cases:
            found = self.find(number)
            if found is None:
                return None
            self.cases[number] = found
            if self._due is not None and is_due(found, self.now):
                self._due.add(number)
        return self.cases[number]

    def add(self, case: Case, running: int, row: Row | None = None) -> None:
        """A new case; `row` where a person has typed it."""
        self.cases[case.number] = case
        self.created[case.number] = running
        self.next_running = max(self.next_running, running + 1)
        self.touched.add(case.number)
        if row is not None:
            self.numbered[case.number] = row
        self.events.append(Event(self.now, case.number, "customer" if row is None else "person", "created"))

    def put(self, case: Case) -> None:
        """The case as it is now, whatever changed in it."""
        self.cases[case.number] = case
        self.touched.add(case.number)

    def record(self, changes: Iterable[Change]) -> None:
        """Decisions of a job. What a person set stays; the machine's word waits behind it."""
        news: dict[str, dict[str, Any]] = {}  # by case: to copy one takes longer than all that is decided on it
        told: dict[tuple[str, str | None], tuple[dict[str, Any], ...]] = {}
        for change in changes:
            name, case, new = change.field, self.cases[change.case], news.setdefault(change.case, {})
            if name in case.proposed:
                new["proposed"] = {**new.get("proposed", case.proposed), name: change.value}
                continue
            if name in _TOLD:
                was, becomes = told.setdefault((change.case, change.why), ({}, {}))
                was.setdefault(name, new.get(name, getattr(case, name)))
                becomes[name] = change.value
            new[name] = change.value
        for number, new in news.items():
            self.put(with_facts(self.cases[number], **new))
        for (number, why), (was, becomes) in told.items():
            self.events.append(Event(self.now, number, "desk", "decided", None, was, becomes, why))

    def ask(self, question: Question) -> str | None:
        """Have something confirmed in 待辦; the answer, once a person gave it. Asked anew in each pass until then."""
        self.questions[question.key] = question
        return self.answers_given.get(question.key)

    def post(self, write: Callable[[], Letter], place: str) -> str | None:
        """Have a letter written and posted; the reason if it can't be written, which is also listed as a problem."""
        try:
            self.letters.append(write())
        except TemplateFault as fault:
            self.problems.append(Problem(place, str(fault.what), fault.mend))
            return fault.what
        return None


def _is_drafted(case: Case) -> bool:
    return case.reply_template is not None or case.reply_text is not None
