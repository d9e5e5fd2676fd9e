"""Which sort of form a tab is: complaints, the survey, the staff's own, or orders. Pure; known by its title or its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetdesk.columns import (
    FORM,
    FORM_ALIASES,
    FORM_REQUIRED,
    ORDER_ALIASES,
    ORDER_MORE_SIGNS,
    ORDER_SIGNS,
    ORDERS,
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
    place: str = "表單分頁"
    """How a fault calls such a tab."""
    mend: str = "把表單的題目改回來，或在 config.yaml 的 {section}.aliases 加上新的題目"


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


def order_kind(spec: FormSpec) -> FormKind:
    """The tab into which people paste orders: any heading of it may be missing."""
    titles = _questions(spec.order_aliases, ORDERS, ORDER_ALIASES)
    mend = "把標題列一起貼上（前十列裡），或在 config.yaml 的 {section}.aliases 加上您的標題"
    return FormKind(ORDERS, titles, (), "orders", place="分頁", mend=mend)


def kind_of(title: str, grid: Grid, spec: FormSpec) -> FormKind:
    """What a form's tab is; one that is neither the survey nor the staff form's nor holds orders is for complaints."""
    if is_orders(title, grid, spec):
        return order_kind(spec)
    if is_survey(title, grid, spec):
        return survey_kind(spec)
    if is_staff_form(title, grid, spec):
        return staff_kind(spec)
    return order_kind(spec) if _looks_like_orders(grid, spec) else complaint_kind(spec)


def is_other_form(title: str, grid: Grid, spec: FormSpec) -> bool:
    """Is it a tab that is only read and holds no complaints?"""
    return is_survey(title, grid, spec) or is_staff_form(title, grid, spec) or is_orders(title, grid, spec)


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


def is_orders(title: str, grid: Grid, spec: FormSpec) -> bool:
    """Is it the tab into which people paste orders? By its title alone: any list of theirs may ask the same."""
    return fold_title(title) == fold_title(spec.orders)


def _looks_like_orders(grid: Grid, spec: FormSpec) -> bool:
    """Is it orders, of a tab that is read already and may have been renamed?"""
    keys = _asked(grid, order_kind(spec))
    asks = not _asked(grid, complaint_kind(spec)).isdisjoint(FORM_REQUIRED)
    return set(ORDER_SIGNS) <= keys and not keys.isdisjoint(ORDER_MORE_SIGNS) and not asks


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
