"""Replay the story of `world` through the real desk, with a simulated clock; then tell what became of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sheetdesk.cli.build import build_rig
from sheetdesk.demo.ground import CONFIG, Ground, prepare
from sheetdesk.demo.hand import Hand
from sheetdesk.demo.page import write_page
from sheetdesk.demo.progress import follow
from sheetdesk.demo.summary import summary, where_to_look
from sheetdesk.demo.tally import take_stock
from sheetdesk.demo.turns import Turn, turns
from sheetdesk.demo.world import ADD_ROW, Story, load_story
from sheetdesk.desk.one_pass import run_until_quiet
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.policy.arrival import answers
from sheetdesk.workbook.xlsx import XlsxWorkbook


@dataclass(slots=True)
class Clock:
    """The simulated time."""

    now: datetime

    def __call__(self) -> datetime:
        """What the desk takes for the time."""
        return self.now


@dataclass(slots=True)
class Play:
    """The desk and the people around it, in the middle of the story."""

    story: Story
    rig: Rig
    clock: Clock
    hand: Hand
    numbers: dict[str, str] = field(default_factory=dict)
    """Case numbers by the id of the answer, or of the typed row, that opened the case."""

    def take(self, turn: Turn) -> list[Report]:
        """People do what they do; then the desk looks in."""
        if turn.moments:
            self.hand.do(turn.moments, self.numbers, self._token_of)
        self.clock.now = turn.pass_at
        reports = run_until_quiet(self.rig, turn.pass_at, Asked())
        if turn.moments or any(report.wrote for report in reports):
            self._learn()
        return reports

    def end(self) -> None:
        """The curtain falls: from now on letters only lie in the folder, and the sheet says so."""
        self.rig.channels[self.rig.channel].trial = True
        run_until_quiet(self.rig, self.clock.now, Asked())

    def _token_of(self, number: str) -> str:
        """What stands in the link of the closing letter that this case's customer got last."""
        with self.rig.ledger.begin() as tx:
            letters = [m.letter.text for m in tx.outbox.of_case(number) if m.kind == "survey"]
        return letters[-1].split("token=")[1].split()[0].split("&")[0] if letters else ""

    def _learn(self) -> None:
        """Which case each row of the story went to, as the ledger has it."""
        ids = {place: name for name, place in self.hand.form_rows.items()}
        found = {ids[a.place]: a.key for a in answers(self.rig.workbook.read().forms)}
        typed = {e.cells["內容"]: e.row for e in self.story.edits if e.do == ADD_ROW and "內容" in e.cells}
        with self.rig.ledger.begin() as tx:
            taken = tx.forms.all()
            self.numbers |= {name: taken[key].case or "" for name, key in found.items() if key in taken}
            self.numbers |= {
                typed[case.text] or "": case.number for case in tx.cases.open_ones().values() if case.text in typed
            }


def begin(ground: Ground, story: Story) -> Play:
    """An empty desk on the first morning."""
    clock = Clock(story.live_from)
    rig = build_rig(ground.config, clock)
    rig.channels[rig.channel].trial = False  # the customers of the story get their letters
    assert isinstance(rig.workbook, XlsxWorkbook), "the demo's config says so"
    return Play(story, rig, clock, Hand(rig.workbook.file, story.zone))


def play(folder: Path, say: Callable[[str], None], command: str = "sheetdesk") -> int:
    """The whole demo in `folder`; answers the exit code. Raises UsageError if something else lies there.

    `command`: how the reader starts sheetdesk, for the hint at the end."""
    story = load_story()
    ground = prepare(folder, story)
    if ground.replaced:
        say(f"「{folder}」裡是之前的示範，已經換成新的。")
    say(f"重播「{story.shop}」兩個星期的客訴：每一筆都走過真正的收件、分類、分派、算期限、寄收件通知。")
    desk = begin(ground, story)
    follow(turns(story), desk.take, story.zone, say)
    desk.end()
    again = run_until_quiet(desk.rig, desk.clock.now, Asked())
    with desk.rig.ledger.begin() as tx:
        tally = take_stock(tx)
    for line in summary(tally):
        say(line)
    changes, letters = sum(report.wrote for report in again), sum(report.sent for report in again)
    say("")
    say(f"■ 再跑一次：改了 {changes} 格、寄了 {letters} 封（沒有新的事，就什麼都不動）")
    outbox = Path(ground.config.channels.outbox.folder)
    go_on = f"{command} run --config {shlex.quote(str(folder / CONFIG))}"
    page = write_page(folder, ground.workbook, outbox)
    for line in where_to_look(ground.workbook, outbox, page, desk.rig.ledger.where, go_on):
        say(line)
    desk.rig.ledger.close()
    return 0
