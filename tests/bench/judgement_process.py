"""Judgement without a desk, in a process of its own: texts through rules, deadlines of many cases, figures of a year.

python -m tests.bench.judgement_process     (then one JSON line a command)"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from sheetdesk.cli.build import defaults_of
from sheetdesk.config import default_config, load_config
from sheetdesk.desk.book import Book, read_book
from sheetdesk.jobs import stamp_deadlines
from sheetdesk.model.case import PRIORITIES, Case
from sheetdesk.model.sheet import Snapshot
from sheetdesk.policy.triage import judge
from tests.bench.figures import spent_on
from tests.bench.names import OURS
from tests.bench.process import obey
from tests.bench.texts import complaints
from tests.bench.world import LATER, MONDAY
from tests.bench.year import refresh

FIRST_ONES = 100
"""Texts that everybody may read once before it counts: whatever is made ready on the way is made ready then."""

Classify = Callable[[Sequence[str]], object]


def texts(who: str, count: int, file: str = "") -> dict[str, Any]:
    """So many texts through the default rules, by us or by one of the rivals; one text a line of `file`, if given."""
    wanted = _texts(count, file)
    classify = _ours() if who == OURS else import_module(f"tests.bench.rivals.{who}").classify
    classify(wanted[:FIRST_ONES])
    _, spent = spent_on(lambda: classify(wanted))
    return {**spent.plain(), "count": len(wanted)}


def deadlines(count: int) -> dict[str, Any]:
    """The job's plan for so many cases, received over thirty days, none judged before."""
    book = _book()
    cases = [_case(number, count) for number in range(1, count + 1)]
    plan = stamp_deadlines.plan
    (changes, _), spent = spent_on(lambda: plan(cases, book.policies, book.calendar, LATER))
    return {**spent.plain(), "count": len({change.case for change in changes})}


def _ours() -> Classify:
    rules = _book().rules
    return lambda found: [judge(Case("-", text=text), rules) for text in found]


def _book() -> Book:
    """What the desk goes by where the tabs are silent: config.yaml's rules, hours and times."""
    return read_book(Snapshot({}, (), None, ""), defaults_of(load_config(default_config(), {})))


def _case(number: int, count: int) -> Case:
    at = MONDAY - timedelta(days=30) * (number / count)
    priority = PRIORITIES[number % len(PRIORITIES)]
    return Case(
        f"GB2611-{number:04}",
        received_at=at,
        first_seen_at=at,
        source="表單",
        priority=priority,
        category="商品問題",
        status="待處理",
    )


def _texts(count: int, file: str) -> list[str]:
    if not file:
        return [text for _, text in islice(complaints(seed=10), count)]
    lines = [line for line in Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
    if not lines:
        raise ValueError(f"{file} holds no text")
    return [lines[at % len(lines)] for at in range(count)]


if __name__ == "__main__":
    obey({"texts": texts, "deadlines": deadlines, "figures": refresh})
