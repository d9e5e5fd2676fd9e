"""People who sort, insert, delete, merge, type and undo in the workbook between two passes, through a whole desk."""

import shutil
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from sheetdesk.columns import CASES, FORM, LOG, STAMP_ITEM, STATE, TEAM
from sheetdesk.errors import DeskUnreachable
from tests.fakes.real_desk import MONDAY, ORGANISER, WANG, RealDesk, place_of, position_of, put_row

NAMES = ("王怡君", "陳柏宏", "林小美", "張家豪")


@pytest.fixture
def desk(tmp_path):
    """Four cases, each with its receipt."""
    desk = RealDesk(tmp_path)
    desk.add_form_rows(*({**WANG, "customer": name, "email": f"c{n}@example.com"} for n, name in enumerate(NAMES)))
    desk.run()
    return desk


def rest(desk):
    """A second run changes nothing: no cell, no letter, not a byte of the file."""
    file, letters = desk.path.read_bytes(), desk.recipients()
    assert desk.run()[0].quiet
    assert (desk.path.read_bytes(), desk.recipients()) == (file, letters)


def by_name(desk):
    return {row["customer"]: row for row in desk.rows()}


def numbers(desk):
    return [row["number"] for row in desk.rows()]


def move_rows(book, order):
    """Rewrite the rows of 案件 in another order, as sorting does."""
    sheet = book[CASES.title]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    for place, at in enumerate(order, start=2):
        for column, value in enumerate(lines[at], start=1):
            sheet.cell(place, column).value = value


def test_rows_may_be_sorted_and_each_keeps_what_a_person_wrote_into_it(desk):
    before = by_name(desk)
    with desk.book() as book:
        sheet = book[CASES.title]
        sheet.cell(place_of(sheet, before["林小美"]["number"]), position_of(sheet, "note")).value = "打過電話"
        move_rows(book, [2, 0, 3, 1])
    desk.run_later()
    assert by_name(desk) == {**before, "林小美": {**before["林小美"], "note": "打過電話"}}
    rest(desk)


def test_a_case_that_arrives_after_sorting_takes_no_other_rows_place(desk):
    before = by_name(desk)
    with desk.book() as book:
        move_rows(book, [3, 2, 1, 0])
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run()
    assert {name: row for name, row in by_name(desk).items() if name != "新客人"} == before
    assert len(by_name(desk)) == 5
    rest(desk)


def test_columns_may_be_moved_and_added(desk):
    before = by_name(desk)
    with desk.book() as book:
        sheet = book[CASES.title]
        sheet.insert_cols(3, amount=2)
        sheet["C1"], sheet["C2"] = "我的欄位", "自己記的"
        last = sheet.max_column
        for line in sheet.iter_rows(min_col=position_of(sheet, "owner"), max_col=position_of(sheet, "owner")):
            line[0].offset(0, last + 1 - line[0].column).value, line[0].value = line[0].value, None
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run()
    after = by_name(desk)
    assert after["新客人"]["owner"] == "阿芳"
    assert after["王怡君"]["我的欄位"] == "自己記的"
    assert {k: v for k, v in after["林小美"].items() if k != "我的欄位"} == before["林小美"]
    rest(desk)


def test_a_renamed_tab_is_found_again(desk):
    with desk.book() as book:
        book[CASES.title].title = "客訴總表"
        book[TEAM.title].title = "誰做什麼"
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run()
    titles = load_workbook(desk.path)
    assert CASES.title not in titles.sheetnames
    assert titles["客訴總表"].max_row == 6
    rest(desk)


def test_a_required_column_that_was_deleted_stops_the_desk_with_one_plain_sentence(desk):
    with desk.book() as book:
        sheet = book[CASES.title]
        sheet.delete_cols(position_of(sheet, "status"))
    desk.add_form_rows({**WANG, "email": "new@example.com"})
    before, letters = desk.path.read_bytes(), desk.recipients()
    with pytest.raises(DeskUnreachable, match="少了欄位「狀態」") as fault:
        desk.run()
    assert fault.value.exit_code == 3
    assert "改回原來的標題" in fault.value.mend
    assert (desk.path.read_bytes(), desk.recipients()) == (before, letters)


