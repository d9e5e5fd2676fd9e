"""What a tab and its columns are: key, title, owner, type. Owners: machine · shared · status · request · person · setting (design §2)."""

from __future__ import annotations

from dataclasses import dataclass, field

MACHINE, SHARED, STATUS, REQUEST, PERSON, SETTING = "machine", "shared", "status", "request", "person", "setting"

FACE, CUSTOMER, JUDGEMENT, REMEDY, RECORD = "", "客人與訂單", "判斷", "處理與求償", "紀錄"
"""Column groups of 案件; FACE is what is always visible."""

CASE_LINK = "case"
"""Type of a column that holds a case's number, shown as a link to its row in 案件 (workbook/case_links.py)."""

LATER = "（這一欄的功能在之後的版本啟用）"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is text, number, datetime, date, time, case (CASE_LINK) or any (as it stands); `width` is in characters of the sheet's font."""

    key: str
    title: str
    owner: str
    type: str = "text"
    group: str = FACE
    width: int = 12
    note: str = ""
    choices: tuple[str, ...] = ()
    later: bool = False
    """Laid out from the first day so that columns never move; hidden until its feature comes."""
    hidden: bool = False
    """Of use to the desk alone."""
    multiple: bool = False
    """The drop-down only proposes: other words are allowed."""
    choices_from: tuple[str, str] | None = None
    """Tab and column whose cells are the drop-down's words."""
    rarely_read: bool = False
    """Long, and seldom touched by people: read once an hour, not in each pass (desk/rare_columns.py)."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. Rows of a keyed tab are known by the cell of `key_column`."""

    key: str
    title: str
    columns: tuple[Column, ...]
    key_column: str | None = None
    hidden: bool = False
    note: str = ""
    write_only: bool = False
    """The desk writes into it and learns nothing from it: read only when there is something to write (desk/kpi_tab.py).
    A column of ours that people rename or take out is theirs."""
    _by_key: dict[str, Column] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_key.update((column.key, column) for column in reversed(self.columns))

    def column(self, key: str) -> Column:
        """The column of that key; KeyError if there is none."""
        return self._by_key[key]

    def has(self, key: str) -> bool:
        """Is `key` a column of ours (rather than one that people added)?"""
        return key in self._by_key

    def owned_by(self, *owners: str) -> tuple[Column, ...]:
        """Columns of these owners, in order."""
        return tuple(c for c in self.columns if c.owner in owners)
