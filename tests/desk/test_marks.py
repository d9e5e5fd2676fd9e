"""The forms' tabs and 往來紀錄 are read from where they are known on, and whole again whenever that could hide something."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.rig import Asked
from sheetdesk.errors import SendFailed, SendOutcomeUnknown
from sheetdesk.jobs import intake
from tests.fakes.twin import staged
from tests.fakes.watched_desk import WatchedDesk, desk_of_twelve


@pytest.fixture
def desk(tmp_path: Path, kind: str) -> Iterator[WatchedDesk]:
    desk = staged(desk_of_twelve, kind, tmp_path)
    yield desk
    desk.rig.ledger.close()


def test_a_quiet_desk_reads_only_the_last_known_rows(desk):
    desk.run(1)
    assert desk.knows()


def test_a_new_answer_below_the_mark_becomes_one_case(desk):
    desk.file("新的一盒", email="new@example.com")
    desk.run(1)
    desk.run(1)
    assert len(desk.numbers()) == 13
    assert desk.row(desk.numbers()[-1])["text"] == "新的一盒"
    assert desk.knows()


def test_an_answer_that_says_the_same_as_one_above_the_mark_is_still_a_double(desk):
    desk.answers[0]["submitted_at"] = desk.now - timedelta(minutes=2)
    desk.file("第 0 盒破了", email="c0@example.com", order="A0")
    desk.run(1)
    assert len(desk.numbers()) == 12


def test_an_answer_edited_above_the_mark_is_noticed_within_the_hour(desk):
    first = next(str(row["number"]) for row in desk.rows() if row["text"] == "第 0 盒破了")
    desk.answers[0] |= {"text": "第 0 盒其實沒破", "submitted_at": desk.now}
    desk.show_form()
    desk.run(1)
    assert desk.row(first)["text"] == "第 0 盒破了"
    desk.run(60)
    assert desk.row(first)["text"] == "第 0 盒其實沒破"
    assert len(desk.numbers()) == 12


@pytest.mark.parametrize("upset", [list.reverse, lambda answers: answers.pop(3)], ids=["sorted", "deleted"])
def test_a_form_in_which_rows_have_moved_is_read_whole_at_once(desk, upset):
    upset(desk.answers)
    desk.file("新的一盒", email="new@example.com")
    desk.run(1)
    assert len(desk.numbers()) == 13
    assert desk.row(desk.numbers()[-1])["text"] == "新的一盒"


@pytest.mark.parametrize(
    "asked", [Asked(jobs=("triage",), kinds=()), Asked(rehearse=True)], ids=["another job", "rehearsal"]
)
def test_answers_that_were_read_and_not_taken_in_are_read_again(desk, asked):
    desk.file("新的一盒", email="new@example.com")
    desk.run(1, asked)
    assert len(desk.numbers()) == 12
    desk.run(1)
    assert len(desk.numbers()) == 13


def test_answers_are_read_again_after_the_job_that_takes_them_in_has_failed(desk):
    whole = desk.rig

    def failing(desk, now) -> str:
        raise RuntimeError("nobody foresaw this")

    desk.rig = replace(whole, jobs={**whole.jobs, "intake": failing})
    desk.file("新的一盒", email="new@example.com")
    desk.run(1)
    desk.rig = whole
    desk.run(1)
    assert len(desk.numbers()) == 13


def test_the_row_of_a_letter_that_waits_is_read_until_the_letter_has_left(desk):
    desk.channel.fault = SendFailed("忙線", permanent=False)
    desk.file("要等的一盒", email="wait@example.com")
    desk.run(1)
    for number in range(3):
        desk.file(f"後來的 {number}", email=f"later{number}@example.com")
    desk.channel.fault = None
    desk.run(3)
    desk.run(60)
    assert {row["state"] for row in desk.rows("log")} == {"已送"}
    desk.run(1)
    assert desk.knows()


def test_a_row_that_waits_for_a_decision_comes_back_though_it_was_deleted(desk):
    desk.channel.fault = SendOutcomeUnknown("斷線")
    desk.file("不知道寄了沒", email="unsure@example.com")
    desk.run(1)
    desk.channel.fault = None
    desk.file("後來的", email="later@example.com")
    desk.run(1)
    log = desk.workbook.grids["log"]
    at = log.find("state", "需確認")
    log.rows.pop(at)
    desk.run(1)
    assert all(row["state"] == "已送" for row in desk.rows("log"))
    desk.run(2)
    assert [row["state"] for row in desk.rows("log")].count("需確認") == 1
    log.put(log.find("state", "需確認"), "decision", "不寄")
    desk.run(1)
    assert [row["state"] for row in desk.rows("log")].count("取消") == 1


def test_what_a_letter_became_reaches_its_row_though_somebody_sorted_the_log(desk):
    desk.channel.fault = SendFailed("忙線", permanent=False)
    desk.file("要等的一盒", email="wait@example.com")
    desk.run(1)
    desk.workbook.grids["log"].rows.reverse()
    desk.channel.fault = None
    desk.run(60)
    rows = desk.rows("log")
    assert len(rows) == 13
    assert {row["state"] for row in rows} == {"已送"}
    assert rows[0]["recipient"] == "wait@example.com"


def test_a_correction_above_the_mark_is_heard_in_the_next_pass_and_then_the_tab_rests_again(desk):
    log = desk.workbook.grids["log"]
    desk.run(1)
    assert desk.knows()
    log.put(2, "correction", "11/24 下午回您，不是上午。")
    desk.run(1)
    assert log.get(2, "detail") == "更正：等您在「待辦」選「確認」"
    desk.run(1)
    assert desk.knows()
    log.put(2, "correction", None)
    desk.run(1)
    assert log.get(2, "detail") is None
    desk.run(1)
    assert desk.knows()


def test_a_correction_in_a_log_that_somebody_sorted_belongs_to_its_letter(desk):
    log = desk.workbook.grids["log"]
    number = log.get(2, "id")
    log.put(2, "correction", "11/24 下午回您。")
    log.rows.reverse()
    desk.run(1)
    assert log.get(log.find("id", number), "detail") == "更正：等您在「待辦」選「確認」"


def test_a_log_that_was_set_back_is_whole_again(desk):
    old = [list(row) for row in desk.workbook.grids["log"].rows[:4]]
    stamp = desk.workbook.stamp
    desk.file("新的一盒", email="new@example.com")
    desk.run(1)
    desk.workbook.grids["log"].rows[:] = old
    desk.workbook.stamp = stamp
    desk.run(1)
    assert len(desk.rows("log")) == 13


def test_more_answers_than_a_pass_takes_in_wait_for_the_next_which_follows_at_once(desk, monkeypatch):
    monkeypatch.setattr(intake, "AT_ONCE", 3)
    for number in range(40):
        desk.now += timedelta(seconds=1)
        desk.file(f"大量 {number}", email=f"many{number}@example.com", order=f"M{number}")
    reports = desk.run(1)
    assert [report.left_over for report in reports[:14]] == [*range(37, 0, -3), 0]
    by_number = sorted(desk.rows()[12:], key=lambda row: str(row["number"]))
    assert [row["text"] for row in by_number] == [f"大量 {number}" for number in range(40)]
    desk.run(1)
    assert desk.knows()
    assert len(desk.channel.sent) == 52


def test_answers_that_wait_for_the_next_pass_are_not_lost_in_a_crash(desk, monkeypatch):
    monkeypatch.setattr(intake, "AT_ONCE", 3)
    for number in range(8):
        desk.file(f"大量 {number}", email=f"many{number}@example.com", order=f"M{number}")
    desk.one(1)
    desk.rig.ledger.close()
    desk.rig = desk.open()
    desk.run(1)
    assert len(desk.numbers()) == 20


def test_an_edited_answer_among_many_new_ones_is_still_a_version(desk, monkeypatch):
    monkeypatch.setattr(intake, "AT_ONCE", 3)
    desk.answers[11] |= {"text": "改過的", "submitted_at": desk.now + timedelta(seconds=30)}
    for number in range(8):
        desk.file(f"大量 {number}", email=f"many{number}@example.com", order=f"M{number}")
    desk.run(1)
    assert len(desk.numbers()) == 20
    assert sum(row["text"] == "改過的" for row in desk.rows()) == 1
