"""Whatever may be said in config.yaml changes the desk that is built from it: no section is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.cli import build
from sheetdesk.cli.build import channels_of, defaults_of, form_spec, limits_of, place_of, refund_sheet
from sheetdesk.cli.room import room_of
from sheetdesk.cli.year_files import year_files
from sheetdesk.config import GoogleWorkbook, default_config, load_config
from sheetdesk.config.settings import Config, allowed_names
from sheetdesk.desk.book import read_book
from sheetdesk.jobs import JOBS
from sheetdesk.model.sheet import Snapshot
from sheetdesk.policy.template import Templates
from tests.fakes.google import FakeGoogle

FORM, SURVEY = "https://example.com/{number}", "https://example.com/{token}"
STAFF = "https://example.com/{number}/{token}"
HOURS, MORE_HOURS = ({"星期": "一", "開始": "09:00", "結束": end} for end in ("12:00", "13:00"))

SAID: dict[str, tuple[Any, Any]] = {
    "desk.name": ("好日子團購", "另一家"),
    "desk.signature": ("阿芳", "小安"),
    "desk.zone": ("Asia/Taipei", "Asia/Tokyo"),
    "desk.case_prefix": ("GB", "TG"),
    "workbook.path": ("desk.xlsx", "other.xlsx"),
    "ledger": ("sqlite:///a.db", "sqlite:///b.db"),
    "forms.tabs": (["表單回應 1"], ["表單回應 2"]),
    "forms.aliases": ({}, {"問題描述": ["發生了什麼事"]}),
    "forms.live_from": ("2026-11-21 09:00", "2026-11-22 09:00"),
    "forms.link": (FORM, FORM + "/x"),
    "forms.unsolved_link": (FORM, FORM + "/x"),
    "survey.tab": ("問卷回應", "問卷 2"),
    "survey.aliases": ({}, {"意見": ["想說的話"]}),
    "survey.link": (SURVEY, SURVEY + "/x"),
    "survey.unsolved_link": (SURVEY, SURVEY + "/x"),
    "survey.delay": ("2 hours", "3 hours"),
    "survey.window": ("09:00-21:00", "09:00-20:00"),
    "survey.answers_for": ("14 days", "15 days"),
    "survey.rest": ("14 days", "15 days"),
    "survey.close_after": ("7 days", "8 days"),
    "survey.reminder": ("不寄", "3 days"),
    "staff_form.tab": ("處理表單", "處理 2"),
    "staff_form.aliases": ({}, {"動作": ["做什麼"]}),
    "staff_form.link": (STAFF, STAFF + "/x"),
    "refunds.path": ("refunds.xlsx", "others.xlsx"),
    "refunds.tab": ("表單回應 1", "退款"),
    "refunds.link": (FORM, FORM + "/x"),
    "refunds.wipe_after": ("30 days", "40 days"),
    "progress.after_days": (2, 3),
    "incidents.at_least": (5, 6),
    "incidents.times_usual": (3, 4),
    "peak.at_least": (20, 30),
    "peak.times_usual": (3, 4),
    "limits.complaint": ("15 days", "14 days"),
    "limits.fetch": ("15 days", "14 days"),
    "limits.refund": ("15 days", "14 days"),
    "limits.warn_before": ("3 days", "4 days"),
    "kpi.backlog_at": ("18:00", "19:00"),
    "kpi.targets.solved": ("90%", "80%"),
    "kpi.targets.first_reply": ("95%", "80%"),
    "kpi.targets.satisfied": ("90%", "80%"),
    "retention.archive_after": ("90 days", "不封存"),
    "retention.file_after": ("365 days", "180 days"),
    "retention.mask_after": ("730 days", "不遮"),
    "retention.folder": ("archive", "old"),
    "reports.to": ([], ["boss@example.com"]),
    "reports.weekly": ("mon 08:00", "tue 08:00"),
    "reports.monthly": ("1 08:00", "2 08:00"),
    "reports.quarterly": ("1 08:00", "不做"),
    "reports.owners": ("不做", "mon 08:00"),
    "digest.leads": ("08:30", "不做"),
    "digest.owners": ("不做", "09:00"),
    "reports.font": ("one.ttf", "two.ttf"),
    "escalation.urgent": (["負責人", "備援", "主揪", "老闆"], ["主揪", "主揪", "主揪", "老闆"]),
    "escalation.important": (["負責人", "負責人", "備援", "主揪"], ["不通知", "負責人", "備援", "主揪"]),
    "escalation.normal": (["不通知", "負責人", "負責人", "主揪"], ["不通知", "不通知", "負責人", "主揪"]),
    "escalation.rest": ("30 minutes", "1 hour"),
    "orders.tab": ("訂單", "訂單 2"),
    "orders.aliases": ({}, {"訂單編號": ["單據"]}),
    "orders.keep": ("180 days", "90 days"),
    "channels.email.host": ("smtp.example.com", "mail.example.com"),
    "channels.email.port": (587, 588),
    "channels.email.security": ("starttls", "tls"),
    "channels.email.user": ("shop", "shop2"),
    "channels.email.password": ("${ONE}", "${TWO}"),
    "channels.email.from": ("shop@example.com", "shop2@example.com"),
    "channels.email.from_name": ("好日子", "另一家"),
    "channels.email.reply_to": ("a@example.com", "b@example.com"),
    "channels.email.timeout_s": (20, 30),
    "channels.webhook.url": ("${HOOK}", "${HOOK_2}"),
    "channels.webhook.body": ('{"text": "{{ title }}"}', '{"content": "{{ title }}"}'),
    "channels.webhook.headers": ({}, {"Authorization": "Bearer x"}),
    "channels.webhook.kinds": (["alarm"], ["alarm", "reminder"]),
    "channels.webhook.timeout_s": (10, 20),
    "channels.outbox.folder": ("outbox", "letters"),
    "channels.limits.per_hour": (100, 90),
    "channels.limits.per_day": (500, 400),
    **{f"jobs.{job}.every": ("1 minute", "2 minutes") for job in JOBS},
    "categories": ({"其他": ["其他"]}, {"其他": ["別的"]}),
    "hours": ([HOURS], [MORE_HOURS]),
    "rules": ([], [{"順序": 1, "任一字詞": "過敏", "優先級": "緊急"}]),
    "sla": ([], [{"優先級": "緊急", "首次回覆": "15 分", "首次時鐘": "全天"}]),
    "team": ([], [{"姓名": "阿芳", "Email": "fang@example.com", "角色": "主揪"}]),
    "faq": ([], [{"問題": "何時到貨？", "關鍵字": "何時到貨", "回答": "七天。"}]),
}
"""Place in config.yaml → two things that may stand there. What comes new to the config comes here too."""

ELSEWHERE = {
    *(f"workbook.{name}" for name in ("kind", "spreadsheet_id", "service_account", "read_every")),
    "serve.most_memory_mb",
    *(f"backup.{name}" for name in ("folder", "keep_days", "keep_weeks", "keep_months")),
    "refunds.spreadsheet_id",
    "refunds.service_account",
    *(f"jobs.{job}.{kind}" for job in JOBS for kind in ("daily", "weekly", "monthly")),
}
"""A Google desk is told by them: the tests of the verbs on Google stand on it. A job has one time: test_config.py.
The memory of `serve` and copies are nothing of the desk: test_serve.py, test_backup.py."""


NOTHING = Snapshot({}, (), None, "")


def document(changed: str = "") -> dict[str, Any]:
    """A config in which all is said; at `changed` the other thing."""
    whole: dict[str, Any] = {"workbook": {"kind": "xlsx"}}
    for place, (usual, other) in SAID.items():
        *above, name = place.split(".")
        section = whole
        for each in above:
            section = section.setdefault(each, {})
        section[name] = deepcopy(other if place == changed else usual)
    return whole


@pytest.fixture(autouse=True)
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of letters say nothing of the config, and reading them takes long."""
    monkeypatch.setattr(build, "load_templates", lambda: (Templates(), []))


