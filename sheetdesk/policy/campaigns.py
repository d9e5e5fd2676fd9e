"""團購檔期: which group buy a case belongs to, and what is known from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
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


_SHORTEST_GROUP = 3
"""Characters of a 團號 of which one may be lost."""


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
    """What 團購檔期 knows of a case and the case itself doesn't say: field → value.

    What it said before and says otherwise now is among them, None where it says nothing any more; but of a group buy
    that isn't in the tab any more all that it said stays."""
    before = case.filled.by_campaign if case.filled is not None else {}
    ours = {name for name in FACTS if before.get(name) is not None and before[name] == _machine(case, name)}
    campaign = campaigns.of(replace(case, product=None) if "product" in ours else case)
    if campaign is None:
        return {}
    known = {name: getattr(campaign, name) for name in FACTS}
    return {
        name: value
        for name, value in known.items()
        if name in ours or (value is not None and _machine(case, name) is None)
    }


def group_notice(case: Case, campaigns: Campaigns) -> str | None:
    """That the case's 團號 isn't in the tab, where the tab tells which one may be meant; None else."""
    group = fold(case.group_no or "")
    groups = {fold(row.group_no): row.group_no for row in campaigns.rows if row.group_no}
    if not group or not groups or group in groups:
        return None
    campaign = campaigns.of(case)
    if campaign is not None and campaign.group_no:
        what = f"先照商品用「{campaign.group_no}」那一團的資料"
    else:
        near = [name for folded, name in groups.items() if _is_slip(group, folded)]
        if len(near) != 1:
            return None
        what = f"是不是「{near[0]}」"
    return f"「團購檔期」沒有團號「{str(case.group_no)[:20]}」，{what}；填錯了就改「團號」。"


def _machine(case: Case, name: str) -> Value:
    """What stands in the field by the form or the desk, a person's word aside."""
    said: Value = case.proposed.get(name, getattr(case, name))
    return said


def _is_slip(typed: str, meant: str) -> bool:
    """One character too many, too few or wrong, or two in the wrong order; in a number only the last, for 1115 and 1116
    are two group buys."""
    if len(typed) == len(meant):
        wrong = [at for at, (one, other) in enumerate(zip(typed, meant, strict=True)) if one != other]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(typed) == sorted(meant)
        return swapped or (len(wrong) == 1 and not (typed[wrong[0]].isdigit() and meant[wrong[0]].isdigit()))
    short, long = sorted((typed, meant), key=len)
    return len(short) >= _SHORTEST_GROUP and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


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
