"""A year of cases as figures, and what it takes to bring the KPI tabs up to date from them without reading a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sheetdesk.ledger import Ledger
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi import letters_of, tables
from sheetdesk.policy.kpi_periods import RECENT, WHOLE, Reach, earliest, midnight
from sheetdesk.policy.kpi_slices import Ground
from sheetdesk.policy.kpi_terms import USUAL
from sheetdesk.policy.people import Bearer
from tests.bench.figures import spent_on
from tests.bench.world import LATER, TAIPEI

YEAR = timedelta(days=365)
CATEGORIES = ("商品問題", "物流問題", "客服問題", "帳務問題", "退換貨", "詢問", "其他")


def refresh(count: int, whole: bool) -> dict[str, Any]:
    """One refresh of all tabs over a year of so many cases: as each hour does it, or `whole`, as each day."""
    with TemporaryDirectory() as folder:
        ledger = _ledger(Path(folder), count)
        reach = WHOLE if whole else RECENT
        _refresh(ledger, reach)
        rows, spent = spent_on(lambda: _refresh(ledger, reach))
        ledger.close()
    return {**spent.plain(), "count": rows}


def _refresh(ledger: Ledger, reach: Reach) -> int:
    """How many rows the tables have."""
    since = midnight(earliest(LATER.astimezone(TAIPEI).date(), reach), TAIPEI)
    with ledger.begin() as tx:
        cases = tx.figures.since(since)
        left = letters_of(((one.quarter, one.automatic, one.count) for one in tx.figures.letters(since)), TAIPEI)
    ground = Ground(cases, left, (), frozenset(), waiting=0, late=0, categories=CATEGORIES)
    return sum(len(table.rows) for table in tables(ground, USUAL, TAIPEI, LATER, reach).values())


def _ledger(folder: Path, count: int) -> Ledger:
    ledger = Ledger.open(f"sqlite:///{folder / 'year.db'}")
    cases = list(_cases(count))
    with ledger.begin() as tx:
        tx.figures.keep(cases)
        bearers = (Bearer(case.number, person=cases[at * 3 // 4].number) for at, case in enumerate(cases))
        tx.people.keep(bearers)
        tx.figures.count_letters((case.received_at, True) for case in cases if case.received_at)
    return ledger


def _cases(count: int) -> Iterator[CaseFigures]:
    chance = Random(6)
    for number in range(count):
        received = (LATER - YEAR * (number / count)).replace(second=0, microsecond=0)
        replied = received + timedelta(minutes=chance.randint(5, 900))
        solved = replied + timedelta(minutes=chance.randint(0, 4000))
        closed = solved + timedelta(days=7)
        yield CaseFigures(
            f"GB-{number:05}",
            True,
            closed,
            received_at=received,
            nature=chance.choice(("客訴", "詢問")),
            category=chance.choice(CATEGORIES),
            source=chance.choice(("表單", "LINE", "電話")),
            product=f"商品{int(chance.paretovariate(1)) % 400}",
            group_no=f"G{number // 80}",
            supplier=f"廠商{chance.randint(1, 30)}",
            owner=chance.choice("芳美明"),
            rule=f"規則 {chance.randint(1, 90)}",
            receipt_min=1,
            replied_at=replied,
            reply_min=_minutes(replied - received),
            reply_business_min=_minutes(replied - received) // 3,
            reply_ended_at=replied,
            reply_met=chance.random() < 0.9,
            promise_due=received + timedelta(days=1),
            promise_kept=True,
            solved_at=solved,
            solve_min=_minutes(solved - received),
            solve_business_min=_minutes(solved - received) // 3,
            solve_net_min=_minutes(solved - received) // 2,
            solution_met=True,
            replies_before=chance.randint(1, 3),
            solved_by="阿芳",
            resolved=True,
            closed_at=closed,
            asked_for=solved,
            rating=chance.choice((None, None, 3, 5)),
            amount=chance.choice((None, None, None, 320.0)),
            paid_by="廠商",
            claimed=True,
        )


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
