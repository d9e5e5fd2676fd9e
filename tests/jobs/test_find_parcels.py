"""物流單號 that is proposed: a person's word stands, and what she leaves alone is not proposed twice."""

from pathlib import Path

from tests.fakes.story_desk import StoryDesk


def test_what_a_person_puts_into_the_cell_stands(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("請問到哪了？黑貓單號 901234567890", product="蔥抓餅")
    desk.run()
    [case] = desk.numbers()
    assert desk.row(case)["tracking_no"] == "901234567890"
    assert desk.case(case).parcel_why is not None
    desk.type(case, "tracking_no", "無")
    desk.run(1)
    row = desk.row(case)
    assert (row["tracking_no"], "認出來的" in str(row.get("notice"))) == ("無", False)
    assert desk.run()[0].quiet


def test_what_a_person_clears_is_proposed_again(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("請問到哪了？黑貓單號 901234567890", product="蔥抓餅")
    desk.run()
    [case] = desk.numbers()
    for value in ("無", None):
        desk.type(case, "tracking_no", value)
        desk.run(1)
    assert desk.row(case)["tracking_no"] == "901234567890"


def test_the_carrier_that_came_with_a_wrong_number_goes_with_it(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("請問到哪了？黑貓單號 901234567890", product="蔥抓餅")
    desk.run()
    [case] = desk.numbers()
    shown = []
    for number in ("901234567808", "12345678901234", "RR473124829TW", "無"):
        desk.type(case, "tracking_no", number)
        desk.run(1)
        shown.append(desk.row(case).get("carrier"))
        assert desk.run()[0].quiet
    assert shown == ["黑貓宅急便", None, "中華郵政", None]
    desk.type(case, "tracking_no", None)
    desk.run(1)
    assert desk.row(case)["carrier"] == "黑貓宅急便"
    assert "認出來的（黑貓宅急便：內容寫了" in str(desk.row(case)["notice"])
