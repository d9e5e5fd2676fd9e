"""Complaints about one supplier, carrier or product pile up, though no single group buy and product does."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.model.values import Value
from tests.fakes.incident_desk import WHAT, IncidentDesk
from tests.fakes.week_desk import taipei

GOODS = {"1115": "蔥抓餅", "1116": "水餃", "1117": "貢丸"}


@pytest.fixture
def desk(tmp_path: Path) -> IncidentDesk:
    """All three group buys come from 大成 by 黑貓, a fourth from 好農 by post."""
    desk = IncidentDesk(tmp_path)
    ours: dict[str, Value] = {"supplier": "大成", "carrier": "黑貓宅急便"}
    rows: list[dict[str, Value]] = [{"group_no": group, "product": goods, **ours} for group, goods in GOODS.items()]
    desk.fill("campaigns", [*rows, {"group_no": "1200", "product": "橘子", "supplier": "好農", "carrier": "郵局"}])
    desk.at(taipei(23, "13:00"))
    return desk


def complain(desk: IncidentDesk, count: int, first: int = 0) -> None:
    """So many customers, of one group buy after another."""
    for n in range(first, first + count):
        group = sorted(GOODS)[n % len(GOODS)]
        desk.melts(n, f"收到的{GOODS[group]}都退冰了", group_no=group, product=GOODS[group])


def test_the_fifth_complaint_about_one_supplier_is_proposed_with_one_alarm_and_its_list(desk: IncidentDesk) -> None:
    complain(desk, 4)
    desk.run(1)
    assert desk.incidents == []
    complain(desk, 1, first=4)
    desk.run(1)
    assert (desk.incident()["supplier"], desk.incident()["status"]) == ("大成", "建議")
    [question] = desk.asked()
    assert "廠商「大成」24 小時內有 5 件客訴（退冰融化 5），平常一天 0 件" in question
    [alarm] = desk.warned()
    assert all(number in alarm.letter.text for number in desk.numbers())
    assert "客人" not in "".join(line for line in alarm.letter.text.splitlines() if line.startswith("・GB"))
    complain(desk, 3, first=5)
    desk.run(1)
    assert len(desk.warned()) == 1
    assert [row["number"] for row in desk.incidents] == ["E1"]


def test_once_confirmed_all_of_that_supplier_join_and_no_others(desk: IncidentDesk) -> None:
    complain(desk, 5)
    desk.run(1)
    desk.answer("確認")
    desk.write(what=WHAT)
    desk.run(1)
    assert len(desk.members()) == 5
    desk.melts(50, "橘子壞了", group_no="1200", product="橘子")
    desk.melts(51, "貢丸退冰了", group_no="1117", product="貢丸")
    desk.run(1)
    assert len(desk.members()) == 6
    assert len(desk.warned()) == 1
    desk.quiet()


def test_one_product_of_one_group_buy_is_proposed_as_itself_and_its_supplier_is_not(desk: IncidentDesk) -> None:
    desk.melted(7)
    assert [(row["group_no"], row.get("supplier")) for row in desk.incidents] == [("1115", None)]
    assert len(desk.warned()) == 1


def test_one_product_in_several_group_buys_is_proposed_as_a_product(desk: IncidentDesk) -> None:
    for n in range(5):
        desk.melts(n, group_no=f"12{n % 2}0")
    desk.run(1)
    assert [(row.get("product"), row.get("group_no")) for row in desk.incidents] == [("蔥抓餅", None)]


def test_a_row_of_hers_may_name_the_carrier_alone(desk: IncidentDesk) -> None:
    complain(desk, 3)
    desk.melts(9, "橘子壞了", group_no="1200", product="橘子")
    desk.run(1)
    desk.made_by_hand(group_no=None, product=None, carrier="黑貓宅急便", what="物流中心停電。")
    assert len(desk.members()) == 3
