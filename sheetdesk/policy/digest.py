"""每日摘要: what one person reads in the morning: what waits for her, how yesterday went, what needs a hand. Pure.

It lies in the outbox without a case, so no customer's name stands in it: 案號 leads to the row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheetdesk.model.case import Case
from sheetdesk.policy import wording
from sheetdesk.policy.digest_terms import KIND
from sheetdesk.policy.kpi_figures import Figures
from sheetdesk.policy.kpi_overview import shown
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.report import Line, Report, Section
from sheetdesk.policy.todo import Item

MOST_LINES, PROBLEMS_TOLD = 12, 5
LINE_LIMIT = 80
"""Characters of a line."""


@dataclass(frozen=True, slots=True)
class Morning:
    """What one person is told. `work`: rows of 待辦 about cases, the gravest first; `left_out`: how many more there are;
    `questions`: how many wait for a 要 or 不要; `figures`: yesterday's, for a lead; `unsure`: letters that wait for a
    decision; `problems`: those of 系統狀態."""

    work: Sequence[tuple[Item, Case]]
    left_out: int = 0
    questions: int = 0
    line: str = ""
    figures: Figures | None = None
    unsure: int = 0
    problems: Sequence[str] = ()

    def says_something(self) -> bool:
        """Is it worth a letter?"""
        happened = any((self.figures or {}).get(key) for key in ("received", "replied", "solved", "closed"))
        return bool(self.work or self.questions or self.unsure or self.problems or happened)


def digest(day: date, morning: Morning, sheet: str) -> Report:
    """The digest of that day."""
    sections = (_work(morning, sheet), *_yesterday(day, morning.figures), *_by_hand(morning))
    return Report(KIND, Period(day, day + timedelta(days=1)), f"每日摘要 {wording.day(day)}", sections)


def _work(morning: Morning, sheet: str) -> Section:
    lines = [Line("", morning.line)] if morning.line else []
    if morning.questions:
        lines.append(Line("請確認", f"{morning.questions} 個問題，到「待辦」選"))
    lines += [Line(item.urgency, _said(item, case), item.link or "") for item, case in morning.work[:MOST_LINES]]
    more = len(morning.work) - len(morning.work[:MOST_LINES]) + morning.left_out
    if more:
        lines.append(Line("", f"……還有 {more} 項，見「待辦」"))
    if not (morning.work or morning.questions):
        lines.append(Line("", "現在沒有要做的。"))
    if sheet:
        lines.append(Line("", "打開試算表", sheet))
    return Section("待辦", tuple(lines), loud=bool(morning.work))


def _said(item: Item, case: Case) -> str:
    """「GB2611-0042-K 玻璃保鮮盒破損：今天 18:00 前回覆（小雯）」"""
    whose = f"（{item.owner}）" if item.owner else ""
    return wording.one_line(f"{case.number} {wording.matter(case)}：{item.next_step}{whose}", LINE_LIMIT)


def _yesterday(day: date, figures: Figures | None) -> Iterator[Section]:
    if figures is None:
        return
    kept = figures["reply_met_rate"]
    lines = (
        Line("收到", f"{figures['received']} 件（客訴 {figures['complaints']} 件）"),
        Line("解決、結案", f"{figures['solved']} 件、{figures['closed']} 件"),
        Line("首次回覆", "沒有回的" if kept is None else f"{figures['reply_ended']} 件，準時 {shown('%', kept)}"),
        *([Line("滿意度", str(shown("%", figures["satisfied"])))] if figures["satisfied"] is not None else []),
        *([Line("積壓", f"{figures['backlog']} 件")] if figures["backlog"] is not None else []),
    )
    yield Section(f"昨天 {wording.day(day - timedelta(days=1))}", lines)


def _by_hand(morning: Morning) -> Iterator[Section]:
    lines = []
    if morning.unsure:
        lines.append(Line("需確認的信", f"{morning.unsure} 封，到「往來紀錄」的「決定」選"))
    lines += [Line("", wording.one_line(problem, LINE_LIMIT)) for problem in morning.problems[:PROBLEMS_TOLD]]
    more = len(morning.problems) - PROBLEMS_TOLD
    if more > 0:
        lines.append(Line("", f"……還有 {more} 個問題，見「系統狀態」"))
    if lines:
        yield Section("要您處理的", tuple(lines), loud=True)
