"""批次事件 in the hands of people: rows typed, deleted, copied, changed in the middle of it; cases put in and taken out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.desk.rebuild_incidents import REBUILT
from sheetdesk.model.values import Formula
from sheetdesk.policy.incidents import Terms
from tests.fakes.incident_desk import REPLY, WHAT, IncidentDesk

PURE = pytest.mark.only(kind="memory", why="what is judged, whatever workbook shows it")


@pytest.fixture
def desk(tmp_path: Path) -> IncidentDesk:
    return IncidentDesk(tmp_path)


def test_a_row_typed_by_hand_gets_its_number_and_takes_in_what_fits_after_two_minutes(desk: IncidentDesk) -> None:
    first, second = desk.melted(2)
    desk.melts(2, product="玻璃保鮮盒")
    desk.type_incident(product="葱抓饼", what=WHAT)
    desk.run(1)
    assert desk.outcome_of() == "⏳兩分鐘沒有再改，就會把符合的案件加進來"
    desk.run(1)
    assert desk.members() == []
    desk.run(1)
    assert desk.members() == [first, second]
    assert (desk.incident()["status"], desk.incident()["count"]) == ("進行中", 2)
    assert desk.warned() == []
    desk.quiet()


def test_who_is_taken_out_stays_out_and_who_is_put_in_by_hand_is_in(desk: IncidentDesk) -> None:
    out, other, strange = desk.melted(3)
    desk.type(strange, "product", "玻璃保鮮盒")
    desk.run(1)
    desk.made_by_hand()
    assert desk.members() == [out, other]
    desk.type(out, "incident", None)
    desk.type(strange, "incident", "ｅ1")
    desk.run(1)
    assert desk.members() == [other, strange]
    desk.type(out, "note", "打過電話")
    desk.type(out, "category", "物流問題")
    desk.run(5)
    assert desk.members() == [other, strange]
    desk.confirm()
    desk.run(2)
    assert sorted(str(m.letter.case) for m in desk.letters()) == [other, strange]
    desk.type(other, "incident", "E7")
    desk.run(1)
    assert "沒有這個事件「E7」；請到「批次事件」看編號" in desk.outcome(other)
    assert desk.members() == [other, strange]
    desk.type(out, "incident", 1)
    desk.run(1)
    assert desk.row(out)["incident"] == "E1"
    desk.quiet()


@PURE
def test_of_two_incidents_the_one_that_says_more_takes_the_case(desk: IncidentDesk) -> None:
    desk.made_by_hand(group_no=None)
    desk.made_by_hand(product="蔥抓餅")
    desk.made_by_hand(product=None)
    melted, other = desk.melted(1)[0], None
    desk.melts(1, product="玻璃保鮮盒")
    desk.run(1)
    other = next(number for number in desk.numbers() if number != melted)
    assert (desk.row(melted)["incident"], desk.row(other)["incident"]) == ("E2", "E3")


@PURE
@pytest.mark.parametrize(
    ("fields", "missing"), [({"what": WHAT}, "「團號」或「商品」"), ({"product": "蔥抓餅"}, "「說明」")]
)
def test_a_row_that_lacks_something_says_so_and_takes_in_nothing(
    desk: IncidentDesk, fields: dict[str, str], missing: str
) -> None:
    desk.melted(1)
    desk.type_incident(**fields)
    desk.run(1)
    desk.run(5)
    assert missing in desk.outcome_of()
    assert desk.members() == []


def test_a_row_that_is_deleted_comes_back_and_what_was_to_leave_is_stopped(desk: IncidentDesk) -> None:
    desk.melted(2)
    desk.made_by_hand()
    desk.confirm()
    del desk.workbook.grids["incidents"].rows[0]
    desk.run(1)
    desk.run(1)
    assert desk.incidents == []
    desk.run(2)
    row = desk.incident()
    assert (row["what"], row["reply"], row["status"]) == (WHAT, REPLY, "進行中")
    assert "✋攔下 2 封" in str(row["outcome"])
    assert desk.letters() == []
    desk.write(deed="寄出")
    desk.run(1)
    desk.answer("確認")
    desk.run(1)
    desk.run(2)
    assert len(desk.letters()) == 2
    desk.quiet()


def test_rows_that_are_sorted_copied_and_lose_their_number_are_still_theirs(desk: IncidentDesk) -> None:
    desk.made_by_hand()
    desk.made_by_hand(product="玻璃保鮮盒", what="蓋子裂了")
    grid = desk.workbook.grids["incidents"]
    grid.sort("product")
    desk.write("E2", number=None)
    desk.run(1)
    assert sorted(str(row["number"]) for row in desk.incidents) == ["E1", "E2"]
    assert desk.incident("E2")["what"] == "蓋子裂了"
    desk.type_incident(**{name: desk.incident()[name] for name in ("number", "group_no", "product", "what")})
    desk.run(1)
    assert "有兩列是同一個編號" in desk.problems()
    assert len(desk.incidents) == 3


def test_words_that_change_after_the_confirmation_wait_for_another_one(desk: IncidentDesk) -> None:
    desk.melted(2)
    desk.made_by_hand()
    desk.confirm()
    desk.run(2)
    desk.write(reply="改成全額退款，11/26（四）前退。")
    desk.melts(2)
    desk.run(1)
    desk.run(3)
    assert len(desk.letters()) == 2
    assert "統一回覆改過了" in desk.outcome_of()
    desk.write(deed="寄出")
    desk.run(1)
    [question] = desk.asked()
    assert "退冰融化 3，寄信 3 件" in question
    desk.answer("確認")
    desk.run(1)
    desk.run(2)
    assert sorted(str(m.address) for m in desk.letters()[2:]) == ["c0@example.com", "c1@example.com", "c2@example.com"]
    desk.write(reply=None)
    desk.melts(3)
    desk.run(1)
    desk.run(3)
    assert len(desk.letters()) == 5
    desk.quiet()


@pytest.mark.parametrize("asks", ["at once", "later"])
def test_words_mended_within_two_minutes_replace_those_that_wait(desk: IncidentDesk, asks: str) -> None:
    desk.melted(2)
    desk.made_by_hand()
    desk.confirm()
    desk.write(reply=REPLY.replace("11/26（四）", "11/27（五）"), **({"deed": "寄出"} if asks == "at once" else {}))
    desk.run(0.5)
    if asks == "later":
        assert desk.outcome_of() == "✋攔下 2 封，沒有寄出；統一回覆改過了，要寄新的請選「動作」"
        desk.run(3)
        desk.write(deed="寄出")
        desk.run(0.5)
    assert {desk.outcome(n) for n in desk.numbers()} == {"✋統一回覆改過了，舊的沒有寄（事件 E1）"}
    assert "寄信 2 件" in desk.asked()[0]
    desk.run(3)
    assert (desk.letters(), desk.outcome_of()) == ([], "⏳等您在「待辦」選「確認」")
    desk.answer("確認", "統一回覆")
    desk.run(1)
    desk.run(2)
    assert ["11/27（五）" in m.letter.text for m in desk.letters()] == [True, True]
    assert (desk.outcome_of(), desk.incident()["status"]) == ("✅已寄 2 封", "已寄")
    desk.quiet()


@PURE
def test_words_mended_too_late_for_some_are_asked_about_for_all_and_hold_the_rest(desk: IncidentDesk) -> None:
    desk.melted(1)
    desk.made_by_hand()
    desk.confirm()
    desk.run(2)
    desk.melts(1)
    desk.run(1)
    desk.write(reply="改成全額退款，11/26（四）前退。")
    desk.run(0.5)
    assert desk.outcome_of() == (
        "✋攔下 1 封，沒有寄出；1 封已經寄了；統一回覆改過了，要寄新的請選「動作」；✅已寄 1 封"
    )
    desk.run(3)
    assert [m.address for m in desk.letters()] == ["c0@example.com"]
    desk.write(deed="寄出")
    desk.run(1)
    assert "寄信 2 件" in desk.asked()[0]
    desk.write(reply=REPLY)
    desk.run(1)
    assert "寄信 1 件" in desk.asked()[0]
    desk.answer("確認", "統一回覆")
    desk.run(1)
    desk.run(2)
    assert [m.address for m in desk.letters()] == ["c0@example.com", "c1@example.com"]
    desk.write(deed="寄出")
    desk.one(1)
    assert "－這一段話每一件都處理過了" in desk.outcome_of()


@PURE
@pytest.mark.parametrize("cells", [{"product": None}, {"group_no": "1116"}])
@pytest.mark.parametrize("answer", ["確認", "不要"])
def test_other_goods_after_the_confirmation_are_asked_about_before_anything_leaves(
    desk: IncidentDesk, cells: dict[str, str | None], answer: str
) -> None:
    desk.melts(1, **({"group_no": "1116"} if "group_no" in cells else {"product": "高麗菜水餃"}))
    desk.melted(1)
    desk.made_by_hand()
    desk.confirm()
    desk.run(2)
    desk.write("E1", **cells)
    desk.run(1)
    desk.run(3)
    assert [m.address for m in desk.letters()] == ["c0@example.com"]
    desk.answer(answer, "統一回覆")
    desk.run(1)
    desk.run(3)
    assert (len(desk.letters()), desk.asked()) == (2 if answer == "確認" else 1, [])
    desk.quiet()


@PURE
def test_words_that_change_while_they_wait_for_confirmation_are_asked_about_anew(desk: IncidentDesk) -> None:
    desk.melted(2)
    desk.made_by_hand()
    desk.write(reply=REPLY, deed="寄出")
    desk.run(1)
    desk.answer("確認")
    desk.write(reply="改成退款")
    desk.run(1)
    desk.run(3)
    assert desk.letters() == []
    [question] = desk.asked()
    assert "改成退款" in question


def test_who_is_answered_in_her_own_row_gets_no_second_letter(desk: IncidentDesk) -> None:
    before, stopped, after, other = desk.melted(4)
    desk.made_by_hand()
    desk.ask(before, "寄出", reply_text="已經打過電話給您。")
    desk.confirm()
    assert "－1 件沒有寄" in desk.outcome_of()
    desk.type(after, "reply_text", "您的改成退款。")
    desk.type(stopped, "action", "攔下")
    desk.run(1)
    desk.run(2)
    assert sorted(str(m.letter.case) for m in desk.letters()) == [before, other]
    assert [REPLY in m.letter.text for m in desk.letters() if m.letter.case == other] == [True]
    assert desk.row(after)["reply_text"] == "您的改成退款。"
    assert "⚠2 封沒有寄" in desk.outcome_of()
    assert desk.row(other).get("first_reply_at") is not None
    desk.quiet()


@PURE
def test_a_row_whose_letter_was_stopped_says_so_and_one_put_back_gets_it(desk: IncidentDesk) -> None:
    back, drafted, gone = desk.melted(3)
    desk.made_by_hand()
    desk.confirm()
    desk.type(back, "incident", "E9")
    desk.type(gone, "incident", None)
    desk.type(drafted, "reply_text", "您的改成退款。")
    desk.run(0.2)
    assert "沒有這個事件「E9」" in desk.outcome(back)
    desk.type(back, "incident", None)
    desk.run(0.2)
    assert [desk.outcome(n) for n in (back, drafted, gone)] == ["✋統一回覆沒有寄給這一件（事件 E1）"] * 3
    desk.type(back, "incident", "E1")
    desk.run(0.2)
    desk.run(3)
    desk.run(3)
    assert [str(m.letter.case) for m in desk.letters()] == [back]
    assert desk.outcome(back).startswith("✅")
    assert "沒有寄給這一件" in desk.outcome(gone)
    desk.type(gone, "incident", "E9")
    desk.run(1)
    desk.type(gone, "incident", "E1")
    desk.run(1)
    assert "寄出統一回覆（E1）" in desk.outcome(gone)
    desk.quiet()


@PURE
def test_letters_stopped_one_by_one_and_together_count_as_stopped(desk: IncidentDesk) -> None:
    first = desk.melted(3)[0]
    desk.made_by_hand()
    desk.confirm()
    desk.type(first, "action", "攔下")
    desk.run(0.3)
    desk.write(deed="攔下")
    desk.run(0.3)
    assert (desk.outcome_of(), desk.incident()["status"]) == ("✋攔下 2 封，沒有寄出", "進行中")
    desk.run(30)
    assert (desk.outcome_of(), desk.letters()) == ("✋攔下 2 封，沒有寄出", [])
    desk.quiet()


@PURE
def test_within_two_minutes_all_can_be_held_and_a_minute_later_none(desk: IncidentDesk) -> None:
    desk.melted(3)
    desk.made_by_hand()
    desk.confirm()
    desk.write(deed="攔下")
    desk.run(1.9)
    desk.run(5)
    assert desk.letters() == []
    assert desk.outcome_of().startswith("✋攔下 3 封，沒有寄出")
    desk.melts(3)
    desk.run(1)
    desk.run(3)
    assert desk.letters() == []
    desk.write(deed="寄出")
    desk.run(1)
    desk.answer("確認")
    desk.run(1)
    desk.run(2)
    desk.write(deed="攔下")
    desk.run(1)
    assert len(desk.letters()) == 4
    assert "⚠沒有等著寄的信；4 封已經寄了" in desk.outcome_of()


@PURE
@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"reply": None, "deed": "寄出"}, "「統一回覆」是空的"),
        ({"reply": "單號是 ○○", "deed": "寄出"}, "還有「○○」沒有填"),
        ({"deed": "全部退款"}, "不會做「全部退款」；可以選：寄出、"),
        ({"status": "處理中"}, "狀態只能改成：進行中、已結束；已改回"),
    ],
)
def test_what_cant_be_done_is_told_beside_it(desk: IncidentDesk, cells: dict[str, str], said: str) -> None:
    desk.melted(1)
    desk.made_by_hand()
    desk.write(**cells)
    desk.run(1)
    assert said in desk.outcome_of()
    assert desk.asked() == []
    assert (desk.incident().get("deed"), desk.incident()["status"]) == (None, "進行中")
    desk.quiet()


@PURE
def test_a_formula_and_words_that_mustnt_leave_are_named(desk: IncidentDesk) -> None:
    desk.melted(1)
    desk.made_by_hand(what="請把卡號傳給我們")
    assert "看起來在向客人要「卡號」" in desk.problems()
    assert desk.incident().get("announcement") is None
    desk.melts(1)
    desk.run(1)
    assert "卡號" not in desk.last("c1@example.com").replace("信用卡號", "")
    desk.write(reply=Formula("=A1"))
    desk.run(1)
    assert "批次事件 E1「統一回覆」" in "；".join(str(row.get("content")) for row in desk.rows("state"))


@PURE
def test_what_she_refused_rests_until_it_has_doubled(desk: IncidentDesk) -> None:
    desk.melted(5)
    desk.answer("不要")
    desk.run(1)
    assert desk.incident()["status"] == "擱置"
    for n in range(5, 9):
        desk.melts(n)
    desk.run(1)
    assert (desk.incident()["status"], desk.asked()) == ("擱置", [])
    desk.melts(9)
    desk.run(1)
    assert desk.incident()["status"] == "建議"
    assert "24 小時內有 10 件" in desk.asked()[0]
    assert len(desk.warned()) == 2
    assert len(desk.incidents) == 1


@PURE
@pytest.mark.parametrize(("product", "status", "asked"), [("葱抓饼", "已結束", 0), ("玻璃保鮮盒", "建議", 1)])
def test_a_row_of_her_own_ends_the_proposal_of_the_same_and_of_nothing_else(
    desk: IncidentDesk, product: str, status: str, asked: int
) -> None:
    desk.melted(6)
    desk.made_by_hand(product=product)
    assert (desk.incident("E1")["status"], len(desk.asked())) == (status, asked)
    assert ("由那一列處理" in desk.outcome_of("E1"), len(desk.members("E2"))) == (not asked, 0 if asked else 6)
    desk.melts(6)
    desk.run(1)
    assert (desk.incident("E1")["status"], len(desk.asked())) == (status, asked)
    assert [row["number"] for row in desk.incidents] == ["E1", "E2"]
    desk.quiet()


@PURE
def test_a_day_before_and_other_goods_make_no_pile_and_none_is_asked_for_where_it_is_off(desk: IncidentDesk) -> None:
    desk.melted(4)
    desk.melts(4, product="玻璃保鮮盒")
    desk.run(24 * 60 - 1)
    desk.melts(5)
    desk.run(0)
    assert desk.incidents == []
    desk.rig = replace(desk.rig, defaults=replace(desk.defaults, incidents=Terms(at_least=0)))
    for n in range(6, 20):
        desk.melts(n)
    desk.run(1)
    assert desk.incidents == []


@PURE
def test_safety_words_alarm_once_an_incident_and_sort(desk: IncidentDesk) -> None:
    desk.made_by_hand()
    for n in range(3):
        desk.melts(n, "蔥抓餅退冰，吃完拉肚子")
    desk.run(1)
    assert len(desk.warned()) == 1
    desk.melts(3, "蔥抓餅退冰，吃完食物中毒")
    desk.run(1)
    assert len(desk.warned()) == 1
    desk.melts(4, "蔥抓餅退冰，人已經送醫")
    desk.run(1)
    assert len(desk.warned()) == 2
    desk.melts(5, "保鮮盒割到手，送醫了", product="玻璃保鮮盒")
    desk.run(1)
    assert len(desk.warned()) == 3
    assert [row.get("urgency") for row in desk.rows("todo")].count("緊急") == 6


@PURE
def test_no_address_and_money_above_a_limit_are_told_before_she_confirms(desk: IncidentDesk) -> None:
    desk.fill(
        "team", [{"name": "阿芳", "role": "主揪", "email": "afang@example.com", "refund_limit": 500, "active": "是"}]
    )
    desk.channel.refused.add("c2@example.com")
    desk.melted(3)
    numbers = {str(row["email"]): str(row["number"]) for row in desk.rows()}
    mail, line = numbers["c0@example.com"], numbers["c1@example.com"]
    desk.type(line, "email", None)
    desk.type(line, "email", "沒有")
    desk.type(mail, "amount", 800)
    desk.run(1)
    desk.made_by_hand()
    desk.write(reply=REPLY, deed="寄出")
    desk.run(1)
    [question] = desk.asked()
    assert (
        f"寄信 1 件、要您手動傳 2 件。之後加入、問題一樣的，也會自動收到。其中 1 件超過負責人的退補上限（{mail}）"
        in question
    )
    desk.answer("確認")
    desk.run(1)
    desk.run(2)
    assert desk.outcome_of() == "✅已寄 1 封；✋要您手動傳 2 件，看那幾件的「寄送結果」"
    assert desk.todo(line) == ["沒寄出"]
    desk.type(line, "action", "已用LINE／電話回")
    desk.run(1)
    assert desk.row(line).get("first_reply_at") is not None


def may_give_500(desk: IncidentDesk) -> None:
    desk.fill(
        "team", [{"name": "阿芳", "role": "主揪", "email": "afang@example.com", "refund_limit": 500, "active": "是"}]
    )


@PURE
def test_an_amount_above_the_limit_that_comes_after_the_question_is_asked_about(desk: IncidentDesk) -> None:
    may_give_500(desk)
    first, _ = desk.melted(2)
    desk.made_by_hand()
    desk.write(reply=REPLY, deed="寄出")
    desk.run(1)
    desk.type(first, "amount", 5000)
    desk.answer("確認", "統一回覆")
    desk.run(1)
    desk.run(3)
    assert desk.letters() == []
    [question] = desk.asked()
    assert f"其中 1 件超過負責人的退補上限（{first}）" in question
    desk.answer("確認", "統一回覆")
    desk.run(1)
    desk.run(2)
    assert len(desk.letters()) == 2


@PURE
@pytest.mark.parametrize(("answer", "letters"), [("確認", 2), ("不要", 1)])
def test_a_later_case_above_the_limit_gets_no_letter_without_a_question(
    desk: IncidentDesk, answer: str, letters: int
) -> None:
    may_give_500(desk)
    desk.melted(1)
    desk.made_by_hand()
    desk.confirm()
    desk.run(2)
    desk.melts(1, product="玻璃保鮮盒")
    desk.run(1)
    late = next(str(row["number"]) for row in desk.rows() if row["email"] == "c1@example.com")
    desk.type(late, "amount", 5000)
    desk.run(1)
    desk.type(late, "incident", "E1")
    desk.run(1)
    desk.run(3)
    assert len(desk.letters()) == 1
    assert late in desk.asked()[0]
    desk.answer(answer, "統一回覆")
    desk.run(1)
    desk.run(3)
    assert (len(desk.letters()), desk.asked()) == (letters, [])
    assert ("選了「不要」" in desk.outcome(late)) == (answer == "不要")
    desk.melts(2)
    desk.run(1)
    desk.run(3)
    assert len(desk.letters()) == letters + 1
    desk.quiet()


@PURE
def test_what_was_tried_in_the_trial_is_not_sent_by_itself_when_the_desk_goes_live(tmp_path: Path) -> None:
    desk = IncidentDesk(tmp_path)
    mode = desk.workbook.grids["settings"]
    mode.put(mode.find("item", "試營運／正式"), "value", "試營運")
    desk.melted(2)
    desk.made_by_hand()
    desk.confirm()
    desk.run(2)
    assert {m.address for m in desk.letters()} == {"afang@example.com"}
    assert desk.outcome_of() == "✅試寄 2 封"
    mode.put(mode.find("item", "試營運／正式"), "value", "正式")
    desk.run(1)
    desk.run(3)
    assert len(desk.letters()) == 2
    assert desk.outcome_of() == "－試營運時只寄給您自己；要寄給客人請再選「動作」"
    assert desk.incident()["status"] == "進行中"
    desk.quiet()
    desk.write(deed="寄出")
    desk.run(1)
    desk.answer("確認")
    desk.run(1)
    desk.run(2)
    assert sorted(str(m.address) for m in desk.letters()[2:]) == ["c0@example.com", "c1@example.com"]
    assert (desk.outcome_of(), desk.incident()["status"]) == ("✅已寄 2 封", "已寄")
    mode.put(mode.find("item", "試營運／正式"), "value", "試營運")
    desk.run(1)
    assert desk.outcome_of() == "－現在是試營運，之後加入的先不寄給客人；改回「正式」就照常"


@PURE
def test_one_customer_with_two_cases_of_an_incident_is_asked_once_how_it_went(desk: IncidentDesk) -> None:
    desk.rig = replace(
        desk.rig,
        defaults=replace(desk.defaults, survey=replace(desk.defaults.survey, rest=desk.defaults.survey.rest * 0)),
    )
    desk.melts(0, phone="0912345678")
    desk.melts(0, "收到的第二箱蔥抓餅也退冰了", order_no="B0", email="other@example.com", phone="0912345678")
    desk.run(1)
    desk.made_by_hand()
    desk.confirm("寄出,已解決")
    desk.run(2)
    desk.run(130)
    assert len(desk.numbers()) == 2
    assert [m.kind for m in desk.channel.sent].count("survey") == 1
    assert any("同一個批次事件已經問過" in str(row.get("outcome")) for row in desk.rows())


def lose_and_rebuild(desk: IncidentDesk) -> None:
    """The ledger is lost; what stands in the sheet makes a new one."""
    desk.rig.ledger.close()
    desk.url = f"sqlite:///{desk.folder / f'{len(list(desk.folder.iterdir()))}.db'}"
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)


def test_a_rebuilt_ledger_knows_who_is_in_who_is_out_and_who_got_the_letter(desk: IncidentDesk) -> None:
    out, first, second = desk.melted(3)
    desk.made_by_hand()
    desk.type(out, "incident", None)
    desk.run(1)
    desk.confirm()
    desk.run(2)
    sent = desk.outcome_of()
    desk.write(deed="寄出")
    lose_and_rebuild(desk)
    for number in (out, first):
        desk.type(number, "quantity", "2")
    desk.run(1)
    assert (desk.members(), desk.incident()["status"]) == ([first, second], "已寄")
    assert desk.outcome_of() == f"{REBUILT}；{sent}"
    desk.melts(3)
    desk.type(second, "product", "蔥抓餅 五片裝")
    desk.run(1)
    desk.run(3)
    assert len(desk.letters()) == 2
    desk.write(deed=None)
    desk.run(1)
    desk.write(deed="寄出")
    desk.run(1)
    [question] = desk.asked()
    assert "退冰融化 1，寄信 1 件" in question
    desk.answer("確認")
    desk.run(1)
    desk.run(2)
    assert sorted(str(m.letter.case) for m in desk.letters()) == desk.members()
    assert len(desk.members()) == 3
    desk.made_by_hand(product="玻璃保鮮盒")
    assert "E2" in {row["number"] for row in desk.incidents}
    desk.quiet()


@PURE
def test_a_rebuilt_ledger_still_asks_what_was_asked_and_alarms_nobody_twice(desk: IncidentDesk) -> None:
    for n in range(5):
        desk.melts(n, "退冰融化，而且發霉了")
    desk.run(1)
    [question], warned = desk.asked(), len(desk.warned())
    lose_and_rebuild(desk)
    desk.melts(5)
    desk.run(1)
    assert "24 小時內有 6 件客訴" in desk.asked()[0]
    assert question.partition("24 小時")[0] == desk.asked()[0].partition("24 小時")[0]
    desk.answer("確認")
    desk.write(what=WHAT)
    desk.run(1)
    assert len(desk.members()) == 6
    lose_and_rebuild(desk)
    desk.melts(6, "也發霉了")
    desk.run(1)
    assert len(desk.members()) == 7
    assert len(desk.warned()) == warned


@PURE
def test_what_she_refused_rests_in_a_rebuilt_ledger_until_it_has_doubled(desk: IncidentDesk) -> None:
    desk.melted(5)
    desk.answer("不要")
    desk.run(1)
    lose_and_rebuild(desk)
    for n in range(5, 9):
        desk.melts(n)
    desk.run(1)
    assert (desk.asked(), desk.incident()["status"]) == ([], "擱置")
    desk.melts(9)
    desk.run(1)
    assert len(desk.asked()) == 1


def test_a_row_deleted_while_its_letter_is_asked_about_comes_back_and_sends_nothing_by_itself(
    desk: IncidentDesk,
) -> None:
    desk.melted(2)
    desk.made_by_hand()
    desk.write(reply=REPLY, deed="寄出", count="很多", status="已寄")
    desk.melts(2)
    desk.run(1)
    assert (desk.incident()["count"], desk.incident()["status"]) == (3, "進行中")
    [question] = desk.asked()
    assert "寄信 3 件" in question
    del desk.workbook.grids["incidents"].rows[0]
    desk.answer("確認")
    desk.run(1)
    desk.run(3)
    desk.run(3)
    assert (desk.incident()["reply"], desk.incident()["count"], desk.letters()) == (REPLY, 3, [])
    desk.quiet()


@PURE
def test_fifty_thousand_characters_in_one_row_block_no_other(desk: IncidentDesk) -> None:
    desk.made_by_hand(what="冷" * 50_000, reply="退" * 50_000)
    desk.made_by_hand(product="水餃", what="冷凍車壞了。")
    desk.melts(0)
    desk.melts(1, product="水餃")
    desk.run(1)
    assert "冷凍車壞了" in str(desk.incident("E2")["announcement"])
    assert desk.incident().get("announcement") is None
    assert "冷凍車壞了" in next(m.letter.text for m in desk.channel.sent if m.address == "c1@example.com")
    assert all(len(m.letter.text) < 3_000 for m in desk.channel.sent)
    desk.write(deed="寄出")
    desk.run(1)
    assert "沒寄出：信的內容超過 20000 個字" in desk.outcome_of()
    desk.quiet()


@PURE
def test_without_the_tab_nothing_is_proposed_and_nothing_breaks(desk: IncidentDesk) -> None:
    del desk.workbook.grids["incidents"]
    assert [report.crashes for report in (desk.melted(6), desk.run(1))[1]] == [[]]
    assert desk.warned() == []
