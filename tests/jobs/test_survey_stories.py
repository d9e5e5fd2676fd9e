"""The loop closes: what was done is told, the customer rates it, and a bad rating brings the case back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.policy.markup import page_of
from sheetdesk.policy.template import Templates
from tests.fakes.story_desk import MONDAY
from tests.fakes.survey_desk import SurveyDesk

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> SurveyDesk:
    return SurveyDesk(tmp_path)


def test_a_customer_who_is_content_rates_and_her_case_is_put_away(desk: SurveyDesk) -> None:
    number = desk.resolved()
    resolved_at = desk.now
    desk.run(120)
    [letter] = desk.surveys()
    assert letter.letter.recipient == "wang@example.com"
    assert "✅" in str(desk.row(number)["outcome"])
    desk.rate(desk.token(), solved="解決了", stars=5, comment="謝謝，新的很好")
    desk.run(30)
    row = desk.row(number)
    assert (row["status"], row["rating"], row["customer_comment"]) == ("已解決", 5, "謝謝，新的很好")
    desk.at(resolved_at + 7 * DAY)
    assert desk.row(number)["status"] == "已結案"
    assert desk.row(number)["closed_at"] == desk.now
    assert desk.alarms() == []


def test_a_customer_who_gives_one_star_gets_her_case_back(desk: SurveyDesk) -> None:
    number = desk.resolved("保鮮盒怪怪的")
    desk.run(120)
    desk.rate(desk.token(), solved="還沒解決", stars=1, comment="換來的還是破的")
    desk.run(30)
    row = desk.row(number)
    assert (row["status"], row["rating"], row["reopen_count"]) == ("處理中", 1, 1)
    assert "1 顆星、還沒解決" in str(row["notice"])
    assert row["next_step"] == "回覆評分 11/24（二）12:00"
    [alarm] = desk.alarms()
    assert "1 顆星、還沒解決" in alarm
    desk.type(number, "status", "已結案")
    desk.run(1)
    row = desk.row(number)
    assert row["status"] == "處理中"
    assert "要先回覆客人" in str(row["notice"])
    desk.answered(number)
    desk.type(number, "status", "已結案")
    desk.run(1)
    assert desk.row(number)["status"] == "已結案"
    assert len(desk.alarms()) == 1


@pytest.mark.parametrize(("minutes", "letters"), [(119, 0), (120, 1), (121, 1)])
def test_the_closing_letter_leaves_two_hours_after_the_resolution(desk: SurveyDesk, minutes: int, letters: int) -> None:
    desk.resolved()
    desk.run(minutes)
    assert len(desk.surveys()) == letters


def test_nothing_changes_when_nothing_happens(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=2)
    desk.run(1)
    before, sent = desk.row(number), len(desk.channel.sent)
    report = desk.one()
    assert (report.wrote, report.sent, desk.row(number), len(desk.channel.sent)) == (0, 0, before, sent)


# when and to whom


@pytest.mark.parametrize(("minutes", "letters"), [(-1, 0), (0, 1), (1, 1)])
def test_what_is_resolved_in_the_evening_is_asked_about_at_nine(desk: SurveyDesk, minutes: int, letters: int) -> None:
    number = desk.complaint()
    desk.answered(number)
    desk.at(MONDAY + 12 * HOUR)  # 22:00 in Taipei
    desk.resolve(number)
    desk.at(MONDAY + 14 * HOUR)
    assert desk.surveys() == []
    desk.at(MONDAY + 23 * HOUR + minutes * MINUTE)
    assert len(desk.surveys()) == letters


def test_a_case_reopened_within_the_two_hours_is_not_asked_about(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(60)
    desk.type(number, "status", "處理中")
    desk.run(1)
    desk.run(120)
    assert desk.surveys() == []
    desk.resolve(number)
    desk.run(120)
    assert [message.letter.event for message in desk.surveys()] == ["cycle-1"]


def test_a_case_that_is_put_away_at_once_is_not_asked_about(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.type(number, "status", "已結案")
    desk.run(121)
    assert desk.surveys() == []


def test_a_case_that_nobody_answered_is_not_asked_about_until_the_answer_is_recorded(desk: SurveyDesk) -> None:
    number = desk.complaint()
    desk.resolve(number)
    desk.run(120)
    assert desk.surveys() == []
    assert "還沒有人回過客人" in str(desk.row(number)["outcome"])
    desk.type(number, "first_reply_at", MONDAY + MINUTE)
    desk.run(1)
    assert len(desk.surveys()) == 1


def test_a_ticked_box_holds_the_survey_back(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.type(number, "no_survey", "這次不寄")
    desk.run(1)
    desk.run(240)
    assert desk.surveys() == []
    assert "已記下" in str(desk.row(number)["outcome"])


def test_who_never_wants_to_be_asked_isnt_until_her_row_takes_it_back(desk: SurveyDesk) -> None:
    first = desk.resolved()
    desk.type(first, "no_survey", "以後都不寄")
    desk.run(1)
    second = desk.resolved("水餃退冰了", product="水餃")
    desk.run(120)
    assert desk.surveys() == []
    assert first in str(desk.row(second)["outcome"])
    desk.type(first, "no_survey", None)
    desk.run(1)
    assert [message.letter.case for message in desk.surveys()] == [first]


def test_a_customer_with_two_cases_is_asked_once_in_fourteen_days(desk: SurveyDesk) -> None:
    first, second = desk.complaint(), desk.complaint("水餃退冰了", product="水餃")
    for number in (first, second):
        desk.answered(number)
    for number in (first, second):
        desk.type(number, "status", "已解決")
    desk.run(1)
    desk.run(120)
    assert [message.letter.case for message in desk.surveys()] == [first]
    assert "14 天內已經寄過問卷" in str(desk.row(second)["outcome"])
    desk.at(desk.now + 14 * DAY)
    desk.resolved("還是退冰", product="水餃")
    desk.run(120)
    assert len(desk.surveys()) == 2


def test_a_paused_desk_asks_later_the_same_day_and_never_after_it(desk: SurveyDesk) -> None:
    pause = next(at for at, row in enumerate(desk.rows("settings")) if "暫停" in str(row["item"]))
    number = desk.resolved()
    desk.workbook.grids["settings"].put(pause, "value", "是")
    desk.run(121)
    assert desk.surveys() == []
    desk.at(MONDAY + 25 * HOUR)
    desk.workbook.grids["settings"].put(pause, "value", None)
    desk.run(1)
    assert desk.surveys() == []
    assert "24 小時" in str(desk.row(number)["outcome"])


def test_the_letter_goes_to_the_address_as_it_was_mended(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.type(number, "email", "yijun@example.com")
    desk.run(120)
    assert [message.letter.recipient for message in desk.surveys()] == ["yijun@example.com"]


def test_an_answer_to_the_trials_letter_counts_for_nothing_once_the_customer_was_asked(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path, live=False)
    number = desk.resolved()
    desk.run(121)
    tried = desk.token()
    settings = desk.workbook.grids["settings"]
    settings.put(settings.find("item", "試營運／正式"), "value", "正式")
    desk.type(number, "status", "處理中")
    desk.run(1)
    desk.resolve(number)
    desk.run(121)
    assert desk.token() != tried
    desk.rate(desk.token(), stars=5)
    desk.run(1)
    desk.rate(tried, stars=1, comment="試試看")
    desk.run(1)
    row = desk.row(number)
    assert (row["rating"], row["status"], row.get("customer_comment")) == (5, "已解決", None)
    assert "試營運的問卷" in str(desk.received()[-1]["detail"])
    assert desk.alarms() == []


def test_a_customer_with_two_addresses_is_asked_once_in_fourteen_days(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path)
    hers = {"customer": "王怡君", "phone": "0912345678"}
    desk.resolved(**hers)
    desk.run(121)
    other = desk.resolved("蓋子裂了", **hers, email="yijun@example.org", product="鍋蓋", order_no="77")
    desk.run(121)
    assert [message.letter.recipient for message in desk.surveys()] == ["wang@example.com"]
    assert "14 天內已經寄過" in str(desk.row(other)["outcome"])


def test_two_cases_of_one_customer_in_one_pass_are_asked_about_once(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path)
    hers = {"customer": "王怡君", "phone": "0912345678"}
    numbers = [
        desk.complaint(**hers),
        desk.complaint("裂了", **hers, email="yijun@example.org", product="鍋", order_no="77"),
    ]
    for number in numbers:
        desk.answered(number)
        desk.type(number, "status", "已解決")
    desk.run()
    desk.run(121)
    assert len(desk.surveys()) == 1


def test_who_never_wants_to_be_asked_is_not_asked_at_her_other_address(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path)
    hers = {"customer": "王怡君", "phone": "0912345678"}
    first = desk.complaint(**hers)
    desk.type(first, "no_survey", "以後都不寄")
    desk.run(1)
    desk.resolved("蓋子裂了", **hers, email="yijun@example.org", product="鍋蓋", order_no="77")
    desk.run(121)
    assert desk.surveys() == []


def test_in_the_trial_the_organiser_gets_the_survey_and_its_rating_is_marked(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path, live=False)
    number = desk.resolved()
    desk.run(120)
    [message] = desk.surveys()
    assert (message.address, message.letter.subject[:3]) == ("afang@example.com", "【試】")
    desk.rate(desk.token(), stars=1)
    desk.run(1)
    assert desk.row(number)["rating"] == 1
    assert "不列入統計" in str(desk.received()[0]["detail"])
    with desk.rig.ledger.begin() as tx:
        assert [rating.trial for rating in tx.ratings.of_case(number)] == [True]


def test_without_a_link_nobody_is_asked_and_cases_are_still_closed(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path, link=None)
    number = desk.resolved()
    desk.run(120)
    assert desk.surveys() == []
    desk.at(desk.now + 7 * DAY)
    assert desk.row(number)["status"] == "已結案"


@pytest.mark.parametrize(("minutes", "reminders"), [(-1, 0), (0, 1), (1, 1)])
def test_a_reminder_leaves_after_three_days_where_config_wants_one(
    tmp_path: Path, minutes: int, reminders: int
) -> None:
    desk = SurveyDesk(tmp_path, reminder=timedelta(hours=72))
    desk.resolved()
    desk.run(120)
    desk.at(desk.now + 72 * HOUR + minutes * MINUTE)
    assert len(desk.surveys("survey_reminder")) == reminders
    desk.run(60)
    assert len(desk.surveys("survey_reminder")) == 1


def test_who_has_answered_is_not_reminded(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path, reminder=timedelta(hours=72))
    desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=5)
    desk.run(1)
    desk.at(desk.now + 73 * HOUR)
    assert desk.surveys("survey_reminder") == []


def test_what_holds_a_letter_back_is_told_once_and_doesnt_hide_what_she_does_next(desk: SurveyDesk) -> None:
    number = desk.complaint()
    desk.resolve(number)
    desk.run(120)
    assert "－不寄問卷" in str(desk.row(number)["outcome"])
    desk.type(number, "action", "轉廠商")
    desk.run(1)
    desk.type(number, "status", "已解決")
    desk.run(1)
    told = desk.row(number)["outcome"]
    desk.run(180)
    assert "不寄問卷" not in str(told)
    assert desk.row(number)["outcome"] == told


def test_a_template_that_was_mended_within_the_day_lets_the_letter_go(desk: SurveyDesk) -> None:
    number = desk.resolved()
    whole = desk.defaults
    desk.defaults = replace(whole, templates=Templates({}))
    desk.rig = desk.open()
    desk.run(120)
    assert "沒有可以用的「問卷」範本" in str(desk.row(number)["outcome"])
    desk.defaults = whole
    desk.rig = desk.open()
    desk.run(61)
    assert len(desk.surveys()) == 1


def test_one_person_with_two_rows_may_take_back_one_of_them(desk: SurveyDesk) -> None:
    first, second = desk.complaint(), desk.complaint("水餃退冰了", product="水餃")
    for number in (first, second):
        desk.type(number, "no_survey", "以後都不寄")
    desk.run(1)
    desk.type(first, "no_survey", None)
    desk.run(1)
    third = desk.resolved("又少一包", product="水餃")
    desk.run(120)
    assert desk.surveys() == []
    assert second in str(desk.row(third)["outcome"])


# what is answered


def test_a_forged_answer_is_kept_marked_and_counts_for_nothing(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    before = desk.row(number)
    forged = desk.token()[:-1] + ("A" if desk.token()[-1] != "A" else "B")
    desk.rate(forged, stars=1, comment="騙人")
    desk.rate("亂打的", stars=1)
    desk.run(1)
    assert desk.row(number) == before
    assert [(row["direction"], "代碼不對" in str(row["detail"])) for row in desk.received()] == [("收", True)] * 2
    assert desk.alarms() == []


def test_the_latest_answer_counts_also_after_the_case_was_closed(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    token = desk.token()
    desk.rate(token, stars=5)
    desk.run(1)
    desk.at(desk.now + 7 * DAY)
    assert desk.row(number)["status"] == "已結案"
    desk.rate(token, stars=2, comment="用了一週又裂了")
    desk.run(1)
    row = desk.row(number)
    assert (row["status"], row["rating"], row.get("closed_at")) == ("處理中", 2, None)
    assert len(desk.alarms()) == 1


def test_an_answer_whose_time_cant_be_read_counts_and_says_so(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), submitted_at="昨天晚上", stars=4)
    desk.run(1)
    assert desk.row(number)["rating"] == 4
    assert "時間戳記看不懂" in str(desk.received()[0]["detail"])


def test_a_hostile_comment_stays_text_in_row_log_and_alarm(desk: SurveyDesk) -> None:
    number = desk.resolved("保鮮盒怪怪的")
    desk.run(120)
    hostile = '=HYPERLINK("https://bad.example") {{ number }} <b>x</b>'
    desk.rate(desk.token(), stars=1, comment=hostile)
    desk.run(1)
    assert desk.row(number)["customer_comment"] == hostile
    assert hostile in str(desk.received()[0]["body"])
    [alarm] = [message.letter for message in desk.channel.sent if message.kind == "alarm"]
    assert "{{ number }}" in alarm.text
    assert "<b>x" not in page_of(alarm)


def test_an_account_number_in_a_comment_reaches_no_cell_and_no_letter(desk: SurveyDesk) -> None:
    number = desk.resolved("保鮮盒怪怪的")
    desk.run(120)
    desk.rate(desk.token(), stars=1, comment="退到我的銀行帳號 1234567890123")
    desk.run(1)
    told = [str(desk.row(number)), str(desk.received()), *(message.letter.text for message in desk.channel.sent)]
    assert not [text for text in told if "1234567890123" in text]


def test_an_answer_from_the_future_doesnt_shut_out_the_next(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), submitted_at=desk.now + 8 * HOUR, stars=5)
    desk.run(1)
    desk.rate(desk.token(), stars=2)
    desk.run(1)
    assert (desk.row(number)["rating"], desk.row(number)["status"]) == (2, "處理中")


def test_an_answer_after_fourteen_days_is_kept_and_reopens_nothing(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    token = desk.token()
    desk.rate(token, stars=5)
    desk.run(1)
    desk.at(desk.now + 14 * DAY)
    desk.rate(token, stars=1)
    desk.run(1)
    assert (desk.row(number)["status"], desk.row(number)["rating"]) == ("已結案", 5)
    assert "不算" in str(desk.received()[-1]["detail"])


def test_answers_that_come_together_are_taken_in_their_order(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    token = desk.token()
    desk.rate(token, submitted_at=desk.now + MINUTE, stars=5)
    desk.rate(token, submitted_at=desk.now, stars=1)
    desk.run(2)
    row = desk.row(number)
    assert (row["rating"], row["status"]) == (5, "處理中")
    assert desk.alarms() == []


def test_a_customer_who_changes_her_mind_twice_raises_two_alarms(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    token = desk.token()
    for stars in (1, 2, 5, 1):
        desk.rate(token, stars=stars)
        desk.run(5)
    assert len(desk.alarms()) == 2
    assert desk.row(number)["reopen_count"] == 1


def test_survey_answers_are_never_taken_for_complaints(desk: SurveyDesk) -> None:
    desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=3, comment="包裝壓壞了，請賠償")
    desk.rate("沒有代碼", comment="我要客訴")
    desk.run(1)
    assert len(desk.numbers()) == 1


def test_a_bad_rating_without_anybody_to_tell_is_named_and_told_once_there_is(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    desk.fill("team", [{"name": "阿芳", "role": "主揪", "active": "是"}])
    desk.rate(desk.token(), stars=1)
    desk.run(1)
    assert desk.alarms() == []
    assert any(number in str(row.get("content")) and "Email" in str(row.get("mend")) for row in desk.rows("state"))
    desk.fill("team", [{"name": "阿芳", "role": "主揪", "email": "afang@example.com", "active": "是"}])
    desk.run(1)
    assert len(desk.alarms()) == 1


def test_a_bad_rating_holds_the_case_open_beyond_its_week(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=1)
    desk.run(1)
    desk.type(number, "status", "已解決")
    desk.run(1)
    desk.at(desk.now + 8 * DAY)
    assert (desk.row(number)["status"], desk.row(number)["next_step"]) == ("已解決", "回覆評分 11/24（二）12:00")
    assert [row["urgency"] for row in desk.rows("todo") if row.get("case") == number] == ["逾期"]
    assert desk.run(1)[0].quiet
    desk.answered(number)
    assert desk.row(number)["status"] == "已結案"
    assert not [row for row in desk.rows("todo") if row.get("case") == number]


def test_a_link_without_the_forms_tab_is_named(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path, with_form=False)
    desk.run()
    assert any("找不到問卷的回應分頁" in str(row.get("content")) for row in desk.rows("state"))


def test_answers_from_before_this_desk_are_no_forgeries(desk: SurveyDesk) -> None:
    desk.rate("別的系統的代碼", submitted_at=datetime(2026, 1, 5, 4, 0, tzinfo=MONDAY.tzinfo), stars=1)
    desk.run()
    assert desk.received() == []


def test_a_job_that_broke_off_loses_no_answer(desk: SurveyDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=4)
    jobs = dict(desk.rig.jobs)
    desk.rig.jobs["take_ratings"] = lambda desk, now: 1 // 0 or ""  # type: ignore[index]
    desk.run(1)
    assert desk.row(number).get("rating") is None
    desk.rig.jobs.update(jobs)  # type: ignore[attr-defined]
    desk.run(1)
    assert desk.row(number)["rating"] == 4


def test_a_rebuilt_desk_asks_nobody_forgets_no_refusal_and_closes_what_is_resolved(desk: SurveyDesk) -> None:
    first = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=5)
    desk.type(first, "no_survey", "以後都不寄")
    desk.run(1)
    second = desk.resolved("水餃少一包", product="水餃", customer="李大同", email="lee@example.com")
    desk.rig.ledger.close()
    desk.url = f"sqlite:///{desk.folder / 'rebuilt.db'}"
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    sent = len(desk.channel.sent)
    desk.run(180)
    assert len(desk.channel.sent) == sent
    assert [row["detail"] for row in desk.received()] == ["列入"]
    third = desk.resolved("又少一包", product="水餃")
    desk.run(120)
    assert first in str(desk.row(third)["outcome"])
    desk.at(desk.now + 8 * DAY)
    assert [desk.row(number)["status"] for number in (first, second)] == ["已結案", "已結案"]


# the tab

ON_GOOGLE = pytest.mark.only(kind="google", why="only a Google form is linked to its tab")


def calls(desk: SurveyDesk) -> list[str]:
    """The kinds of calls that Google got since this was asked last."""
    made = [call.kind for call in desk.workbook.google.calls]
    desk.workbook.google.calls.clear()
    return made


@ON_GOOGLE
def test_the_survey_costs_no_call_more(desk: SurveyDesk) -> None:
    desk.resolved()
    desk.run(120)
    calls(desk)
    desk.run(1)
    assert calls(desk) == ["read"]
    desk.rate(desk.token(), stars=5)
    desk.run(1)
    assert calls(desk) == ["read", "write", "read"]


@ON_GOOGLE
@pytest.mark.parametrize("title", ["表單回應 2", "Form Responses 2"])
def test_a_survey_whose_tab_nobody_renamed_is_known_by_its_questions(tmp_path: Path, title: str) -> None:
    desk = SurveyDesk(tmp_path)
    desk.workbook.rename_survey(title)
    number = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=4)
    desk.run(1)
    assert desk.row(number)["rating"] == 4
    assert desk.numbers() == [number]


@ON_GOOGLE
def test_a_survey_that_is_linked_while_the_desk_runs_is_read_within_the_hour(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path, with_form=False)
    number = desk.resolved()
    desk.run(120)
    desk.rate(desk.token(), stars=4)
    desk.run(61)
    assert desk.row(number)["rating"] == 4


@ON_GOOGLE
def test_answers_are_read_from_the_last_known_one_on(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(120)
    for at in range(30):
        desk.rate(f"亂打的 {at}", stars=1)
    desk.run(1)
    desk.rate(desk.token(), stars=4)
    report = desk.one(1)
    assert report.lines["take_ratings"] == "ratings counted: 1, kept without: 0"
    assert desk.row(number)["rating"] == 4
    [view] = [view for view in desk.workbook.read(known=desk.known()).forms if view.key == "survey"]
    assert view.left_out == 30


@ON_GOOGLE
def test_a_survey_without_a_complaint_form_doesnt_hide_that_there_is_none(desk: SurveyDesk) -> None:
    desk.workbook.unlink_form()
    desk.run(61)
    assert any("沒有表單回應的分頁" in str(row.get("content")) for row in desk.rows("state"))
