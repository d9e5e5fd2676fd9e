"""A formula as it reads in another row: its relative references move along. Pure; by openpyxl's reading of formulas."""

from __future__ import annotations

from sheetdesk.model.values import Formula
from sheetdesk.workbook.headers import letter


def moved(formula: Formula, position: int, row: int, to: int) -> Formula:
    """`formula` of row `row`, column `position` (from 0), as it has to read in row `to` to mean the same there.

    One that openpyxl can't read or move is handed back as it is: Google keeps broken ones too, such as `=#1`."""
    from openpyxl.formula.tokenizer import TokenizerError  # hardly ever needed, and slow to import
    from openpyxl.formula.translate import Translator, TranslatorError

    column = letter(position)
    try:
        return Formula(str(Translator(formula.text, origin=f"{column}{row}").translate_formula(f"{column}{to}")))
    except (TokenizerError, TranslatorError, IndexError):  # IndexError: a bracket that was never opened
        return formula
