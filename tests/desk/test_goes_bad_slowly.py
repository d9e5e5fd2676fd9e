"""A product that goes bad slowly: each week one complaint more, never a crowd on one day, and the figures show it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.story_desk import MONDAY, StoryDesk

WEEKS = 8
WEEK_MIN = 7 * 24 * 60


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def test_each_week_one_complaint_more_is_no_bad_batch_and_yet_stands_in_the_figures(desk: StoryDesk) -> None:
    for week in range(WEEKS):
        monday = MONDAY + week * timedelta(weeks=1)
        for n in range(week + 1):  # at most two on one day
            who, at = f"客人{week}{n}", monday + timedelta(hours=18 * n)
            desk.file(
                "保鮮盒破了", customer=who, product="保鮮盒", phone=f"0912{week:03}{n:03}", email=None, submitted_at=at
            )
        desk.run(WEEK_MIN)
    assert desk.rows("incidents") == [], "no burst, so nothing is proposed"
    assert not [row for row in desk.rows("todo") if row.get("urgency") == "請確認"]
    desk.run(60)
    weeks = {str(row["id"]): row.get("received") for row in desk.rows("kpi_weeks") if row.get("received")}
    mondays = [f"{MONDAY + week * timedelta(weeks=1):%Y-%m-%d}" for week in range(WEEKS)]
    assert weeks == {monday: week + 1 for week, monday in enumerate(mondays)}
    months = {str(row["id"]): row["received"] for row in desk.rows("kpi_groups") if "|product|" in str(row.get("id"))}
    assert months == {"2026-11-01|product|保鮮盒": 2, "2026-12-01|product|保鮮盒": 18, "2027-01-01|product|保鮮盒": 16}
