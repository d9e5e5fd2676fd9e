"""`explain`: how a complaint would be classed, and why. Reads the rules, judges, prints; changes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import one_line, warn
from sheetdesk.errors import LedgerError, UsageError

if TYPE_CHECKING:
    from sheetdesk.config import Config
    from sheetdesk.model.sheet import Problem
    from sheetdesk.model.values import Value
    from sheetdesk.policy.triage import Verdict

STDIN = "-"


@click.command("explain", cls=Verb)
@click.argument("text", metavar="文字")
@click.option("--json", "as_json", is_flag=True, help="每一則輸出一行 JSON，給程式讀。")
@common_options
@click.pass_obj
def explain(session: Session, text: str, as_json: bool) -> int:
    """看一段文字會怎麼分類、為什麼。寫「-」就從標準輸入讀，一行一則。"""
    from sheetdesk.config import load_config
    from sheetdesk.model.case import Case
    from sheetdesk.model.sheet import Row
    from sheetdesk.policy.rules import read_rules
    from sheetdesk.policy.triage import judge

    if not text.strip():
        raise UsageError("沒有要分類的文字", mend="sheetdesk explain 收到的杯子破了")
    import os

    rows, where = _rows_and_where(load_config(session.config, os.environ))
    rules, problems = read_rules([Row(place, cells) for place, cells in enumerate(rows, start=1)])
    warn(f"用的規則：{where}，{len(rules.rules)} 條")
    said = set(_name(problems, set()))
    show = _as_json if as_json else (_as_line if text == STDIN else _as_block)
    for one in _texts(text):
        verdict = judge(Case("", text=one), rules)
        said |= set(_name(verdict.problems, said))
        click.echo(show(one, verdict))
    return 0


def _rows_and_where(config: Config) -> tuple[Iterable[Mapping[str, Value]], str]:
    """The rules as the desk last had them, else those of config.yaml."""
    from sheetdesk.ledger.lock import ledger_file

    rows = None
    if ledger_file(config.ledger).exists():
        from sheetdesk.ledger import Ledger

        try:
            ledger = Ledger.open(config.ledger)
            with ledger.rehearse() as tx:
                rows = tx.fact("rules_rows")
            ledger.close()
        except LedgerError as fault:
            warn(f"⚠ {fault}")
    if rows is not None:
        return rows, "試算表的「分類規則」（系統上次讀到的）"
    return config.rows("rules"), "config.yaml 的 rules（還沒有從試算表讀過）"


def _texts(text: str) -> Iterator[str]:
    if text != STDIN:
        yield text
        return
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace", newline="\n")
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _name(problems: Iterable[Problem], said: set[str]) -> Iterator[str]:
    """Name each broken rule once."""
    for line in dict.fromkeys(map(str, problems)):
        if line not in said:
            warn(f"⚠ {line}")
            yield line


def _as_json(text: str, verdict: Verdict) -> str:
    return json.dumps(
        {
            "text": text,
            "category": verdict.category,
            "subcategory": verdict.subcategory,
            "priority": verdict.priority,
            "tags": verdict.tags.split("、") if verdict.tags else [],
            "alarm": verdict.alarm,
            "why": verdict.why,
        },
        ensure_ascii=False,
    )


def _as_line(text: str, verdict: Verdict) -> str:
    alarm = "\t警示" if verdict.alarm else ""
    return f"{_class(verdict)}\t{verdict.priority}\t{one_line(text)}\t{verdict.why}{alarm}"


def _as_block(_: str, verdict: Verdict) -> str:
    lines = {
        "性質": verdict.nature,
        "類別": _class(verdict),
        "優先級": verdict.priority,
        "標籤": verdict.tags or "（沒有）",
        "警示": verdict.alarm or "（沒有）",
        "判斷依據": verdict.why,
    }
    return "\n".join(f"{title}：{value}" for title, value in lines.items())


def _class(verdict: Verdict) -> str:
    return f"{verdict.category}／{verdict.subcategory}" if verdict.subcategory else verdict.category
