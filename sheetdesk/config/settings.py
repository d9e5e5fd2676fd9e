"""The whole of config.yaml as one frozen value, and the names that may stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, get_args

from pydantic import Field, ValidationInfo, field_validator

from sheetdesk.config.backup import BackupSection
from sheetdesk.config.channels import ChannelsSection
from sheetdesk.config.digest import DigestSection
from sheetdesk.config.escalation import EscalationSection
from sheetdesk.config.faults import Allowed
from sheetdesk.config.kpi import KpiSection
from sheetdesk.config.limits import LimitsSection
from sheetdesk.config.orders import OrdersSection
from sheetdesk.config.peak import PeakSection
from sheetdesk.config.refunds import RefundsSection
from sheetdesk.config.reports import ReportsSection
from sheetdesk.config.retention import RetentionSection
from sheetdesk.config.sections import (
    DeskSection,
    FormsSection,
    GoogleWorkbook,
    IncidentsSection,
    JobsSection,
    ProgressSection,
    Section,
    When,
    XlsxWorkbook,
)
from sheetdesk.config.serve import ServeSection
from sheetdesk.config.staff_form import StaffFormSection
from sheetdesk.config.survey import SurveySection
from sheetdesk.config.tables import SECTION_TABS, TableRow, row_model
from sheetdesk.config.types import Text, Words, wrong
from sheetdesk.model.values import Value

SQLITE = "sqlite:///"


class Config(Section):
    """config.yaml, checked whole. Paths are absolute; `repr` shows no secret."""

    desk: DeskSection
    workbook: Annotated[XlsxWorkbook | GoogleWorkbook, Field(discriminator="kind")]
    ledger: Text = Field(f"{SQLITE}sheetdesk.db", validate_default=True)
    forms: FormsSection = FormsSection()
    survey: SurveySection = SurveySection()
    staff_form: StaffFormSection = StaffFormSection()
    refunds: RefundsSection = RefundsSection()
    progress: ProgressSection = Field({}, validate_default=True)
    incidents: IncidentsSection = Field({}, validate_default=True)
    peak: PeakSection = Field({}, validate_default=True)
    limits: LimitsSection = LimitsSection()
    kpi: KpiSection = KpiSection()
    retention: RetentionSection = Field({}, validate_default=True)
    reports: ReportsSection = ReportsSection()
    digest: DigestSection = DigestSection()
    escalation: EscalationSection = EscalationSection()
    orders: OrdersSection = OrdersSection()
    channels: ChannelsSection = Field({}, validate_default=True)
    backup: BackupSection = Field({}, validate_default=True)
    serve: ServeSection = Field({}, validate_default=True)
    jobs: JobsSection = JobsSection()
    categories: Mapping[str, Words] = {}
    hours: tuple[row_model("hours"), ...] = ()  # type: ignore[valid-type]
    rules: tuple[row_model("rules"), ...] = ()  # type: ignore[valid-type]
    sla: tuple[row_model("sla"), ...] = ()  # type: ignore[valid-type]
    team: tuple[row_model("team"), ...] = ()  # type: ignore[valid-type]
    faq: tuple[row_model("faq"), ...] = ()  # type: ignore[valid-type]

    @field_validator("ledger")
    @classmethod
    def _beside_the_config(cls, url: str, info: ValidationInfo) -> str:
        """A relative SQLite file lies beside config.yaml, wherever the command was started."""
        place = url.removeprefix(SQLITE)
        if place == url or not place or place.startswith(":"):
            raise wrong("不能用；這個版本的帳本是一個 SQLite 檔，寫成 sqlite:///sheetdesk.db")
        folder: Path = (info.context or {}).get("folder", Path())
        return f"{SQLITE}{folder / place}"

    @field_validator("survey")
    @classmethod
    def _in_a_tab_of_its_own(cls, survey: SurveySection, info: ValidationInfo) -> SurveySection:
        """The survey's tab is known by its title: named as a complaint form's too, no complaint would be read."""
        forms = info.data.get("forms")
        if forms is not None and survey.tab in forms.tabs:
            raise wrong(f"的 tab 和 forms.tabs 都是「{survey.tab}」；問卷和問題回報要在兩個分頁")
        return survey

    @field_validator("staff_form")
    @classmethod
    def _apart_from_customers(cls, staff_form: StaffFormSection, info: ValidationInfo) -> StaffFormSection:
        """No title may stand for two sorts of form, or one of them would not be read."""
        forms, survey = info.data.get("forms"), info.data.get("survey")
        if forms is not None and staff_form.tab in forms.tabs:
            raise wrong(f"的 tab 和 forms.tabs 都是「{staff_form.tab}」；處理表單和問題回報要在兩個分頁")
        if survey is not None and staff_form.tab == survey.tab:
            raise wrong(f"的 tab 和 survey.tab 都是「{staff_form.tab}」；處理表單和問卷要在兩個分頁")
        return staff_form

    @field_validator("orders")
    @classmethod
    def _no_form(cls, orders: OrdersSection, info: ValidationInfo) -> OrdersSection:
        """No title may stand for orders and for a form, or one of them would not be read."""
        forms, survey, staff = (info.data.get(name) for name in ("forms", "survey", "staff_form"))
        taken = [*(forms.tabs if forms else ()), *(one.tab for one in (survey, staff) if one)]
        if orders.tab in taken:
            raise wrong(f"的 tab「{orders.tab}」已經是表單的分頁；訂單要在另一個分頁")
        return orders

    @field_validator("refunds")
    @classmethod
    def _in_a_workbook_of_its_own(cls, refunds: RefundsSection, info: ValidationInfo) -> RefundsSection:
        """Account numbers never live in the shared sheet (domain §9)."""
        shared = info.data.get("workbook")
        if isinstance(shared, XlsxWorkbook) and refunds.path == shared.path:
            raise wrong("的 path 和 workbook 是同一個檔案；帳號要放在另外一份，只給看得到的人開")
        if isinstance(shared, GoogleWorkbook):
            if refunds.spreadsheet_id == shared.spreadsheet_id:
                raise wrong("的 spreadsheet_id 和 workbook 是同一份試算表；帳號要放在另外一份，只給看得到的人開")
        elif refunds.spreadsheet_id is not None and refunds.service_account is None and shared is not None:
            raise wrong("少了 service_account；請寫服務帳號的金鑰檔")
        return refunds

    @property
    def live_from(self) -> datetime | None:
        """Form rows older than this come in without letters; aware UTC."""
        moment = self.forms.live_from
        if moment is None:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.desk.zone)).astimezone(UTC)

    def rows(self, section: str) -> tuple[Mapping[str, Value], ...]:
        """What `init` puts into the tab of `section` (hours, rules, sla, team, faq): column key → value."""
        table: tuple[TableRow, ...] = getattr(self, section)
        return tuple(row.cells() for row in table)

    def first_rows(self) -> Mapping[str, tuple[Mapping[str, Value], ...]]:
        """The rows of every section by key of the tab that they fill."""
        return {tab.key: self.rows(section) for section, tab in SECTION_TABS.items()}

    def timetable(self) -> Mapping[str, When]:
        """Job → how often it is due, or at which fixed time, in the order in which jobs run in one pass."""
        return {name: job.when for name, job in self.jobs}


def allowed_names() -> Allowed:
    """The names that may stand at each place of config.yaml, for the words of a fault."""
    return MappingProxyType(dict(_names(Config, ())))


def _names(model: type[Section] | type[TableRow], place: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    yield place, tuple(field.alias or name for name, field in model.model_fields.items())
    for name, field in model.model_fields.items():
        for part in _models(field.annotation):
            kind = part.model_fields.get("kind")
            tag = get_args(kind.annotation) if kind else ()
            yield from _names(part, (*place, field.alias or name, *tag))


def _models(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Section | TableRow):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
