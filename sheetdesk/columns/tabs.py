"""All tabs of the desk in the order in which they stand."""

from __future__ import annotations

from sheetdesk.columns.archive import ARCHIVE
from sheetdesk.columns.cases import CASES
from sheetdesk.columns.charts import CHARTS
from sheetdesk.columns.incidents import INCIDENTS
from sheetdesk.columns.kpi import KPI, KPI_DAYS, KPI_GROUPS, KPI_HOURS, KPI_MONTHS, KPI_WEEKS
from sheetdesk.columns.pages import CLAIMS, CUSTOMERS, LOG, PAYABLES, POSTS, STATE, TODO
from sheetdesk.columns.reports import REPORTS
from sheetdesk.columns.settings import CAMPAIGNS, FAQ, HOURS, POLICIES, RULES, SETTINGS, TEAM, TEMPLATES
from sheetdesk.columns.tab import Tab

TABS: tuple[Tab, ...] = (
    TODO,
    CASES,
    LOG,
    INCIDENTS,
    CAMPAIGNS,
    CUSTOMERS,
    CLAIMS,
    PAYABLES,
    KPI,
    CHARTS,
    REPORTS,
    SETTINGS,
    TEAM,
    HOURS,
    RULES,
    POLICIES,
    FAQ,
    TEMPLATES,
    POSTS,
    STATE,
    KPI_DAYS,
    KPI_WEEKS,
    KPI_MONTHS,
    KPI_GROUPS,
    KPI_HOURS,
    ARCHIVE,
)
"""In the order in which people see them."""

BY_KEY = {tab.key: tab for tab in TABS}
