"""Stories of 廠商求償 and 待付客人: the lists of money, one row a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.columns import CLAIMS, PAYABLES
from sheetdesk.desk import marks
from sheetdesk.model.sheet import Mark
from tests.fakes.story_desk import StoryDesk


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def complaint(desk: StoryDesk, **cells: str) -> str:
    before = set(desk.numbers())
    desk.file("保鮮盒破了", **{"product": "保鮮盒", "order_no": "A-1", **cells})
    desk.run()
    [number] = set(desk.numbers()) - before
    return number


def claimed(desk: StoryDesk, **cells: str) -> str:
    """A case of which the supplier bears the cost."""
    number = complaint(desk, **cells)
    desk.type(number, "paid_by", "廠商")
    desk.type(number, "amount", 320)
    desk.run(1)
    return number


def put(desk: StoryDesk, tab: str, number: str, column: str, value: object) -> None:
    grid = desk.workbook.grids[tab]
    grid.put(grid.find("number", number), column, value)


def row(desk: StoryDesk, tab: str, number: str) -> dict[str, object]:
    return next(dict(row) for row in desk.rows(tab) if row.get("number") == number)


def test_a_case_that_the_supplier_bears_comes_on_the_list_and_others_do_not(desk: StoryDesk) -> None:
    complaint(desk, customer="李大同", email="lee@example.com")
    number = claimed(desk, attachments="https://photo.example/1")
    [claim] = desk.rows("claims")
    assert claim["number"] == number
    assert (claim["paid_by"], claim["amount"], claim["order_no"]) == ("廠商", 320, "A-1")
    assert claim["photos"] == "https://photo.example/1"
    assert desk.rows("payables") == []


def test_a_second_run_changes_nothing(desk: StoryDesk) -> None:
    claimed(desk)
    before = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == before


def test_the_list_follows_the_case_and_what_she_wrote_beside_it_stays(desk: StoryDesk) -> None:
    number = claimed(desk)
    put(desk, "claims", number, "credited", "是")
    desk.type(number, "amount", 280)
    desk.run(1)
    assert row(desk, "claims", number)["amount"] == 280
    assert row(desk, "claims", number)["credited"] == "是"


def test_a_case_that_nobody_else_bears_after_all_says_so_in_its_row(desk: StoryDesk) -> None:
    number = claimed(desk)
    desk.type(number, "paid_by", "自己")
    desk.run(1)
    assert row(desk, "claims", number) == {"number": number, "missing": "不用了（案件改了）"}


def test_what_a_person_changed_in_the_desks_columns_is_put_back_within_the_hour(desk: StoryDesk) -> None:
    number = claimed(desk)
    put(desk, "claims", number, "amount", 99999)
    desk.run(61)
    assert row(desk, "claims", number)["amount"] == 320


def test_a_deleted_row_comes_back_with_what_she_had_written(desk: StoryDesk) -> None:
    number = claimed(desk)
    put(desk, "claims", number, "credited", "是")
    desk.type(number, "amount", 280)
    desk.run(1)
    del desk.workbook.grids["claims"].rows[0]
    desk.run(61)
    assert row(desk, "claims", number)["credited"] == "是"


def test_a_customer_who_is_promised_a_refund_is_listed_until_it_is_paid(desk: StoryDesk) -> None:
    number = complaint(desk)
    desk.type(number, "amount", 320)
    desk.type(number, "status", "待退款")
    desk.run(1)
    assert row(desk, "payables", number)["refund_status"] == "未退款"
    assert row(desk, "payables", number)["customer"] == "王怡君"
    desk.type(number, "action", "已退款")
    desk.run(1)
    assert row(desk, "payables", number)["refund_status"] == "已退款"


def test_a_crash_in_the_middle_of_the_write_leaves_one_row_a_case(desk: StoryDesk) -> None:
    number = complaint(desk)
    desk.type(number, "paid_by", "廠商")
    desk.workbook.lose_reply = True
    desk.one(1)
    desk.run(1)
    assert [claim["number"] for claim in desk.rows("claims")] == [number]


def test_a_write_that_never_arrived_is_made_up_for(desk: StoryDesk) -> None:
    number = complaint(desk)
    desk.type(number, "paid_by", "廠商")
    desk.workbook.lose_request = True
    desk.one(1)
    desk.run(1)
    assert [claim["number"] for claim in desk.rows("claims")] == [number]


def test_of_a_long_list_only_the_end_is_read_until_a_row_is_to_be_written(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "FEW_CUSTOMERS", 1)
    first = claimed(desk)
    for at in range(12):  # a mark within the first rows of a tab spares nothing
        claimed(desk, customer=f"客人{at}", email=f"c{at}@example.com", order_no=f"B-{at}")
    desk.run(1)
    with desk.rig.ledger.begin() as tx:
        known = [one for one in marks.known_by_now(tx, desk.now) if isinstance(one, Mark) and one.place > 10]
    raw = desk.workbook.read(None, known)
    assert raw.tabs[CLAIMS.key].left_out > 0
    assert raw.tabs[PAYABLES.key].left_out == 0
    desk.type(first, "amount", 111)
    desk.run(1)
    desk.run(1)
    assert row(desk, "claims", first)["amount"] == 111
