"""Whose public holidays are loaded; which days they are, test_hours tells."""

import subprocess
import sys
from datetime import date

from holidays.countries.taiwan import Taiwan

from sheetdesk.policy.office_year import office_year

ASK = """
import sys
from sheetdesk.policy.office_year import office_year
office_year(2026)
print(sum(name.startswith("holidays.countries.") for name in sys.modules))
"""


def test_a_year_has_the_days_that_the_library_has():
    for year in range(2015, 2028):
        known = Taiwan(years=year)
        assert office_year(year) == (frozenset(known), frozenset(known.weekend_workdays))
    assert date(2025, 2, 8) in office_year(2025)[1]


def test_the_holidays_of_no_other_country_are_loaded():
    loaded = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout
    assert int(loaded) == 0
