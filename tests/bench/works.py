"""All that is measured, in order; each room of it a function that yields results."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.bench import names, passes
from tests.bench.archive import archive
from tests.bench.figures import spent_of
from tests.bench.file_world import FileWorld, file_desk_of
from tests.bench.google import Google
from tests.bench.once import bare, run_once
from tests.bench.passes import NOW, WALL_CLOCK, Setting
from tests.bench.plan import EACH_TURN, LATENCY_MS, Plan
from tests.bench.process import Process
from tests.bench.result import Result, best, result
from tests.bench.rival_runs import rival
from tests.bench.serving import serve
from tests.bench.world import SETTLED, World, empty_desk, grown


def on_an_empty_desk(google: Google, folder: Path, plan: Plan) -> Iterator[Result]:
    """(a) New form rows on an empty desk, by everybody; (g) the letters of some of them."""
    world = empty_desk(google, folder)
    for size in plan.new_on_empty:
        setting = Setting(world, size, 0, plan.repeats(size), plan.often)
        yield from passes.first(setting, names.NEW_ON_EMPTY, size)
        yield from _rivals(setting, names.NEW_ON_EMPTY, size, plan)
    yield from passes.first(replace(setting, latency_ms=LATENCY_MS), names.NEW_ON_EMPTY, size)
    yield _letters(world, plan)
    google.forget(world.book)


def on_desks(google: Google, folder: Path, plan: Plan) -> Iterator[Result]:
    """(b), (c) Desks of open cases, one grown out of the other; (d) a year beside one of them; (h) a serving process."""
    world = empty_desk(google, folder)
    for size in sorted({*plan.desks, plan.year[0]}):
        world = grown(world, size)
        if size in plan.desks:
            yield from _desk(Setting(world, size, 0, plan.repeats(size), plan.often), plan)
        if size == plan.year[0]:
            yield from _year(Setting(world, size, 0, plan.seldom, plan.often), plan.year[1])
        if size == plan.compared:
            yield from _compared(Setting(world, size, LATENCY_MS, plan.often, plan.often), plan)
        if size in plan.served:
            yield from serve(world, size)


def _desk(setting: Setting, plan: Plan) -> Iterator[Result]:
    yield from passes.warm(setting, names.ONE_NEW, new=1)
    yield from passes.warm(setting, names.IDLE, new=0)
    yield passes.cold(setting, names.ONE_NEW, new=1)
    yield passes.cold(setting, names.IDLE, new=0)
    yield from _rivals(setting, names.ONE_NEW, 1, plan)


def _compared(setting: Setting, plan: Plan) -> Iterator[Result]:
    """With latency: one new row, and many."""
    yield from _by_turns(setting, names.ONE_NEW, 1, plan)
    yield from _by_turns(setting, names.MANY_NEW, plan.many_new, plan)


def _by_turns(setting: Setting, work: str, new: int, plan: Plan) -> Iterator[Result]:
    """Ours, the limit and the scripts, one after the other and then again: on a machine that isn't ours alone, one
    minute isn't like the next."""
    turn, once = replace(setting, repeats=EACH_TURN, warm_repeats=EACH_TURN), replace(setting, repeats=1)
    found = dict[str, list[Result]]()
    for _ in range(plan.often):
        ours = (*passes.warm(turn, work, new, send=new == 1), passes.cold(once, work, new))
        for one in (*ours, *(rival(turn, work, new, name) for name in names.RIVALS if name != names.USUAL)):
            found.setdefault(one.who, []).append(one)
    yield from map(best, found.values())
    yield rival(once, work, new, names.USUAL)


def _rivals(setting: Setting, work: str, new: int, plan: Plan) -> Iterator[Result]:
    for name in names.RIVALS:
        if name != names.USUAL or new <= plan.most_usual:
            yield rival(setting, work, new, name)


