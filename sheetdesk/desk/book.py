"""The desk's rules of the house as its tabs say them in this pass, each with the faults found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sheetdesk.columns import (
    CAMPAIGNS,
    FAQ,
    HOURS,
    POLICIES,
    RULES,
    SETTING,
    SETTINGS,
    TEAM,
    TEMPLATES,
    Tab,
)
from sheetdesk.desk.settings_rows import Tabs, alike, print_of_tabs
from sheetdesk.errors import SheetdeskError
from sheetdesk.model.sheet import Problem, Row, Snapshot
from sheetdesk.model.values import Value
from sheetdesk.policy import incidents as piles
from sheetdesk.policy import law as laws
from sheetdesk.policy import peak as peaks
from sheetdesk.policy.assign import Campaign, Person, read_campaigns, read_team
from sheetdesk.policy.faq import Faqs
from sheetdesk.policy.faq_rows import FaqRows, read_faqs
from sheetdesk.policy.hours import Calendar, read_calendar
from sheetdesk.policy.kpi_terms import USUAL as USUAL_KPI
from sheetdesk.policy.kpi_terms import KpiTerms
from sheetdesk.policy.ladder import USUAL as USUAL_LADDERS
from sheetdesk.policy.ladder import Ladders
from sheetdesk.policy.letters import Sender
from sheetdesk.policy.policies import Policy, read_policies
from sheetdesk.policy.refunds import RefundTerms
from sheetdesk.policy.report_terms import USUAL as USUAL_REPORTS
from sheetdesk.policy.report_terms import ReportTerms
from sheetdesk.policy.retention import USUAL as USUAL_RETENTION
from sheetdesk.policy.retention import Terms as Retention
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.rules import read_rules
from sheetdesk.policy.shop import Office, Shop, read_shop
from sheetdesk.policy.suggestion import answered_categories
from sheetdesk.policy.survey import USUAL, Terms
from sheetdesk.policy.template import Templates
from sheetdesk.policy.template_rows import read_templates

_PRINTED = (HOURS, POLICIES, RULES, TEAM, CAMPAIGNS)
"""Tabs that judge a case."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What config.yaml says: it counts where a tab is missing or can't be used."""

    zone: ZoneInfo
    prefix: str
    shop: Shop
    form_link: str | None
    live_from: datetime | None
    categories: frozenset[str]
    rows: Mapping[str, Sequence[Mapping[str, Value]]]
    templates: Templates
    problems: tuple[Problem, ...] = ()
    """What is wrong with the templates."""
    survey: Terms = USUAL
    subcategories: Mapping[str, Sequence[str]] = field(default_factory=dict)
    progress_days: int = 2
    """Business days after which a customer who heard nothing gets a progress letter; 0: never."""
    law: laws.Terms = laws.USUAL
    incidents: piles.Terms = piles.USUAL
    kpi: KpiTerms = USUAL_KPI
    peak: peaks.Terms = peaks.USUAL
    reports: ReportTerms = USUAL_REPORTS
    ladders: Ladders = USUAL_LADDERS
    retention: Retention = USUAL_RETENTION
    keep_orders: timedelta = timedelta(days=180)
    refunds: RefundTerms | None = None
    """How long an order is remembered after its day; what is said of the refund form, if one is set up."""
    help_link: str | None = None
    staff_link: str | None = None
    silent_before: datetime | None = None
    """`form_link` with 「還沒解決」 filled in; the staff form's, with {number}, {token}; older answers are closed cases."""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that judges a case. `print` changes when rules, policies, team or calendar change."""

    defaults: Defaults
    shop: Shop
    calendar: Calendar
    policies: tuple[Policy, ...]
    rules: Rules
    team: tuple[Person, ...]
    campaigns: tuple[Campaign, ...]
    problems: tuple[Problem, ...]
    print: str
    rules_rows: tuple[Mapping[str, Value], ...] = ()
    """What people set in 分類規則, for `explain`."""
    templates: Templates = field(default_factory=Templates)
    """Every template that may be used: the files, and over them the rows of 回覆範本."""
    letters_print: str = ""
    """Changes with what a draft's preview is made of."""
    faq: FaqRows = field(default_factory=FaqRows)
    faqs: Faqs = field(default_factory=Faqs)
    """常見問題, as its rows say and ready to be searched."""

    @property
    def sender(self) -> Sender:
        """Who signs the letters."""
        said, shop = self.defaults, self.shop
        refund_form = said.refunds.link if said.refunds is not None else None
        return Sender(shop.name, shop.signature, said.zone, said.form_link, said.help_link, refund_form=refund_form)

    @property
    def categories(self) -> frozenset[str]:
        """The categories of config.yaml, and those that a rule sets."""
        return self.defaults.categories | {rule.category for rule in self.rules.rules if rule.category}

    @property
    def lead(self) -> str:
        """Who takes what nobody takes: the person in the role 主揪, else the first on the team, else the shop."""
        leads = [person.name for person in self.team if person.role == "主揪"]
        return (leads or [person.name for person in self.team] or [self.shop.signature or self.shop.name])[0]

    @property
    def office(self) -> Office:
        """What sending has to know."""
        return Office(self.shop, self.own_address)

    @property
    def own_address(self) -> str | None:
        """The organiser's own address, to which letters of the trial and alarms go."""
        by_name = {person.name: person.email for person in self.team}
        return by_name.get(self.lead) or next((p.email for p in self.team if p.email), None)