def test_a_cell_merged_by_a_person_is_never_written_and_the_rest_goes_on(desk):
    number = by_name(desk)["陳柏宏"]["number"]
    with desk.book() as book:
        sheet = book[CASES.title]
        place, left = place_of(sheet, number), position_of(sheet, "status")
        sheet.merge_cells(start_row=place, end_row=place, start_column=left, end_column=left + 5)
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    for _ in range(5):
        desk.run_later()
    assert "新客人" in by_name(desk)
    assert "寄送結果" in desk.row(number)["notice"]
    rest(desk)


def test_rows_merged_over_each_other_lose_no_case(desk):
    with desk.book() as book:
        sheet = book[CASES.title]
        at = position_of(sheet, "text")
        sheet.merge_cells(start_row=2, end_row=4, start_column=at, end_column=at)
    for _ in range(5):
        desk.run_later()
    assert sorted(numbers(desk)) == sorted(desk.cases())
    assert [case.text for case in desk.cases().values()] == [WANG["text"]] * 4
    rest(desk)


@pytest.mark.parametrize("column", ["summary", "owner", "note"])
def test_a_formula_is_a_persons_whatever_the_cell(desk, column):
    number = by_name(desk)["王怡君"]["number"]
    desk.edit(number, column, '=UPPER("a")')
    for _ in range(5):
        desk.run_later()
    sheet = load_workbook(desk.path)[CASES.title]
    assert sheet.cell(place_of(sheet, number), position_of(sheet, column)).value == '=UPPER("a")'
    rest(desk)


def test_a_machine_cell_is_put_back_three_times_a_day_and_then_left_alone_and_named(desk):
    number = by_name(desk)["王怡君"]["number"]
    right = desk.row(number)["summary"]
    for _ in range(3):
        desk.edit(number, "summary", "我要寫這個")
        desk.run_later()
        assert desk.row(number)["summary"] == right
    desk.edit(number, "summary", "我要寫這個")
    desk.run_later()
    assert desk.row(number)["summary"] == "我要寫這個"
    assert "「摘要」一直被改" in desk.row(number)["notice"]
    rest(desk)


def test_a_copied_row_is_told_how_to_become_a_case_and_changes_nothing(desk):
    before = by_name(desk)
    with desk.book() as book:
        sheet = book[CASES.title]
        put_row(sheet, 6, [cell.value for cell in sheet[3]])
        sheet.cell(6, position_of(sheet, "status")).value = "已結案"
    desk.run_later()
    rows = desk.rows()
    assert rows[:4] == list(before.values())
    assert "清空這一列的案號" in rows[4]["notice"]
    assert rows[4]["status"] == "已結案"
    assert len(desk.cases()) == 4
    rest(desk)


def test_a_number_that_was_cleared_comes_back(desk):
    before = desk.rows()
    with desk.book() as book:
        book[CASES.title]["A3"] = None
    desk.run_later()
    assert desk.rows() == before
    rest(desk)


def test_a_number_that_was_typed_over_comes_back(desk):
    before = desk.rows()
    with desk.book() as book:
        book[CASES.title]["A3"] = "GB9999-0001-X"
    desk.run_later()
    desk.run_later()
    assert desk.rows() == before
    assert len(desk.cases()) == 4
    rest(desk)


def test_a_row_that_vanished_comes_back_whole_after_two_reads_two_minutes_apart(desk):
    number = by_name(desk)["陳柏宏"]["number"]
    desk.edit(number, "note", "等他回電")
    desk.run_later()
    before = desk.row(number)
    with desk.book() as book:
        sheet = book[CASES.title]
        sheet.delete_rows(place_of(sheet, number))
    desk.run_later(1)
    assert number not in numbers(desk)
    desk.run_later(1)
    assert number not in numbers(desk)
    desk.run_later(1)
    assert desk.row(number) == before
    rest(desk)


