"""The picture of the report: what 100 new rows take, and how a pass grows with open cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl

from tests.bench import names
from tests.bench.plan import LATENCY_MS, Plan
from tests.bench.result import Results
from tests.bench.tables import seconds

COLOURS = {names.WARM: "#1b7f5c", names.COLD: "#7fc2a9", names.LIMIT: "#777777", names.CAREFUL: "#d9822b"}
OTHERS = "#c2503f"


def draw(results: Results, plan: Plan, path: Path) -> None:
    """An SVG that is the same for the same results."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "sheetdesk"
    from matplotlib import pyplot

    figure, (race, cpu, traffic) = pyplot.subplots(1, 3, figsize=(13, 4.2))
    _race(race, results, plan)
    _growth(cpu, results, "cpu_s", "CPU of a pass with one new row, s", 1)
    _growth(traffic, results, "down", "read by a pass with one new row, MB", 1e6)
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})
    pyplot.close(figure)


def _race(axes: Any, results: Results, plan: Plan) -> None:
    who = (names.WARM, names.COLD, names.LIMIT, *names.RIVALS)
    found = [(name, results.get(names.MANY_NEW, name, plan.compared, LATENCY_MS)) for name in who]
    bars = [(name, one.wall_s) for name, one in found if one]
    axes.barh([name for name, _ in bars], [wall for _, wall in bars], color=[_colour(name) for name, _ in bars])
    for at, (_, wall) in enumerate(bars):
        axes.text(wall * 1.05, at, seconds(wall), va="center")
    axes.set_xscale("log")
    axes.set_xlim(right=max(wall for _, wall in bars) * 8)
    axes.invert_yaxis()
    axes.set_title(f"{plan.many_new} new rows, {plan.compared:,} open cases, {LATENCY_MS} ms a call", fontsize=10)
    axes.set_xlabel("seconds on the wall (log)")


def _growth(axes: Any, results: Results, figure: str, title: str, unit: float) -> None:
    for name in (names.WARM, names.LIMIT, *names.RIVALS):
        found = results.of(names.ONE_NEW, name)
        points = [getattr(one, figure) / unit for one in found]
        axes.plot([one.size for one in found], points, marker="o", color=_colour(name), label=name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(title, fontsize=10)
    axes.set_xlabel("open cases (log)")
    axes.legend(fontsize=8)


def _colour(name: str) -> str:
    shades = {names.PANDAS: "#8f6bb3", names.USUAL: OTHERS}
    return COLOURS.get(name) or shades.get(name, OTHERS)
