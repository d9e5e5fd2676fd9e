"""What Google says when it refuses, in its words; each is a 400 that names the request in front."""

from __future__ import annotations

from tests.fakes.google.apifault import ApiFault

MOST_CELLS, MOST_CHARACTERS, LONGEST_TITLE = 10_000_000, 50_000, 100


def invalid(message: str) -> ApiFault:
    return ApiFault(400, "INVALID_ARGUMENT", message)


def no_grid(sheet_id: object) -> ApiFault:
    return invalid(f"No grid with id: {sheet_id}")


def unparsable(text: str) -> ApiFault:
    return invalid(f"Unable to parse range: {text}")


def outside(place: str, rows: int, columns: int) -> ApiFault:
    """Of a range that begins beyond the grid; one that only ends there is cut."""
    return invalid(f"Range ({place}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")


def is_protected() -> ApiFault:
    return invalid(
        "You are trying to edit a protected cell or object. "
        "Please contact the spreadsheet owner to remove protection if you need to edit."
    )


def too_long() -> ApiFault:
    return invalid(f"Your input contains more than the maximum of {MOST_CHARACTERS} characters in a single cell.")


def too_many_cells() -> ApiFault:
    return invalid(
        f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells."
    )


def title_taken(title: str) -> ApiFault:
    return invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def not_served(kind: str) -> ApiFault:
    return ApiFault(501, "UNIMPLEMENTED", f"The fake Google doesn't know {kind}.")