def read_book(snapshot: Snapshot, defaults: Defaults) -> Book:
    """The settings tabs of `snapshot`; a tab that is missing, or whose calendar never opens, falls back to config.

    While neither they nor `defaults` have changed it is the very book of the last time."""
    tabs = {tab.key: _rows(snapshot, tab.key, defaults) for tab in (SETTINGS, *_PRINTED, FAQ, TEMPLATES)}
    return _LAST.book(tabs, defaults)


def _read(tabs: Tabs, defaults: Defaults) -> Book:
    problems = list(defaults.problems)
    shop, found = read_shop(tabs[SETTINGS.key], defaults.shop)
    problems += found
    calendar, found = _calendar(tabs[HOURS.key], defaults)
    problems += found
    policies, of_policies = read_policies(tabs[POLICIES.key])
    rules, of_rules = _LAST.rules(tabs[RULES.key])
    team, of_team = read_team(tabs[TEAM.key])
    campaigns, of_campaigns = read_campaigns(tabs[CAMPAIGNS.key])
    problems += [*of_policies, *of_rules, *of_team, *of_campaigns]
    templates, found = read_templates(tabs[TEMPLATES.key], defaults.templates)
    problems += found
    faq, found = read_faqs(tabs[FAQ.key], answered_categories(rules, defaults.subcategories))
    problems += found
    texts = _settings(tabs[RULES.key], RULES)
    return Book(
        defaults,
        shop,
        calendar,
        policies,
        rules,
        team,
        campaigns,
        tuple(problems),
        print_of_tabs(tabs, _PRINTED),
        texts,
        templates,
        _letters_print(tabs, defaults),
        faq,
        Faqs.of(faq.rows, [campaign.product for campaign in campaigns if campaign.product]),
    )


class _Last:
    """What was read last, given again while its rows are the same: most passes. The rules alone too, for reading them
    is the most of it."""

    def __init__(self) -> None:
        self._tabs: Tabs = {}
        self._book: Book | None = None
        self._rules_rows: Sequence[Row] = ()
        self._rules: tuple[Rules, list[Problem]] | None = None

    def book(self, tabs: Tabs, defaults: Defaults) -> Book:
        """As `_read`."""
        before, known = self._tabs, self._book
        self._tabs = tabs  # the newest rows: of two reads of one row, what is the same object needs no comparing
        if known is None or known.defaults != defaults or not all(alike(tab, before[tab], tabs[tab]) for tab in tabs):
            self._book = None  # what can't be read is not the last book
            self._book = known = _read(tabs, defaults)
        return known

    def rules(self, rows: Sequence[Row]) -> tuple[Rules, list[Problem]]:
        """As `policy.rules.read_rules`."""
        if self._rules is None or not alike(RULES.key, self._rules_rows, rows):
            self._rules = read_rules(rows)
        self._rules_rows = rows
        return self._rules


_LAST = _Last()


def rows_of_config(defaults: Defaults, tab: str) -> list[Row]:
    """The rows that config.yaml gives for a tab, numbered from 1."""
    return [Row(place, cells) for place, cells in enumerate(defaults.rows.get(tab, ()), start=1)]


def _rows(snapshot: Snapshot, tab: str, defaults: Defaults) -> Sequence[Row]:
    return snapshot.tabs[tab].rows if tab in snapshot.tabs else rows_of_config(defaults, tab)


def _settings(rows: Sequence[Row], tab: Tab) -> tuple[Mapping[str, Value], ...]:
    """The rows without what the desk itself wrote beside them."""
    keys = [column.key for column in tab.owned_by(SETTING)]
    return tuple({key: row.cells[key] for key in keys if key in row.cells} for row in rows)


def _calendar(rows: Sequence[Row], defaults: Defaults) -> tuple[Calendar, list[Problem]]:
    try:
        return read_calendar(rows, defaults.zone)
    except SheetdeskError as fault:
        calendar, found = read_calendar(rows_of_config(defaults, HOURS.key), defaults.zone)
        return calendar, [Problem(HOURS.title, f"{fault.what}；先用 config.yaml 的營業時間", fault.mend), *found]


def _letters_print(tabs: Tabs, defaults: Defaults) -> str:
    """What a preview is made of beside its case: rows, shop and files."""
    files = sorted(repr(template) for template in defaults.templates.by_name.values())
    refund_form = defaults.refunds.link if defaults.refunds is not None else None
    links = repr((defaults.form_link, defaults.help_link, refund_form))
    said = [print_of_tabs(tabs, (SETTINGS, TEMPLATES)), links, *files]
    return sha256("\n".join(said).encode()).hexdigest()[:16]


def with_problems(book: Book, more: Sequence[Problem]) -> Book:
    """`book` with faults of whole tabs before those of rows, for a missing column is why every row is at fault."""
    return replace(book, problems=(*more, *book.problems))
