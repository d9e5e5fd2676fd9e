"""Stories of reports that go otherwise: in the trial, while sending is paused, after a rebuild."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.model.values import Value
from sheetdesk.policy.report_terms import ReportTerms, Slot
from tests.fakes.story_desk import StoryDesk
from tests.fakes.week_desk import taipei

BOSS, AFANG = "boss@example.com", "afang@example.com"


def made(folder: Path, live: bool = True) -> StoryDesk:
    """A desk that has run for a week, on the minute before its report."""
    desk = StoryDesk(folder, live)
    desk.fill("team", [{"name": "阿芳", "role": "主揪", "email": AFANG, "active": "是"}])
    desk.defaults = replace(desk.defaults, reports=ReportTerms(to=("阿芳", BOSS, AFANG)))
    desk.rig = desk.open()
    desk.run()
    desk.now = taipei(30, "08:00")
    return desk


def reports(desk: StoryDesk) -> list[tuple[str | None, str]]:
    return [(m.address, m.letter.subject[:4]) for m in desk.channel.sent if m.kind == "report"]


def test_each_person_gets_one_and_in_the_trial_the_organiser_gets_them_marked(tmp_path: Path) -> None:
    desk = made(tmp_path, live=False)
    desk.run()
    assert reports(desk) == [(AFANG, "【試】週"), (AFANG, "【試】週")]
    desk.run(60)
    assert len(reports(desk)) == 2


def test_in_the_trial_the_organiser_gets_those_of_her_colleagues_too(tmp_path: Path) -> None:
    desk = made(tmp_path, live=False)
    mei: dict[str, Value] = {"name": "小美", "email": "mei@example.com", "goods": "保鮮盒", "active": "是"}
    desk.fill("team", [{"name": "阿芳", "role": "主揪", "email": AFANG, "active": "是"}, mei])
    desk.defaults = replace(desk.defaults, reports=ReportTerms(owners=Slot(0)))
    desk.rig = desk.open()
    desk.now = taipei(24)
    desk.file("保鮮盒破了", product="保鮮盒")
    desk.run()
    desk.now = taipei(30, "08:00")
    desk.run()
    assert reports(desk) == [(AFANG, "【試】分")]


def test_a_report_waits_while_sending_is_paused(tmp_path: Path) -> None:
    desk = made(tmp_path)
    settings = desk.workbook.grids["settings"]
    at = settings.find("item", "☐暫停所有寄信")
    settings.put(at, "value", "是")
    desk.run()
    assert reports(desk) == []
    settings.put(at, "value", None)
    desk.run(1)
    assert sorted(reports(desk)) == [(AFANG, "週報 1"), (BOSS, "週報 1")]


def test_a_rebuilt_desk_mails_no_old_report_again_and_keeps_its_rows(tmp_path: Path) -> None:
    desk = made(tmp_path)
    desk.run()
    before, rows = len(reports(desk)), [row["what"] for row in desk.rows("reports") if row.get("what")]
    desk.url = f"sqlite:///{tmp_path / 'new.db'}"
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(1)
    assert len(reports(desk)) == before == 2
    assert [row["what"] for row in desk.rows("reports") if row.get("what")] == rows
    desk.now = taipei(7, "08:00", month=12)
    desk.run()
    assert len(reports(desk)) == before + 4, "the week's, and the month's"
    assert [row["what"] for row in desk.rows("reports") if row.get("what")][-len(rows) :] == rows
