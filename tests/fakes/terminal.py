"""A person at a terminal, in a folder of her own: what she types, what she reads, and the files that are left."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from click.testing import CliRunner, Result
from openpyxl import load_workbook

from sheetdesk.cli import door
from sheetdesk.columns import BY_KEY, CASES, FORM, TRIAL
from sheetdesk.config import default_config

TAIPEI = ZoneInfo("Asia/Taipei")
RULES_KEPT = (10, 11, 13, 110, 300, 500)


class Terminal:
    """Commands typed in `folder`, with the config that ships but for most of its rules, which take time to read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "desk.xlsx"
        self.config = folder / "config.yaml"
        lines = default_config().read_text(encoding="utf-8").splitlines(keepends=True)
        self.config.write_text("".join(line for line in lines if _is_needed(line)), encoding="utf-8")

    def type(self, *words: str, stdin: str | bytes | None = None) -> Result:
        """One command, with this folder's config.yaml."""
        result = CliRunner().invoke(door, ["--config", str(self.config), *words], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def set_up(self, *words: str) -> None:
        """`init`, with answers counted from an hour ago on; made once and copied, for it takes half a second."""
        for name, data in _new_desk(words).items():
            (self.folder / name).write_bytes(data)
            (self.folder / name).chmod(0o600)

    def change_config(self, old: str, new: str) -> None:
        """Edit config.yaml by hand."""
        text = self.config.read_text(encoding="utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new, 1), encoding="utf-8")

    def add_form_row(self, **cells: Any) -> None:
        """A customer sends the form; columns by key. Without `submitted_at`: now."""
        self.add_form_rows(cells)

    def add_form_rows(self, *rows: Mapping[str, Any]) -> None:
        """Customers send the form one after the other."""
        book, now = load_workbook(self.path), datetime.now(TAIPEI).replace(tzinfo=None)
        for cells in rows:
            row = {"submitted_at": now, **cells}
            book[FORM.title].append([row.get(column.key) for column in FORM.columns])
        book.save(self.path)

    def write(self, tab: str, place: int, column: str, value: Any) -> None:
        """A person types into one cell."""
        book = load_workbook(self.path)
        keys = [c.key for c in BY_KEY[tab].columns]
        book[BY_KEY[tab].title].cell(place, keys.index(column) + 1).value = value
        book.save(self.path)

    def go_live(self) -> None:
        """The organiser turns 試營運 into 正式."""
        book = load_workbook(self.path)
        for line in book[BY_KEY["settings"].title].iter_rows():
            for cell in line:
                if cell.value == TRIAL:
                    cell.value = "正式"
        book.save(self.path)

    def numbers(self) -> list[str]:
        """The numbers in 案件."""
        sheet = load_workbook(self.path)[CASES.title]
        return [str(line[0]) for line in sheet.iter_rows(min_row=2, values_only=True) if line[0]]

    def shown(self, tab: str) -> str:
        """Everything that stands in a tab."""
        sheet = load_workbook(self.path)[BY_KEY[tab].title]
        return "\n".join(str(line) for line in sheet.iter_rows(values_only=True))

    def letters(self) -> list[Path]:
        """The files in the outbox."""
        return sorted((self.folder / "outbox").glob("*.eml"))

    def files(self) -> Mapping[str, str]:
        """Every file in the folder and what it holds, as fingerprints."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(p.relative_to(self.folder)): sha256(p.read_bytes()).hexdigest() for p in paths}


def _is_needed(line: str) -> bool:
    rule = re.match(r"  - \{順序: (\d+),", line)
    return rule is None or int(rule[1]) in RULES_KEPT


@cache
def _new_desk(words: tuple[str, ...]) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        terminal = Terminal(Path(folder))
        since = f"{datetime.now(TAIPEI) - timedelta(hours=1):%Y-%m-%d %H:%M}"
        assert terminal.type("init", "--live-from", since, *words).exit_code == 0
        return {name: (terminal.folder / name).read_bytes() for name in ("desk.xlsx", "sheetdesk.db")}


WANG = {"customer": "王怡君", "email": "wang@example.com", "product": "蔥抓餅", "text": "收到的蔥抓餅都退冰了"}
"""A form row that becomes a complaint with a receipt."""
