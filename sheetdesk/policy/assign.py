"""Who owns a case, and who handles it while she is on leave (domain §5). Border: pure; loads and today are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheetdesk.model.case import Case, is_open
from sheetdesk.policy.areas import has_goods, has_kind
from sheetdesk.policy.campaigns import Campaign, Campaigns, campaign_facts, read_campaigns
from sheetdesk.policy.fold import fold
from sheetdesk.policy.team import BACKUP, BOSS, LEAD, Person, find, on_duty, read_team

__all__ = [
    "Assignment",
    "Campaign",
    "Campaigns",
    "Person",
    "Roster",
    "assign",
    "campaign_facts",
    "read_campaigns",
    "read_team",
]


@dataclass(frozen=True, slots=True)
class Roster:
    """What the sheet says of people and group buys. `lead`: who takes what nobody takes, the desk's own name at worst."""

    team: Sequence[Person]
    campaigns: Campaigns
    lead: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Owner and handler are never blank. `nobody`: no one takes it, so it lies with the lead and has to be listed."""

    owner: str
    handler: str
    why: str
    nobody: bool = False
    notice: str | None = None
    """What the organiser should mend, if anything."""


Candidate = tuple[str, str]
"""A name and why it is hers."""


def assign(
    case: Case, roster: Roster, loads: Mapping[str, int], today: date, rule_owner: str | None = None
) -> Assignment:
    """The owner of `case` and who handles it today. `loads`: open cases by owner; `rule_owner`: what triage named.

    What a person chose stays; so does an owner who still works here, and the owner of a case that is done."""
    if case.owner and ("owner" in case.proposed or not is_open(case)):
        return _handled(roster, today, (case.owner, "人工指定" if is_open(case) else "已經處理完，不再改派"), False)
    kept = find(roster.team, case.owner)
    if kept is not None and kept.active and not case.unassigned:
        return _handled(roster, today, (kept.name, "維持原負責人"), False)
    free = _Free(roster.team, loads, today)
    steps: tuple[Callable[[], Candidate | None], ...] = (
        lambda: _by_campaign(case, roster, free),
        lambda: _by_goods(case, free),
        lambda: _named(rule_owner, "規則指定", free),
        lambda: _by_skill(case, free),
        lambda: free.least("今天上班的人裡", lambda person: person.role not in (LEAD, BACKUP, BOSS)),
        lambda: free.least("備援裡", lambda person: person.role == BACKUP),
    )
    taker = next((candidate for step in steps if (candidate := step())), None)
    if taker is not None:
        return _handled(roster, today, taker, False)
    lead = _lead(roster)
    alone = not any(person.active and fold(person.name) != fold(lead) for person in roster.team)
    return _handled(roster, today, (lead, "沒有別人可以接" if alone else "沒有人接，先給主揪"), not alone)


class _Free:
    """Who may take one case more: on duty and below her 上限件數."""

    def __init__(self, team: Sequence[Person], loads: Mapping[str, int], today: date) -> None:
        self.team, self._loads, self._today = team, loads, today

    def load(self, person: Person) -> int:
        return self._loads.get(person.name, 0)

    def has_room(self, person: Person) -> bool:
        return person.active and (person.max_open is None or self.load(person) < person.max_open)

    def least(self, among: str, fits: Callable[[Person], bool]) -> Candidate | None:
        """Of those on duty who fit, the one with the least open cases; of equals the first in 分工表."""
        fitting = [p for p in self.team if fits(p) and self.has_room(p) and on_duty(p, self._today)]
        if not fitting:
            return None
        person = min(fitting, key=self.load)
        return person.name, f"{among}{person.name}手上 {self.load(person)} 件，最少"


def _by_campaign(case: Case, roster: Roster, free: _Free) -> Candidate | None:
    campaign = roster.campaigns.of(case)
    if campaign is None:
        return None
    return _named(campaign.owner, f"團購檔期「{campaign.group_no or campaign.product or case.product}」的負責人", free)


def _by_goods(case: Case, free: _Free) -> Candidate | None:
    def owns(person: Person) -> bool:
        return has_goods(person, case)

    found = free.least("負責這個團號／商品的人裡", owns)
    if found is not None:
        return found
    away = next((person for person in free.team if owns(person) and free.has_room(person)), None)
    return None if away is None else (away.name, "負責這個團號／商品")


def _by_skill(case: Case, free: _Free) -> Candidate | None:
    return free.least(
        f"負責「{case.category or case.subcategory}」的人裡",
        lambda person: has_kind(person, case),
    )


def _named(name: str | None, why: str, free: _Free) -> Candidate | None:
    """A person whom a rule or a group buy names, on leave or not; a name outside 分工表 is taken as it stands."""
    if name is None:
        return None
    person = find(free.team, name)
    if person is None:
        return name, why
    return (person.name, why) if free.has_room(person) else None


def _lead(roster: Roster) -> str:
    """The desk's lead; if she left, the next one who still works here."""
    lead = find(roster.team, roster.lead)
    if lead is None or lead.active:
        return roster.lead
    still_here = sorted((p for p in roster.team if p.active), key=lambda p: p.role != LEAD)
    return still_here[0].name if still_here else lead.name


def _handled(roster: Roster, today: date, candidate: Candidate, nobody: bool) -> Assignment:
    owner, why = candidate
    person = find(roster.team, owner)
    if person is None:
        unknown = bool(roster.team)
        notice = f"負責人「{owner}」不在分工表，請加進分工表，或改成表裡的人" if unknown else None
        return Assignment(owner, owner, why, nobody, notice)
    if on_duty(person, today):
        return Assignment(owner, person.name, why, nobody)
    handler = _stand_in(person, roster, today)
    reason = "請假" if person.active else "已不在職"
    if handler == person.name:
        return Assignment(owner, handler, f"{why}；{reason}", nobody, f"{owner} {reason}，但沒有人可以代理")
    return Assignment(owner, handler, f"{why}；{reason}，由{handler}代理", nobody)


def on_duty_for(person: Person, roster: Roster, today: date) -> Person:
    """She herself, or who stands in for her while she is on leave."""
    return person if on_duty(person, today) else find(roster.team, _stand_in(person, roster, today)) or person


def _stand_in(person: Person, roster: Roster, today: date) -> str:
    """Along the proxies to the first one on duty, then the lead, the backups, anyone; at the very last herself."""
    others = sorted(roster.team, key=lambda p: (fold(p.name) != fold(roster.lead), p.role != LEAD, p.role != BACKUP))
    candidates = (*_proxies(person, roster.team), *others)
    return next((one.name for one in candidates if on_duty(one, today)), person.name)


def _proxies(person: Person, team: Sequence[Person]) -> Iterable[Person]:
    """Her proxy, the proxy's proxy and so on, each once: a ring of proxies ends."""
    seen = {person.name}
    proxy = find(team, person.proxy)
    while proxy is not None and proxy.name not in seen:
        seen.add(proxy.name)
        yield proxy
        proxy = find(team, proxy.proxy)
