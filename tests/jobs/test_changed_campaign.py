"""團購檔期 changes while cases are open: they follow at once, but for what a person or the customer said."""

from pathlib import Path

from tests.fakes.story_desk import StoryDesk


def test_a_change_in_the_tab_reaches_open_cases_at_once_and_what_a_person_set_stays(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.fill(
        "campaigns",
        [{"group_no": "1115", "product": "蔥抓餅", "supplier": "餅舖", "carrier": "黑貓", "pickup": "宅配"}],
    )
    desk.file("保鮮盒破了", group_no="1115")
    desk.file("盒子破了", group_no="1151", customer="李大同", email="lee@example.com")
    desk.run()
    one, other = sorted(desk.numbers(), key=lambda case: str(desk.row(case)["group_no"]))
    assert "是不是「1115」" in str(desk.row(other)["notice"])
    desk.type(one, "pickup", "面交")
    desk.type(other, "group_no", "1115")
    desk.run(1)
    assert "團購檔期" not in str(desk.row(other).get("notice") or "")
    desk.fill(
        "campaigns",
        [{"group_no": "1115", "product": "蔥油餅", "supplier": "大餅舖", "carrier": "郵局", "pickup": "自取"}],
    )
    desk.run(1)
    shown = [[desk.row(case).get(key) for key in ("product", "supplier", "carrier", "pickup")] for case in (one, other)]
    assert shown == [["蔥油餅", "大餅舖", "郵局", "面交"], ["蔥油餅", "大餅舖", "郵局", "自取"]]
    assert desk.run()[0].quiet
    desk.fill("campaigns", [])
    desk.run(1)
    assert desk.row(one)["carrier"] == "郵局"
