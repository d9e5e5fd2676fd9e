"""待辦 as a tab: its rows are places whose contents change, and what people answer there. Pure.

A tick may stand in a row that has come to speak of something else since she looked: it counts only where the read
before showed the same question in that place, else it is blanked and asked for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sheetdesk.columns import CONFIRMED, DECLINED, MACHINE, TODO, row_key
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Value
from sheetdesk.policy.todo import Item, ToDo

WELL, PAUSED = "系統正常", "⚠ 已暫停所有寄信"

_OURS = tuple(column.key for column in TODO.owned_by(MACHINE) if column.key != TODO.key_column)


@dataclass(frozen=True, slots=True)
class Answers:
    """`given`: what was chosen, by question. `shown`: which question each place shows. `blank`: places of which the
    answer is to be emptied, for nobody can tell what it was meant for."""

    given: Mapping[str, str]
    shown: Mapping[str, str]
    blank: frozenset[str]


def read_answers(view: TabView, shown_before: Mapping[str, str]) -> Answers:
    """What people chose since the last read."""
    shown, given, blank = dict[str, str](), dict[str, str](), set[str]()
    for place, row in rows_by_key(view).items():
        about, word = row.cells.get("about"), row.cells.get("answer")
        if about is not None:
            shown[place] = str(about)
        if word is None:
            continue
        chosen = str(word).strip()
        if about is not None and shown_before.get(place) == about and chosen in (CONFIRMED, DECLINED):
            given[str(about)] = chosen
        blank.add(place)
    return Answers(given, shown, frozenset(blank))


def todo_wishes(view: TabView, todo: ToDo, answers: Answers, condition: str, local: datetime) -> list[Wish]:
    """The first line, the items in order down the rows that stand, new rows for the rest, and blanks below.

    `condition`: how the desk is, told in the first line beside `local`, the shop's time; another one is news.

    Rows are filled as they lie, whatever their numbers: so a tab that she sorted is in order again."""
    standing = sorted(rows_by_key(view).values(), key=lambda row: row.place)
    wanted = [_head(todo), *map(_cells, todo.items)]
    blanks = [dict[str, Value].fromkeys(_OURS)] * (len(standing) - len(wanted))
    wishes = [_standing(row, cells, answers) for row, cells in zip(standing, wanted + blanks, strict=False)]
    wishes += _new(wanted[len(standing) :], standing)
    if any(map(_says_news, wishes)) or not _said(wishes[0], "next_step").startswith(condition):
        clock = f"{condition} {local:%m/%d %H:%M}"
        wishes[0] = replace(wishes[0], cells={**wishes[0].cells, "next_step": clock})
    return wishes


def halted_wishes(view: TabView, count: int) -> list[Wish]:
    """The first line of a desk that has stopped itself; the items below stay as they were last right."""
    standing = sorted(rows_by_key(view).values(), key=lambda row: row.place)
    if not standing:
        return []
    summary = f"一次有 {count} 件被改、清空或刪除，什麼都不寄、不照做"
    said: dict[str, Value] = {"next_step": "⚠ 系統先停下來", "summary": summary, "why": "怎麼辦，請看「系統狀態」"}
    cells = {**dict[str, Value].fromkeys(_OURS), **said}
    return [Wish(TODO.key, str(row_key(TODO, standing[0].cells)), cells, standing[0])]


def _standing(row: Row, cells: Mapping[str, Value], answers: Answers) -> Wish:
    place = str(row_key(TODO, row.cells))
    return Wish(TODO.key, place, {**cells, "answer": None} if place in answers.blank else cells, row)


def _new(wanted: Sequence[Mapping[str, Value]], standing: Sequence[Row]) -> list[Wish]:
    numbers = [int(key) for row in standing if (key := str(row_key(TODO, row.cells))).isdecimal()]
    first = max(numbers, default=-1) + 1
    return [Wish(TODO.key, str(at), {"place": str(at), **cells}) for at, cells in enumerate(wanted, start=first)]


def _head(todo: ToDo) -> dict[str, Value]:
    more = f"還有 {todo.left_out} 件沒有列出來，請看「案件」" if todo.left_out else None
    return {
        "urgency": None,
        "case": None,
        "summary": todo.line(),
        "owner": None,
        "why": more,
        "form": None,
        "about": None,
    }


def _cells(item: Item) -> dict[str, Value]:
    return {
        "urgency": item.urgency,
        "next_step": item.next_step,
        "case": item.case,
        "summary": item.summary,
        "owner": item.owner,
        "why": item.why,
        "form": item.link,
        "about": item.about,
    }


def _said(wish: Wish, name: str) -> str:
    """What that cell shows now."""
    return str((wish.row.cells.get(name) if wish.row is not None else None) or "")


def _says_news(wish: Wish) -> bool:
    """Would it change what people see? The clock in the first line alone is never a reason to write."""
    shown: Mapping[str, Value] = wish.row.cells if wish.row is not None else {}
    return wish.row is None or any(shown.get(name) != value for name, value in wish.cells.items())
