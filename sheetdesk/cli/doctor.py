"""`doctor`: everything that can be checked beforehand, each with a mark and its mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from sheetdesk import __version__
from sheetdesk.cli.door import Verb
from sheetdesk.cli.finding import Finding
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import say, waiting
from sheetdesk.errors import UsageError


@click.command("doctor", cls=Verb)
@click.option("--probe", is_flag=True, help="在真的 Google 試算表上試系統需要的功能，用自己的隱藏分頁，試完刪掉。")
@click.option("--post", is_flag=True, help="在團隊群組（channels.webhook）貼一則測試訊息，群組裡的人都看得到。")
@common_options
@click.pass_obj
def doctor(session: Session, probe: bool, post: bool) -> int:
    """檢查設定、範本、試算表、帳本和寄信，每個問題都說怎麼改。"""
    from sheetdesk.cli.checks import examine

    if probe:
        return _probe(session)
    wrong = 0
    for finding in _posted(session) if post else examine(session.config):
        if finding.hint:
            say(f"※ {finding.what}", "yellow")
            continue
        if finding.mend is None:
            say(f"✓ {finding.what}", "green")
            continue
        wrong += 1
        say(f"✗ {finding.what}{f' → {finding.mend}' if finding.mend else ''}", "red")
    say()
    say(f"有 {wrong} 個地方要改。" if wrong else "都沒有問題。", "red" if wrong else "green")
    return 1 if wrong else 0


def _posted(session: Session) -> Iterator[Finding]:
    from sheetdesk.cli.build import read_config
    from sheetdesk.cli.room import try_post

    yield try_post(read_config(session.config), datetime.now(UTC))


def _probe(session: Session) -> int:
    """Nothing is asked before it starts, for it changes nothing of people's."""
    from sheetdesk.cli.build import is_google, read_config, spreadsheet_of

    config = read_config(session.config)
    if not is_google(config):
        what = "這是檢查 Google 試算表用的，您的試算表是一個檔案"
        raise UsageError(what, which="--probe", mend="請用 sheetdesk doctor")
    from sheetdesk.cli.probe_shown import show_points
    from sheetdesk.workbook.google.probe import probe

    sheet = spreadsheet_of(config)
    with waiting("正在試 Google 試算表的功能"):
        points = probe(sheet)
    return show_points(points, f"sheetdesk {__version__}，{datetime.now(config.desk.zone):%Y/%m/%d %H:%M}")
