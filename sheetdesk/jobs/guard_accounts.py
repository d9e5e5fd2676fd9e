"""Say where an account's number stands that a person has to take out: a form's own row, her own words, a question.

Reads:   answers and rows in which account numbers were masked, the forms' questions
Decides: what 系統提醒 and 系統狀態 ask for
Repeat:  safe - the same numbers in the same places ask for the same; what was taken out is asked for no more
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import CASES, FORM, FORM_TABS, MACHINE, ORDERS, SHARED, STATUS, SURVEY
from sheetdesk.desk.desk import Desk
from sheetdesk.model.memory import masked_in
from sheetdesk.model.sheet import Problem, TabView
from sheetdesk.policy.arrival import Answer
from sheetdesk.policy.privacy import asks_for_account, plea_for_form, plea_for_row

LETTERS: tuple[str, ...] = ()

ROW = "row"
"""The place of what stands in the case's own row; other places are keys of form rows."""

MEND = "請到那一列把數字刪掉；要退款帳號，請用另外一份試算表的退款表單（見說明「退款帳號」）"
QUESTION_MEND = "把這一題從這張表單拿掉，改用另外一份試算表的退款表單（見說明「退款帳號」）"


def run(desk: Desk, now: datetime) -> str:
    """Ask for what is there, and no more for what is gone."""
    where = {row.key: row.case for row in (*desk.known_form_rows.values(), *desk.taken)} | desk.moved
    told = plan(desk.answers, where, desk.forms_are_whole, desk.masked, desk.exposed)
    for number in sorted(told.keys() | desk.exposed.keys()):
        case, pleas = desk.case(number), tuple(told.get(number, {}).values())
        if case is not None and case.exposed != pleas:
            desk.put(replace(case, exposed=pleas))
    desk.exposed = told
    for view in desk.forms:
        desk.problems += _of_rows(view) if view.key != FORM.key else []
        desk.problems += questions_in(view)
    return f"rows with account numbers: {sum(map(len, told.values()))}"


def plan(
    answers: Iterable[Answer],
    where: Mapping[str, str | None],
    whole: bool,
    masked: Mapping[str, tuple[str, ...]],
    before: Mapping[str, Mapping[str, str]],
) -> dict[str, dict[str, str]]:
    """What to ask for, by case and place. `whole`: an answer that isn't among `answers` stands nowhere any more."""
    found: dict[str, dict[str, str]] = {}
    read = set()
    for answer in answers:
        read.add(answer.key)
        number = where.get(answer.key)
        if answer.masked and number is not None:
            titles = (FORM.column(name).title if FORM.has(name) else name for name in answer.masked)
            found.setdefault(number, {})[answer.key] = plea_for_form(answer.tab, answer.place, titles)
    for number, places in before.items():
        kept = {} if whole else {key: plea for key, plea in places.items() if key != ROW and key not in read}
        if kept:
            found[number] = kept | found.get(number, {})
    for number, columns in masked.items():
        if hers := list(_hers(columns)):
            found.setdefault(number, {})[ROW] = plea_for_row(hers)
    return found


def _hers(columns: Iterable[str]) -> Iterator[str]:
    """Titles of columns that only people write; what stands in the others is written over by the mask."""
    ours = {column.key for column in CASES.owned_by(MACHINE, SHARED, STATUS)}
    return (CASES.column(name).title if CASES.has(name) else name for name in columns if name not in ours)


def _of_rows(view: TabView) -> list[Problem]:
    """Rows of a form that make no case."""
    what = {SURVEY.key: "問卷分頁", ORDERS.key: "分頁"}.get(view.key, "處理表單分頁")
    places = [row.place for row in view.rows if masked_in(row.cells)]
    return [
        Problem(f"{what}「{view.title}」第 {place} 列", "有帳號或卡號（存下來的已經遮住）", MEND) for place in places
    ]


def questions_in(view: TabView) -> list[Problem]:
    """Questions of a form in the shared sheet that ask for an account's number."""
    tab = FORM_TABS[view.key]
    asked = [name for name in view.header if name and not tab.has(name) and asks_for_account(name)]
    what = "這份大家都看得到的試算表，不能放帳號；裡面有一題在問"
    return [Problem(f"表單分頁「{view.title}」", f"{what}「{title}」", QUESTION_MEND) for title in asked]
