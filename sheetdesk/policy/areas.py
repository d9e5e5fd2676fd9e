"""Which cases a person of 分工表 answers for: by 團號／商品, by 類別. Pure; who takes a new case is `assign`'s."""

from __future__ import annotations

from sheetdesk.model.case import Case
from sheetdesk.policy.campaigns import likeness
from sheetdesk.policy.fold import fold
from sheetdesk.policy.team import Person


def has_goods(person: Person, case: Case) -> bool:
    """Does her 團號／商品 name the case's 團號 or product?"""
    group = fold(case.group_no or "")
    return any((group and fold(item) == group) or likeness(case.product, item) > 1 for item in person.goods)


def has_kind(person: Person, case: Case) -> bool:
    """Does her 類別 name the case's category or sub-category?"""
    kinds = {fold(kind) for kind in (case.category, case.subcategory) if kind}
    return any(fold(category) in kinds for category in person.categories)


def answers_for(person: Person, case: Case) -> bool:
    """Is the case within what she answers for? A supplier may stand in 團號／商品 as well."""
    supplier = fold(case.supplier or "")
    supplied = bool(supplier) and any(fold(item) == supplier for item in person.goods)
    return supplied or has_goods(person, case) or has_kind(person, case)
