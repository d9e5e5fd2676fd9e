"""The picture of the report: what 100 new rows take, and how a pass grows with open cases. White behind it, so that it
reads the same on a dark page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

from tests.bench import names
from tests.bench.plan import LATENCY_MS, Plan
from tests.bench.result import Results
from tests.bench.tables import seconds

COLOURS = {
    names.WARM: "#1b7f5c",
    names.COLD: "#7fc2a9",
    names.LIMIT: "#777777",
    names.CAREFUL: "#d9822b",
    names.PANDAS: "#8f6bb3",
    names.USUAL: "#c2503f",
}
SAME = 0.02
"""Curves that lie nearer to each other than this share are drawn as one, or the last would hide the others."""


def draw(results: Results, plan: Plan, path: Path) -> None:
    """An SVG that is the same for the same results."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "sheetdesk"
    from matplotlib import pyplot

    figure, (race, cpu, traffic) = pyplot.subplots(1, 3, figsize=(13, 4.8))
    _race(race, results, plan)
    _growth(cpu, results, "cpu_s", "CPU of a pass with one new row, 0 ms a call, in s", 1)
    _growth(traffic, results, "down", "Read by a pass with one new row, in MB", 1e6)
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})
    pyplot.close(figure)


def _race(axes: Any, results: Results, plan: Plan) -> None:
    """Points and no bars: on a scale without a zero, the length of a bar says nothing."""
    found = [(name, results.get(names.MANY_NEW, name, plan.compared, LATENCY_MS)) for name in COLOURS]
    walls = {name: one.wall_s for name, one in found if one}
    for at, (name, wall) in enumerate(walls.items()):
        axes.axhline(at, color="#dddddd", linewidth=1, zorder=0)
        axes.plot([wall], [at], "o", markersize=11, color=COLOURS[name])
        box = {"color": "white", "pad": 1}  # for the line not to run through the figure
        axes.annotate(seconds(wall), (wall, at), (10, 0), textcoords="offset points", va="center", bbox=box)
    axes.set_xscale("log")
    axes.set_xlim(min(walls.values()) / 2, max(walls.values()) * 8)
    axes.set_yticks(range(len(walls)), list(walls))
    axes.set_ylim(len(walls) - 0.4, -0.6)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_title(f"{plan.many_new} new rows, {plan.compared:,} open cases, {LATENCY_MS} ms a call", fontsize=10)
    axes.set_xlabel("seconds on the wall (log)")


def _growth(axes: Any, results: Results, figure: str, title: str, unit: float) -> None:
    sizes = [one.size for one in results.of(names.ONE_NEW, names.WARM)]
    for who, points in curves(results, figure, unit):
        axes.plot(list(points), list(points.values()), marker="o", color=COLOURS[who[0]], label=" = ".join(who))
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter("{x:g}")
    axes.grid(axis="y", color="#dddddd")
    axes.set_title(title, fontsize=10)
    axes.set_xlabel("open cases (log)")
    axes.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, frameon=False)


def curves(results: Results, figure: str, unit: float) -> Iterator[tuple[list[str], dict[int, float]]]:
    """Who together with whom, and their figures by size."""
    found: list[tuple[list[str], dict[int, float]]] = []
    for name in (names.WARM, names.LIMIT, *names.RIVALS):
        points = {one.size: getattr(one, figure) / unit for one in results.of(names.ONE_NEW, name)}
        if not points:
            continue
        same = next((who for who, drawn in found if _alike(drawn, points)), None)
        if same:
            same.append(name)
        else:
            found.append(([name], points))
    yield from found


def _alike(some: Mapping[int, float], others: Mapping[int, float]) -> bool:
    return some.keys() == others.keys() and all(abs(some[size] - others[size]) <= SAME * some[size] for size in some)
