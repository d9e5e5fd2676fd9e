"""Which sort of form a tab is: complaints, the survey, or the staff's own. Pure; known by its title or its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetdesk.columns import (
    FORM,
    FORM_ALIASES,
    FORM_REQUIRED,
    STAFF_FORM,
    STAFF_FORM_ALIASES,
    STAFF_FORM_REQUIRED,
    STAFF_FORM_SIGNS,
    SURVEY,
    SURVEY_ALIASES,
    SURVEY_REQUIRED,
    SURVEY_SIGNS,
    Tab,
)
from sheetdesk.workbook.headers import Aliases, FormSpec, Grid, find_form_header, fold_title, keys_in

VERIFIED = "在表單的「設定 → 回覆」把「收集電子郵件地址」選成「已驗證」"


@dataclass(frozen=True, slots=True)
class FormKind:
    """What one sort of form asks: folded title → key, and the questions without which it can't be read.

    `section`: where in config.yaml its questions get more titles. `mends`: what else to do where a question is missing."""

    tab: Tab
    titles: Mapping[str, str]
    required: tuple[str, ...]
    section: str
    mends: Mapping[str, str] = field(default_factory=dict)


def form_titles(spec: FormSpec) -> dict[str, str]:
    """Folded title → key of a complaint form's question; titles that config adds come first."""
    return _questions(spec.aliases, FORM, FORM_ALIASES)


def complaint_kind(spec: FormSpec) -> FormKind:
    """The form by which complaints come in."""
    return FormKind(FORM, form_titles(spec), FORM_REQUIRED, "forms")


def survey_kind(spec: FormSpec) -> FormKind:
    """The form by which customers rate."""
    return FormKind(SURVEY, _questions(spec.survey_aliases, SURVEY, SURVEY_ALIASES), SURVEY_REQUIRED, "survey")


def staff_kind(spec: FormSpec) -> FormKind:
    """The form by which the staff answer from a phone."""
    titles = _questions(spec.staff_aliases, STAFF_FORM, STAFF_FORM_ALIASES)
    return FormKind(STAFF_FORM, titles, STAFF_FORM_REQUIRED, "staff_form", {"email": VERIFIED})


def kind_of(title: str, grid: Grid, spec: FormSpec) -> FormKind:
    """What a form's tab is; one that is neither the survey nor the staff form's is for complaints."""
    if is_survey(title, grid, spec):
        return survey_kind(spec)
    return staff_kind(spec) if is_staff_form(title, grid, spec) else complaint_kind(spec)


def is_survey(title: str, grid: Grid, spec: FormSpec) -> bool:
    """Is it the survey's tab: by its title, or because it asks for a token and how it went?"""
    if fold_title(title) == fold_title(spec.survey):
        return True
    keys = _asked(grid, survey_kind(spec))
    return "token" in keys and not keys.isdisjoint(SURVEY_SIGNS)


def is_staff_form(title: str, grid: Grid, spec: FormSpec) -> bool:
    """Is it the staff form's tab: by its title, or because it asks for a token and what is to be done?"""
    if fold_title(title) == fold_title(spec.staff):
        return True
    return set(STAFF_FORM_SIGNS) <= _asked(grid, staff_kind(spec))


def is_form(grid: Grid, titles: Mapping[str, str]) -> bool:
    """Does the grid hold the questions without which no case can be made?"""
    header = find_form_header(grid, titles)
    return header is not None and set(FORM_REQUIRED) <= set(keys_in(grid[header], titles, loose=True))


def _asked(grid: Grid, kind: FormKind) -> set[str | None]:
    header = find_form_header(grid, kind.titles)
    return set(keys_in(grid[header], kind.titles, loose=True)) if header is not None else set()


def _questions(more: Aliases, form: Tab, known: Aliases) -> dict[str, str]:
    titles: dict[str, str] = {}
    for aliases in (more, {c.key: (c.title,) for c in form.columns}, known):
        for key, words in aliases.items():
            for word in words:
                titles.setdefault(fold_title(word), key)
    return titles