def test_a_void_row_that_was_deleted_stays_away(desk):
    number = by_name(desk)["陳柏宏"]["number"]
    desk.edit(number, "status", "無效")
    desk.run_later()
    with desk.book() as book:
        sheet = book[CASES.title]
        sheet.delete_rows(place_of(sheet, number))
    for _ in range(3):
        desk.run_later()
    assert number not in numbers(desk)
    assert desk.cases()[number].status == "無效"
    rest(desk)


def test_a_word_that_is_no_status_is_put_back_and_the_row_says_why(desk):
    number = by_name(desk)["王怡君"]["number"]
    desk.edit(number, "status", "弄好了")
    desk.run_later()
    assert desk.row(number)["status"] == "待處理"
    assert "弄好了" in desk.row(number)["notice"]
    rest(desk)


def test_a_priority_a_date_and_a_category_that_nobody_knows_are_named_in_the_row(desk):
    number = by_name(desk)["王怡君"]["number"]
    for column, value in {
        "priority": "超急",
        "category": "外星人",
        "received_on": "大前天",
        "received_at": "中午",
    }.items():
        desk.edit(number, column, value)
    desk.run_later()
    notice = desk.row(number)["notice"]
    assert all(word in notice for word in ("超急", "外星人", "大前天", "中午"))
    desk.add_form_rows({**WANG, "email": "new@example.com"})
    desk.run()
    assert "new@example.com" in desk.recipients()
    rest(desk)


def test_a_sheet_set_back_to_yesterdays_copy_is_made_whole_again_and_nothing_in_it_is_obeyed(desk):
    number = by_name(desk)["王怡君"]["number"]
    desk.edit(number, "status", "無效")
    desk.run_later()
    shutil.copy(desk.path, desk.folder / "yesterday.xlsx")
    desk.edit(number, "status", "處理中")
    desk.edit(number, "note", "今天寫的")
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run(desk.now + timedelta(hours=20))
    before, letters = by_name(desk), desk.recipients()
    assert "新客人" in before
    shutil.copy(desk.folder / "yesterday.xlsx", desk.path)
    reports = desk.run_later(1)
    assert reports[0].set_back
    assert any("還原到舊版本" in str(problem) for problem in reports[0].problems)
    assert by_name(desk) == before
    assert desk.recipients() == letters
    desk.run_later(5)
    assert by_name(desk) == before
    rest(desk)


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    """A folder with a desk of a hundred open cases."""
    desk = RealDesk(tmp_path_factory.mktemp("hundred"))
    desk.add_form_rows(*({**WANG, "customer": f"客人{n:03}", "email": f"c{n}@example.com"} for n in range(100)))
    desk.run()
    desk.rig.ledger.close()
    return desk.folder


@pytest.fixture
def busy_desk(hundred, tmp_path):
    """That desk, in a folder of its own."""
    return RealDesk(shutil.copytree(hundred, tmp_path / "desk"))


def test_thirty_of_a_hundred_cases_changed_at_once_stop_the_desk_with_one_alarm_until_a_person_agrees(busy_desk):
    desk = busy_desk
    letters = desk.recipients()
    with desk.book() as book:
        sheet = book[CASES.title]
        for place in range(2, 32):
            sheet.cell(place, position_of(sheet, "status")).value = "無效"
    first = desk.run_later()
    assert [first[0].halted, desk.recipients()] == [30, sorted([*letters, ORGANISER])]
    assert any("accept-changes" in str(problem) for problem in first[0].problems)
    desk.add_form_rows({**WANG, "email": "new@example.com"})
    desk.run_later()
    assert desk.recipients() == sorted([*letters, ORGANISER])
    assert not [case for case in desk.cases().values() if case.status == "無效"]
    desk.run_later(70, accept_changes=True)  # a hundred receipts an hour are the limit
    assert len([case for case in desk.cases().values() if case.status == "無效"]) == 30
    assert desk.recipients() == sorted([*letters, ORGANISER, "new@example.com"])
    assert not desk.problems()
    rest(desk)


