"""`import-orders`: remember the orders of a file that is too big to paste. The next pass fills in cases from them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import say
from sheetdesk.errors import LedgerError, UsageError

if TYPE_CHECKING:
    from sheetdesk.config import Config
    from sheetdesk.policy.orders import OrderLine

MOST_SHOWN = 20


@click.command("import-orders", cls=Verb)
@click.argument("file", metavar="檔案", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只說讀到什麼、哪幾列讀不懂，什麼都不記。")
@common_options
@click.pass_obj
def import_orders(session: Session, file: Path, dry_run: bool) -> int:
    """讀一個購物系統匯出的訂單檔（CSV），下一輪補到案件裡。同一個檔可以再讀一次，不會變成兩份。"""
    from sheetdesk.cli.build import form_spec, read_config
    from sheetdesk.policy.orders import Unread, read_orders, told_of
    from sheetdesk.workbook.order_file import read_order_file

    config = read_config(session.config)
    table = read_order_file(_bytes(file), file.name, form_spec(config), config.desk.zone)
    lines, unread = read_orders(table.view)
    news = _keep(config, lines, dry_run)
    orders = len({line.number or line.key for line in lines})
    end = "（--dry-run，沒有記下來）" if dry_run else "，下一輪會補到案件裡"
    say(f"讀到 {orders} 張訂單、{len(lines)} 項商品；新的或有改的 {news} 項{end}。")
    faults = told_of("", sorted([*(Unread(*one) for one in table.broken), *unread], key=lambda one: one.place))
    for place, what, mend in faults[:MOST_SHOWN]:
        say(f"  ⚠ {place}：{what}；{mend}", "yellow")
    return 1 if faults else 0


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise UsageError(f"讀不到（{fault.strerror}）", which=str(file), mend="檢查檔名和位置") from fault


def _keep(config: Config, lines: list[OrderLine], dry_run: bool) -> int:
    """How many lines are new. A pass may go on beside it: nothing else is touched."""
    from sheetdesk.desk.orders import keep_lines
    from sheetdesk.ledger import Ledger
    from sheetdesk.ledger.lock import ledger_file

    path = ledger_file(config.ledger)
    if not path.exists():
        raise LedgerError("還沒有帳本", which=str(path), mend="先執行 sheetdesk init")
    ledger = Ledger.open(config.ledger)
    today = datetime.now(UTC).astimezone(config.desk.zone).date()
    try:
        with ledger.rehearse() if dry_run else ledger.begin() as tx:
            return keep_lines(tx, lines, today, config.orders.keep)
    finally:
        ledger.close()
