"""What a hostile reader tried on replies: stopped, changed, confirmed, doubted, tried out - and each at the worst moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sheetdesk.desk.rig import Asked
from sheetdesk.errors import SendFailed, SendOutcomeUnknown
from sheetdesk.model.message import UNSURE
from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk
from tests.fakes.twin import staged

WORDS = "今天下午三點前幫您補寄一個，單號寄出後再告訴您。"
WEDNESDAY_EVENING = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


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


def trial_desk(folder: Path) -> StoryDesk:
    desk = StoryDesk(folder, live=False)
    desk.workbook.grids["team"].put(0, "email", "afang@example.com")
    return desk


def go_live(desk: StoryDesk) -> None:
    settings = desk.workbook.grids["settings"]
    settings.put(settings.find("item", "試營運／正式"), "value", "正式")
    desk.run(1)


def letters(desk: StoryDesk, kind: str = "reply") -> list[str]:
    return [m.letter.text for m in desk.channel.sent if m.kind == kind]


def ask(desk: StoryDesk, number: str, action: str = "寄出", text: Value = WORDS) -> None:
    desk.type(number, "reply_text", text)
    desk.type(number, "action", action)


def outcome(desk: StoryDesk, number: str) -> str:
    return str(desk.row(number).get("outcome"))


def decide(desk: StoryDesk, word: str) -> None:
    log = desk.workbook.grids["log"]
    log.put(next(at for at in range(len(log.rows)) if log.cells(at).get("state") == UNSURE), "decision", word)


def todo(desk: StoryDesk) -> list[dict[str, Value]]:
    return [row for row in desk.rows("todo")[1:] if row.get("urgency")]


def answer(desk: StoryDesk, word: str) -> None:
    grid = desk.workbook.grids["todo"]
    grid.put(grid.find("urgency", "請確認"), "answer", word)


def six_alike(desk: StoryDesk) -> list[str]:
    for n in range(6):
        desk.file(
            f"蔥抓餅退冰了第{n}盒", customer=f"客人{n}", email=f"c{n}@example.com", product="蔥抓餅", order_no=str(n)
        )
    desk.run()
    return desk.numbers()


def left_in_doubt(desk: StoryDesk, number: str) -> None:
    ask(desk, number)
    desk.run(1)
    desk.channel.fault = SendOutcomeUnknown("斷線")
    desk.run(2)
    desk.run(1)
    desk.channel.fault = None


def released_and_refused(desk: StoryDesk, number: str) -> None:
    """重寄 was chosen for it once, and it was rejected for good."""
    left_in_doubt(desk, number)
    desk.channel.fault = SendFailed("信箱滿", permanent=True)
    decide(desk, "重寄")
    desk.run(1)
    desk.run(1)
    desk.channel.fault = None
    desk.type(number, "action", "寄出")
    desk.run(1)


def test_what_was_released_once_can_be_stopped_when_it_is_asked_for_anew(desk: StoryDesk, case: str) -> None:
    released_and_refused(desk, case)
    desk.type(case, "action", "攔下")
    desk.run(1)
    desk.run(10)
    assert letters(desk) == []


def test_what_was_released_once_does_not_leave_beside_its_new_words(desk: StoryDesk, case: str) -> None:
    released_and_refused(desk, case)
    desk.type(case, "reply_text", "改成退款，今天就退。")
    desk.run(1)
    desk.run(10)
    (letter,) = letters(desk)
    assert "今天就退" in letter


def test_nobody_says_that_a_doubtful_letter_was_stopped(desk: StoryDesk, case: str) -> None:
    left_in_doubt(desk, case)
    desk.type(case, "action", "攔下")
    desk.run(1)
    assert "攔不了" in outcome(desk, case)
    decide(desk, "重寄")
    desk.run(1)
    desk.run(5)
    assert len(letters(desk)) == 1
    assert outcome(desk, case).startswith("✅")
    assert desk.case(case).reply_count == 1


def test_while_one_letter_is_in_doubt_no_other_leaves(desk: StoryDesk, case: str) -> None:
    left_in_doubt(desk, case)
    desk.type(case, "reply_text", f"{WORDS}！")
    desk.run(1)
    desk.run(10)
    assert letters(desk) == []
    assert "決定" in outcome(desk, case)


def test_a_held_crowd_stays_held_when_one_of_it_is_stopped(desk: StoryDesk) -> None:
    numbers = six_alike(desk)
    for number in numbers:
        ask(desk, number)
    desk.run(1)
    desk.type(numbers[0], "action", "攔下")
    desk.run(1)
    assert "已攔下" in outcome(desk, numbers[0])
    desk.run(10)
    assert letters(desk) == []
    answer(desk, "確認")
    desk.run(1)
    desk.run(2)
    assert len(letters(desk)) == 5


def test_a_crowd_is_counted_with_those_that_are_solved_already(desk: StoryDesk) -> None:
    numbers = six_alike(desk)
    desk.type(numbers[0], "status", "已解決")
    desk.run(1)
    for number in numbers:
        ask(desk, number)
    for minutes in (1, 1, 10):
        desk.run(minutes)
    assert letters(desk) == []
    answer(desk, "確認")
    desk.run(1)
    desk.run(2)
    assert len(letters(desk)) == 6


def test_a_confirmation_counts_for_the_words_that_she_saw(desk: StoryDesk, case: str) -> None:
    desk.workbook.grids["team"].put(0, "refund_limit", 500)
    desk.type(case, "amount", 800)
    ask(desk, case, text="今天退 800 元給您。")
    desk.run(1)
    desk.run(1)
    answer(desk, "確認")
    desk.type(case, "reply_text", "今天退 80,000 元給您。")
    desk.run(1)
    desk.run(5)
    assert letters(desk) == []
    assert todo(desk)[0]["urgency"] == "請確認"


def test_money_that_was_typed_as_text_is_asked_about_too(desk: StoryDesk, case: str) -> None:
    desk.workbook.grids["team"].put(0, "refund_limit", 500)
    desk.type(case, "amount", "8000元")
    ask(desk, case, text="今天退 8,000 元給您。")
    desk.run(1)
    desk.run(5)
    assert letters(desk) == []


def test_a_stop_that_comes_between_read_and_write_is_seen(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    desk.file("請問何時到貨？", customer="陳柏宏", email="chen@example.com")  # gives this pass something to write
    desk.type(case, "note", "再想想")
    desk.type(case, "summary", "亂改")
    desk.workbook.at_write = lambda _: desk.type(case, "action", "攔下")
    desk.run(2)
    desk.run(5)
    assert letters(desk) == []
    assert "已攔下" in outcome(desk, case)


@pytest.mark.parametrize("words", ["寄出，等客人", " 寄出 , 等客人 "])
def test_an_action_in_any_width_is_emptied_and_may_be_chosen_again(desk: StoryDesk, case: str, words: str) -> None:
    ask(desk, case, words)
    desk.run(1)
    desk.run(2)
    assert desk.row(case).get("action") is None
    ask(desk, case, words, "再補充一件事。")
    desk.run(1)
    desk.run(2)
    assert len(letters(desk)) == 2


def test_in_the_trial_nothing_is_solved_and_a_danger_stays_one(tmp_path: Path) -> None:
    desk = trial_desk(tmp_path)
    desk.file("吃完送醫", product="蔥抓餅")
    desk.run()
    (number,) = desk.numbers()
    ask(desk, number, "寄出,已解決")
    desk.run(1)
    desk.run(2)
    assert "試寄" in outcome(desk, number)
    go_live(desk)
    known = desk.case(number)
    assert (known.resolved_at, known.first_reply_at, known.last_reply_at) == (None, None, None)
    assert todo(desk)[0]["urgency"] == "緊急"


def test_a_progress_letter_that_waits_for_the_morning_says_only_what_still_stands(desk: StoryDesk, case: str) -> None:
    desk.now = WEDNESDAY_EVENING
    desk.type(case, "note", "對客：廠商說會補一個新的")
    desk.type(case, "follow_up", date(2026, 11, 27))
    desk.run()
    desk.type(case, "note", "對客：廠商不補，改成退款")
    desk.type(case, "follow_up", date(2026, 11, 30))
    desk.run(30)
    desk.run(13 * 60)
    desk.run(1)
    assert not [text for text in letters(desk, "progress") if "會補一個新的" in text]


def test_a_line_that_nobody_received_is_told_later(desk: StoryDesk, case: str) -> None:
    desk.now = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    desk.type(case, "note", "對客：廠商說會補一個新的")
    desk.type(case, "follow_up", date(2026, 11, 27))
    desk.channel.fault = SendFailed("信箱不存在", permanent=True)
    desk.run()
    desk.run(1)
    desk.channel.fault = None
    desk.type(case, "email", "right@example.com")
    desk.run(60)
    desk.now = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)
    desk.type(case, "follow_up", date(2026, 12, 1))
    desk.run()
    desk.run(1)
    assert "會補一個新的" in letters(desk, "progress")[-1]


def test_for_the_supplier_the_preview_never_is_the_customers_letter(desk: StoryDesk, case: str) -> None:
    desk.type(case, "reply_text", WORDS)
    desk.run(1)
    desk.type(case, "action", "轉廠商")
    desk.run(1)
    assert "王怡君" not in str(desk.row(case)["preview"])


def test_a_pass_without_the_job_keeps_her_answer(desk: StoryDesk, case: str) -> None:
    desk.workbook.grids["team"].put(0, "refund_limit", 500)
    desk.type(case, "amount", 800)
    ask(desk, case, text="今天退 800 元給您。")
    desk.run(1)
    desk.run(1)
    answer(desk, "確認")
    desk.run(1, Asked(jobs=("intake",)))
    desk.run(1)
    desk.run(3)
    assert len(letters(desk)) == 1


@pytest.mark.only(kind="memory", why="a fault of our own program knows no workbook")
def test_a_pass_that_breaks_off_in_its_write_has_not_seen_the_desk_and_sends_no_reply(
    desk: StoryDesk, case: str
) -> None:
    ask(desk, case)
    desk.run(1)
    desk.file("請問何時到貨？", customer="陳柏宏", email="chen@example.com")

    def break_off(_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    desk.workbook.at_write = break_off
    with pytest.raises(RuntimeError):
        desk.run(2)
    assert [m.kind for m in desk.channel.sent] == ["receipt", "receipt"]
    desk.run(1)
    assert len(letters(desk)) == 1
