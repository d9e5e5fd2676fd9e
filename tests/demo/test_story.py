"""What the story says of its rows and edits is what the desk's own rules say of them."""

from __future__ import annotations

from dataclasses import replace

from sheetdesk import columns
from sheetdesk.demo.world import ADD_ROW, TYPE, Edit, FormAnswer, Rating, load_story
from sheetdesk.desk.obey import obey
from sheetdesk.desk.observe import Edit as CellChanged
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.policy.arrival import ADDITION, DOUBLE, NEW, VERSION, Known, answers, sort_out
from sheetdesk.policy.numbers import case_number
from sheetdesk.policy.status import after_customer_wrote

STORY = load_story()
FIELDS = {column.title: column.key for column in columns.CASES.columns}


def told(answer: FormAnswer) -> str:
    """What the story says that an answer is."""
    if answer.case_of:
        return ADDITION
    if answer.replaces:
        return VERSION
    return DOUBLE if answer.double_of else NEW


class Form:
    """The form's tab as it grows, and what the desk made of each of its rows."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.known: dict[str, Known] = {}
        self.cases: dict[str, str] = {}

    def take(self, answer: FormAnswer) -> str:
        """Put the answer into the tab, as the form would, and say what the desk takes it for."""
        self.rows.pop(answer.replaces or "", None)
        number = self.cases.get(answer.case_of or "", "")
        self.rows[answer.id] = Row(len(self.rows) + 2, answer.with_number(number))
        view = TabView("form", columns.FORM.title, (), 1, tuple(self.rows.values()))
        (arrival,), gone = sort_out(answers([view]), self.known, lambda named: named in self.cases.values())
        self.known |= {key: replace(self.known[key], gone=True) for key in gone}
        if arrival.kind == NEW:
            self.cases[answer.id] = case_number("GB", answer.at, STORY.zone, len(self.cases) + 1)
        case, row = arrival.case or self.cases[answer.id], arrival.answer
        self.known[row.key] = Known(
            case, arrival.kind, row.person, row.order_no, row.content, row.submitted_at, gone=False
        )
        return arrival.kind


def test_the_desk_takes_every_answer_for_what_the_story_says_it_is() -> None:
    form = Form()
    for answer in STORY.answers:
        assert form.take(answer) == told(answer), answer.id
    assert len(form.cases) == sum(answer.opens_case() for answer in STORY.answers)


def play() -> tuple[dict[str, Case], dict[str, str]]:
    """Each case after the story, by the id of its row, and the reasons why a status was refused, by row."""
    cases: dict[str, Case] = {}
    refused: dict[str, str] = {}
    for moment in STORY.moments():
        if isinstance(moment, FormAnswer):
            receive(moment, cases)
        elif isinstance(moment, Rating):
            assert moment.of is None or moment.of in cases
        elif moment.tab == "cases" and moment.do == ADD_ROW:
            cases[moment.row or ""] = Case(moment.row or "", status="待處理")
        elif moment.tab == "cases" and moment.do == TYPE:
            carry_out(moment, cases, refused)
    return cases, refused


def receive(answer: FormAnswer, cases: dict[str, Case]) -> None:
    if answer.case_of:
        cases[answer.case_of] = after_customer_wrote(cases[answer.case_of], answer.at)
    elif answer.replaces:
        cases[answer.id] = cases.pop(answer.replaces)
    elif not answer.double_of:
        cases[answer.id] = Case(answer.id, status="待處理")


def carry_out(edit: Edit, cases: dict[str, Case], refused: dict[str, str]) -> None:
    case = cases[edit.row or ""]
    seen = CellChanged(case.number, FIELDS.get(edit.column or "", edit.column or ""), None, edit.value)
    obeyed = obey(case, seen, edit.at, STORY.zone)
    if obeyed is None:  # a column of her own
        return
    assert (obeyed.kind in ("put_back", "status_refused")) is edit.put_back, (edit, obeyed.why)
    if obeyed.kind == "status_refused":
        refused[case.number] = obeyed.why
    cases[case.number] = obeyed.case


def test_every_status_is_allowed_but_two_promises_that_were_not_kept() -> None:
    _, refused = play()
    assert {row: "補寄單號" in why for row, why in refused.items()} == {"box-missing-lid": True, "refund-where": False}


def test_most_cases_are_done_at_the_end_and_some_still_wait() -> None:
    cases, _ = play()
    statuses = [case.status for case in cases.values()]
    done = sum(status in ("已解決", "已結案", "無效") for status in statuses)
    assert len(statuses) / 2 < done < len(statuses)
    assert {"待處理", "處理中", "等客人", "等廠商", "等物流", "待補寄", "無效"} <= set(statuses)


def test_one_case_is_reopened_by_its_customer() -> None:
    cases, _ = play()
    assert [case.number for case in cases.values() if case.reopen_count] == ["box-missing-lid"]
