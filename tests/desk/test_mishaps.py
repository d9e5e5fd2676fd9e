"""What goes wrong on the way: a file in use, a job or a channel at fault, a sheet of yesterday. Nothing is lost or doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.rebuild import rebuild
from sheetdesk.errors import DeskUnreachable, SendFailed, SendOutcomeUnknown, WorkbookBusy
from sheetdesk.model.message import Message
from sheetdesk.model.sheet import Difference, Image, Snapshot
from sheetdesk.model.values import Value
from sheetdesk.policy.template import Templates
from tests.fakes.story_desk import MONDAY, StoryDesk


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def test_a_typed_row_whose_number_could_not_be_written_becomes_one_case(desk: StoryDesk) -> None:
    desk.grid.insert(0, {"text": "電話來說少一包", "customer": "陳媽媽"})
    desk.run()
    write = desk.workbook.apply

    def busy(difference: Difference, snapshot: Snapshot) -> Image:
        raise WorkbookBusy("Excel 正開著這個檔案", which="案件.xlsx")

    desk.workbook.apply = busy
    desk.run(5)
    desk.run(5)
    desk.workbook.apply = write
    desk.run(5)
    with desk.rig.ledger.begin() as tx:
        assert tx.cases.count() == (1, 1)
    assert len(desk.numbers()) == 1


def test_a_job_that_fails_stops_no_other_and_is_made_up_for(desk: StoryDesk) -> None:
    whole = desk.rig

    def fails(decided: Desk, now: datetime) -> str:
        decided.letters.clear()
        decided.cases.clear()
        raise ZeroDivisionError

    desk.rig = replace(whole, jobs={**whole.jobs, "assign_owners": fails})
    desk.file("保鮮盒破了")
    [first, *_] = desk.run()
    [number] = desk.numbers()
    assert (desk.row(number)["category"], desk.row(number).get("owner")) == ("商品問題", None)
    assert len(desk.channel.sent) == 1
    assert [type(fault) for fault in first.crashes] == [ZeroDivisionError]
    assert any("assign_owners" in str(row.get("content")) for row in desk.rows("state"))
    desk.rig = whole
    desk.run(5)
    assert desk.row(number)["owner"] == "阿芳"


def test_when_intake_fails_old_answers_still_come_in_silently_later(desk: StoryDesk) -> None:
    whole = desk.rig

    def fails(decided: Desk, now: datetime) -> str:
        raise ZeroDivisionError

    desk.file("很久以前的事", submitted_at=MONDAY - timedelta(days=60))
    desk.rig = replace(whole, jobs={**whole.jobs, "intake": fails})
    desk.run()
    desk.rig = whole
    desk.run(5)
    assert [row["status"] for row in desk.rows()] == ["已結案"]


def test_a_letter_at_which_the_channel_breaks_waits_for_a_person_and_the_next_one_leaves(desk: StoryDesk) -> None:
    accept = desk.channel.send

    def trip(message: Message, now: datetime) -> None:
        if message.letter.recipient == "odd@example.com":
            raise UnicodeError("odd")
        accept(message, now)

    desk.channel.send = trip  # type: ignore[method-assign]
    desk.file("保鮮盒破了", email="odd@example.com")
    desk.now += timedelta(minutes=1)
    desk.file("少一包", email="even@example.com", customer="陳柏宏")
    desk.run()
    assert [m.letter.recipient for m in desk.channel.sent] == ["even@example.com"]
    states = {row["recipient"]: row["state"] for row in desk.rows("log")}
    assert states == {"odd@example.com": "需確認", "even@example.com": "已送"}


def test_a_workbook_that_breaks_while_it_is_written_holds_up_no_receipt(desk: StoryDesk) -> None:
    def breaks(difference: Difference, snapshot: Snapshot) -> Image:
        raise ZeroDivisionError

    desk.workbook.apply = breaks
    desk.file("保鮮盒破了")
    with pytest.raises(ZeroDivisionError):
        desk.run()
    assert len(desk.channel.sent) == 1


def test_a_desk_that_halted_sends_nothing_either_while_its_sheet_cannot_be_read(desk: StoryDesk) -> None:
    for i in range(30):
        desk.file(f"第{i}件破了", email=f"c{i}@example.com", customer=f"客人{i}")
    desk.run()
    for number in desk.numbers()[:21]:
        desk.type(number, "status", "已結案")
    desk.file("停下來以後的新單", email="new@example.com")
    desk.run(5)

    def unreadable(unsettled=None, marks=()) -> Snapshot:
        raise DeskUnreachable("檔案壞了")

    desk.workbook.read = unreadable
    with pytest.raises(DeskUnreachable):
        desk.run(5)
    assert "new@example.com" not in [m.letter.recipient for m in desk.channel.sent]


def test_a_mended_address_counts_for_the_letter_that_waits(desk: StoryDesk) -> None:
    desk.channel.fault = SendFailed("伺服器忙", permanent=False)
    desk.file("保鮮盒破了", email="wong@example.com")
    desk.run()
    desk.channel.fault = None
    desk.type(desk.numbers()[0], "email", "wang@example.com")
    desk.run(10)
    assert [m.address for m in desk.channel.sent] == ["wang@example.com"]
    assert desk.rows("log")[0]["recipient"] == "wang@example.com"


def test_a_void_case_taken_up_again_is_kept_like_any_other(desk: StoryDesk) -> None:
    desk.file("保鮮盒破了")
    desk.run()
    [number] = desk.numbers()
    for status in ("已解決", "無效"):
        desk.type(number, "status", status)
        desk.run(5)
    deleted = [list(row) for row in desk.grid.rows]
    desk.grid.rows.clear()
    desk.run(5)
    desk.run(5)
    desk.grid.rows[:] = deleted
    desk.run(5)
    desk.type(number, "status", "處理中")
    desk.run(5)
    assert (desk.row(number).get("resolved_at"), desk.row(number)["reopen_count"]) == (None, 1)
    desk.grid.rows.clear()
    desk.run(5)
    desk.run(5)
    assert desk.numbers() == [number]


def test_an_old_case_that_is_reopened_has_an_owner_and_a_deadline(desk: StoryDesk) -> None:
    desk.file("很久以前的事", submitted_at=MONDAY - timedelta(days=60))
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "status", "處理中")
    desk.run(5)
    assert desk.row(number)["owner"] == "阿芳"
    assert desk.row(number)["solution_due"]


def test_an_edited_addition_leaves_what_the_case_is_about(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了")
    desk.run()
    [number] = desk.numbers()
    desk.file("補一張照片", case_no=number)
    desk.run(20)
    desk.answers[1] |= {"submitted_at": desk.now, "text": "補兩張照片"}
    desk.show_form()
    desk.run(20)
    assert desk.row(number)["text"] == "收到的保鮮盒破了"
    assert "補兩張照片" in str(desk.row(number)["additions"])


def test_an_answer_edited_after_its_case_was_resolved_reopens_it(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "status", "已解決")
    desk.run(20)
    desk.answers[0] |= {"submitted_at": desk.now, "text": "換來的還是破的"}
    desk.show_form()
    desk.run(1)
    assert (desk.row(number)["status"], desk.row(number)["reopen_count"]) == ("處理中", 1)


def test_one_row_without_a_readable_time_in_two_tabs_is_one_case(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了", submitted_at="昨天下午")
    desk.workbook.copy_form()
    desk.run()
    assert len(desk.numbers()) == 1


def test_a_sheet_set_back_shows_every_letter_again_and_no_old_decision_counts(desk: StoryDesk) -> None:
    desk.channel.fault = SendOutcomeUnknown("連線在送出後斷了")
    desk.file("保鮮盒破了")
    desk.run()
    log = desk.workbook.grids["log"]
    log.put(0, "decision", "重寄")
    desk.run(5)
    yesterday, stamp = [list(row) for row in log.rows], desk.workbook.stamp
    log.put(0, "decision", None)
    desk.file("少一包", email="chen@example.com", customer="陳柏宏")
    desk.run(5)
    log.rows[:], desk.workbook.stamp = yesterday, stamp
    desk.channel.fault = None
    desk.run(5)
    desk.run(5)
    assert {row["id"]: row.get("decision") for row in desk.rows("log")} == {"M1": None, "M2": None}
    assert desk.channel.sent == []


def test_what_a_rule_would_say_now_waits_behind_what_a_person_chose(desk: StoryDesk) -> None:
    desk.file("保鮮盒破了")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "category", "其他")
    desk.run(5)
    rule: dict[str, Value] = {"order": 1, "any_words": "保鮮盒", "category": "物流問題", "active": "是"}
    desk.workbook.grids["rules"].insert(0, rule)
    desk.run(5)
    assert (desk.row(number)["category"], desk.case(number).proposed["category"]) == ("其他", "物流問題")


def test_a_rebuilt_desk_knows_edited_answers_and_added_photographs(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了")
    desk.run(20)
    [number] = desk.numbers()
    desk.answers[0] |= {"submitted_at": desk.now, "text": "更正：少了一個"}
    desk.show_form()
    desk.run(1)
    desk.file(None, case_no=number, attachments="https://photos.example/1")
    desk.run(20)
    desk.type(number, "status", "已解決")
    desk.run(5)
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = desk.open()
    before = desk.row(number)
    rebuild(desk.rig, desk.now)
    desk.run(5)
    assert desk.numbers() == [number]
    assert {name: desk.row(number)[name] for name in ("text", "additions", "status")} == {
        name: before[name] for name in ("text", "additions", "status")
    }


def test_a_typed_row_in_a_sheet_set_back_gets_its_number_again(desk: StoryDesk) -> None:
    desk.file("保鮮盒破了")
    desk.run()
    desk.grid.insert(0, {"text": "電話來說少一包", "customer": "陳媽媽"})
    desk.run(1)
    yesterday, stamp = [list(row) for row in desk.grid.rows], desk.workbook.stamp
    desk.run(5)
    numbers = set(desk.numbers())
    desk.grid.rows[:], desk.workbook.stamp = yesterday, stamp
    for _ in range(3):
        desk.run(5)
    assert (set(desk.numbers()), len(desk.rows())) == (numbers, 2)


def test_a_deleted_log_row_that_needs_a_decision_comes_back_and_no_other(desk: StoryDesk) -> None:
    desk.file("少一包", email="chen@example.com", customer="陳柏宏")
    desk.run()
    desk.channel.fault = SendOutcomeUnknown("連線在送出後斷了")
    desk.file("保鮮盒破了")
    desk.run(5)
    desk.workbook.grids["log"].rows.clear()
    desk.run(1)
    assert desk.rows("log") == []
    desk.run(3)
    assert [(row["id"], row["state"]) for row in desk.rows("log")] == [("M2", "需確認")]
    assert desk.run(5)[0].quiet


def test_an_alarm_that_could_not_be_written_is_told_once_its_template_is_mended(desk: StoryDesk) -> None:
    desk.fill("team", [{"name": "阿芳", "email": "fang@example.com", "role": "主揪", "active": "是"}])
    whole = desk.rig
    no_templates = replace(whole.defaults, templates=Templates())
    desk.rig = replace(whole, defaults=no_templates)
    desk.file("吃完過敏送醫", email=None)
    desk.run()
    assert desk.channel.sent == []
    desk.rig = whole
    desk.run(5)
    desk.run(5)
    assert [m.letter.kind for m in desk.channel.sent] == ["alarm"]


def test_answers_whose_times_alone_changed_reopen_nothing(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了", received_on=date(2026, 11, 22), quantity=2)
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "status", "已解決")
    desk.run(20)
    desk.answers[0] |= {"submitted_at": MONDAY - timedelta(hours=8)}
    desk.show_form()
    desk.run(1)
    assert (desk.numbers(), desk.row(number)["status"]) == ([number], "已解決")


def test_an_addition_that_was_gone_for_a_while_is_still_an_addition(desk: StoryDesk) -> None:
    desk.file("收到的保鮮盒破了")
    desk.run()
    [number] = desk.numbers()
    desk.file("補一張照片", case_no=number)
    desk.run(20)
    addition = desk.answers.pop()
    desk.show_form()
    desk.run(5)
    desk.answers.append(addition)
    desk.show_form()
    desk.run(5)
    desk.answers[1] |= {"submitted_at": desk.now, "text": "補兩張照片"}
    desk.show_form()
    desk.run(5)
    assert desk.row(number)["text"] == "收到的保鮮盒破了"


def test_a_request_is_carried_out_once_and_its_cell_emptied_though_the_write_was_lost(desk: StoryDesk) -> None:
    desk.file("少一包")
    desk.run()
    number = desk.numbers()[0]
    desk.type(number, "action", "已用LINE／電話回")
    desk.workbook.lose_request = True
    desk.run(3)
    assert desk.row(number).get("action") is None
    assert [kind for _, kind, _ in desk.events(number)].count("action") == 1


def test_a_row_deleted_while_its_request_is_carried_out_comes_back_without_it(desk: StoryDesk) -> None:
    desk.file("少一包")
    desk.run()
    number = desk.numbers()[0]
    desk.type(number, "action", "已用LINE／電話回")
    desk.workbook.at_write = lambda _: desk.grid.rows.pop(0)
    desk.run(3)
    desk.workbook.at_write = None
    desk.run(3)
    desk.run(3)
    row = desk.row(number)
    assert (row.get("action"), row["text"]) == (None, "少一包")
