"""From config.yaml to a desk that can run: the only place that builds real workbooks, channels and ledgers."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sheetdesk.channels.email import EmailChannel
from sheetdesk.channels.mime import ShopMailbox
from sheetdesk.channels.outbox import Outbox
from sheetdesk.channels.port import Channel
from sheetdesk.channels.smtp import Server
from sheetdesk.cli.room import room_of, webhook_of
from sheetdesk.cli.terms import kpi_terms, report_terms, sheet_link, survey_terms
from sheetdesk.cli.year_files import year_files
from sheetdesk.columns import CAMPAIGNS, HOURS, POLICIES, RULES, SETTINGS, TEAM, TEMPLATES
from sheetdesk.config import load_config
from sheetdesk.config.sections import GoogleWorkbook as GoogleSection
from sheetdesk.config.sections import XlsxWorkbook as XlsxSection
from sheetdesk.config.settings import Config
from sheetdesk.desk.book import Defaults
from sheetdesk.desk.rig import Rig
from sheetdesk.drawing.png import ChartPainter
from sheetdesk.jobs import JOBS
from sheetdesk.ledger import Ledger
from sheetdesk.ledger.lock import ledger_file
from sheetdesk.ledger.notebook import Notebook
from sheetdesk.model.traffic import Traffic
from sheetdesk.model.values import Value
from sheetdesk.policy.chart_rows import first_chart_rows
from sheetdesk.policy.incidents import Terms as IncidentTerms
from sheetdesk.policy.ladder import Ladders
from sheetdesk.policy.law import Terms as LawTerms
from sheetdesk.policy.peak import Terms as PeakTerms
from sheetdesk.policy.refunds import RefundTerms
from sheetdesk.policy.retention import Terms as Retention
from sheetdesk.policy.sending import Limits
from sheetdesk.policy.shop import Shop
from sheetdesk.policy.shop import first_rows as shop_rows
from sheetdesk.policy.template_rows import first_rows as template_rows
from sheetdesk.templates import load_templates
from sheetdesk.workbook.headers import FormSpec

if TYPE_CHECKING:
    from sheetdesk.workbook.google.api import Spreadsheet
    from sheetdesk.workbook.google.workbook import GoogleWorkbook
    from sheetdesk.workbook.refund_rows import RefundSheet
    from sheetdesk.workbook.xlsx import XlsxWorkbook

NOBODY = "desk@sheetdesk.invalid"
"""The address that letters in the outbox folder come from while no mail account is set."""


def read_config(path: Path) -> Config:
    """The checked config. Raises UsageError or ConfigError."""
    return load_config(path, os.environ)


def shop_of(config: Config, trial: bool = True) -> Shop:
    """The desk's name and signature as config.yaml says them."""
    return Shop(config.desk.name, config.desk.signature or config.desk.name, trial)


def form_spec(config: Config) -> FormSpec:
    """Which tabs hold customers' answers, and by which titles their questions are known."""
    forms, survey, staff, orders = config.forms, config.survey, config.staff_form, config.orders
    aliases, more, most, of_orders = (
        {key: tuple(titles) for key, titles in said.aliases.items()} for said in (forms, survey, staff, orders)
    )
    return FormSpec(tuple(forms.tabs), aliases, survey.tab, more, staff.tab, most, orders.tab, of_orders)


def is_google(config: Config) -> bool:
    """Is the desk a Google spreadsheet (rather than a file)?"""
    return isinstance(config.workbook, GoogleSection)


def workbook_path(config: Config) -> Path:
    """The file of the embedded workbook; only where `is_google` says no."""
    assert isinstance(config.workbook, XlsxSection)
    return Path(config.workbook.path)


def place_of(config: Config) -> str:
    """Where people open the workbook: a file's path, or an address for the browser."""
    return sheet_link(config) or str(workbook_path(config))


def spreadsheet_of(config: Config) -> Spreadsheet:
    """The Google spreadsheet that config.yaml names; no call is made yet. Raises DeskUnreachable for a bad key."""
    assert isinstance(config.workbook, GoogleSection)
    return _spreadsheet(config.workbook.spreadsheet_id, config.workbook)


def _spreadsheet(number: str, key: GoogleSection) -> Spreadsheet:
    from sheetdesk.workbook.google.api import Spreadsheet  # these take long to import, and a file desk needs none
    from sheetdesk.workbook.google.auth import credentials
    from sheetdesk.workbook.google.client import SheetsClient

    return Spreadsheet(SheetsClient(credentials(key)), number)


