"""The long columns of 案件 are read once an hour, and at once where a row can't be told by its number alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetdesk.columns import CASES
from sheetdesk.desk.wishes import TWIN_NOTICE
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.values import Value
from tests.fakes.twin import staged
from tests.fakes.watched_desk import RARE, WatchedDesk, desk_of_twelve


@pytest.fixture
def desk(tmp_path: Path, kind: str) -> Iterator[WatchedDesk]:
    desk = staged(desk_of_twelve, kind, tmp_path)
    desk.spared()
    yield desk
    desk.rig.ledger.close()


def at_rest(desk: WatchedDesk) -> bool:
    """Does a pass with nothing to do read once, without the long columns, and write nothing?"""
    desk.spared()
    reports = desk.run(1)
    return desk.spared() == [True] and reports[0].wrote == 0


def long_cells(desk: WatchedDesk, number: str) -> dict[str, Value]:
    return {name: desk.row(number).get(name) for name in RARE}


def test_the_columns_that_are_rarely_read_belong_to_the_machine_or_hold_what_the_customer_wrote():
    assert RARE == ("text", "why", "how_counted", "form")
    assert {CASES.column(key).owner for key in RARE} == {"machine", "shared"}


def test_a_quiet_desk_leaves_the_long_columns_out_and_reads_them_once_an_hour(desk):
    for _ in range(3):
        assert at_rest(desk)
    desk.run(60)
    assert desk.spared()[0] is False
    assert at_rest(desk)


def test_what_a_person_types_over_an_explanation_is_put_back_within_the_hour_and_not_before(desk):
    number = desk.numbers()[3]
    before = long_cells(desk, number)
    desk.type(number, "how_counted", "亂改")
    assert at_rest(desk)
    assert desk.row(number)["how_counted"] == "亂改"
    desk.run(60)
    assert long_cells(desk, number) == before
    assert ("person", "put_back", "how_counted") in desk.events(number)


def test_it_is_put_back_at_once_if_she_moved_a_column_as_well(desk):
    number = desk.numbers()[3]
    before = long_cells(desk, number)
    desk.type(number, "how_counted", "亂改")
    desk.grid.move_column(desk.grid.header.index("note"), 1)
    desk.run(1)
    assert long_cells(desk, number) == before
    assert at_rest(desk)


def test_what_a_person_cleared_there_comes_back_within_the_hour(desk):
    number = desk.numbers()[3]
    before = long_cells(desk, number)
    for name in RARE:
        desk.type(number, name, None)
    assert at_rest(desk)
    desk.run(60)
    assert long_cells(desk, number) == before


def test_a_text_that_a_person_corrected_counts_as_hers_within_the_hour(desk):
    number = desk.numbers()[3]
    desk.type(number, "text", "其實是漏寄一包")
    assert at_rest(desk)
    desk.run(60)
    assert desk.case(number).text == desk.row(number)["text"] == "其實是漏寄一包"
    assert at_rest(desk)


def test_rows_that_were_sorted_carry_their_long_cells_along_and_nothing_is_written(desk):
    before = {number: long_cells(desk, number) for number in desk.numbers()}
    desk.grid.rows.reverse()
    assert at_rest(desk)
    assert {number: long_cells(desk, number) for number in desk.numbers()} == before


def test_a_new_explanation_is_written_where_the_row_stands_now(desk):
    number = desk.numbers()[3]
    before = long_cells(desk, number)
    desk.grid.rows.reverse()
    desk.type(number, "priority", "緊急")
    desk.run(1)
    after = long_cells(desk, number)
    assert after["how_counted"] == desk.case(number).how_counted != before["how_counted"]
    assert after["text"] == before["text"]
    assert at_rest(desk)


def test_a_new_case_is_written_beside_columns_that_were_not_read(desk):
    desk.file("新的一盒", email="new@example.com", order="B1")
    desk.run(1)
    assert desk.spared()[0] is True
    assert desk.row(desk.numbers()[-1])["text"] == "新的一盒"
    assert at_rest(desk)


def test_a_row_typed_by_hand_is_read_whole_until_it_is_a_case(desk):
    desk.grid.insert(0, {"text": "電話來說少一包", "customer": "陳媽媽"})
    desk.run()
    assert desk.spared() == [True, False]
    desk.run(1)
    assert desk.spared() == [False]
    desk.run(2)
    [number] = set(desk.numbers()) - {row.get("number") for row in desk.rows()[1:]}
    assert desk.row(number)["text"] == "電話來說少一包"
    desk.run()
    assert at_rest(desk)


def test_the_copy_of_a_row_is_told_apart_by_its_content(desk):
    number = desk.numbers()[3]
    before = desk.row(number)
    desk.grid.insert(0, {**before, "text": "抄下來改寫的"})
    desk.run(1)
    assert desk.rows()[0]["notice"] == TWIN_NOTICE
    assert desk.rows()[0]["text"] == "抄下來改寫的"
    assert desk.rows()[4] == before
    assert desk.case(number).text == before["text"]


def test_a_row_that_lost_its_number_gets_it_back_at_once(desk):
    number = desk.numbers()[3]
    before = desk.row(number)
    desk.type(number, "number", None)
    desk.run(1)
    assert desk.row(number) == before
    desk.run()
    assert at_rest(desk)


def test_a_row_that_was_cut_comes_back_with_its_long_cells(desk):
    number = desk.numbers()[3]
    before = desk.row(number)
    desk.grid.rows.pop(desk.grid.find("number", number))
    desk.run(1)
    desk.run(2)
    assert desk.row(number) == before
    assert at_rest(desk)


def test_a_column_that_was_moved_to_the_front_costs_one_more_read(desk):
    before = desk.rows()
    desk.grid.move_column(desk.grid.header.index("text"), 0)
    desk.run(1)
    assert desk.spared() == [False]
    assert at_rest(desk)
    assert desk.rows() == before


def test_a_long_column_without_its_title_is_looked_at_and_gets_it_back(desk):
    desk.grid.rename("how_counted", "怎麼算的")
    desk.run(1)
    assert "how_counted" in desk.grid.header
    assert at_rest(desk)


def test_a_long_column_that_was_deleted_is_named_at_once(desk):
    at = desk.grid.header.index("how_counted")
    desk.grid.rename("how_counted", "我的說明")
    for row in range(len(desk.grid.rows)):
        desk.grid.put(row, "我的說明", f"我的 {row}")
    desk.grid.move_column(at, 0)
    with pytest.raises(DeskUnreachable, match="計算說明"):
        desk.run(1)


def test_a_new_process_knows_what_stands_in_the_columns_that_it_does_not_read(desk):
    before = {number: long_cells(desk, number) for number in desk.numbers()}
    desk.rig.ledger.close()
    desk.rig = desk.open()
    desk.type(desk.numbers()[2], "priority", "緊急")
    assert desk.run(1)[0].wrote
    assert desk.spared()[0] is True
    unchanged = desk.numbers()[3:]
    assert {n: long_cells(desk, n) for n in unchanged} == {n: before[n] for n in unchanged}
    assert at_rest(desk)


@pytest.mark.parametrize("lost", ["lose_reply", "lose_request"])
def test_after_a_lost_write_everything_is_read(desk, lost):
    number = desk.numbers()[3]
    desk.type(number, "priority", "緊急")
    setattr(desk.workbook, lost, True)
    desk.run(1)
    assert desk.spared()[:2] == [True, False]
    assert desk.row(number)["how_counted"] == desk.case(number).how_counted
    desk.run()
    assert at_rest(desk)


def test_an_explanation_that_she_changes_at_the_moment_of_the_write_is_the_machines_all_the_same(desk):
    number = desk.numbers()[3]
    desk.type(number, "priority", "緊急")
    desk.workbook.at_write = lambda workbook: desk.type(number, "how_counted", "亂改")
    desk.run(1)
    assert desk.row(number)["how_counted"] == desk.case(number).how_counted
    assert at_rest(desk)


def test_a_text_that_she_had_changed_unseen_stays_hers_when_the_customer_edits_her_answer(desk):
    number = next(str(row["number"]) for row in desk.rows() if row["text"] == "第 3 盒破了")
    desk.type(number, "text", "電話裡問清楚了：少一包")
    desk.run(1)
    desk.answers[3] |= {"text": "第 3 盒只是壓扁", "submitted_at": desk.now}
    desk.show_form()
    desk.run(60)
    assert desk.row(number)["text"] == "電話裡問清楚了：少一包"


def test_rows_that_were_set_back_are_whole_again(desk):
    old, stamp = [list(row) for row in desk.grid.rows], desk.workbook.stamp
    number = desk.numbers()[3]
    desk.type(number, "priority", "緊急")
    desk.run(1)
    after = long_cells(desk, number)
    desk.grid.rows[:] = old
    desk.workbook.stamp = stamp
    desk.run(1)
    assert long_cells(desk, number) == after
