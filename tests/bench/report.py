"""docs/benchmarks.md: the goals first, then every table, then how it was measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench import names
from tests.bench.goals import Judge
from tests.bench.growth import exponent
from tests.bench.picture import draw
from tests.bench.plan import EACH_TURN, LATENCY_MS, Plan
from tests.bench.report_words import COLUMNS, HEAD, METHOD, MISSING, RIVALS, TOLD
from tests.bench.result import Results
from tests.bench.rivals.door import QUOTA, least_minutes
from tests.bench.tables import passes_table, seconds, table

PICTURE, REPORT = "benchmarks.svg", "benchmarks.md"
REACHED = {True: "yes", False: "**no**", None: "told, not a goal"}


def write_report(results: Results, plan: Plan, folder: Path) -> None:
    """The report and its picture."""
    draw(results, plan, folder / PICTURE)
    (folder / REPORT).write_text("\n".join(_parts(results, plan)), encoding="utf-8")


def _parts(results: Results, plan: Plan) -> Iterator[str]:
    yield HEAD.format(machine=results.machine, minutes=results.minutes)
    goals = [(g.what, g.measured, REACHED[g.reached]) for g in Judge(results, plan).goals()]
    yield "## What was to be reached\n\n" + table(("goal", "measured", "reached"), goals)
    yield TOLD.format(flood=plan.new_on_empty[-1], latency=LATENCY_MS)
    yield COLUMNS.format(latency=LATENCY_MS)
    yield f"![What {plan.many_new} new rows take, and how a pass grows]({PICTURE})\n"
    yield from _race(results, plan)
    yield from _desks(results, plan)
    yield from _empty(results, plan)
    yield from _year(results, plan)
    yield from _judgement(results, plan)
    yield from _files(results, plan)
    yield from _processes(results, plan)
    states = dict(zip(("rest", "row", "rewritten"), names.RESIDENT, strict=True))
    yield METHOD.format(latency=LATENCY_MS, often=plan.often, each=EACH_TURN, **states)
    yield RIVALS.format(most=plan.most_usual)
    yield MISSING


def _race(results: Results, plan: Plan) -> Iterator[str]:
    yield f"## {plan.many_new} new rows on {plan.compared:,} open cases, {LATENCY_MS} ms a call\n"
    yield passes_table(results, names.MANY_NEW, plan.compared, LATENCY_MS)
    usual = results.get(names.MANY_NEW, names.USUAL, plan.compared, LATENCY_MS)
    if usual:
        waits = f"would wait for {least_minutes(usual.calls)} minutes at least (computed from its calls, not measured)"
        yield f"At Google's quota of {QUOTA} reads and {QUOTA} writes a minute the usual script {waits}.\n"
    yield f"## One new row on {plan.compared:,} open cases, {LATENCY_MS} ms a call\n"
    yield passes_table(results, names.ONE_NEW, plan.compared, LATENCY_MS)


def _desks(results: Results, plan: Plan) -> Iterator[str]:
    for work in (names.ONE_NEW, names.IDLE):
        for size in plan.desks:
            yield f"## {work.capitalize()}, {size:,} open cases, 0 ms\n"
            yield passes_table(results, work, size)
    yield "## How it grows with open cases\n"
    yield "Exponents of size, fitted over " + ", ".join(f"{size:,}" for size in plan.desks) + ": 1 is linear, 0 flat.\n"
    yield table(("", "CPU", "bytes down", "peak memory"), list(_exponents(results)))


def _exponents(results: Results) -> Iterator[list[str]]:
    for work in (names.ONE_NEW, names.IDLE):
        for who in (names.WARM, names.COLD, names.LIMIT, *names.RIVALS):
            found = results.of(work, who)
            if len(found) > 1:
                sizes = [one.size for one in found]
                figures = ([one.cpu_s for one in found], [one.down for one in found], [one.peak_mb for one in found])
                yield [f"{work}: {who}", *(f"{exponent(sizes, figure):.2f}" for figure in figures)]


def _empty(results: Results, plan: Plan) -> Iterator[str]:
    for size in plan.new_on_empty:
        yield f"## {size:,} new row{'s' * (size > 1)} on an empty desk, sending apart, 0 ms\n"
        yield passes_table(results, names.NEW_ON_EMPTY, size)
    yield f"## {size:,} new rows on an empty desk, sending apart, {LATENCY_MS} ms a call\n"
    yield passes_table(results, names.NEW_ON_EMPTY, size, LATENCY_MS)
    letters = results.get(names.LETTERS, names.OURS, plan.letters)
    if letters:
        rate = f"{plan.letters / letters.wall_s:,.0f} a second"
        yield f"Their letters, {plan.letters:,} of them into the outbox folder: {seconds(letters.wall_s)}, {rate}.\n"


def _year(results: Results, plan: Plan) -> Iterator[str]:
    size, closed = plan.year
    yield f"## {closed:,} closed cases in the ledger beside {size:,} open ones\n"
    for work in (names.ONE_NEW, names.IDLE):
        for state in (names.NO_YEAR, names.YEAR):
            yield f"{work.capitalize()}, {state}:\n"
            yield passes_table(results, f"{work}, {state}", size)


def _judgement(results: Results, plan: Plan) -> Iterator[str]:
    yield f"## {plan.texts:,} texts through the default rules, {plan.deadlines:,} deadlines, {plan.figures:,} cases of a year\n"
    yield f"Texts: {results.texts}.\n"
    rows = []
    works = ((names.TEXTS, plan.texts), (names.DEADLINES, plan.deadlines))
    for work, size in (*works, (names.EACH_HOUR, plan.figures), (names.EACH_DAY, plan.figures)):
        for one in (one for one in results.found if (one.work, one.size) == (work, size)):
            rate = f"{size / one.cpu_s:,.0f}"
            rows.append((f"{work}: {one.who}", seconds(one.cpu_s), rate, f"{one.peak_mb:.0f} MB"))
    yield table(("", "CPU", "a second", "peak"), rows)


def _files(results: Results, plan: Plan) -> Iterator[str]:
    yield "## The desk as an .xlsx file\n"
    rows = []
    for size in plan.files:
        for one in (one for one in results.found if one.who.startswith(names.XLSX) and one.size == size):
            spent = (seconds(one.wall_s), seconds(one.cpu_s), f"{one.peak_mb:.0f} MB")
            rows.append((f"{one.work}, {size:,} open cases: {one.who}", str(one.count), *spent))
    yield table(("", "runs", "wall", "CPU", "peak"), rows)


def _processes(results: Results, plan: Plan) -> Iterator[str]:
    yield "## Processes\n"
    rows = []
    for who in (names.OURS, names.BARE_CLICK):
        one = results.get(names.HELP, who, 1)
        if one:
            title = "`sheetdesk --help`" if who == names.OURS else f"`{who}`"
            rows.append((title, seconds(one.wall_s), seconds(one.cpu_s), "–"))
    for one in (one for one in results.found if one.work == names.SERVE):
        rows.append((f"`sheetdesk serve`, {one.size:,} open cases: {one.who}", "–", "–", f"{one.peak_mb:.0f} MB"))
    yield table(("", "wall", "CPU", "memory"), rows)
