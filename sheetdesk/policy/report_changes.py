"""What changed more than by chance, each in a sentence with its numbers. Pure; what is chance is `unusual`'s."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sheetdesk.model.values import Value
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi import DIMENSIONS, UNTOLD
from sheetdesk.policy.kpi_periods import WEEK, Period
from sheetdesk.policy.kpi_slices import COMPARED, Slices
from sheetdesk.policy.report import Line, Section, named
from sheetdesk.policy.unusual import FEWEST, FEWEST_OF_A_SHARE, POINTS, TIMES, differs, is_more

LOOKED_BACK = 2 * COMPARED
"""Weeks with which a slow rise is seen: the last four against the four before them."""

FEWEST_SLOWLY, MOST_TOLD = 10, 6

GROUPS = ("product", "group_no", "supplier", "category")
"""From what can be mended most directly to what is told by it."""

SHARES = (
    ("reply_met_rate", "reply_ended", "首次回覆達標率"),
    ("solution_met_rate", "solution_ended", "解決達標率"),
    ("promise_rate", "promised", "承諾達成率"),
    ("satisfied", "rated", "滿意度"),
)
"""A share, of how many it is, and its title."""

IN_WORDS = "零一兩三四"

RULE = (
    f"怎樣算不尋常：客訴至少 {FEWEST} 件、至少是前四週平均的 {TIMES} 倍，而且照平常的量，一百週遇不到一次；"
    f"慢慢變多的，看最近四週和再之前四週（至少 {FEWEST_SLOWLY} 件、{TIMES} 倍）。"
    f"比率要兩邊都至少 {FEWEST_OF_A_SHARE} 件、差 {POINTS} 個百分點。1 件變 2 件不算。數字和「KPI 每週」「KPI 分組」同一份。"
)

NameOf = Callable[[CaseFigures], str | None]


def changes(slices: Slices, week: Period) -> Section:
    """The section of a weekly report that an organiser reads first."""
    weeks = slices.weeks_before(week, COMPARED)
    if weeks < 2:
        few = "還沒有兩個整週可以比，下一次再說。"
        return Section("和平常比，不尋常的", (Line("", few),), note=RULE)
    told = [*_counts(slices, week, weeks), *_shares(slices, week, weeks)]
    lines = tuple(Line("", sentence) for sentence in told) or (Line("", "沒有。"),)
    return Section("和平常比，不尋常的", lines, note=RULE, loud=bool(told))


def _counts(slices: Slices, week: Period, weeks: int) -> Iterator[str]:
    """Each crowd of complaints once, whatever it has in common."""
    seen: set[frozenset[str]] = set()
    for name_of, word in ((DIMENSIONS[key][1], DIMENSIONS[key][0]) for key in GROUPS):
        now, usual = _complaints(slices, week, 0, 1, name_of), _complaints(slices, week, 1, weeks, name_of)
        recent, older = _complaints(slices, week, 0, 4, name_of), _complaints(slices, week, 4, 4, name_of)
        for name in sorted({*now, *recent} - {UNTOLD}, key=lambda name: (-len(now.get(name, ())), name)):
            cases, title = frozenset(now.get(name, ())), named(name) if word == "商品" else f"{word} {named(name)}"
            sentence = _burst(title, len(cases), len(usual.get(name, ())), weeks) or (
                _slow(title, len(recent.get(name, ())), len(older.get(name, ())))
                if slices.weeks_before(week, LOOKED_BACK) >= LOOKED_BACK - 1
                else None
            )
            if sentence is not None and cases not in seen and len(seen) < MOST_TOLD:
                seen.add(cases)
                yield sentence


def _complaints(slices: Slices, week: Period, back: int, weeks: int, name_of: NameOf) -> dict[str, list[str]]:
    """Numbers of the complaints of so many weeks, the last of them `back` weeks before `week`, by name."""
    end = week.end - back * WEEK
    found = slices.within(Period(end - weeks * WEEK, end)).by(name_of)
    return {name: [row.number for row in one.received if row.nature == "客訴"] for name, one in found.items()}


def _burst(title: str, now: int, before: int, weeks: int) -> str | None:
    if not is_more(now, before, weeks):
        return None
    span = f"前{IN_WORDS[weeks]}週"
    if not before:
        return f"{title}的客訴 {now} 件，{span}一件都沒有。"
    mean = before / weeks
    return f"{title}的客訴 {now} 件，{span}平均一週 {mean:.3g} 件，是平常的 {now / mean:.1f} 倍。"


def _slow(title: str, recent: int, older: int) -> str | None:
    """It rises slowly: no week stands out from the four before it."""
    if not older or not is_more(recent, older, COMPARED, COMPARED, FEWEST_SLOWLY):
        return None
    times = recent / older
    return f"{title}的客訴慢慢變多：最近四週 {recent} 件，再之前四週 {older} 件，是 {times:.1f} 倍。"


def _shares(slices: Slices, week: Period, weeks: int) -> Iterator[str]:
    now, usual = slices.figures(week), slices.figures(Period(week.begin - weeks * WEEK, week.begin))
    for key, of, title in SHARES:
        share, whole, before, whole_before = (_number(one.get(name)) for one in (now, usual) for name in (key, of))
        if not _is_other(share, whole, before, whole_before):
            continue
        verb = "低了" if share < before else "高了"
        yield (
            f"{title} {share:.1f} %（{whole:g} 件），前{IN_WORDS[weeks]}週 {before:.1f} %（{whole_before:g} 件），"
            f"{verb} {abs(share - before):.0f} 個百分點。"
        )


def _number(value: Value) -> float:
    """A share that isn't known is that of no case at all, which is never unusual."""
    return value if isinstance(value, int | float) else 0


def _is_other(share: float, whole: float, before: float, whole_before: float) -> bool:
    met, met_before = round(share * whole / 100), round(before * whole_before / 100)
    return differs(met, int(whole), met_before, int(whole_before))