def _year(setting: Setting, closed: int) -> Iterator[Result]:
    """Passes with a year of closed cases in the ledger and without, by turns."""
    found = dict[tuple[str, str], list[Result]]()
    with setting.world.version() as copy:
        archive(copy, closed)
        for _ in range(setting.repeats):
            for state, world in ((names.NO_YEAR, setting.world), (names.YEAR, copy)):
                for work, new in ((names.ONE_NEW, 1), (names.IDLE, 0)):
                    for one in passes.warm(replace(setting, world=world), work, new):
                        here = replace(one, work=f"{work}, {state}")
                        found.setdefault((here.work, here.who), []).append(here)
    yield from map(best, found.values())


def _letters(world: World, plan: Plan) -> Result:
    """So many letters that wait, into the folder."""
    found = []
    for _ in range(plan.often):
        with world.version() as copy:
            copy = copy.with_answers(plan.letters)
            with passes.desk_at(copy) as desk:
                desk.ask("until_quiet", now=SETTLED.isoformat(), send=False)
                told = desk.ask("send", now=NOW)
            world.google.traffic()
            if told["sent"] != plan.letters:
                raise RuntimeError(f"{told['sent']} letters left of {plan.letters}")
            found.append(result(names.LETTERS, names.OURS, plan.letters, spent_of(told)))
    return best(found)


def judgement(plan: Plan, texts: str) -> Iterator[Result]:
    """(e) Texts through the rules, by everybody; (f) deadlines; (j) the KPI tabs of a year."""
    for who in (names.OURS, names.IN_LOOP, names.REGEX_LOOP):
        told = [_judged("texts", who=who, count=plan.texts, file=texts) for _ in range(plan.often)]
        yield best([result(names.TEXTS, who, plan.texts, spent_of(one)) for one in told])
    told = [_judged("deadlines", count=plan.deadlines) for _ in range(plan.often)]
    yield best([result(names.DEADLINES, names.OURS, plan.deadlines, spent_of(one)) for one in told])
    for work, whole in ((names.EACH_HOUR, False), (names.EACH_DAY, True)):
        told = [_judged("figures", count=plan.figures, whole=whole) for _ in range(plan.often)]
        yield best([result(work, names.OURS, plan.figures, spent_of(one)) for one in told])


def _judged(command: str, **words: Any) -> dict[str, Any]:
    with Process("tests.bench.judgement_process") as process:
        told: dict[str, Any] = process.ask(command, **words)
    return told


def files(folder: Path, plan: Plan) -> Iterator[Result]:
    """(h) The desk as a file: warm and cold passes."""
    for size in plan.files:
        world = file_desk_of(folder / str(size), size)
        yield from _file_warm(world, size, plan.often)
        for work, new in ((names.ONE_NEW, 1), (names.IDLE, 0)):
            yield best([_file_cold(world, size, work, new) for _ in range(plan.repeats(size))])
        shutil.rmtree(world.folder)


def _file_warm(world: FileWorld, size: int, often: int) -> Iterator[Result]:
    with world.version() as copy, Process("tests.bench.desk_process", str(copy.config), "-") as desk:
        copy = passes.warmed_up(copy, desk)
        for work, new in ((names.IDLE, 0), (names.ONE_NEW, 1)):
            found = []
            for _ in range(often):
                copy = copy.with_answers(new) if new else copy
                told = desk.ask("one_pass", now=NOW)
                found.append(result(work, f"{names.XLSX}, warm", size, spent_of(told)))
                desk.ask("until_quiet", now=NOW)
            yield best(found)


def _file_cold(world: FileWorld, size: int, work: str, new: int) -> Result:
    with world.version() as copy:
        copy = copy.with_answers(new) if new else copy
        said, wall_s = run_once("tests.bench.once", "-", "run", "--config", str(copy.config), "--now", WALL_CLOCK)
    return result(work, f"{names.XLSX}, cold", size, spent_of({**said, "wall_s": wall_s}))


def helps(plan: Plan) -> Iterator[Result]:
    """(i) The help, and what Python with click costs at least, by turns."""
    kinds = {names.OURS: ("-m", "sheetdesk", "--help"), names.BARE_CLICK: ("-c", "import click")}
    found = dict[str, list[Result]]()
    for _ in range(plan.helps):
        for who, words in kinds.items():
            spent = bare((sys.executable, *words))
            found.setdefault(who, []).append(result(names.HELP, who, 1, spent))
    yield from map(best, found.values())
