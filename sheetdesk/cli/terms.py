"""What config.yaml says of figures, reports and the survey, in the words of the policies that judge by it."""

from __future__ import annotations

from sheetdesk.config.sections import GoogleWorkbook
from sheetdesk.config.settings import Config
from sheetdesk.policy.digest_terms import DigestTerms
from sheetdesk.policy.kpi_terms import KpiTerms
from sheetdesk.policy.report_terms import ReportTerms, Slot
from sheetdesk.policy.survey import Terms


def kpi_terms(config: Config) -> KpiTerms:
    """When open cases are counted, and what is to be reached."""
    wanted = config.kpi.targets
    targets = {"solved_rate": wanted.solved, "reply_met_rate": wanted.first_reply, "satisfied": wanted.satisfied}
    return KpiTerms(config.kpi.backlog_at, targets)


def report_terms(config: Config) -> ReportTerms:
    """When reports are made, and who gets them."""
    said = config.reports
    weekly, monthly, quarterly, owners = (
        slot and Slot(*slot) for slot in (said.weekly, said.monthly, said.quarterly, said.owners)
    )
    digest = DigestTerms(config.digest.leads, config.digest.owners, sheet_link(config))
    return ReportTerms(said.to, weekly, monthly, quarterly, owners, digest)


def sheet_link(config: Config) -> str:
    """Where a browser opens the workbook; blank for a file."""
    if isinstance(config.workbook, GoogleWorkbook):
        return f"https://docs.google.com/spreadsheets/d/{config.workbook.spreadsheet_id}/edit"
    return ""


def survey_terms(config: Config) -> Terms:
    """When and how customers are asked how it went."""
    said = config.survey
    return Terms(
        said.link,
        said.unsolved_link,
        said.delay,
        *said.window,
        answers_for=said.answers_for,
        rest=said.rest,
        close_after=said.close_after,
        reminder=said.reminder,
        zone=config.desk.zone,
    )
