"""What `doctor --probe` shows: a table of what was tried on the real Google, fit to be sent on as it is."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sheetdesk.cli.shown import say
from sheetdesk.workbook.google.bench import Point

WIDTH = 80
MARKS = {True: "✓", False: "✗", None: "?"}
COLOURS = {True: "green", False: "red", None: "yellow"}


def show_points(points: Sequence[Point], heading: str) -> int:
    """The table, and a sentence for each point that isn't as we think; answers the exit code."""
    table = Table(box=box.SIMPLE, width=WIDTH, pad_edge=False, title=heading, title_justify="left")
    table.add_column("", width=1)
    table.add_column("試了什麼", ratio=2)
    table.add_column("看到什麼", ratio=3, overflow="fold")
    for point in points:
        colour = COLOURS[point.holds]
        table.add_row(Text(MARKS[point.holds], colour), point.what, Text(point.seen))
    Console(width=WIDTH, highlight=False, markup=False).print(table)
    for point in points:
        if not point.holds:
            say(f"{MARKS[point.holds]} {point.what}：{point.means}", COLOURS[point.holds])
    wrong = sum(point.holds is False for point in points)
    if wrong:
        say(f"有 {wrong} 個和系統想的不一樣：sheetdesk 需要修改，請把整張表交給維護的人。", "red")
        return 1
    untold = any(point.holds is None for point in points)
    say("試得到的都和系統想的一樣。" if untold else "Google 和系統想的一樣。", "green")
    return 0
