"""The sections of config.yaml as frozen values; nothing here reads a file or the environment by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationInfo, field_validator, model_validator

from sheetdesk import columns
from sheetdesk.config.clock_times import month_time, read_minute, week_time
from sheetdesk.config.types import (
    FilePath,
    KeyFile,
    Moment,
    Span,
    SpreadsheetId,
    Text,
    Titles,
    span_between,
    wrong,
)
from sheetdesk.model.appointment import DAILY, MONTHLY, WEEKLY, Appointment

LINK_FIELD = "{number}"

When = timedelta | Appointment
"""How often a job is due, or at which fixed time."""


class Section(BaseModel):
    """Frozen, and no name is passed over in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class DeskSection(Section):
    """The shop as its customers know it."""

    name: Text
    signature: Text | None = None
    zone: ZoneInfo = ZoneInfo("Asia/Taipei")
    case_prefix: Text = "GB"

    @field_validator("case_prefix")
    @classmethod
    def _prefix(cls, prefix: str) -> str:
        if not (prefix.isascii() and prefix.isalnum() and len(prefix) <= 6 and (prefix[0] + prefix[-1]).isalpha()):
            raise wrong("不能用；案號開頭要 1 到 6 個英文字母或數字，頭尾是字母，例如 GB")
        return prefix.upper()


class XlsxWorkbook(Section):
    """A workbook in a file."""

    kind: Literal["xlsx"]
    path: FilePath

    @field_validator("path")
    @classmethod
    def _suffix(cls, path: Path) -> Path:
        if path.suffix.lower() != ".xlsx":
            raise wrong("不能用；檔名要以 .xlsx 結尾")
        return path


class GoogleWorkbook(Section):
    """A workbook in Google Sheets. The key is a file, or its content if the environment holds that.

    `read_every`: so often at least `serve` reads an unchanged one; never less often than letters ask for (domain §6: a
    read younger than 5 minutes)."""

    kind: Literal["google"]
    spreadsheet_id: SpreadsheetId
    service_account: KeyFile
    read_every: Annotated[timedelta, PlainValidator(span_between(timedelta(minutes=1), timedelta(minutes=5)))] = (
        timedelta(minutes=5)
    )


def keyed_by_question(aliases: Any, form: columns.Tab) -> Any:
    """Question → extra titles; the question is named by its key or its usual title."""
    if not isinstance(aliases, dict):
        return aliases
    keys = {name: column.key for column in form.columns for name in (column.key, column.title)}
    unknown = [name for name in aliases if name not in keys]
    if unknown:
        titles = "、".join(column.title for column in form.columns)
        raise wrong(f"裡沒有「{'、'.join(unknown)}」這個題目；可以用的有：{titles}")
    by_key = {keys[name]: titles for name, titles in aliases.items()}
    if len(by_key) < len(aliases):
        raise wrong("裡同一個題目寫了兩次，請合成一個清單")
    return by_key


class FormsSection(Section):
    """Where customers' answers arrive."""

    tabs: Titles = (columns.FORM.title,)
    aliases: Mapping[str, Titles] = {}
    live_from: Moment | None = None
    link: Text | None = None
    unsolved_link: Text | None = None

    @field_validator("aliases", mode="before")
    @classmethod
    def _by_key(cls, aliases: Any) -> Any:
        return keyed_by_question(aliases, columns.FORM)

    @field_validator("link", "unsolved_link")
    @classmethod
    def _fits(cls, link: str) -> str:
        if not link.startswith("https://") or link.count("{") != 1 or LINK_FIELD not in link:
            raise wrong("不能用；要以 https:// 開頭，並在服務單號的位置寫 {number}")
        return link


class ProgressSection(Section):
    """Letters to customers who have heard nothing for days."""

    after_days: int = Field(2, ge=0, le=30)


class IncidentsSection(Section):
    """When complaints about one thing are proposed as one bad batch."""

    at_least: int = Field(5, ge=0, le=1000)
    times_usual: float = Field(3, ge=1, le=100)


class JobTime(Section):
    """When one job is due: one of these; each minute where nothing is said."""

    every: Span | None = None
    daily: Annotated[int | None, PlainValidator(read_minute)] = None
    weekly: Annotated[tuple[int, int] | None, PlainValidator(week_time())] = None
    monthly: Annotated[tuple[int, int] | None, PlainValidator(month_time())] = None

    @model_validator(mode="after")
    def _one(self) -> JobTime:
        said = [name for name, time in self if time is not None]
        if len(said) > 1:
            raise wrong(f"寫了 {'、'.join(said)}；一個工作只能寫一種時間，請留下一個")
        return self

    @property
    def when(self) -> When:
        """How often, or at which fixed time."""
        if self.daily is not None:
            return Appointment(DAILY, self.daily)
        fixed = self.weekly or self.monthly
        if fixed is not None:
            return Appointment(WEEKLY if self.weekly else MONTHLY, fixed[1], fixed[0])
        return self.every or timedelta(minutes=1)


class JobsSection(Section):
    """The timetable, in the order in which the jobs of one pass run."""

    intake: JobTime = JobTime()
    take_staff_answers: JobTime = JobTime()
    split_cases: JobTime = JobTime()
    merge_cases: JobTime = JobTime()
    take_ratings: JobTime = JobTime()
    take_refunds: JobTime = JobTime()
    guard_accounts: JobTime = JobTime()
    match_orders: JobTime = JobTime()
    triage: JobTime = JobTime()
    recognise_customers: JobTime = JobTime()
    assign_owners: JobTime = JobTime()
    find_parcels: JobTime = JobTime()
    stamp_deadlines: JobTime = JobTime()
    escalate_cases: JobTime = JobTime()
    watch_volume: JobTime = JobTime()
    gather_incidents: JobTime = JobTime()
    propose_incidents: JobTime = JobTime()
    send_receipts: JobTime = JobTime()
    acknowledge_additions: JobTime = JobTime()
    send_corrections: JobTime = JobTime()
    answer_incidents: JobTime = JobTime()
    send_replies: JobTime = JobTime()
    send_progress: JobTime = JobTime()
    send_surveys: JobTime = JobTime()
    close_cases: JobTime = JobTime()
    archive_cases: JobTime = JobTime()
    count_backlog: JobTime = JobTime()
    report_figures: JobTime = JobTime()
    send_reports: JobTime = JobTime()
    reconcile_forms: JobTime = JobTime()
    send_digests: JobTime = JobTime()

    @field_validator("count_backlog", "send_reports", "send_digests")
    @classmethod
    def _has_a_time_of_its_own(cls, said: JobTime, info: ValidationInfo) -> JobTime:
        """When they have something to do is said elsewhere: here, only how often they look."""
        if isinstance(said.when, Appointment):
            places = {"count_backlog": "kpi.backlog_at", "send_reports": "reports", "send_digests": "digest"}
            place = places[str(info.field_name)]
            raise wrong(f"的時間寫在上面的 {place}；這裡只能寫多久看一次，例如 every: 1 minute")
        return said
