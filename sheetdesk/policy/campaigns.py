"""團購檔期: which group buy a case belongs to, and what is known from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from sheetdesk.columns import CAMPAIGNS
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Value
from sheetdesk.policy.fold import fold
from sheetdesk.policy.setting_row import SettingRow

FACTS = ("supplier", "carrier", "product", "pickup", "received_on")
SHORTEST_PART = 2
"""Characters a name must have to be found inside another: 「餅」 alone says nothing."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One row of 團購檔期; None where it says nothing, or where several rows that fit a case don't agree."""

    group_no: str | None = None
    name: str | None = None
    product: str | None = None
    supplier: str | None = None
    carrier: str | None = None
    pickup: str | None = None
    received_on: date | None = None
    owner: str | None = None
    fresh_notice: bool | None = None


@dataclass(frozen=True, slots=True)
class Campaigns:
    """The whole tab, ready to be searched: many cases name the same group buy, so what was found is kept."""

    rows: Sequence[Campaign] = ()
    _found: dict[tuple[str | None, str | None], Campaign | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of(self, case: Case) -> Campaign | None:
        """As `campaign_of`."""
        named = (case.group_no, case.product)
        if named not in self._found:
            self._found[named] = campaign_of(case, self.rows)
        return self._found[named]


def read_campaigns(rows: Sequence[Row]) -> tuple[tuple[Campaign, ...], list[Problem]]:
    """The group buys in the tab's order; one 團號 may have several rows, one for each 商品."""
    campaigns: list[Campaign] = []
    problems: list[Problem] = []
    for row in (SettingRow(CAMPAIGNS, row) for row in rows):
        if row.is_blank():
            continue
        campaign = _campaign(row)
        if campaign.group_no is None and campaign.product is None:
            row.fault("group_no", "沒有團號也沒有商品，這一列不算", "請至少填一個")
        else:
            campaigns.append(campaign)
        problems += row.problems
    return tuple(campaigns), problems


def campaign_of(case: Case, campaigns: Sequence[Campaign]) -> Campaign | None:
    """The group buy of a case: by 團號, else by the product's name.

    Where several rows fit equally well, only what they agree on is kept: nothing is guessed."""
    group = fold(case.group_no or "")
    of_group = [c for c in campaigns if c.group_no and fold(c.group_no) == group]
    if of_group:
        return _agreed(_best_by_product(case.product, of_group) or of_group)
    return _agreed(_best_by_product(case.product, campaigns))


def campaign_facts(case: Case, campaigns: Campaigns) -> dict[str, Value]:
    """What 團購檔期 knows of a case and the case itself doesn't say: field → value."""
    campaign = campaigns.of(case)
    if campaign is None:
        return {}
    known = {field: getattr(campaign, field) for field in FACTS}
    return {field: value for field, value in known.items() if value is not None and getattr(case, field) is None}


def likeness(product: str | None, named: str | None) -> int:
    """How well `product`, as a customer wrote it, fits the name `named`: 0 not at all; more is better."""
    ours, theirs = fold(named or ""), fold(product or "")
    if not ours or not theirs:
        return 0
    if ours == theirs:
        return 1_000_000
    if len(ours) >= SHORTEST_PART and ours in theirs:
        return 1_000 + len(ours)
    return 1 if len(theirs) >= SHORTEST_PART and theirs in ours else 0


def _campaign(row: SettingRow) -> Campaign:
    return Campaign(
        group_no=row.text("group_no"),
        name=row.text("name"),
        product=row.text("product"),
        supplier=row.text("supplier"),
        carrier=row.text("carrier"),
        pickup=row.text("pickup"),
        received_on=row.day("received_on"),
        owner=row.text("owner"),
        fresh_notice=row.yes("fresh_notice"),
    )


def _best_by_product(product: str | None, campaigns: Sequence[Campaign]) -> list[Campaign]:
    marks = [likeness(product, campaign.product) for campaign in campaigns]
    best = max(marks, default=0)
    return [c for c, mark in zip(campaigns, marks, strict=True) if best and mark == best]


def _agreed(campaigns: Sequence[Campaign]) -> Campaign | None:
    if len(campaigns) < 2:
        return campaigns[0] if campaigns else None
    said = {f.name: {getattr(campaign, f.name) for campaign in campaigns} for f in fields(Campaign)}
    return Campaign(**{name: values.pop() for name, values in said.items() if len(values) == 1})
