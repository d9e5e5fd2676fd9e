"""People who sort, insert, delete, merge, type and undo in the workbook between two passes, through a whole desk."""

from datetime import timedelta

import pytest

from sheetdesk.columns import CASES, FORM, LOG, STAMP_ITEM, STATE, TEAM
from sheetdesk.desk.state_tab import EARLIER
from sheetdesk.errors import DeskUnreachable
from tests.fakes.both_kinds import GOOGLE
from tests.fakes.real_desk import MONDAY, ORGANISER, WANG

NAMES = ("王怡君", "陳柏宏", "林小美", "張家豪")


@pytest.fixture
def desk(begun):
    """Four cases, each with its receipt."""
    return begun(*({**WANG, "customer": name, "email": f"c{n}@example.com"} for n, name in enumerate(NAMES)))


def rest(desk):
    """A second run changes nothing: no cell, no letter, not a byte of a file."""
    before, letters = desk.hands.state(), desk.recipients()
    assert desk.run()[0].quiet
    assert (desk.hands.state(), desk.recipients()) == (before, letters)


def by_name(desk):
    return {row["customer"]: row for row in desk.rows()}


def numbers(desk):
    return [row["number"] for row in desk.rows()]


def test_rows_may_be_sorted_and_each_keeps_what_a_person_wrote_into_it(desk):
    before = by_name(desk)
    desk.edit(before["林小美"]["number"], "note", "打過電話")
    desk.hands.reorder(CASES, [2, 0, 3, 1])
    desk.run_later()
    assert by_name(desk) == {**before, "林小美": {**before["林小美"], "note": "打過電話"}}
    rest(desk)


def test_a_case_that_arrives_after_sorting_takes_no_other_rows_place(desk):
    before = by_name(desk)
    desk.hands.reorder(CASES, [3, 2, 1, 0])
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run()
    assert {name: row for name, row in by_name(desk).items() if name != "新客人"} == before
    assert len(by_name(desk)) == 5
    rest(desk)


def test_columns_may_be_moved_and_added(desk):
    before = by_name(desk)
    desk.hands.insert_columns(CASES, 3, 2)
    desk.hands.put(CASES, 1, 3, "我的欄位")
    desk.hands.put(CASES, 2, 3, "自己記的")
    desk.hands.move_to_the_right(CASES, "owner")
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run()
    after = by_name(desk)
    assert after["新客人"]["owner"] == "阿芳"
    assert after["王怡君"]["我的欄位"] == "自己記的"
    assert {k: v for k, v in after["林小美"].items() if k != "我的欄位"} == before["林小美"]
    rest(desk)


def test_a_renamed_tab_is_found_again(desk):
    desk.hands.rename(CASES, "客訴總表")
    desk.hands.rename(TEAM, "誰做什麼")
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run()
    assert len(desk.hands.lines("客訴總表")) == 6
    rest(desk)


def test_a_required_column_that_was_deleted_stops_the_desk_with_one_plain_sentence(desk):
    desk.hands.delete_column(CASES, "status")
    desk.add_form_rows({**WANG, "email": "new@example.com"})
    before, letters = desk.hands.state(), desk.recipients()
    with pytest.raises(DeskUnreachable, match="少了欄位「狀態」") as fault:
        desk.run()
    assert fault.value.exit_code == 3
    assert "改回原來的標題" in fault.value.mend
    assert (desk.hands.state(), desk.recipients()) == (before, letters)


def test_a_cell_merged_by_a_person_is_never_written_and_the_rest_goes_on(desk):
    number = by_name(desk)["陳柏宏"]["number"]
    desk.hands.merge(CASES, desk.place(number), "status", across=6)
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    for _ in range(5):
        desk.run_later()
    assert "新客人" in by_name(desk)
    assert "寄送結果" in desk.row(number)["notice"]
    rest(desk)


def test_rows_merged_over_each_other_lose_no_case(desk):
    desk.hands.merge(CASES, 2, "text", down=3)
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
    assert desk.hands.formulas(CASES) == {(desk.place(number), column): '=UPPER("a")'}
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
    desk.hands.paste(CASES, 6, desk.hands.lines(CASES.title)[2])
    desk.hands.put(CASES, 6, "status", "已結案")
    desk.run_later()
    rows = desk.rows()
    assert rows[:4] == list(before.values())
    assert "清空這一列的案號" in rows[4]["notice"]
    assert rows[4]["status"] == "已結案"
    assert len(desk.cases()) == 4
    rest(desk)


def test_a_number_that_was_cleared_comes_back(desk):
    before = desk.rows()
    desk.hands.put(CASES, 3, "number", None)
    desk.run_later()
    assert desk.rows() == before
    rest(desk)


