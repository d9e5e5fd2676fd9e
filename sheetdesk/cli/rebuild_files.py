"""What `rebuild` asks of the files of past years: without them filed cases would be made anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sheetdesk.cli.shown import say
from sheetdesk.errors import LedgerError, UsageError
from sheetdesk.ledger import Ledger
from sheetdesk.ledger.lock import ledger_file
from sheetdesk.policy.orders import rows_said
from sheetdesk.workbook.year_files import name_of, paths_in

if TYPE_CHECKING:
    from sheetdesk.config import Config
    from sheetdesk.desk.lost_files import Known
    from sheetdesk.desk.rig import Rig

SHOWN = 5
MOST_LISTED = 50


def check_files(config: Config, rig: Rig, now: datetime, go_on: bool) -> None:
    """Raises UsageError if files are missing, which names the years; nothing was done then.

    `go_on`: rows that the old ledger still knows go into the files again, and the rest is said."""
    from sheetdesk.desk.lost_files import find_lost

    lost = find_lost(rig, _old(config), now)
    years = lost.years(rig.defaults.retention, config.desk.zone) | _halves(config)
    if not years:
        return
    names = "、".join(name_of(year) for year in sorted(years))
    if not go_on:
        raise UsageError(_what(names, lost.numbers), which=str(config.retention.folder), mend=_MEND)
    if lost.rows and rig.years is not None:
        rig.years().add(lost.rows)
        say(f"舊帳本還記得 {len(lost.rows)} 件，已經寫回封存的檔案。")
    if lost.told:
        shown = "、".join(sorted(lost.told)[:SHOWN])
        say(f"找不回來的舊案件 {len(lost.told)} 件（{shown} 等）：不會再寄信，往來紀錄還在。", "yellow")


def say_old_rows(places: Sequence[tuple[str, int]]) -> None:
    """Rows of forms that become closed cases, by tab and place."""
    if places:
        shown = "；".join(f"「{title}」第 {rows} 列" for title, rows in rows_said(places[:MOST_LISTED]))
        more = f"，和另外 {len(places) - MOST_LISTED} 列" if len(places) > MOST_LISTED else ""
        say(f"很久以前的表單有 {len(places)} 列沒有案件（{shown}{more}）：會建成已結案的案件，一封信都不寄。", "yellow")


_MEND = (
    "把檔案放回這個資料夾（備份裡有，可以用 sheetdesk restore），再執行一次；"
    "真的找不到了，執行 sheetdesk rebuild --without-files：舊帳本記得的列會寫回檔案，其餘的舊表單直接結案，不會再寄信"
)


def _what(names: str, numbers: list[str]) -> str:
    shown = f"：{'、'.join(numbers[:SHOWN])}{' 等' if len(numbers) > SHOWN else ''}" if numbers else ""
    told = f"，有 {len(numbers)} 件結案很久的案件不在「案件」「封存」和檔案裡{shown}" if numbers else ""
    return f"封存的檔案少了（{names}）{told}，所以什麼都沒有做"


def _halves(config: Config) -> set[int]:
    """The years of which there is only the .csv, which isn't read back."""
    tables = {path.stem for path in paths_in(config.retention.folder, ".csv")}
    return {int(stem[-4:]) for stem in tables - {path.stem for path in paths_in(config.retention.folder)}}


def _old(config: Config) -> Known:
    """What the ledger that is to be replaced tells; nothing if there is none, or it can't be read."""
    from sheetdesk.desk.lost_files import Known, known_to

    if not ledger_file(config.ledger).exists():
        return Known()
    try:
        ledger = Ledger.open(config.ledger)
        try:
            with ledger.begin() as tx:
                return known_to(tx)
        finally:
            ledger.close()
    except LedgerError:
        return Known()
