"""分工表: who works here, for what, until how many cases, and who stands in for whom. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sheetdesk.columns import TEAM
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.fold import fold
from sheetdesk.policy.setting_row import SettingRow

LEAD, BACKUP, BOSS = "主揪", "備援", "老闆"


@dataclass(frozen=True, slots=True)
class Person:
    """One row of 分工表. Both days of a leave belong to it; a leave without an end lasts until one is entered."""

    name: str
    email: str | None = None
    role: str | None = None
    categories: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    max_open: int | float | None = None
    refund_limit: int | float | None = None
    proxy: str | None = None
    leave_from: date | None = None
    leave_to: date | None = None
    active: bool = True


def on_leave(person: Person, today: date) -> bool:
    """Is she away today?"""
    if person.leave_from is None and person.leave_to is None:
        return False
    begun = person.leave_from is None or person.leave_from <= today
    return begun and (person.leave_to is None or today <= person.leave_to)


def on_duty(person: Person, today: date) -> bool:
    """Does she work here, and today?"""
    return person.active and not on_leave(person, today)


def find(team: Sequence[Person], name: str | None) -> Person | None:
    """The person of that name, however it is typed."""
    wanted = fold(name or "")
    return next((person for person in team if wanted and fold(person.name) == wanted), None)


def read_team(rows: Sequence[Row]) -> tuple[tuple[Person, ...], list[Problem]]:
    """The people of 分工表 in its order; a cell that can't be read is named and counts as blank."""
    people: list[Person] = []
    read: list[tuple[SettingRow, Person]] = []
    problems: list[Problem] = []
    for row in (SettingRow(TEAM, row) for row in rows):
        if row.is_blank():
            continue
        person = _person(row)
        if person is None:
            row.fault("name", "沒有姓名，這一列不算", "請填姓名，或刪掉這一列")
        elif find(people, person.name):
            row.fault("name", f"「{person.name}」重複，只算上面那一列", "請把兩列合成一列，或用不同的姓名")
        else:
            people.append(person)
            read.append((row, person))
            continue
        problems += row.problems
    for row, person in read:
        _check_proxy(row, person, people)
        problems += row.problems
    return tuple(people), problems


def _person(row: SettingRow) -> Person | None:
    name = row.text("name")
    if name is None:
        return None
    leave_from, leave_to = row.day("leave_from"), row.day("leave_to")
    if leave_from and leave_to and leave_to < leave_from:
        row.fault("leave_to", "比「請假從」還早，這次請假不算", "請檢查兩個日期")
        leave_from = leave_to = None
    return Person(
        name=name,
        email=row.text("email"),
        role=row.text("role"),
        categories=row.words("categories"),
        goods=row.words("goods"),
        max_open=row.amount("max_open"),
        refund_limit=row.amount("refund_limit"),
        proxy=row.text("proxy"),
        leave_from=leave_from,
        leave_to=leave_to,
        active=row.yes("active") is not False,
    )


def _check_proxy(row: SettingRow, person: Person, people: Sequence[Person]) -> None:
    if person.proxy is None:
        return
    proxy = find(people, person.proxy)
    if proxy is None:
        row.fault("proxy", f"分工表裡沒有「{person.proxy}」，請假時改由主揪處理", "請填分工表裡的姓名")
    elif proxy == person:
        row.fault("proxy", "代理人是自己，請假時改由主揪處理", "請填另一個人")


def by_address(team: Sequence[Person], address: str | None) -> Person | None:
    """Whose mail address it is, whether she still works here or not: of two rows that bear it the one who does."""
    if address is None:
        return None
    bearers = [one for one in team if (read_email(one.email).address or "").lower() == address.lower()]
    return next((one for one in bearers if one.active), next(iter(bearers), None))
