"""`doctor`: everything that can be checked beforehand, each with a mark and its mend."""

from __future__ import annotations

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import say
from sheetdesk.errors import UsageError


@click.command("doctor", cls=Verb)
@click.option("--probe", is_flag=True, help="在真的 Google 試算表上試系統需要的功能（接 Google 的版本才有）。")
@common_options
@click.pass_obj
def doctor(session: Session, probe: bool) -> int:
    """檢查設定、範本、試算表、帳本和寄信，每個問題都說怎麼改。"""
    from sheetdesk.cli.checks import examine

    if probe:
        raise UsageError(
            "這是檢查 Google 試算表用的，接 Google 的版本才會有", which="--probe", mend="現在請用 sheetdesk doctor"
        )
    wrong = 0
    for finding in examine(session.config):
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
