"""Answering from the sheet: what she asks for leaves once, two minutes later, and the row always says what became of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.desk.rig import Asked
from sheetdesk.errors import SendFailed, SendOutcomeUnknown
from sheetdesk.model.message import CANCELLED, SENT, UNSURE
from tests.fakes.story_desk import MONDAY, StoryDesk
from tests.fakes.twin import staged

WORDS = "今天下午三點前幫您補寄一個，單號寄出後再告訴您。"


@pytest.fixture
def desk(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> StoryDesk:
    return staged(of_one_case if "case" in request.fixturenames else StoryDesk, kind, tmp_path)


def of_one_case(folder: Path) -> StoryDesk:
    """One case, whose receipt has left."""
    desk = StoryDesk(folder)
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒", group_no="1115", order_no="0012")
    desk.run()
    return desk


@pytest.fixture
def case(desk: StoryDesk) -> str:
    return desk.numbers()[0]


def replies(desk: StoryDesk) -> list[str]:
    return [m.letter.text for m in desk.channel.sent if m.kind == "reply"]


def ask(desk: StoryDesk, number: str, action: str = "寄出", text: str | None = WORDS) -> None:
    desk.type(number, "reply_text", text)
    desk.type(number, "action", action)


def test_her_own_words_leave_after_two_minutes_in_the_thread_of_the_case(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    row = desk.row(case)
    assert row["outcome"] == "⏳10:03 寄出，可選「攔下」"
    assert WORDS in str(row["preview"])
    assert (row["reply_text"], row["action"]) == (WORDS, "寄出")
    desk.run(1)
    assert replies(desk) == []
    desk.run(1)
    (letter,) = (m for m in desk.channel.sent if m.kind == "reply")
    assert WORDS in letter.letter.text
    assert not letter.automatic
    assert case in letter.letter.subject
    assert letter.references == (desk.channel.sent[0].message_id,)
    row = desk.row(case)
    assert row["outcome"] == "✅11/23 10:03 已寄回覆"
    assert [row.get(c) for c in ("reply_text", "action", "preview")] == [None, None, None]
    assert row["first_reply_at"] == MONDAY + timedelta(minutes=3)
    assert row["status"] == "處理中"
    assert desk.rows("log")[-1]["kind"] == "回覆"


def test_a_second_run_after_a_reply_changes_nothing(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    desk.run(2)
    before, applied = desk.rows(), desk.workbook.applied
    desk.run(1)
    assert (desk.rows(), desk.workbook.applied, len(replies(desk))) == (before, applied, 1)


def test_a_draft_without_an_action_shows_its_preview_and_sends_nothing(desk: StoryDesk, case: str) -> None:
    desk.type(case, "reply_text", WORDS)
    desk.run(1)
    desk.run(10)
    assert WORDS in str(desk.row(case)["preview"])
    assert replies(desk) == []
    desk.type(case, "reply_text", None)
    desk.run(1)
    assert desk.row(case).get("preview") is None


def test_a_stop_where_nothing_waits_is_no_trouble(desk: StoryDesk, case: str) -> None:
    desk.type(case, "action", "攔下")
    desk.run(1)
    assert desk.row(case)["outcome"] == "✅11/23 10:01 沒有等著寄的回覆"
    assert "沒寄出 0" in str(desk.rows("todo")[0]["summary"])


@pytest.mark.parametrize("stop", ["攔下", None])
def test_a_reply_can_be_stopped_within_two_minutes_and_sent_again_later(
    desk: StoryDesk, case: str, stop: str | None
) -> None:
    ask(desk, case)
    desk.run(1)
    desk.type(case, "action", stop)
    desk.run(1)
    row = desk.row(case)
    assert row["outcome"] == "✅11/23 10:02 已攔下，沒有寄出；文字還在，改好再選「寄出」"
    assert (row["reply_text"], row.get("action")) == (WORDS, None)
    desk.run(10)
    assert replies(desk) == []
    desk.type(case, "action", "寄出")
    desk.run(1)
    desk.run(1)
    assert replies(desk) == []
    desk.run(1)
    assert len(replies(desk)) == 1
    assert str(desk.row(case)["outcome"]).startswith("✅")


def test_words_changed_while_it_waits_start_the_two_minutes_anew_and_only_the_last_words_leave(
    desk: StoryDesk, case: str
) -> None:
    ask(desk, case)
    desk.run(1)
    desk.type(case, "reply_text", "改成退款，今天就退。")
    desk.run(1)
    desk.run(1)
    assert replies(desk) == []
    desk.run(1)
    (letter,) = replies(desk)
    assert "今天就退" in letter
    assert WORDS not in letter
    desk.run(10)
    assert len(replies(desk)) == 1


def test_words_changed_at_the_moment_of_sending_stay_as_a_new_draft(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    desk.one(2)  # sends; what became of it is not shown yet
    assert len(replies(desk)) == 1
    desk.type(case, "reply_text", "再補一句。")
    desk.run(0)
    row = desk.row(case)
    assert (row["reply_text"], row.get("action")) == ("再補一句。", None)
    assert str(row["outcome"]).startswith("✅")
    desk.run(10)
    assert len(replies(desk)) == 1


def test_a_stop_that_comes_too_late_says_so(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    desk.one(2)
    desk.type(case, "action", "攔下")
    desk.run(0)
    assert "來不及攔下" in str(desk.row(case)["outcome"])
    assert desk.row(case).get("action") is None
    assert len(replies(desk)) == 1


def test_the_same_text_never_goes_twice_to_one_case(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    desk.run(2)
    ask(desk, case)
    desk.run(1)
    desk.run(5)
    assert len(replies(desk)) == 1
    assert desk.row(case)["outcome"] == "✅11/23 10:03 已寄過一樣的內容，這次沒有再寄"
    assert [desk.row(case).get(c) for c in ("reply_text", "action")] == [None, None]


@pytest.mark.parametrize(
    ("typed", "status"),
    [("寄出", "處理中"), ("寄出,等客人", "等客人"), ("寄出，等客人", "等客人"), ("寄出,已解決", "已解決")],
)
def test_the_status_follows_once_the_letter_has_left(desk: StoryDesk, case: str, typed: str, status: str) -> None:
    ask(desk, case, typed)
    desk.run(1)
    assert desk.row(case)["status"] == "待處理"
    desk.run(2)
    assert desk.row(case)["status"] == status


def test_solved_is_refused_while_a_promise_is_open_but_the_letter_leaves(desk: StoryDesk, case: str) -> None:
    desk.type(case, "status", "待補寄")
    ask(desk, case, "寄出,已解決")
    desk.run(1)
    desk.run(2)
    assert len(replies(desk)) == 1
    assert desk.row(case)["status"] == "待補寄"
    assert "補寄單號" in str(desk.row(case)["notice"])


@pytest.mark.parametrize(
    ("text", "why"),
    [(None, "都是空的"), ("會在○○前寄到", "○○")],
)
def test_what_is_not_finished_is_handed_back_with_the_reason(
    desk: StoryDesk, case: str, text: str | None, why: str
) -> None:
    ask(desk, case, text=text)
    desk.run(1)
    row = desk.row(case)
    assert str(row["outcome"]).startswith("⚠11/23 10:01 沒寄出")
    assert why in str(row["outcome"])
    assert row.get("action") is None
    assert row.get("reply_text") == text
    desk.run(10)
    assert replies(desk) == []


def test_without_an_address_the_text_is_ready_for_line_and_recorded_by_hand(desk: StoryDesk) -> None:
    desk.file("包裹沒收到", email=None, phone="0912345678")
    desk.run()
    number = desk.numbers()[0]
    ask(desk, number)
    desk.run(1)
    outcome = str(desk.row(number)["outcome"])
    assert "待手動傳送" in outcome
    assert "https://line.me/R/share?text=" in outcome
    desk.type(number, "action", "已用LINE／電話回")
    desk.run(1)
    row = desk.row(number)
    assert row["first_reply_at"] == MONDAY + timedelta(minutes=2)
    assert [row.get(c) for c in ("reply_text", "action", "preview")] == [None, None, None]
    assert replies(desk) == []


def test_a_mended_address_lets_the_same_words_leave(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    desk.channel.fault = SendFailed("信箱不存在", permanent=True)
    desk.run(2)
    desk.run(1)
    row = desk.row(case)
    assert str(row["outcome"]).startswith("⚠回覆沒寄出：信箱不存在")
    assert (row["reply_text"], row.get("action")) == (WORDS, None)
    desk.channel.fault = None
    desk.type(case, "email", "right@example.com")
    desk.type(case, "action", "寄出")
    desk.run(1)
    desk.run(2)
    assert [m.letter.recipient for m in desk.channel.sent if m.kind == "reply"] == ["right@example.com"]


def test_a_reply_that_broke_off_in_the_middle_waits_for_a_person_and_is_not_sent_by_itself(
    desk: StoryDesk, case: str
) -> None:
    ask(desk, case)
    desk.run(1)
    desk.channel.fault = SendOutcomeUnknown("斷線了")
    desk.run(2)
    desk.channel.fault = None
    desk.run(10)
    assert replies(desk) == []
    assert "需要您決定" in str(desk.row(case)["outcome"])
    grid = desk.workbook.grids["log"]
    at = next(at for at in range(len(grid.rows)) if grid.cells(at).get("state") == UNSURE)
    grid.put(at, "decision", "重寄")
    desk.run(1)
    assert len(replies(desk)) == 1
    assert desk.row(case).get("action") is None
    assert desk.row(case)["status"] == "處理中"


def test_a_void_case_gets_no_reply(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    desk.type(case, "status", "無效")
    desk.run(5)
    assert replies(desk) == []
    assert "沒有寄" in str(desk.row(case)["outcome"])


def test_a_reply_of_the_trial_meets_no_clock_and_may_go_to_the_customer_later(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path, live=False)
    desk.workbook.grids["team"].put(0, "email", "afang@example.com")
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒")
    desk.run()
    (number,) = desk.numbers()
    ask(desk, number)
    desk.run(1)
    desk.run(2)
    row = desk.row(number)
    assert row["outcome"] == "✅11/23 10:03 試寄回覆"
    assert row.get("first_reply_at") is None
    settings = desk.workbook.grids["settings"]
    settings.put(settings.find("item", "試營運／正式"), "value", "正式")
    ask(desk, number)
    desk.run(1)
    desk.run(2)
    assert [m.address for m in desk.channel.sent if m.kind == "reply"][-1] == "wang@example.com"
    assert desk.row(number)["first_reply_at"] is not None


def test_sent_back_to_the_supplier_it_waits_with_a_text_that_names_nobody(desk: StoryDesk) -> None:
    desk.file("我是王怡君，電話 0912-345-678，保鮮盒破了", product="玻璃保鮮盒", order_no="0012", phone="0912345678")
    desk.run()
    number = desk.numbers()[0]
    desk.type(number, "action", "轉廠商")
    desk.run(1)
    row = desk.row(number)
    assert row["status"] == "等廠商"
    for known in ("玻璃保鮮盒", "0012", "保鮮盒破了"):
        assert known in str(row["preview"])
    for secret in ("王怡君", "0912", "wang@example.com"):
        assert secret not in str(row["preview"])


@pytest.mark.parametrize(
    ("action", "column", "value"), [("已補寄", "resend_no", "T123"), ("已退款", "refund_status", "已退款")]
)
def test_a_kept_promise_solves_the_case(desk: StoryDesk, case: str, action: str, column: str, value: str) -> None:
    desk.type(case, "status", "待補寄" if action == "已補寄" else "待退款")
    desk.run(1)
    desk.type(case, "action", action)
    if action == "已補寄":
        desk.run(1)
        assert "補寄單號" in str(desk.row(case)["outcome"])
        assert desk.row(case)["status"] == "待補寄"
        desk.type(case, column, value)
        desk.type(case, "action", action)
    desk.run(1)
    row = desk.row(case)
    assert (row["status"], row[column], row.get("action")) == ("已解決", value, None)


def test_a_reply_needs_no_call_more_than_any_other_pass(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    report = desk.one(1)
    assert report.wrote
    desk.run(0, Asked(jobs=()))
    with desk.rig.ledger.begin() as tx:
        (message,) = [m for m in tx.outbox.of_case(case) if m.kind == "reply"]
    assert message.state not in (SENT, CANCELLED)


def test_a_row_typed_by_hand_may_ask_for_something_at_once(desk: StoryDesk) -> None:
    desk.grid.insert(
        0, {"text": "電話來說少一包", "customer": "陳媽媽", "phone": "0912345678", "action": "已用LINE／電話回"}
    )
    desk.run()
    desk.run(3)
    (number,) = desk.numbers()
    assert desk.row(number)["first_reply_at"] is not None
    assert desk.row(number).get("action") is None


def test_after_a_rebuild_an_open_request_is_handed_back_and_her_words_are_known(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.one(1)
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(1)
    desk.run(10)
    assert replies(desk) == []
    assert "帳本重建過" in str(desk.row(case)["outcome"])
    desk.type(case, "action", None)
    desk.run(1)
    desk.type(case, "action", "寄出")
    desk.run(1)
    assert "決定" in str(desk.row(case)["outcome"])  # 往來紀錄 can't tell whether it had left
    log = desk.workbook.grids["log"]
    log.put(next(at for at in range(len(log.rows)) if log.cells(at).get("state") == UNSURE), "decision", "重寄")
    desk.run(1)
    assert len(replies(desk)) == 1