def test_thirty_rows_deleted_by_mistake_and_undone_let_the_desk_go_on_by_itself(busy_desk):
    desk = busy_desk
    letters = desk.recipients()
    lost = [[cell.value for cell in line] for line in load_workbook(desk.path)[CASES.title].iter_rows(2, 31)]
    with desk.book() as book:
        book[CASES.title].delete_rows(2, 30)
    assert desk.run_later()[0].halted == 30
    assert desk.recipients() == sorted([*letters, ORGANISER])
    with desk.book() as book:
        for place, line in enumerate(lost, start=72):
            put_row(book[CASES.title], place, line)
    assert not desk.run_later()[0].halted
    assert not desk.problems()
    assert {case.status for case in desk.cases().values()} == {"待處理"}
    assert len(desk.rows()) == 100
    rest(desk)


def test_a_hundred_cases_sorted_are_no_change_at_all(busy_desk):
    desk = busy_desk
    with desk.book() as book:
        move_rows(book, list(range(99, -1, -1)))
    reports = desk.run(desk.now)
    assert not reports[0].halted
    assert reports[0].quiet


def test_the_form_stays_as_the_customer_left_it(desk):
    before = [[cell.value for cell in line] for line in load_workbook(desk.path)[FORM.title].iter_rows()]
    desk.run(MONDAY + timedelta(days=2))
    assert [[cell.value for cell in line] for line in load_workbook(desk.path)[FORM.title].iter_rows()] == before


def test_a_second_column_with_one_of_our_titles_is_named_and_the_first_one_counts(desk):
    number = by_name(desk)["王怡君"]["number"]
    with desk.book() as book:
        sheet = book[CASES.title]
        at = sheet.max_column + 1
        sheet.cell(1, at).value, sheet.cell(place_of(sheet, number), at).value = "狀態", "無效"
    desk.run_later()
    assert any("都是「狀態」" in problem and "改名或刪除" in problem for problem in desk.problems())
    assert {case.status for case in desk.cases().values()} == {"待處理"}
    rest(desk)


def test_a_stamp_that_was_wiped_out_counts_as_a_sheet_set_back(desk):
    before, letters = by_name(desk), desk.recipients()
    with desk.book() as book:
        book[STATE.title].delete_rows(2, 20)
    assert desk.run_later()[0].set_back
    assert (by_name(desk), desk.recipients()) == (before, letters)
    assert any(row["item"] == STAMP_ITEM for row in desk.rows(STATE.key))
    rest(desk)


def test_rows_of_the_log_may_be_sorted_and_deleted_for_the_ledger_keeps_them(desk):
    letters = desk.recipients()
    with desk.book() as book:
        sheet = book[LOG.title]
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2, max_row=5)]
        sheet.delete_rows(2, 4)
        for place, line in enumerate(reversed(lines[1:]), start=2):
            put_row(sheet, place, line)
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run_later()
    assert [row["recipient"] for row in desk.rows(LOG.key)] == [
        *(str(line[5]) for line in reversed(lines[1:])),
        "new@example.com",
    ]
    assert desk.recipients() == sorted([*letters, "new@example.com"])
    rest(desk)


def test_a_decision_that_nobody_knows_is_named_until_it_is_mended(desk):
    desk.add_form_rows({**WANG, "email": "new@example.com", "submitted_at": "昨天"})
    desk.run_later()
    decide(desk, "隨便")
    assert any("「隨便」看不懂" in problem for problem in desk.problems())
    assert "new@example.com" not in desk.recipients()
    rest(desk)
    decide(desk, "重寄")
    assert not desk.problems()
    assert "new@example.com" in desk.recipients()
    rest(desk)


def decide(desk, word):
    """A person fills in 決定 beside the message that needs her."""
    place = next(n for n, row in enumerate(desk.rows(LOG.key), start=2) if row["recipient"] == "new@example.com")
    with desk.book() as book:
        sheet = book[LOG.title]
        sheet.cell(place, position_of(sheet, "decision", LOG.key)).value = word
    desk.run_later()
