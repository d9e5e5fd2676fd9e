"""A formula as it reads in another row: its relative references move along. Pure; by openpyxl's reading of formulas."""

from __future__ import annotations

from sheetdesk.model.values import Formula
from sheetdesk.workbook.headers import letter
from sheetdesk.workbook.link_formula import number_in


def moved(formula: Formula, position: int, row: int, to: int) -> Formula:
    """`formula` of row `row`, column `position` (from 0), as it has to read in row `to` to mean the same there.

    One that openpyxl can't read or move is handed back as it is: Google keeps broken ones too, such as `=#1`."""
    if number_in(formula.text) is not None:  # a link of ours reads the same in every row
        return formula
    from openpyxl.formula.tokenizer import TokenizerError  # hardly ever needed, slow to import, and 18 MB
    from openpyxl.formula.translate import Translator, TranslatorError

    column = letter(position)
    try:
        return Formula(str(Translator(formula.text, origin=f"{column}{row}").translate_formula(f"{column}{to}")))
    except (TokenizerError, TranslatorError, IndexError):  # IndexError: a bracket that was never opened
        return formula
