"""The figures of a month stay what they were, wherever its cases go: to 封存, to a year's file, and under the mask."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sheetdesk.columns import CONFIRMED
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.masking import MASKED
from sheetdesk.policy.retention import Terms
from tests.desk.test_archive import DAYS
from tests.desk.test_filing import YEAR, files
from tests.desk.test_masking import AgedDesk
from tests.fakes.story_desk import MONDAY


def figures(desk: AgedDesk) -> list[CaseFigures]:
    """Of every case, as reports read them; whose it is apart, for that is what the mask takes away."""
    with desk.rig.ledger.begin() as tx:
        return sorted((row for row, _ in tx.figures.since(MONDAY - timedelta(days=1))), key=lambda row: row.number)


def month(desk: AgedDesk) -> list[dict[str, object]]:
    return [dict(row) for row in desk.rows("kpi_months") if str(row["id"]).startswith("2026-11")]


def test_figures_are_the_same_after_archive_file_and_mask(tmp_path: Path) -> None:
    desk = AgedDesk(tmp_path)
    desk.keep(Terms())
    desk.run(60 * DAYS)  # what depends on the weeks after is settled
    before, shown = figures(desk), month(desk)
    assert [row.number for row in before] == [*desk.old, desk.hers]
    assert sum(row.amount or 0 for row in before) == 320
    assert [row["received"] for row in shown] == [4]
    desk.run(30 * DAYS)
    desk.answer(CONFIRMED)
    desk.run(1)
    desk.run(60)
    assert (desk.numbers(), len(desk.archived())) == ([], 4)
    assert (figures(desk), month(desk)) == (before, shown)
    desk.run(YEAR)
    assert desk.archived() == []
    assert (figures(desk), month(desk)) == (before, shown)
    desk.age(YEAR)
    assert files(desk).rows()[desk.hers]["customer"] == MASKED
    assert (figures(desk), month(desk)) == (before, shown)
