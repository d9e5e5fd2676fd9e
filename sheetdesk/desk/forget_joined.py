"""What a forgotten customer wrote on somebody else's case: taken out of that case, and out of what the ledger heard.

Border: the ledger; the sheet's rows follow in the next pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sheetdesk.columns import CASES
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import Case
from sheetdesk.model.values import Value
from sheetdesk.policy.additions import KEY
from sheetdesk.policy.forgetting import hers_in, without_hers

Found = list[tuple[Case, list[Mapping[str, Value]]]]
"""A case of somebody else's, and what she wrote there."""


def joined_elsewhere(tx: Transaction, numbers: Collection[str], keys: Collection[str]) -> Found:
    """Where what she wrote stands beside her own cases. `keys`: all by which she is known for sure."""
    others = (case for case in tx.forgotten.every_case() if case.number not in numbers and case.joined)
    return [(case, hers) for case in others if (hers := hers_in(case, numbers, keys))]


def form_keys(found: Found) -> list[str]:
    """The form rows by which it came in."""
    return [str(kept[KEY]) for _, hers in found for kept in hers if KEY in kept]


def forget_joined(tx: Transaction, found: Found) -> list[int]:
    """Take it out; answers the numbers of what was heard, for their rows of 往來紀錄 are to be wiped."""
    tx.cases.save(without_hers(case, hers) for case, hers in found)
    rows = tx.sheet.rows(CASES.key, [case.number for case, _ in found])
    tx.sheet.keep(CASES.key, {number: replace(row, dirty=True) for number, row in rows.items()})
    heard = list[int]()
    for case, hers in found:
        said = [str(kept["text"]) for kept in hers if kept.get("text") is not None]
        heard += tx.forgotten.empty_heard(case.number, said)
    tx.forgotten.drop_form_rows(form_keys(found))
    return heard
