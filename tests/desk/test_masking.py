"""Two years after a case ended its customer is taken out of it, wherever the case stands."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.errors import WorkbookBusy
from sheetdesk.model.case import Case
from sheetdesk.model.values import Value
from sheetdesk.policy.masking import MASKED
from sheetdesk.policy.retention import Terms
from sheetdesk.workbook.xlsx_years import YearFiles
from tests.desk.test_archive import DAYS, OldDesk
from tests.desk.test_filing import YEAR, Held, files
from tests.fakes.planted import traces
from tests.fakes.real_desk import WANG, RealDesk

HERS = ("秦始嬴", "ying@example.com", "0912345678", "小嬴嬴", "祕密備註", "重慶南路一段122號")
TWO_YEARS = 730 * DAYS


class AgedDesk(OldDesk):
    """Beside the old cases one of a customer who left everything that names her; she got her receipt."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        said = "我是秦始嬴，蔥抓餅退冰了，請打0912-345-678，寄到台北市中正區重慶南路一段122號"
        self.file(said, customer=HERS[0], email=HERS[1], phone=HERS[2], nickname=HERS[3], product="蔥抓餅")
        self.run(1)
        self.hers = self.numbers()[-1]
        typed: dict[str, Value] = {"note": "祕密備註", "amount": 320, "remedy": "折扣", "status": "已結案"}
        for column, value in typed.items():
            self.type(self.hers, column, value)
        self.run(1)
        self.rig = replace(self.rig, years=lambda: files(self))

    def keep(self, terms: Terms) -> None:
        self.defaults = replace(self.defaults, retention=terms)
        self.rig = replace(self.rig, defaults=self.defaults)

    def age(self, minutes: float) -> None:
        """So much later, in the small hours."""
        self.run(minutes)
        for _ in range(3):
            self.run(1)

    def shown(self) -> str:
        return "\n".join(str(row) for tab in self.workbook.grids for row in self.rows(tab))


@pytest.fixture
def desk(tmp_path: Path) -> AgedDesk:
    return AgedDesk(tmp_path)


def left_of(desk: AgedDesk) -> list[str]:
    desk.rig.ledger.compact()
    return [word for word in HERS if word in desk.shown()] + traces(desk.folder, *HERS)


def facts_of(case: Case) -> tuple[object, ...]:
    return case.category, case.amount, case.received_at, case.closed_at, case.first_reply_at, case.status


def test_a_row_that_stayed_in_the_desk_is_masked_on_the_day_and_not_before(desk: AgedDesk) -> None:
    desk.keep(Terms(None))
    before = facts_of(desk.case(desk.hers))
    desk.age(TWO_YEARS - DAYS)
    assert desk.row(desk.hers)["customer"] == HERS[0]
    desk.age(2 * DAYS)
    assert left_of(desk) == []
    row = desk.row(desk.hers)
    assert (row["customer"], row["amount"], row["remedy"]) == (MASKED, 320, "折扣")
    assert row["text"] == "我是＊＊，蔥抓餅退冰了，請打＊＊，寄到＊＊"
    assert facts_of(desk.case(desk.hers)) == before


def test_what_is_masked_stays_so_and_costs_no_further_write(desk: AgedDesk) -> None:
    desk.keep(Terms(None))
    desk.age(TWO_YEARS + DAYS)
    case, applied = desk.case(desk.hers), desk.workbook.applied
    desk.run(60)
    desk.run(DAYS)
    assert desk.case(desk.hers) == case
    assert desk.workbook.applied <= applied + 3  # the figures of a new day, the last sign of life
    assert left_of(desk) == []


def test_the_row_in_the_tab_of_old_cases_and_the_one_in_a_file_are_masked_too(desk: AgedDesk) -> None:
    desk.keep(Terms(file_after=None))
    desk.agree()
    desk.run(1)
    desk.age(TWO_YEARS)
    assert desk.numbers() == []
    [row] = [row for row in desk.rows("archive") if row["number"] == desk.hers]
    assert (row["customer"], row["amount"], row.get("note")) == (MASKED, 320, None)
    assert left_of(desk) == []


def filed(desk: AgedDesk) -> YearFiles:
    desk.agree()
    desk.run(1)
    desk.run(YEAR)
    assert files(desk).rows()[desk.hers]["customer"] == HERS[0]
    return files(desk)


def test_both_files_of_a_year_are_masked_and_once_is_enough(desk: AgedDesk) -> None:
    years = filed(desk)
    desk.age(YEAR)
    row = years.rows()[desk.hers]
    assert (row["customer"], row["amount"], row["remedy"], row.get("note")) == (MASKED, 320, "折扣", None)
    assert left_of(desk) == []
    before = {path: path.stat().st_mtime_ns for path in years.folder.iterdir()}
    desk.age(DAYS)
    assert {path: path.stat().st_mtime_ns for path in years.folder.iterdir()} == before


def test_while_a_file_is_held_open_nothing_is_masked_and_it_is_said(desk: AgedDesk) -> None:
    filed(desk)

    class Busy(Held):
        def rewrite(self, *_: object) -> None:
            raise WorkbookBusy("有人開著", which="封存-2027.xlsx")

    desk.rig = replace(desk.rig, years=lambda: Busy(desk.folder / "archive", files(desk)._zone))
    report = desk.run(YEAR)[0]
    assert "有人開著" in str(report.problems)
    assert desk.case(desk.hers).customer == HERS[0]
    desk.rig = replace(desk.rig, years=lambda: files(desk))
    desk.age(DAYS)
    assert left_of(desk) == []