def open_workbook(
    config: Config, notebook: Notebook | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> XlsxWorkbook | GoogleWorkbook:
    """The workbook that config.yaml names. Raises DeskUnreachable for a bad key."""
    if not is_google(config):
        from sheetdesk.workbook.xlsx import XlsxWorkbook  # a Google desk goes without openpyxl's memory

        return XlsxWorkbook(workbook_path(config), config.desk.zone, form_spec(config))
    from sheetdesk.workbook.google.workbook import GoogleWorkbook

    sheet = spreadsheet_of(config)
    return GoogleWorkbook(sheet, config.desk.zone, clock, form_spec(config), notebook)


def check_there(config: Config) -> None:
    """Raises DeskUnreachable with its mend where no workbook is yet, before a ledger is made for it."""
    if is_google(config):
        spreadsheet_of(config)  # the key at least; whether the spreadsheet is there, the first pass will say
    elif not workbook_path(config).exists():
        open_workbook(config).read()


def check_first(config: Config) -> None:
    """`check_there` for a desk that never ran. One that did finds out in its pass, which counts how long and raises
    the alarm."""
    if not ledger_file(config.ledger).exists():
        check_there(config)


def first_rows(config: Config, trial: bool, today: date | None = None) -> dict[str, list[dict[str, Value]]]:
    """What `init` puts into tabs that hold nothing yet."""
    rows = {key: [dict(row) for row in table] for key, table in config.first_rows().items()}
    files, _ = load_templates()
    ours = {SETTINGS.key: shop_rows(shop_of(config, trial)), TEMPLATES.key: template_rows(files, today)}
    return {**rows, **ours, **first_chart_rows()}


def defaults_of(config: Config) -> Defaults:
    """What counts where the sheet is silent."""
    templates, problems = load_templates()
    tabs = {HOURS.key: "hours", POLICIES.key: "sla", RULES.key: "rules", TEAM.key: "team"}
    return Defaults(
        zone=config.desk.zone,
        prefix=config.desk.case_prefix,
        shop=shop_of(config),
        form_link=config.forms.link,
        help_link=config.forms.unsolved_link,
        staff_link=config.staff_form.link,
        live_from=config.live_from,
        categories=frozenset(config.categories),
        subcategories=config.categories,
        rows={**{tab: config.rows(section) for tab, section in tabs.items()}, CAMPAIGNS.key: ()},
        templates=templates,
        problems=tuple(problems),
        survey=survey_terms(config),
        progress_days=config.progress.after_days,
        keep_orders=config.orders.keep,
        law=LawTerms(**config.limits.model_dump()),
        incidents=IncidentTerms(**config.incidents.model_dump()),
        peak=PeakTerms(**config.peak.model_dump()),
        kpi=kpi_terms(config),
        reports=report_terms(config),
        ladders=Ladders(**config.escalation.model_dump()),
        retention=Retention(config.retention.archive_after, config.retention.file_after, config.retention.mask_after),
        refunds=RefundTerms(config.refunds.link, config.refunds.wipe_after) if config.refunds.is_set else None,
    )


def refund_sheet(config: Config) -> RefundSheet | None:
    """The second workbook, None if none is set up; no call is made yet. Raises DeskUnreachable for a bad key."""
    said, zone = config.refunds, config.desk.zone
    if said.path is not None:
        from sheetdesk.workbook.xlsx_refunds import XlsxRefunds

        return XlsxRefunds(said.path, said.tab, zone)
    if said.spreadsheet_id is None:
        return None
    from sheetdesk.workbook.google.refunds import GoogleRefunds

    return GoogleRefunds(_spreadsheet(said.spreadsheet_id, _refund_key(config)), said.tab, zone)


def _refund_key(config: Config) -> GoogleSection:
    """The account that opens the second spreadsheet: one of its own, or the desk's."""
    key = config.refunds.service_account
    if key is None:
        assert isinstance(config.workbook, GoogleSection), "the config was checked"
        return config.workbook
    return GoogleSection.model_construct(
        kind="google", spreadsheet_id=config.refunds.spreadsheet_id or "", service_account=key
    )


def channels_of(config: Config) -> tuple[dict[str, Channel], ShopMailbox]:
    """Every channel that is set up, and who letters come from; without a mail account letters stay in the folder."""
    section, paint = config.channels.email, ChartPainter(config.reports.font)
    mailbox, channels = ShopMailbox(NOBODY, config.desk.name), dict[str, Channel]()
    if section is not None:
        mailbox = ShopMailbox(section.sender, section.from_name or config.desk.name, section.reply_to)
        password = section.password.get_secret_value() if section.password else None
        server = Server(section.host, section.port, section.security, section.user, password, section.timeout_s)
        channels["email"] = EmailChannel(server, mailbox, paint=paint)
    channels["outbox"] = Outbox(Path(config.channels.outbox.folder), mailbox, config.desk.zone, paint)
    return channels | webhook_of(config), mailbox


def build_rig(config: Config, clock: Callable[[], datetime], rehearse: bool = False) -> Rig:
    """The whole desk. Opens, or creates, the ledger; touches nothing else."""
    ledger = Ledger.open(config.ledger)
    workbook, refunds = open_workbook(config, Notebook(ledger, rehearse), clock), refund_sheet(config)
    channels, mailbox = channels_of(config)
    return Rig(
        ledger=ledger,
        workbook=workbook,
        channels=channels,
        channel=next(iter(channels)),
        defaults=defaults_of(config),
        jobs={name: job.run for name, job in JOBS.items()},
        limits=limits_of(config, mailbox),
        host=socket.gethostname(),
        mail_domain=mailbox.address.rpartition("@")[2],
        clock=clock,
        room=room_of(config, place_of(config) if is_google(config) else ""),
        refunds=refunds,
        years=lambda: year_files(config),
        stopwatch=perf_counter,
        traffic=_traffic(workbook, refunds),
    )


def _traffic(*workbooks: object) -> Callable[[], Traffic]:
    """What all of them have asked of Google so far; a file asks nothing."""
    counts = [one.sheet.client.calls for one in workbooks if hasattr(one, "sheet")]
    return lambda: sum((calls.traffic() for calls in counts), Traffic())


def limits_of(config: Config, mailbox: ShopMailbox) -> Limits:
    """How many automatic messages may leave, and the addresses that none is sent to: our own."""
    said = config.channels.limits
    own = frozenset(address.lower() for address in (mailbox.address, mailbox.reply_to) if address)
    return Limits(said.per_hour, said.per_day, own_addresses=own)