def built(changed: str = "") -> str:
    """All that a desk is built of, told in words."""
    env = {"ONE": "first", "TWO": "second", "HOOK": "https://a.example.com/", "HOOK_2": "https://b.example.com/"}
    config = Config.model_validate(document(changed), context={"folder": Path("shop"), "env": env})
    channels, mailbox = channels_of(config)
    book = read_book(NOTHING, defaults_of(config))
    return told(
        [
            (book.defaults, book.calendar, book.policies, book.rules, book.team),
            form_spec(config),
            (channels, mailbox, limits_of(config, mailbox), room_of(config, "")),
            refund_sheet(config),
            vars(year_files(config)),
            (place_of(config), config.ledger, config.timetable(), config.first_rows()),
        ]
    )


def told(value: object) -> str:
    """A value with all that is in it; a password too."""
    if hasattr(value, "get_secret_value"):
        return str(value.get_secret_value())
    if isinstance(value, Mapping):
        return told([(str(key), value[key]) for key in sorted(value, key=str)])
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(told, value))}]"
    if is_dataclass(value) and not isinstance(value, type):
        return told({field.name: getattr(value, field.name) for field in fields(value)})
    if type(value).__module__.startswith("sheetdesk.") and hasattr(value, "__dict__"):
        return told(vars(value))
    return repr(value)


def places() -> Iterator[str]:
    """Every place in config.yaml at which a value stands."""
    names = allowed_names()
    for place, allowed in names.items():
        for name in allowed:
            within = (*place, name)
            if within not in names and not any(known[: len(within)] == within for known in names):
                yield ".".join(part for part in within if part not in ("xlsx", "google"))


def test_every_place_of_the_config_is_tried():
    tables = ("hours.", "rules.", "sla.", "team.", "faq.")
    said = {place for place in places() if not place.startswith(tables)}
    assert said - ELSEWHERE - SAID.keys() == set()
    assert SAID.keys() - said == {"hours", "rules", "sla", "team", "faq"}


@pytest.mark.parametrize("place", SAID)
def test_what_is_said_in_the_config_reaches_the_desk(place: str) -> None:
    assert built() == built() != built(place)


def test_a_spreadsheet_goes_by_the_clock_of_its_desk(tmp_path: Path) -> None:
    """So that `run --now`, and a year that is only played, ask what tabs there are as seldom as the desk's hours say."""
    moment = datetime(2027, 5, 1, 9, tzinfo=UTC)
    with FakeGoogle() as google:
        google.service_account(tmp_path / "key.json")
        said = {"kind": "google", "spreadsheet_id": "1" * 44, "service_account": str(tmp_path / "key.json")}
        shipped = load_config(default_config(), {})
        ledger = f"sqlite:///{tmp_path / 'desk.db'}"
        config = shipped.model_copy(update={"workbook": GoogleWorkbook.model_validate(said), "ledger": ledger})
        rig = build.build_rig(config, lambda: moment)
        rig.ledger.close()
    workbook: Any = rig.workbook
    assert workbook._clock() == moment
