"""Account numbers end here: what a workbook hands out holds them masked, whoever typed them, wherever (domain §9). Pure.

Left as they are: the tabs of settings, in which the shop may have written its own account."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sheetdesk.columns import SETTING, TABS, Tab
from sheetdesk.model.memory import Cells
from sheetdesk.model.values import Value
from sheetdesk.policy.privacy import asks_for_account, mask_accounts, mask_answer, may_hold_account
from sheetdesk.workbook.cells import as_text

SHORTEST = 10
"""Characters of a text that can hold an account's number near a bank's word."""

_SETTINGS = frozenset(tab.key for tab in TABS if tab.owned_by(SETTING) or tab.key == "state")


def keeps_accounts_out(tab: Tab) -> bool:
    """Is it a tab in which customers' words stand, or people's notes on them?"""
    return tab.key not in _SETTINGS


def account_columns(tab: Tab, names: Sequence[str | None]) -> frozenset[str]:
    """Columns that are none of ours and whose title asks for an account's number."""
    return frozenset(name for name in names if name and not tab.has(name) and asks_for_account(name))


def without_accounts(cells: Cells, asked: Collection[str] = ()) -> Cells:
    """The same cells, every account's number in them masked; they tell in which columns. `asked`: answers that are one."""
    texts = {name: value for name, value in cells.items() if type(value) is str and len(value) >= SHORTEST}
    if not asked and not may_hold_account("\n".join(texts.values())):  # nearly every row
        return cells
    news: dict[str, Value] = {name: shown for name, said in texts.items() if (shown := mask_accounts(said)) != said}
    for name in asked:
        value = cells.get(name)
        if isinstance(value, str | int | float) and (shown := mask_answer(said := as_text(value))) != said:
            news[name] = shown
    return Cells({**cells, **news}, masked=tuple(news)) if news else cells
