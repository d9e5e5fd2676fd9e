"""`backup`: the workbook as .xlsx, the ledger, config.yaml and the files of past years in a folder with a date; safe while
`serve` runs."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import complain, say, waiting
from sheetdesk.errors import DeskUnreachable, LedgerError

if TYPE_CHECKING:
    from sheetdesk.cli.backup_folder import Contents
    from sheetdesk.config import Config


@click.command("backup", cls=Verb)
@click.option("--to", "given", metavar="資料夾", type=click.Path(path_type=Path), help="放在哪裡；預設看 config.yaml。")
@common_options
@click.pass_obj
def backup(session: Session, given: Path | None) -> int:
    """備份試算表（存成 .xlsx）、帳本、設定檔和封存的檔案；serve 開著也可以做。太舊的備份照 config.yaml 的 backup 刪掉。"""
    from sheetdesk.cli.backup_folder import WORKBOOK, make, read_contents, thin
    from sheetdesk.cli.backup_years import are_copied
    from sheetdesk.cli.build import read_config
    from sheetdesk.ledger.lock import hold, ledger_file
    from sheetdesk.policy.backups import Keep, name_of

    config = read_config(session.config)
    if not (path := ledger_file(config.ledger)).exists():
        raise LedgerError("還沒有帳本，沒有東西可以備份", which=str(path), mend="先執行 sheetdesk init")
    folder, now = given or config.backup.folder, datetime.now(UTC).astimezone(config.desk.zone)
    with hold(config.ledger, "backup", purpose=".backup"), waiting("正在備份"):
        made = make(folder, name_of(now), lambda half: _fill(half, config, session, now))
        gone = thin(folder, Keep(config.backup.keep_days, config.backup.keep_weeks, config.backup.keep_months))
    kept = read_contents(made)
    say(f"備份好了：{made}")
    say(f"裡面有：{'、'.join(kept.files)}。有客人的資料，請放在別人看不到的地方。")
    if kept.secrets:
        say(f"沒有密碼和金鑰，請另外收好：{'、'.join(kept.secrets)}")
    if gone:
        say(f"刪掉了舊的備份 {len(gone)} 份：{'、'.join(gone)}")
    return 0 if WORKBOOK in kept.files and are_copied(config, kept) else 1


def _fill(half: Path, config: Config, session: Session, now: datetime) -> Contents:
    """First the workbook, then the ledger: so the ledger is never the older of the two, and a desk set up from this
    copy heals itself (design §1); the other way round it would ask for a rebuild. The files of past years come last."""
    from sheetdesk import __version__
    from sheetdesk.cli.backup_folder import CONFIG, LEDGER, WORKBOOK, Contents, fingerprint, keep_private
    from sheetdesk.cli.backup_years import copy_years
    from sheetdesk.cli.build import place_of
    from sheetdesk.config.secret_names import secret_names
    from sheetdesk.ledger.files import copy_ledger
    from sheetdesk.ledger.lock import ledger_file

    try:
        keep_private(half / WORKBOOK, _workbook(config))
    except DeskUnreachable as fault:  # a ledger alone is worth keeping
        complain(f"試算表沒有備份到：{fault}")
    identity = copy_ledger(ledger_file(config.ledger), half / LEDGER)
    keep_private(half / CONFIG, session.config.read_bytes())
    names = (WORKBOOK, LEDGER, CONFIG, *copy_years(config, half))
    return Contents(
        taken_at=now.isoformat(timespec="seconds"),
        version=__version__,
        host=socket.gethostname(),
        place=place_of(config),
        ledger_id=identity.ledger_id,
        batch=identity.batch,
        config=str(session.config.absolute()),
        secrets=secret_names(session.config),
        files={name: fingerprint(half / name) for name in names if (half / name).exists()},
    )


def _workbook(config: Config) -> bytes:
    """All of it as an .xlsx. Raises DeskUnreachable."""
    from sheetdesk.cli.build import is_google, spreadsheet_of, workbook_path

    if not is_google(config):
        from sheetdesk.workbook.export import exported

        return exported(workbook_path(config))
    from sheetdesk.workbook.google.keep import exported_or_copied
    from sheetdesk.workbook.google.survey import survey

    sheet = spreadsheet_of(config)
    data, lack = exported_or_copied(sheet, lambda: survey(sheet))
    if lack:
        say(f"備份的試算表{lack}")
    return data