def test_a_number_that_was_typed_over_comes_back(desk):
    before = desk.rows()
    desk.hands.put(CASES, 3, "number", "GB9999-0001-X")
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
    desk.hands.delete_rows(CASES, desk.place(number))
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
    desk.hands.delete_rows(CASES, desk.place(number))
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
    yesterday = desk.hands.keep()
    desk.edit(number, "status", "處理中")
    desk.edit(number, "note", "今天寫的")
    desk.add_form_rows({**WANG, "customer": "新客人", "email": "new@example.com"})
    desk.run(desk.now + timedelta(hours=20))
    before, letters = by_name(desk), desk.recipients()
    assert "新客人" in before
    desk.hands.go_back(yesterday)
    reports = desk.run_later(1)
    assert reports[0].set_back
    assert any("還原到舊版本" in str(problem) for problem in reports[0].problems)
    assert by_name(desk) == before
    assert desk.recipients() == letters
    desk.run_later(5)
    assert by_name(desk) == before
    rest(desk)


@pytest.fixture(scope="module")
def hundreds():
    """By kind, a desk of a hundred open cases, once a test has asked for it."""
    return {}


@pytest.fixture
def busy_desk(kind, new_desk, hundreds, tmp_path, tmp_path_factory):
    """A copy of the desk of a hundred open cases."""
    if kind not in hundreds:
        desk = hundreds[kind] = new_desk(tmp_path_factory.mktemp("hundred"))
        desk.add_form_rows(*({**WANG, "customer": f"客人{n:03}", "email": f"c{n}@example.com"} for n in range(100)))
        desk.run()
        desk.rig.ledger.close()
    return hundreds[kind].copy(tmp_path / "desk")


def test_thirty_of_a_hundred_cases_changed_at_once_stop_the_desk_with_one_alarm_until_a_person_agrees(busy_desk):
    desk = busy_desk
    letters = desk.recipients()
    desk.hands.fill_down(CASES, 2, "status", ["無效"] * 30)
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
    lost = desk.hands.lines(CASES.title)[1:31]
    desk.hands.delete_rows(CASES, 2, 30)
    assert desk.run_later()[0].halted == 30
    assert desk.recipients() == sorted([*letters, ORGANISER])
    desk.hands.paste(CASES, 72, *lost)
    assert not desk.run_later()[0].halted
    assert not desk.problems()
    assert {case.status for case in desk.cases().values()} == {"待處理"}
    assert len(desk.rows()) == 100
    rest(desk)


def test_a_hundred_cases_sorted_are_no_change_at_all(busy_desk):
    desk = busy_desk
    desk.hands.reorder(CASES, list(range(99, -1, -1)))
    reports = desk.run(desk.now)
    assert not reports[0].halted
    assert reports[0].quiet


def test_the_form_stays_as_the_customer_left_it(desk):
    before = desk.hands.lines(FORM.title)
    desk.run(MONDAY + timedelta(days=2))
    assert desk.hands.lines(FORM.title) == before


def test_a_second_column_with_one_of_our_titles_is_named_and_the_first_one_counts(desk):
    number = by_name(desk)["王怡君"]["number"]
    at = len(CASES.columns) + 1
    desk.hands.put(CASES, 1, at, "狀態")
    desk.hands.put(CASES, desk.place(number), at, "無效")
    desk.run_later()
    assert any("都是「狀態」" in problem and "改名或刪除" in problem for problem in desk.problems())
    assert {case.status for case in desk.cases().values()} == {"待處理"}
    rest(desk)


def test_a_stamp_that_was_wiped_out_counts_as_a_sheet_set_back(desk):
    before, letters = by_name(desk), desk.recipients()
    desk.hands.wipe_stamp()
    assert desk.run_later()[0].set_back
    assert (by_name(desk), desk.recipients()) == (before, letters)
    assert any(row["item"] == STAMP_ITEM for row in desk.rows(STATE.key))
    rest(desk)


@pytest.mark.only(kind=GOOGLE, why="elsewhere the stamp stands in the very rows that are deleted")
def test_rows_of_the_state_tab_that_were_deleted_come_back_and_set_nothing_back(desk):
    """What earlier writes said stood in the sheet alone: that is gone with its rows."""
    before, shown = by_name(desk), {row["item"] for row in desk.rows(STATE.key)}
    desk.hands.delete_rows(STATE, 2, 20)
    assert not desk.run_later()[0].set_back
    assert by_name(desk) == before
    assert {row["item"] for row in desk.rows(STATE.key)} == shown - set(EARLIER)
    rest(desk)


def test_rows_of_the_log_may_be_sorted_and_deleted_for_the_ledger_keeps_them(desk):
    letters = desk.recipients()
    lines = desk.hands.lines(LOG.title)[1:5]
    desk.hands.delete_rows(LOG, 2, 4)
    desk.hands.paste(LOG, 2, *reversed(lines[1:]))
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
    desk.hands.put(LOG, place, "decision", word)
    desk.run_later()