def test_a_crash_between_file_and_ledger_is_made_up_for_on_the_next_day(desk: AgedDesk) -> None:
    years = filed(desk)

    class Dies(YearFiles):
        def rewrite(self, *said: object) -> None:
            super().rewrite(*said)  # type: ignore[arg-type]
            raise KeyboardInterrupt

    desk.rig = replace(desk.rig, years=lambda: Dies(desk.folder / "archive", years._zone))
    with pytest.raises(KeyboardInterrupt):
        desk.run(YEAR)
    masked = years.rows()
    desk.rig = replace(desk.rig, years=lambda: files(desk))
    desk.age(DAYS)
    assert years.rows() == masked
    assert left_of(desk) == []


@pytest.mark.parametrize("where", ["desk", "tab", "file"])
def test_a_case_that_the_law_holds_is_left_as_it_is(desk: AgedDesk, where: str) -> None:
    if where == "desk":
        desk.type(desk.hers, "legal_hold", "訴訟")
    desk.keep(Terms(file_after=None) if where == "tab" else Terms())
    desk.agree()
    desk.run(1)
    if where == "tab":
        grid = desk.workbook.grids["archive"]
        grid.put(grid.find("number", desk.hers), "legal_hold", "訴訟")
    if where == "file":
        desk.run(YEAR)
        row = files(desk).rows()[desk.hers]
        files(desk).add({desk.hers: {**row, "legal_hold": "訴訟"}})
    desk.age(TWO_YEARS)
    assert desk.case(desk.hers).customer == HERS[0]
    assert desk.case(desk.old[0]).customer == MASKED


OPEN: list[dict[str, Value]] = [
    {"reply_text": "秦小姐您好，補寄的到了嗎？"},
    {"remedy": "退款", "refund_status": "處理中"},
    {"paid_by": "物流"},
]


@pytest.mark.parametrize("typed", OPEN)
def test_while_a_letter_is_written_or_money_owed_the_customer_stays(desk: AgedDesk, typed: dict[str, Value]) -> None:
    desk.keep(Terms(None))
    for column, value in typed.items():
        desk.type(desk.hers, column, value)
    desk.run(1)
    desk.age(TWO_YEARS + DAYS)
    row = desk.row(desk.hers)
    assert (row["customer"], row["note"]) == (HERS[0], "祕密備註")
    assert {column: row[column] for column in typed} == typed
    assert desk.case(desk.old[0]).customer == MASKED


def test_who_wants_nothing_masked_says_so(desk: AgedDesk) -> None:
    desk.keep(Terms(None, mask_after=None))
    desk.age(3 * TWO_YEARS)
    assert desk.row(desk.hers)["customer"] == HERS[0]


def customers(desk: AgedDesk) -> dict[Value, dict[str, Value]]:
    return {row["id"]: row for row in desk.rows("customers") if row.get("id")}


def test_a_customer_who_came_again_keeps_her_history_and_the_others_only_their_figures(desk: AgedDesk) -> None:
    desk.keep(Terms(None))
    desk.run(TWO_YEARS - 20 * DAYS)
    desk.file("又少一包", customer=HERS[0], email=HERS[1], phone=HERS[2], product="果凍")
    desk.run(1)
    desk.age(30 * DAYS)
    assert desk.case(desk.hers).customer == MASKED
    row = customers(desk)[desk.hers]
    assert (row["name"], row["cases"]) == (HERS[0], 2)
    other = customers(desk)[desk.old[0]]
    assert (other["name"], other.get("contacts"), other["cases"]) == (MASKED, None, 1)
    desk.file("第三次了", customer=HERS[0], email=HERS[1], phone=HERS[2], product="果凍")
    desk.run(3 * DAYS)
    assert customers(desk)[desk.hers]["cases"] == 3


def test_a_rebuilt_ledger_makes_no_case_of_the_form_rows_that_still_stand(desk: AgedDesk) -> None:
    filed(desk)
    desk.age(YEAR)
    sent = len(desk.channel.sent)
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = replace(desk.open(), years=lambda: files(desk))
    made = rebuild(desk.rig, desk.now)
    assert (made.cases, made.open_form_rows, made.old_form_rows) == (4, 0, ())
    desk.age(DAYS)
    assert (desk.numbers(), len(desk.channel.sent)) == ([], sent)
    shutil.rmtree(desk.folder / "archive")


def test_the_letters_of_the_outbox_folder_go_too(tmp_path: Path) -> None:
    desk = RealDesk(tmp_path)
    desk.add_form_rows(WANG)
    desk.run()
    desk.run_later()
    [number] = desk.cases()
    desk.edit(number, "status", "已結案")
    desk.run_later()
    assert len(desk.letters()) == 1
    desk.run_later(TWO_YEARS)
    desk.run_later()
    assert desk.letters() == []
    assert "王怡君" not in str(desk.rows()) + str(desk.rows("log"))
    desk.rig.ledger.close()
