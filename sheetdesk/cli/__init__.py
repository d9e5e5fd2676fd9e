"""The commands of sheetdesk. Heavy things are imported inside the verbs, so that `--help` answers at once."""

from __future__ import annotations

from sheetdesk.cli import (
    backup,
    demo,
    doctor,
    explain,
    forget,
    import_orders,
    init,
    rebuild,
    restore,
    run,
    serve,
    status,
)
from sheetdesk.cli.door import Door
from sheetdesk.cli.session import common_options

VERBS = (
    demo.demo,
    init.init,
    doctor.doctor,
    run.run,
    serve.serve,
    explain.explain,
    status.status,
    backup.backup,
    restore.restore,
    rebuild.rebuild,
    import_orders.import_orders,
    forget.forget,
)


@common_options
def _desk() -> None:
    """住在試算表裡的客訴櫃台：收單、分類、分派、算期限、寄收件通知。

    第一次用：sheetdesk demo 看一遍，再用 init 建立、doctor 檢查、run 跑一輪。
    """


door = Door(name="sheetdesk", callback=_desk, params=getattr(_desk, "__click_params__", []), help=_desk.__doc__)
for verb in VERBS:
    door.add_command(verb)


def main() -> None:
    """Entry point of the command; leaves with the exit code of design §4."""
    door.main(prog_name="sheetdesk")
