"""The organiser answers from her phone by 處理表單, and nobody else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.desk.forget import form_rows_of, persons_meant
from sheetdesk.desk.marks import known_by_now
from sheetdesk.desk.rebuild import rebuild
from sheetdesk.desk.rig import Asked
from sheetdesk.model.sheet import Mark
from sheetdesk.model.values import Value
from tests.fakes.staff_desk import GONE, LINK, PEI, StaffDesk, linked
from tests.fakes.story_desk import MONDAY

ASK = {"action": "寄出,等客人", "reply": "請拍一張照片給我們看。"}
HERS = ("reply_template", "reply_text", "action", "remedy", "amount", "follow_up")


@pytest.fixture
def desk(tmp_path: Path) -> StaffDesk:
    return StaffDesk(tmp_path)


def hers(desk: StaffDesk, number: str) -> dict[str, Value]:
    """What stands in the cells that only people fill in."""
    row = desk.row(number)
    return {name: row[name] for name in HERS if row.get(name) is not None}


def state(desk: StaffDesk) -> list[str]:
    """The problems that 系統狀態 shows."""
    return [f"{row.get('content')} {row.get('mend')}" for row in desk.rows("state")]


def assert_refused(desk: StaffDesk, number: str, link: tuple[str, str], why: str) -> None:
    """Nothing was done, she sees who tried and why not, and the link is as good as before."""
    assert hers(desk, number) == {}
    assert "沒有照做" in str(desk.row(number)["notice"])
    assert why in str(desk.row(number)["notice"])
    assert why in str(desk.received()[-1]["detail"])
    assert desk.link(number) == link
    desk.run(5)
    assert desk.replies() == []


def test_the_lead_answers_from_her_phone(desk: StaffDesk) -> None:
    number = desk.complaint()
    link = desk.link(number)
    desk.answer(number, **ASK)
    assert hers(desk, number) == {"action": ASK["action"], "reply_text": ASK["reply"]}
    assert "可選「攔下」" in str(desk.row(number)["outcome"])
    assert ASK["reply"] in str(desk.row(number)["preview"])
    assert desk.replies() == []
    desk.run(2)
    [letter] = desk.replies()
    assert ASK["reply"] in letter.letter.text
    row = desk.row(number)
    assert (row["status"], row["first_reply_at"], row.get("notice")) == ("等客人", desk.now, None)
    assert hers(desk, number) == {}
    [told] = desk.received()
    assert (told["case"], told["recipient"], told["detail"]) == (number, "阿芳", "照做了")
    assert desk.link(number) != link
    with desk.rig.ledger.begin() as tx:
        asked = [e for e in tx.cases.events(number) if e.field == "action"]
    assert [(e.actor, e.kind, e.why) for e in asked] == [("person", "action", "處理表單：阿芳")]


def test_nothing_changes_when_nothing_happens(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, **ASK)
    desk.send(desk.link(number), "stranger@example.com", **ASK)
    desk.run(3)
    before, sent = desk.row(number), len(desk.channel.sent)
    report = desk.one()
    assert (report.wrote, report.sent, desk.row(number), len(desk.channel.sent)) == (0, 0, before, sent)


@pytest.mark.only(kind="google", why="what Google is asked")
def test_an_answer_costs_one_read_and_one_write_and_old_ones_are_not_read_again(desk: StaffDesk) -> None:
    number = desk.complaint()
    for _ in range(15):
        desk.send((number, "隨便填的"), "stranger@example.com")
    desk.run()
    desk.run(1)
    link, calls = desk.link(number), desk.workbook.google.calls
    calls.clear()
    desk.send(link, **ASK)
    desk.run(1)
    assert [call.kind for call in calls] == ["read", "write", "read"]
    with desk.rig.ledger.begin() as tx:
        [below] = [mark.place for mark in known_by_now(tx, desk.now) if isinstance(mark, Mark) and mark.place == 17]
    assert below == 17, "the last of sixteen answers"


@pytest.mark.parametrize(("minutes", "letters"), [(1, 0), (2, 1), (3, 1)])
def test_a_reply_by_the_form_waits_two_minutes(desk: StaffDesk, minutes: int, letters: int) -> None:
    number = desk.complaint()
    desk.answer(number, **ASK)
    desk.run(minutes)
    assert len(desk.replies()) == letters


def test_what_is_stopped_by_the_form_stays_and_another_answer_mends_it(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, **ASK)
    desk.now += timedelta(minutes=1)
    desk.answer(number, action="攔下")
    assert hers(desk, number) == {"reply_text": ASK["reply"]}
    desk.run(5)
    assert desk.replies() == []
    desk.answer(number, action="寄出", reply="請拍兩張照片。")
    assert hers(desk, number) == {"action": "寄出", "reply_text": "請拍兩張照片。"}
    desk.run(2)
    assert ["請拍兩張照片。" in letter.letter.text for letter in desk.replies()] == [True]
    assert hers(desk, number) == {}


@pytest.mark.parametrize("waited", [0, 1])
def test_a_stop_with_other_words_stops_and_keeps_the_words(desk: StaffDesk, waited: int) -> None:
    number = desk.complaint()
    desk.send(desk.link(number), **ASK)
    desk.run()
    desk.now += timedelta(minutes=waited)
    desk.answer(number, action="攔下", reply="請拍兩張照片。")
    assert hers(desk, number) == {"reply_text": "請拍兩張照片。"}
    desk.run(5)
    assert desk.replies() == []
    assert [row["detail"] for row in desk.received()] == ["照做了", "照做了"]


@pytest.mark.parametrize("seen", [True, False], ids=["waits", "typed just now"])
def test_a_stop_is_obeyed_whatever_else_cannot_be_filled_in(desk: StaffDesk, seen: bool) -> None:
    number = desk.complaint()
    desk.type(number, "reply_text", "錯的話")
    desk.type(number, "action", "寄出")
    if seen:
        desk.run()
    desk.answer(number, action="攔下", reply="改成這樣寫。", amount="兩百五")
    assert hers(desk, number) == {"reply_text": "錯的話"}
    desk.run(5)
    assert desk.replies() == []
    notice = str(desk.row(number)["notice"])
    assert "攔下了，其他的沒有填：「金額」看不懂「兩百五」" in notice
    assert "要填「改成這樣寫。」，但那一格已經是「錯的話」" in notice
    desk.answer(number, action="攔下", amount="兩百五")
    assert "沒有照做：沒有等著寄的回覆；「金額」看不懂" in str(desk.received()[-1]["detail"])


def test_a_reply_of_the_form_can_be_stopped_in_the_row(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, **ASK)
    desk.type(number, "action", "攔下")
    desk.run(1)
    desk.run(5)
    assert desk.replies() == []
    assert "已攔下" in str(desk.row(number)["outcome"])


def test_the_form_fills_blank_cells_of_hers_and_asks_for_nothing_else(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, remedy="退款", amount=250, follow_up=date(2026, 11, 26))
    assert hers(desk, number) == {"remedy": "退款", "amount": 250, "follow_up": date(2026, 11, 26)}
    assert "已填：處理方式、補償金額、下次跟進（處理表單：阿芳）" in str(desk.row(number)["outcome"])
    desk.answer(number, follow_up=date(2026, 11, 27))
    assert desk.row(number)["follow_up"] == date(2026, 11, 27), "what the form put there, the form may change"


def test_a_cell_that_she_filled_is_never_written_over_and_nothing_is_half_done(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.type(number, "amount", 300)
    desk.run(1)
    desk.answer(number, **ASK, amount=800, remedy="退款")
    assert hers(desk, number) == {"amount": 300}
    assert "「補償金額」要填「800」，但那一格已經是「300」" in str(desk.row(number)["notice"])
    desk.type(number, "amount", None)
    desk.run(1)
    assert desk.row(number).get("notice") is None
    desk.answer(number, amount=800)
    assert hers(desk, number) == {"amount": 800}
    desk.type(number, "amount", 700)
    desk.run(1)
    desk.answer(number, amount=600)
    assert hers(desk, number) == {"amount": 700}, "what the form put there is hers once she has changed it"


def test_a_cell_that_she_cleared_is_not_filled_again(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, remedy="退款", reply="草稿")
    desk.type(number, "remedy", None)
    desk.type(number, "reply_text", None)
    desk.run(1)
    desk.run(70)
    assert hers(desk, number) == {}


def test_what_she_types_at_the_moment_of_the_write_is_hers(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.send(desk.link(number), **ASK)
    desk.workbook.at_write = lambda workbook: desk.type(number, "reply_text", "我自己寫的")
    desk.run()
    assert desk.row(number)["reply_text"] == "我自己寫的"
    desk.run(2)
    desk.run(2)
    assert ["我自己寫的" in letter.letter.text for letter in desk.replies()] == [True]


def test_a_write_whose_answer_is_lost_fills_the_cells_all_the_same(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.send(desk.link(number), **ASK)
    desk.workbook.lose_request = True
    desk.run()
    assert hers(desk, number) == {"action": ASK["action"], "reply_text": ASK["reply"]}
    desk.run(2)
    assert len(desk.replies()) == 1
    assert len(desk.received()) == 1


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("stranger@example.com", "stranger@example.com 不在「分工表」"),
        (GONE, "阿哲已經不在職"),
        (None, "沒有已驗證的 Email"),
    ],
)
def test_who_does_not_work_here_is_not_obeyed(desk: StaffDesk, email: str | None, why: str) -> None:
    number = desk.complaint()
    link = desk.link(number)
    desk.answer(number, email, **ASK, amount=99999)
    assert_refused(desk, number, link, why)
    [todo] = [row for row in desk.rows("todo") if row.get("case") == number]
    assert (todo["urgency"], linked(str(todo["form"]))) == ("看一下", link)


def test_a_token_of_another_case_opens_nothing(desk: StaffDesk) -> None:
    first, second = desk.complaint(), desk.complaint("水餃退冰了", product="水餃", email="chen@example.com")
    link = desk.link(first)
    desk.send((second, link[1]), **ASK)
    desk.run()
    assert hers(desk, second) == {}
    assert_refused(desk, first, link, "服務單號和連結不是同一件的")


def test_a_forged_token_is_named_beside_the_case_or_for_a_day_in_the_state(desk: StaffDesk) -> None:
    number = desk.complaint()
    link = desk.link(number)
    desk.send((number, link[1][:-1] + ("A" if link[1][-1] != "A" else "B")), **ASK)
    desk.run()
    assert_refused(desk, number, link, "連結不對或用過了；請從「待辦」的連結再填")
    desk.send(("GB2611-9999-9", "隨便填的"), **ASK)
    desk.run()
    assert any("阿芳 填了處理表單，沒有照做：找不到服務單號「GB2611-9999-9」" in problem for problem in state(desk))
    desk.run(24 * 60)
    assert not any("處理表單，沒有照做" in problem for problem in state(desk))


def test_a_used_token_is_marked_and_an_edited_answer_not_obeyed_again(desk: StaffDesk) -> None:
    number = desk.complaint()
    link = desk.link(number)
    desk.send(link, **ASK)
    desk.run()
    desk.run(2)
    desk.send(link, PEI, action="無效")
    desk.forms[0] |= {"submitted_at": desk.now, "reply": "改過的回覆"}  # Google writes over the row and its time
    desk.workbook.show_staff_form(desk.forms)
    desk.run(61)
    assert (desk.row(number)["status"], len(desk.replies())) == ("等客人", 1)
    assert [str(row["detail"])[:13] for row in desk.received()] == ["照做了", *["沒有照做：這個連結已經用過"] * 2]
    assert str(desk.row(number)["notice"]).count("這個連結已經用過") == 2, "小珮's and the edited one, neither hidden"


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"action": "寄出去啦"}, "不會做「寄出去啦」，可以選：寄出、寄出,等客人"),
        ({"template": "補寄寄"}, "沒有「補寄寄」這個範本"),
        ({"reply": None}, "要寄出，但沒有範本也沒有回覆"),
        ({"action": "已補寄"}, "沒有照做：請先填「補寄單號」，再選一次「已補寄」"),
    ],
)
def test_odd_words_get_a_clear_word_and_nothing_is_half_done(desk: StaffDesk, odd: dict[str, Any], why: str) -> None:
    number = desk.complaint()
    link = desk.link(number)
    desk.answer(number, **{**ASK, "remedy": "退款", **odd})
    assert_refused(desk, number, link, why)
    assert desk.row(number)["status"] == "待處理"
    desk.answer(number, **ASK)
    assert desk.row(number).get("notice") is None


def test_of_many_refusals_the_newest_stand_beside_the_case_and_the_first_obeyed_answer_ends_them(
    desk: StaffDesk,
) -> None:
    number = desk.complaint()
    for amount in ("一百", "兩百", "三百", "四百"):
        desk.now += timedelta(minutes=1)
        desk.answer(number, amount=amount)
    lines = str(desk.row(number)["notice"]).splitlines()
    assert [line.partition("看不懂")[2][:4] for line in lines] == ["「四百」", "「三百」", "「兩百」", ""]
    assert lines[-1] == "更早的看「往來紀錄」。"
    desk.now += timedelta(minutes=1)
    desk.answer(number, amount=100)
    assert desk.row(number).get("notice") is None


@pytest.mark.parametrize("parcel", ["9087-6543-21", 9087654321], ids=["text", "as the sheet makes it"])
def test_a_parcel_is_sent_and_told_by_the_form_alone(desk: StaffDesk, parcel: Value) -> None:
    number = desk.complaint()
    desk.type(number, "status", "待補寄")
    desk.run(1)
    desk.answer(number, action="已補寄", resend_no=parcel)
    row = desk.row(number)
    assert (row["status"], row["resend_no"], row.get("notice")) == ("已解決", str(parcel), None)
    assert desk.one(1).wrote == 0


def test_a_parcels_number_that_stands_there_is_never_written_over(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.type(number, "resend_no", "面交")
    desk.run(1)
    desk.answer(number, action="已補寄", resend_no="123")
    assert (desk.row(number)["status"], desk.row(number)["resend_no"]) == ("待處理", "面交")
    assert "「補寄單號」要填「123」，但那一格已經是「面交」" in str(desk.row(number)["notice"])
    desk.now += timedelta(minutes=1)
    desk.answer(number, action="已補寄")
    assert desk.row(number)["status"] == "已解決"


@pytest.mark.parametrize("others", [{}, {"reply": "改成這樣", "amount": 100}], ids=["alone", "with other words"])
def test_a_used_link_still_stops_a_letter_and_does_nothing_else(desk: StaffDesk, others: dict[str, Value]) -> None:
    number = desk.complaint()
    used = desk.link(number)
    desk.answer(number, **ASK)
    fresh = desk.link(number)
    desk.now += timedelta(minutes=1)
    desk.send(used, PEI, action="攔下", **others)
    desk.run()
    assert (desk.link(number), hers(desk, number)) == (fresh, {"reply_text": ASK["reply"]})
    assert "已攔下" in str(desk.row(number)["outcome"])
    assert ("其他的沒有填：這個連結已經用過" in str(desk.row(number).get("notice"))) is bool(others)
    desk.run(5)
    assert desk.replies() == []
    desk.answer(number, action="寄出")
    desk.run(2)
    assert len(desk.replies()) == 1, "the new link is as good as before"


@pytest.mark.parametrize(
    ("email", "others"), [("stranger@example.com", False), (GONE, False), (None, False), (PEI, True)]
)
def test_who_may_not_answer_may_not_stop_by_a_used_link_either(
    desk: StaffDesk, email: str | None, others: bool
) -> None:
    number, second = desk.complaint(), desk.complaint("水餃退冰了", product="水餃", email="chen@example.com")
    used = desk.link(second if others else number)
    if others:
        desk.answer(second, remedy="說明")
    desk.answer(number, **ASK)
    desk.send((number, used[1]), email, action="攔下")
    desk.run()
    desk.run(2)
    assert len(desk.replies()) == 1


def test_more_than_the_sender_may_give_waits_for_a_word_in_待辦(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.type(number, "owner", "阿芳")
    desk.run(1)
    desk.answer(number, PEI, action="寄出", reply="退您 800 元。", amount=800)
    [asked] = [row for row in desk.rows("todo") if row.get("urgency") == "請確認"]
    assert "超過 小珮 的上限 300 元" in str(asked["why"])
    desk.run(5)
    assert desk.replies() == []
    todo = desk.workbook.grids["todo"]
    todo.put(todo.find("urgency", "請確認"), "answer", "確認")
    desk.run(1)
    desk.run(2)
    assert len(desk.replies()) == 1


def test_an_answer_waits_while_the_sheet_is_set_back(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.send(desk.link(number), action="無效")
    stamp = desk.workbook.stamp
    desk.workbook.stamp = replace(stamp, batch=stamp.batch - 1)
    desk.one()
    assert desk.row(number)["status"] == "待處理"
    desk.run()
    assert desk.row(number)["status"] == "無效"


def test_an_answer_waits_while_too_much_has_changed_at_once(desk: StaffDesk) -> None:
    for at in range(22):
        desk.file("保鮮盒怪怪的", email=f"c{at}@example.com")
    desk.run()
    numbers = desk.numbers()
    desk.send(desk.link(numbers[0]), action="無效")
    for number in numbers[1:]:
        desk.type(number, "status", "處理中")
    desk.run(1)
    assert desk.row(numbers[0])["status"] == "待處理"
    desk.run(1, Asked(accept_changes=True))
    assert desk.row(numbers[0])["status"] == "無效"


def test_a_rebuilt_ledger_knows_no_old_token_and_names_no_old_answer(desk: StaffDesk) -> None:
    number = desk.complaint()
    link = desk.link(number)
    desk.answer(number, action="已用LINE／電話回")
    desk.run(60)
    desk.rig.ledger.close()
    desk.url = f"sqlite:///{desk.folder / 'new.db'}"
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(1)
    assert len(desk.received()) == 1
    assert desk.row(number).get("notice") is None
    assert desk.link(number)[1] != link[1]
    desk.answer(number, action="無效")
    assert desk.row(number)["status"] == "無效"


def test_an_answer_for_a_merged_case_says_where_to_go_and_fills_nothing_in(desk: StaffDesk) -> None:
    first, second = desk.complaint(), desk.complaint("水餃退冰了", product="水餃", email="chen@example.com")
    link = desk.link(second)
    desk.type(second, "merged_into", first)
    desk.run(1)
    desk.send(link, amount=250, resend_no="77")
    desk.run()
    assert hers(desk, second) == {}
    assert desk.row(second).get("resend_no") is None
    assert f"已併入 {first}，填在這裡沒有用；請到 {first} 填" in str(desk.received()[-1]["detail"])


def test_an_answer_for_a_row_that_is_gone_is_not_obeyed(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.send(desk.link(number), **ASK)
    del desk.grid.rows[desk.grid.find("number", number)]
    desk.run()
    desk.run(5)
    assert "這一列現在不在「案件」裡" in str(desk.received()[0]["detail"])
    assert desk.replies() == []


def test_an_answer_for_a_row_that_was_dropped_hears_that_it_stays_away(desk: StaffDesk) -> None:
    number = desk.complaint()
    link = desk.link(number)
    desk.type(number, "status", "無效")
    desk.run(1)
    del desk.grid.rows[desk.grid.find("number", number)]
    desk.run(1)
    desk.run(3)
    desk.send(link, **ASK)
    desk.run(1)
    detail = str(desk.received()[0]["detail"])
    assert "不會再回來" in detail
    assert "幾分鐘後會回來" not in detail
    assert desk.numbers() == []


def test_a_question_taken_out_of_the_form_makes_no_old_answer_a_new_one(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, remedy="退款", amount=100)
    for row in desk.forms:
        del row["remedy"]
    desk.workbook.show_staff_form(desk.forms)
    desk.run(61)
    assert len(desk.received()) == 1
    assert desk.row(number).get("notice") is None


def test_an_alarm_and_待辦_lead_to_the_form_and_a_resolved_case_does_not(desk: StaffDesk) -> None:
    number = desk.complaint("吃完嘴唇腫起來送醫")
    alarm, *others = [message for message in desk.channel.sent if message.kind == "alarm"]
    assert {linked(one.letter.text) for one in (alarm, *others)} == {desk.link(number)}
    [todo] = [row for row in desk.rows("todo") if row.get("case") == number]
    assert linked(str(todo["form"])) == desk.link(number)
    desk.send(linked(alarm.letter.text), action="已用LINE／電話回")
    desk.run()
    assert desk.row(number)["first_reply_at"] == desk.now
    desk.type(number, "status", "已解決")
    desk.run(1)
    assert desk.row(number).get("form") is None


def test_a_form_that_comes_later_stands_in_every_open_row_at_once(desk: StaffDesk) -> None:
    desk.defaults = replace(desk.defaults, staff_link=None)
    desk.rig = desk.open()
    number = desk.complaint()
    assert desk.row(number).get("form") is None
    desk.defaults = replace(desk.defaults, staff_link=LINK)
    desk.rig = desk.open()
    desk.run(1)
    assert desk.link(number)[0] == number


def test_a_link_without_the_forms_tab_is_named(tmp_path: Path) -> None:
    desk = StaffDesk(tmp_path, with_form=False)
    desk.complaint()
    assert any("找不到它的回應分頁" in problem for problem in state(desk))


def test_an_account_number_in_an_answer_is_masked_and_its_row_named(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, reply="請匯到郵局帳號 012345678901")
    assert hers(desk, number) == {"reply_text": "請匯到郵局帳號 ＊＊＊＊901"}
    assert any("有帳號或卡號" in problem for problem in state(desk))


def test_a_forgotten_customers_answers_are_listed_for_a_person_to_delete(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, reply="王小姐您好")
    with desk.rig.ledger.begin() as tx:
        [her] = persons_meant(tx, "wang@example.com")
        assert "表單分頁「處理表單回應」第 2 列" in form_rows_of(tx, her, desk.workbook.read().forms)


@pytest.mark.parametrize(("source", "shown", "minutes"), [("LINE", "LINE", 30), ("打電話", "電話", 60)])
def test_a_case_taken_down_for_a_customer_has_her_way_of_coming_and_its_time_limits(
    desk: StaffDesk, source: str, shown: str, minutes: int
) -> None:
    policy = {"source": "電話", "first_reply": "1 小時", "first_clock": "營業", "solution": "24 小時"}
    desk.fill("policies", [*desk.rows("policies"), {**policy, "solution_clock": "全天", "promise": "當天"}])
    number = desk.complaint("她說盒子怪怪的", source=source, email=None, phone="0912345678")
    row = desk.row(number)
    assert row["source"] == shown
    assert row["first_reply_due"] == MONDAY + timedelta(minutes=minutes)


def test_a_source_that_nobody_can_read_is_named(desk: StaffDesk) -> None:
    number = desk.complaint(source="鄰居說的")
    assert desk.row(number)["source"] == "表單"
    assert "「來源」寫「鄰居說的」，沒有這一種" in str(desk.row(number)["notice"])
    desk.type(number, "source", "電話")
    desk.run(1)
    assert "來源" not in str(desk.row(number).get("notice"))
