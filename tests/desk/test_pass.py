"""Stories of the desk: what organisers and customers do, and what the desk makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.rig import Asked
from sheetdesk.errors import DeskNotOurs, DeskUnreachable, SendFailed, SendOutcomeUnknown
from sheetdesk.model.message import Message
from sheetdesk.model.sheet import Snapshot, Stamp
from sheetdesk.model.values import Formula
from sheetdesk.policy.numbers import is_case_number
from tests.fakes.story_desk import MONDAY, StoryDesk
from tests.fakes.twin import staged


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


@pytest.fixture
def one_case(tmp_path: Path, kind: str) -> tuple[StoryDesk, str]:
    desk = staged(of_one_case, kind, tmp_path)
    return desk, desk.numbers()[0]


def of_one_case(folder: Path) -> StoryDesk:
    desk = StoryDesk(folder)
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒", order_no="0012")
    desk.run()
    return desk


def test_a_form_row_becomes_a_case_with_everything_and_its_receipt(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    row = desk.row(number)
    assert is_case_number(number)
    assert (row["status"], row["category"], row["owner"]) == ("待處理", "商品問題", "阿芳")
    assert row["first_reply_due"] == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert row["why"]
    assert row["how_counted"]
    assert [m.letter.recipient for m in desk.channel.sent] == ["wang@example.com"]
    assert number in desk.channel.sent[0].letter.subject
    assert row["outcome"] == "✅11/23 10:00 已寄收件通知"
    assert row["auto_replied_at"] == MONDAY
    assert [(r["id"], r["state"]) for r in desk.rows("log")] == [("M1", "已送")]


def test_a_second_run_changes_nothing(one_case: tuple[StoryDesk, str]) -> None:
    desk, _ = one_case
    before, applied = desk.rows(), desk.workbook.applied
    reports = desk.run(after_min=1)
    assert [r.quiet for r in reports] == [True]
    assert (desk.rows(), desk.workbook.applied, len(desk.channel.sent)) == (before, applied, 1)


def test_what_a_person_sets_stays_for_good_and_a_cleared_cell_goes_back(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "category", "物流問題")
    desk.run(1)
    assert desk.row(number)["category"] == "物流問題"
    assert ("person", "overruled", "category") in desk.events(number)
    desk.type(number, "category", None)
    desk.run(1)
    assert desk.row(number)["category"] == "商品問題"
    assert ("person", "given_back", "category") in desk.events(number)


def test_a_machine_cell_is_put_back_three_times_a_day_then_left_alone_and_named(
    one_case: tuple[StoryDesk, str],
) -> None:
    desk, number = one_case
    for attempt in range(3):
        desk.type(number, "summary", f"我改的{attempt}")
        desk.run(5)
        assert desk.row(number)["summary"] != f"我改的{attempt}" or attempt == 2
    desk.type(number, "summary", "第四次")
    desk.run(5)
    assert desk.row(number)["summary"] == "第四次"
    assert "「摘要」一直被改" in str(desk.row(number)["notice"])


def test_a_formula_in_any_cell_is_hers(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    for column in ("summary", "owner", "note"):
        desk.type(number, column, Formula("=A1"))
    desk.run(5)
    assert all(desk.row(number)[column] == Formula("=A1") for column in ("summary", "owner", "note"))


@pytest.mark.only(kind="memory", why="a read of Google shows what a formula comes to, and that counts as typed")
def test_what_a_formula_comes_to_is_not_what_a_person_chose(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "owner", Formula("=A1"))
    desk.run(5)
    assert desk.case(number).owner == "阿芳"


@pytest.mark.only(kind="google", why="other workbooks show the formula itself")
def test_what_a_formula_comes_to_counts_as_typed_where_only_that_can_be_read(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "owner", Formula('="小"&"美"'))
    desk.run(5)
    assert (desk.row(number)["owner"], desk.case(number).owner) == (Formula('="小"&"美"'), "小美")
    assert desk.run(5)[0].quiet


def test_a_promise_has_to_be_kept_before_the_case_is_resolved(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "status", "待補寄")
    desk.run(5)
    desk.type(number, "status", "已解決")
    desk.run(5)
    assert desk.row(number)["status"] == "待補寄"
    assert "補寄單號" in str(desk.row(number)["notice"])
    desk.type(number, "status", "已解決")
    desk.type(number, "resend_no", "SF123")
    desk.run(5)
    row = desk.row(number)
    assert (row["status"], row["resolved_at"], row.get("notice")) == ("已解決", desk.now, None)


def test_no_other_word_is_ever_a_status(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "status", "搞定")
    desk.run(5)
    assert desk.row(number)["status"] == "待處理"
    desk.type(number, "status", None)
    desk.run(5)
    assert desk.row(number)["status"] == "待處理"


@pytest.mark.parametrize("typed", ["已用LINE／電話回", "已用line/電話回"])
def test_an_action_is_carried_out_once_and_its_cell_emptied(one_case: tuple[StoryDesk, str], typed: str) -> None:
    desk, number = one_case
    desk.type(number, "action", typed)
    desk.run(5)
    row = desk.row(number)
    assert (row["first_reply_at"], row["status"], row.get("action")) == (desk.now, "處理中", None)
    assert str(row["outcome"]).startswith("✅")
    answered = row["first_reply_at"]
    desk.run(60)
    assert desk.row(number)["first_reply_at"] == answered


def test_a_word_that_is_no_action_says_so_and_stays(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "action", "寄給大家")
    desk.run(5)
    assert desk.row(number)["action"] == "寄給大家"
    assert str(desk.row(number)["outcome"]).startswith("⚠")


def test_the_same_words_within_ten_minutes_are_one_case(desk: StoryDesk) -> None:
    desk.file("都退冰了")
    desk.run()
    desk.now += timedelta(minutes=9)
    desk.file("都退冰了")
    desk.run()
    assert len(desk.numbers()) == 1
    desk.now += timedelta(minutes=11)
    desk.file("都退冰了")
    desk.run()
    assert len(desk.numbers()) == 2
    assert [r["kind"] for r in desk.rows("log") if r["direction"] == "收"] == ["重複"]


def test_two_equal_rows_in_one_read_are_one_case(desk: StoryDesk) -> None:
    desk.file("都退冰了")
    desk.now += timedelta(minutes=1)
    desk.file("都退冰了")
    desk.run()
    assert len(desk.numbers()) == 1


def test_an_addition_joins_its_case_and_reopens_what_was_resolved(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "status", "已解決")
    desk.run(30)
    desk.file("補照片", case_no=number.lower().replace("-", " "), attachments="https://photos.example/1")
    desk.run(1)
    row = desk.row(number)
    assert len(desk.numbers()) == 1
    assert row["additions"] == "11/23 10:30 補照片　https://photos.example/1"
    assert (row["status"], row["reopen_count"]) == ("處理中", 1)
    assert [message.kind for message in desk.channel.sent] == ["receipt", "addition"]


def test_an_unknown_number_makes_a_new_case_that_says_so(one_case: tuple[StoryDesk, str]) -> None:
    desk, _ = one_case
    desk.file("之前那件", case_no="GB2611-0099-X", customer="別人", email="x@example.com")
    desk.run(1)
    assert "查不到" in str(desk.rows()[-1]["notice"])
    assert len(desk.numbers()) == 2


def test_an_edited_answer_is_a_new_version_of_the_same_case(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.now += timedelta(minutes=20)
    desk.answers[0] |= {"submitted_at": desk.now, "text": "更正：保鮮盒少了一個"}
    desk.show_form()
    desk.run()
    assert desk.numbers() == [number]
    assert desk.row(number)["text"] == "更正：保鮮盒少了一個"
    assert desk.row(number)["subcategory"] == "缺件少寄"
    assert len(desk.channel.sent) == 1


def test_the_form_tab_may_be_sorted_renamed_and_copied(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.file("第二件", customer="陳柏宏", email="chen@example.com")
    desk.run(1)
    desk.answers.reverse()
    desk.show_form("Form Responses 2")
    desk.run(1)
    assert len(desk.numbers()) == 2
    desk.workbook.copy_form()
    desk.run(1)
    assert len(desk.numbers()) == 2
    assert number in desk.numbers()


def test_old_answers_come_in_silently_and_late_ones_wait_for_a_person(desk: StoryDesk) -> None:
    desk.file("很久以前的事", submitted_at=MONDAY - timedelta(days=60))
    desk.run()
    row = desk.rows()[0]
    assert (row["status"], row.get("next_step"), desk.channel.sent) == ("已結案", None, [])
    desk.file("昨天更早", submitted_at=MONDAY - timedelta(hours=23, minutes=59), email="a@example.com")
    desk.run()
    assert [m.letter.recipient for m in desk.channel.sent] == ["a@example.com"]


def test_a_late_receipt_leaves_only_when_a_person_says_so(desk: StoryDesk) -> None:
    desk.now = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
    desk.file("週五晚上就寫了", submitted_at=datetime(2026, 11, 21, 5, 0, tzinfo=UTC))
    desk.run()
    assert desk.channel.sent == []
    [row] = desk.rows("log")
    assert row["state"] == "需確認"
    log = desk.workbook.grids["log"]
    log.put(0, "decision", "重寄")
    desk.run(5)
    assert len(desk.channel.sent) == 1
    assert desk.rows("log")[0]["state"] == "已送"
    assert desk.rows("log")[0]["decision"] == "重寄"
    desk.run(5)
    assert len(desk.channel.sent) == 1


@pytest.mark.parametrize(("word", "state"), [("不寄", "取消"), ("視為已寄", "已送")])
def test_a_doubtful_letter_is_never_sent_again_by_itself(desk: StoryDesk, word: str, state: str) -> None:
    desk.channel.fault = SendOutcomeUnknown("連線在送出後斷了")
    desk.file("保鮮盒破了")
    desk.run()
    desk.channel.fault = None
    desk.run(60)
    assert desk.channel.sent == []
    assert desk.rows("log")[0]["state"] == "需確認"
    assert "需要您決定" in str(desk.rows()[0]["outcome"])
    desk.workbook.grids["log"].put(0, "decision", word)
    desk.run(5)
    assert (desk.rows("log")[0]["state"], desk.channel.sent) == (state, [])
    assert str(desk.rows()[0]["outcome"]).startswith("✅")


def test_a_passing_fault_is_tried_again_and_a_lasting_one_is_not(desk: StoryDesk) -> None:
    desk.channel.fault = SendFailed("伺服器忙", permanent=False)
    desk.file("保鮮盒破了")
    desk.run()
    assert desk.rows("log")[0]["state"] == "失敗"
    desk.channel.fault = None
    desk.run(6)
    assert len(desk.channel.sent) == 1
    desk.channel.fault = SendFailed("沒有這個信箱", permanent=True)
    desk.file("另一件", email="nobody@example.com")
    desk.run(1)
    assert desk.rows("log")[1]["state"] == "放棄"
    assert "沒寄出" in str(desk.rows()[1]["outcome"])


def test_pausing_holds_every_letter_in_the_same_pass(desk: StoryDesk) -> None:
    settings = desk.workbook.grids["settings"]
    at = settings.find("item", "☐暫停所有寄信")
    settings.put(at, "value", "是")
    desk.file("保鮮盒破了")
    desk.run()
    assert desk.channel.sent == []
    settings.put(at, "value", None)
    desk.run(5)
    assert len(desk.channel.sent) == 1


def test_in_the_trial_letters_go_to_the_organiser_and_meet_no_clock(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path, live=False)
    team = desk.workbook.grids["team"]
    team.put(0, "email", "afang@example.com")
    desk.file("保鮮盒破了")
    desk.run()
    [message] = desk.channel.sent
    assert message.address == "afang@example.com"
    assert message.letter.subject.startswith("【試】")
    assert desk.rows()[0].get("auto_replied_at") is None


def test_a_typed_row_becomes_a_case_after_two_quiet_minutes_without_a_receipt(desk: StoryDesk) -> None:
    desk.grid.insert(0, {"text": "電話來說少一包", "customer": "陳媽媽", "category": "商品問題"})
    desk.run()
    assert desk.numbers() == []
    desk.grid.put(0, "phone", "0912345678")
    desk.run(3)
    assert desk.numbers() == []
    desk.run(2)
    [number] = desk.numbers()
    assert desk.row(number)["phone"] == "0912345678"
    assert desk.case(number).by_hand
    assert desk.row(number)["received_at"] == desk.case(number).first_seen_at == MONDAY
    assert "收件 11/23（一）10:00 起" in str(desk.row(number)["how_counted"])
    assert desk.channel.sent == []


def test_a_row_typed_where_another_became_a_case_is_first_seen_when_it_is(desk: StoryDesk) -> None:
    desk.grid.insert(0, {"text": "電話來說少一包", "customer": "陳媽媽"})
    desk.run()
    desk.one(3)
    desk.grid.insert(0, {"text": "電話來說多一包", "customer": "林太太"})
    desk.one(1)
    desk.one(3)
    seen = {str(row["customer"]): row["received_at"] for row in desk.rows()}
    assert seen == {"陳媽媽": MONDAY, "林太太": MONDAY + timedelta(minutes=4)}


def test_a_row_that_vanished_comes_back_whole_after_two_minutes(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "note", "請優先")
    desk.run(5)
    before = desk.row(number)
    desk.grid.rows.clear()
    desk.run(1)
    assert desk.numbers() == []
    desk.run(1)
    assert desk.numbers() == []
    desk.run(1)
    assert desk.row(number) == before


def test_a_void_case_may_be_deleted(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "status", "無效")
    desk.run(5)
    desk.grid.rows.clear()
    for _ in range(4):
        desk.run(5)
    assert desk.numbers() == []
    assert desk.case(number).status == "無效"


def test_a_row_that_lost_its_number_gets_it_back(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "number", None)
    desk.run(1)
    assert desk.numbers() == [number]


def test_a_copied_row_is_told_how_to_become_a_case_of_its_own(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.grid.rows.insert(0, list(desk.grid.rows[0]))
    desk.grid.put(0, "text", "另一件事")
    desk.run(1)
    assert "清空這一列的案號" in str(desk.grid.get(0, "notice"))
    assert desk.grid.get(1, "notice") is None
    desk.grid.put(0, "number", None)
    desk.run(1)
    desk.run(3)
    assert len(set(desk.numbers())) == 2
    assert desk.row(number)["text"] == "收到的保鮮盒破了"


def test_too_many_changes_at_once_stop_the_desk_with_one_alarm(desk: StoryDesk) -> None:
    desk.workbook.grids["team"].put(0, "email", "afang@example.com")
    for i in range(30):
        desk.file(f"第{i}件破了", email=f"c{i}@example.com", customer=f"客人{i}")
    desk.run()
    for number in desk.numbers()[:21]:
        desk.type(number, "status", "已結案")
    desk.file("停下來以後的新單", email="new@example.com")
    reports = desk.run(5)
    assert reports[-1].halted == 21
    assert desk.case(desk.numbers()[0]).status == "待處理"
    assert [m.letter.kind for m in desk.channel.sent].count("alarm") == 1
    assert "new@example.com" not in [m.letter.recipient for m in desk.channel.sent]
    desk.run(5)
    assert [m.letter.kind for m in desk.channel.sent].count("alarm") == 1
    desk.run(5, Asked(accept_changes=True))
    assert desk.case(desk.numbers()[0]).status == "已結案"
    assert "new@example.com" in [m.letter.recipient for m in desk.channel.sent]


def test_twenty_changes_are_just_a_busy_day(desk: StoryDesk) -> None:
    for i in range(30):
        desk.file(f"第{i}件破了", email=f"c{i}@example.com", customer=f"客人{i}")
    desk.run()
    for number in desk.numbers()[:20]:
        desk.type(number, "status", "處理中")
    desk.run(5)
    assert desk.case(desk.numbers()[0]).status == "處理中"


def test_a_sheet_set_back_is_healed_and_nothing_in_it_is_obeyed(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    yesterday = [list(row) for row in desk.grid.rows]
    stamp = desk.workbook.stamp
    desk.type(number, "note", "今天的備註")
    desk.type(number, "status", "處理中")
    desk.run(5)
    desk.file("之後的新單", email="b@example.com")
    desk.run(5)
    sent = len(desk.channel.sent)
    desk.grid.rows[:] = yesterday
    desk.type(number, "action", "無效")
    desk.workbook.stamp = stamp
    desk.run(5)
    desk.run(5)
    row = desk.row(number)
    assert (row["note"], row["status"], row.get("action")) == ("今天的備註", "處理中", None)
    assert len(desk.numbers()) == 2
    assert len(desk.channel.sent) == sent


def test_a_missing_stamp_counts_as_set_back(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.type(number, "category", "其他")
    desk.workbook.stamp = None
    desk.run(5)
    assert desk.row(number)["category"] == "商品問題"
    assert desk.workbook.stamp is not None


@pytest.mark.parametrize(
    ("stamp", "words"),
    [(Stamp("other", "server-b", 3), "server-b"), (None, "rebuild")],
)
def test_a_desk_of_another_server_is_left_alone(
    one_case: tuple[StoryDesk, str], stamp: Stamp | None, words: str
) -> None:
    desk, _ = one_case
    mine = desk.workbook.stamp
    assert mine is not None
    desk.workbook.stamp = stamp or Stamp(mine.ledger_id, mine.host, mine.batch + 7)
    before = desk.rows()
    with pytest.raises(DeskNotOurs, match=words):
        desk.run(5)
    assert desk.rows() == before


def test_a_dry_run_shows_everything_and_changes_nothing(desk: StoryDesk) -> None:
    desk.file("保鮮盒破了")
    [report] = desk.run(asked=Asked(rehearse=True))
    assert report.difference is not None
    assert report.difference.inserts
    assert [letter.kind for letter in report.letters] == ["receipt"]
    assert (desk.rows(), desk.channel.sent) == ([], [])
    desk.run()
    assert len(desk.channel.sent) == 1


def test_only_the_named_jobs_run_and_send(desk: StoryDesk) -> None:
    desk.file("保鮮盒破了")
    desk.run(asked=Asked(jobs=("intake", "triage"), kinds=()))
    assert (len(desk.numbers()), desk.channel.sent) == (1, [])
    desk.run(1)
    assert len(desk.channel.sent) == 1


def test_a_broken_rule_is_named_beside_it_and_the_others_go_on(desk: StoryDesk) -> None:
    rules = desk.workbook.grids["rules"]
    rules.insert(0, {"order": 1, "pattern": "(破", "category": "其他"})
    desk.file("保鮮盒破了")
    desk.run()
    assert rules.get(0, "problem")
    assert desk.rows()[0]["category"] == "商品問題"


def test_rules_count_their_hits(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    hits = [row["hits"] for row in desk.rows("rules") if row.get("hits")]
    assert hits
    desk.type(number, "note", "x")
    desk.run(5)
    assert [row["hits"] for row in desk.rows("rules") if row.get("hits")] == hits


@pytest.mark.parametrize("arrived", [True, False], ids=["after it was accepted", "before it was accepted"])
def test_a_letter_in_hand_when_the_power_went_is_left_to_a_person(desk: StoryDesk, arrived: bool) -> None:
    class Cut(BaseException): ...

    accept = desk.channel.send

    def die(message: Message, now: datetime) -> None:
        if arrived:
            accept(message, now)
        raise Cut

    desk.channel.send = die  # type: ignore[method-assign]
    desk.file("保鮮盒破了")
    with pytest.raises(Cut):
        desk.run()
    desk.channel.send = accept  # type: ignore[method-assign]
    desk.rig = desk.open()
    desk.run(1)
    assert len(desk.channel.sent) == int(arrived)
    assert desk.rows("log")[0]["state"] == "需確認"
    assert "需要您決定" in str(desk.rows()[0]["outcome"])


@pytest.mark.parametrize("lost", ["lose_reply", "lose_request"])
def test_a_write_whose_outcome_is_unknown_is_settled_by_the_next_read(desk: StoryDesk, lost: str) -> None:
    desk.file("保鮮盒破了")
    setattr(desk.workbook, lost, True)
    desk.run()
    desk.run(1)
    assert len(desk.numbers()) == 1
    assert len(desk.rows("log")) == 1
    assert len(desk.channel.sent) == 1
    assert desk.run(1)[0].quiet


def test_a_write_of_unknown_outcome_during_which_people_sorted_is_settled_too(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    desk.file("第二件", customer="陳柏宏", email="chen@example.com")
    desk.run(1)
    desk.type(number, "status", "處理中")
    desk.type(number, "note", "我的備註")
    desk.workbook.at_write = lambda book: desk.grid.rows.reverse()
    desk.workbook.lose_reply = True
    desk.run(5)
    desk.run(1)
    second = next(n for n in desk.numbers() if n != number)
    assert (desk.row(number)["status"], desk.row(number)["note"]) == ("處理中", "我的備註")
    assert (desk.row(second)["status"], desk.row(second).get("note")) == ("待處理", None)
    assert desk.run(1)[0].quiet


def test_letters_decided_before_go_out_though_the_sheet_cannot_be_read(desk: StoryDesk) -> None:
    desk.channel.fault = SendFailed("伺服器忙", permanent=False)
    desk.file("保鮮盒破了")
    desk.run()
    desk.channel.fault = None
    read = desk.workbook.read

    def unreadable(unsettled=None, marks=()) -> Snapshot:
        raise DeskUnreachable("檔案壞了")

    desk.workbook.read = unreadable
    with pytest.raises(DeskUnreachable):
        desk.run(6)
    assert len(desk.channel.sent) == 1
    desk.workbook.read = read
    desk.run(1)
    assert (len(desk.channel.sent), desk.rows("log")[0]["state"]) == (1, "已送")


def test_a_flood_of_receipts_stops_at_the_breaker_with_one_alarm_and_goes_on_an_hour_later(desk: StoryDesk) -> None:
    desk.workbook.grids["team"].put(0, "email", "afang@example.com")
    for i in range(104):
        desk.file(f"第{i}件顏色和照片不同", email=f"c{i}@example.com", customer=f"客人{i}")
    desk.run()
    kinds = [message.letter.kind for message in desk.channel.sent]
    assert (kinds.count("receipt"), kinds.count("alarm")) == (100, 1)
    held = [row for row in desk.rows("log") if row["state"] == "待送"]
    assert len(held) == 4
    assert all("暫停" in str(row["detail"]) for row in held)
    assert desk.run(5)[0].quiet
    desk.run(61)
    assert [message.letter.kind for message in desk.channel.sent].count("receipt") == 104


def test_what_was_left_alone_for_a_day_is_taken_up_again(one_case: tuple[StoryDesk, str]) -> None:
    desk, number = one_case
    for attempt in range(5):
        desk.type(number, "summary", f"我改的{attempt}")
        desk.run(5)
    assert desk.row(number)["summary"] == "我改的4"
    desk.run(25 * 60)
    assert desk.row(number)["summary"] == "王怡君｜玻璃保鮮盒｜瑕疵破損"
    assert desk.row(number).get("notice") is None


def test_a_receipt_that_cannot_be_written_waits_until_it_can(desk: StoryDesk) -> None:
    desk.file("保鮮盒破了")
    desk.run(asked=Asked(jobs=("intake", "triage", "send_receipts"), kinds=("receipt",)))
    assert desk.channel.sent == []
    assert str(desk.rows()[0]["outcome"]).startswith("⚠沒寄收件通知")
    desk.run(1)
    assert len(desk.channel.sent) == 1


def test_a_letter_decided_in_the_trial_never_reaches_the_customer_later(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path, live=False)
    desk.workbook.grids["team"].put(0, "email", "afang@example.com")
    desk.channel.fault = SendFailed("伺服器忙", permanent=False)
    desk.file("保鮮盒破了")
    desk.run()
    desk.channel.fault = None
    settings = desk.workbook.grids["settings"]
    settings.put(settings.find("item", "試營運／正式"), "value", "正式")
    desk.run(6)
    assert [message.address for message in desk.channel.sent] == ["afang@example.com"]
