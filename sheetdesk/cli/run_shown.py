"""What `run` tells at its end: what came in, what became of it, what left; for a rehearsal every cell and letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sheetdesk.cli.shown import complain, one_line, problems, say
from sheetdesk.columns import BY_KEY
from sheetdesk.desk.book import read_book
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.errors import SheetdeskError
from sheetdesk.model.message import CANCELLED, FAILED, GIVEN_UP, KINDS, UNSURE, WAITING, Letter, Message
from sheetdesk.model.sheet import CellWrite, NewRow
from sheetdesk.model.values import Formula, Value

MOST_CASES, MOST_LINES = 20, 6

_CAME = {"new": "新案件", "double": "重複", "addition": "補充", "version": "修改", "typed": "手動新增"}
_BECAME = {
    "classed": "分類",
    "owners assigned": "分派",
    "deadlines stamped": "算期限",
    "receipts written": "收件通知",
}
_STUCK = {FAILED: "會再試", GIVEN_UP: "放棄", UNSURE: "要您決定", WAITING: "等著寄", CANCELLED: "取消"}


def show_summary(rig: Rig, reports: Sequence[Report], started: datetime) -> int:
    """Say what these passes did; answers the exit code."""
    counts = _counts(reports)
    say(f"收進來：{_listed(_CAME, counts)}")
    say(f"處理：{_listed(_BECAME, counts)}")
    shown = [row for report in reports for row in report.new_cases][:MOST_CASES]
    for row in shown:
        say(f"  {_case_line(row, rig)}")
    if more := sum(report.new_cases_count for report in reports) - len(shown):
        say(f"  …還有 {more} 件，請看試算表")
    wrote, sent = sum(r.wrote for r in reports), sum(r.sent for r in reports)
    say(f"試算表：{f'寫了 {wrote} 處' if wrote else '沒有要改的'}")
    trial = "（試寄，沒有真的寄給客人）" if sent and rig.channels[rig.channel].trial else ""
    say(f"信：寄出 {sent}{trial}")
    stuck = _stuck(rig, started)
    for message in stuck[:MOST_CASES]:
        say(f"  {_message_line(message)}", None if message.state == CANCELLED else "yellow")
    if len(stuck) > MOST_CASES:
        say(f"  …還有 {len(stuck) - MOST_CASES} 封，請看「往來紀錄」", "yellow")
    new = [problem for report in reports for problem in report.new_problems]
    problems((p for r in reports[-1:] for p in r.problems), new)
    return exit_code(reports)


def exit_code(reports: Sequence[Report], words: Callable[[SheetdeskError], str] = str) -> int:
    """What these passes end with; a workbook that can't be written is named."""
    fault = reports[-1].fault
    if fault is not None:
        complain(words(fault))
        return fault.exit_code
    return 1 if any(report.new_problems or report.failed for report in reports) else 0


def show_rehearsal(rig: Rig, report: Report, asked: Asked) -> int:
    """Every cell and every letter of the pass that was not made; answers the exit code."""
    say("試跑：下面是會做的事。什麼都沒有改，也沒有寄。", "cyan")
    writes, inserts = report.difference.writes if report.difference else (), _inserts(report)
    say(f"要寫的格子：{len(writes)} 格，要新增的列：{len(inserts)} 列")
    if report.left_over:
        say(f"表單還有 {report.left_over} 筆回應，會在接著的幾輪收進來，這裡沒有列出")
    zone = rig.defaults.zone
    for write in writes:
        change = f"{_title(write.tab, write.column)}：{cell(write.old, zone)} → {cell(write.new, zone)}"
        say(f"  {_place(write)}｜{change}")
    for row in inserts:
        say(f"  {BY_KEY[row.tab].title} {one_line(row.key)}（新的一列）")
        for name, value in row.cells.items():
            say(f"    {_title(row.tab, name)}：{cell(value, zone)}")
    queued = _queued(rig, report, asked)
    letters = [letter for letter in report.letters if asked.kinds is None or letter.kind in asked.kinds]
    say(f"要寄的信：{len(letters) + len(queued)} 封{_where_letters_go(rig)}")
    for letter in letters:
        _show_letter(letter, letter.hold and f"先不寄：{letter.hold}")
    for message in queued:
        _show_letter(message.letter, f"之前就在排隊{f'：{message.note}' if message.note else ''}")
    problems(report.problems, report.new_problems)
    return 1 if report.new_problems else 0


