"""What is measured and who does it, by the names under which results are kept."""

from __future__ import annotations

NEW_ON_EMPTY = "new rows on an empty desk"
ONE_NEW = "one new row"
MANY_NEW = "100 new rows"
IDLE = "nothing to do"
YEAR = "a year in the ledger"
NO_YEAR = "no year in the ledger"
TEXTS = "texts through the rules"
DEADLINES = "deadlines"
EACH_HOUR = "KPI tabs of a year, each hour"
EACH_DAY = "KPI tabs of a year, once a day"
LETTERS = "letters into the outbox folder"
HELP = "help"
SERVE = "serving process"

WARM = "sheetdesk, warm"
COLD = "sheetdesk, cold"
FIRST = "sheetdesk, first pass"
XLSX = "sheetdesk, xlsx"
LIMIT = "limit"
OURS = "sheetdesk"

AT_REST = "at rest"
AFTER_A_ROW = "after a new row and its letter"
REWRITTEN = "after a first pass that wrote to half of the rows"
RESIDENT = (AT_REST, AFTER_A_ROW, REWRITTEN)

CAREFUL, PANDAS, USUAL = "careful", "pandas_script", "usual"
RIVALS = (CAREFUL, PANDAS, USUAL)
IN_LOOP, REGEX_LOOP = "rules_in", "rules_regex"
BARE_CLICK = "python -c 'import click'"
