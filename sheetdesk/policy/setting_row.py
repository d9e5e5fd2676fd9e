"""One row of a people's tab, read cell by cell: what can't be read is a problem of this row and counts as blank. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime

from sheetdesk.columns import Tab, row_key
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Formula, Value, canonical
from sheetdesk.policy.fold import fold

_APART = re.compile(r"[、,，;；\n]+")
_YES = ("是", "yes", "y", "true", "v", "✓", "1")
_NO = ("否", "no", "n", "false", "x", "0")


class SettingRow:
    """A row and the problems found in it so far."""

    def __init__(self, tab: Tab, row: Row) -> None:
        self._tab, self._row = tab, row
        self.problems: list[Problem] = []

    def is_blank(self) -> bool:
        """Did people leave every cell of ours empty?"""
        return row_key(self._tab, self._row.cells) is None

    def text(self, column: str) -> str | None:
        """The cell as text; a whole number without its ".0"."""
        value = self._value(column)
        return None if value is None else str(value).strip() or None

    def words(self, column: str) -> tuple[str, ...]:
        """The words of a cell that holds several, set apart by 、 or a comma."""
        return tuple(word.strip() for word in _APART.split(self.text(column) or "") if word.strip())

    def day(self, column: str) -> date | None:
        """The cell as a day."""
        value = self._value(column)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault(column, f"看不懂「{str(value)[:20]}」", "請填日期，例如 2026/11/24")
        return None

    def amount(self, column: str) -> int | float | None:
        """The cell as a number not below 0."""
        value = self._value(column)
        if isinstance(value, str):
            text = fold(value).replace(",", "")
            value = int(text) if text.isascii() and text.isdecimal() else value
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return value
        self.fault(column, f"看不懂「{str(value)[:20]}」", "請填數字，例如 10；不限就空白")
        return None

    def yes(self, column: str) -> bool | None:
        """The cell as 是 or 否; a tick box counts too."""
        value = self._value(column)
        said = None if value is None else fold(str(value))
        if said is None or said in map(fold, _YES + _NO):
            return None if said is None else said in map(fold, _YES)
        self.fault(column, f"看不懂「{str(value)[:20]}」", "請填「是」或「否」")
        return None

    def fault(self, column: str, what: str, mend: str) -> None:
        """Note what is wrong with one cell."""
        title = self._tab.column(column).title
        place = f"{self._tab.title} 第 {self._row.place} 列「{title}」"
        key = row_key(self._tab, self._row.cells)
        self.problems.append(Problem(place, what, mend, tab=self._tab.key, row=key))

    def _value(self, column: str) -> Value:
        value = self._row.get(column)
        if isinstance(value, Formula):
            self.fault(column, "是公式，系統讀不到結果", "請改填文字或數字")
            return None
        return canonical(value)