def _place(write: CellWrite) -> str:
    """Tab and row as a person finds it: by its key if it shows one, else by its place."""
    tab = BY_KEY[write.tab]
    shown = tab.key_column is not None and write.key is not None
    return f"{tab.title} {one_line(write.key or '')}" if shown else f"{tab.title} 第 {write.place} 列"


def _where_letters_go(rig: Rig) -> str:
    book = read_book(rig.workbook.read(), rig.defaults)
    if book.shop.paused:
        return "（現在暫停所有寄信，一封都不會寄）"
    if book.shop.trial:
        return f"（試營運：真的寄出時只寄給您自己{f' {book.own_address}' if book.own_address else ''}）"
    return "（寄件匣：只存成檔案）" if rig.channels[rig.channel].trial else ""


def _show_letter(letter: Letter, note: str | None) -> None:
    say(f"  {KINDS.get(letter.kind, letter.kind)} {letter.case or ''} → {one_line(letter.recipient)}")
    if note:
        say(f"    （{note}）", "yellow")
    say(f"    主旨：{one_line(letter.subject, 200)}")
    lines = [line for line in letter.text.splitlines() if line.strip()]
    for line in lines[:MOST_LINES]:
        say(f"    {one_line(line, 200)}")
    if len(lines) > MOST_LINES:
        say("    …")


def _inserts(report: Report) -> tuple[NewRow, ...]:
    """New rows; the one that only the stamp goes into has nothing to show."""
    return tuple(row for row in report.difference.inserts if row.cells) if report.difference else ()


def _queued(rig: Rig, report: Report, asked: Asked) -> list[Message]:
    with rig.ledger.rehearse() as tx:
        return tx.outbox.due(report.now, tuple(KINDS) if asked.kinds is None else asked.kinds)


def _stuck(rig: Rig, started: datetime) -> list[Message]:
    """Messages that this run could not send, and says why."""
    with rig.ledger.rehearse() as tx:
        touched = tx.outbox.updated_since(started)
    return [message for message in touched if message.state in _STUCK and (message.note or message.state != WAITING)]


def _message_line(message: Message) -> str:
    kind, case = KINDS.get(message.letter.kind, message.letter.kind), message.letter.case or ""
    what = "不用寄了的" if message.state == CANCELLED else "⚠ 沒寄出的"
    return f"{what}{kind} {case}（{_STUCK[message.state]}）：{one_line(message.note or '', 200)}"


def _case_line(row: NewRow, rig: Rig) -> str:
    said = [row.cells.get(name) for name in ("category", "priority", "owner", "next_step")]
    facts = "，".join(cell(value, rig.defaults.zone) for value in said if value is not None)
    return f"{row.key} {cell(row.cells.get('summary'), rig.defaults.zone)}（{facts or row.cells.get('status')}）"


def _title(tab: str, column: str) -> str:
    return BY_KEY[tab].column(column).title if BY_KEY[tab].has(column) else column


def _counts(reports: Iterable[Report]) -> Counter[str]:
    """The figures in the jobs' own lines, added up over all passes."""
    counts: Counter[str] = Counter()
    for report in reports:
        for line in report.lines.values():
            for name, number in re.findall(r"([a-z ]+): (\d+)", line):
                counts[name.strip()] += int(number)
    return counts


def _listed(words: dict[str, str], counts: Counter[str]) -> str:
    return "、".join(f"{word} {counts[name]}" for name, word in words.items() if counts[name]) or "沒有新的"


def cell(value: Value, zone: ZoneInfo) -> str:
    """A cell on one line, as the sheet shows it; long texts are cut."""
    if value is None:
        return "（空白）"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y/%m/%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"
    if isinstance(value, bool):
        return "☑" if value else "☐"
    return one_line(value.text if isinstance(value, Formula) else str(value))
