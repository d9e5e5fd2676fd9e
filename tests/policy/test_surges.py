from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.model.incident import OPEN, Incident
from sheetdesk.policy.incidents import Matter, Pile, Terms, piles_up
from sheetdesk.policy.surges import is_about, spread, wider

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def matters(count: int, age: timedelta = timedelta(), supplier: str = "大成") -> list[Matter]:
    return [Matter(f"團{n % 3}", f"商品{n % 3}", NOW - age - timedelta(minutes=n), supplier) for n in range(count)]


def test_a_complaint_is_counted_by_the_narrowest_first() -> None:
    assert list(wider(Matter("團1115", "蔥抓餅", NOW, "大成", "黑貓"))) == [
        ("product", "蔥抓餅"),
        ("bucket", "團1115"),
        ("supplier", "大成"),
        ("carrier", "黑貓"),
    ]
    assert list(wider(Matter("品蔥抓餅", "蔥抓餅", NOW))) == [("product", "蔥抓餅")]


@pytest.mark.parametrize(("recent", "much"), [(5, False), (6, True)])
def test_a_supplier_with_two_complaints_a_day_piles_up_from_three_times_that_on(recent: int, much: bool) -> None:
    before = [one for day in range(1, 29) for one in matters(2, day * DAY + timedelta(hours=1))]
    pile = spread([*matters(recent), *before], [], NOW)
    assert pile == Pile(recent, 2)
    assert piles_up(pile, Terms()) == much


def test_what_an_incident_explains_is_left_out() -> None:
    one = Incident(1, NOW, product="商品0", status=OPEN)
    assert spread(matters(6), [one], NOW) == Pile(4, 0)


def test_complaints_of_one_sort_alone_say_nothing_of_the_supplier() -> None:
    assert spread([Matter("團1", "蔥抓餅", NOW, "大成")] * 9, [], NOW) == Pile(0, 0)


def test_an_incident_is_about_a_supplier_that_names_nothing_else() -> None:
    assert is_about(Incident(1, NOW, supplier="大 成"), "supplier", "大成")
    assert not is_about(Incident(1, NOW, supplier="大成", product="貢丸"), "supplier", "大成")
    assert is_about(Incident(1, NOW, group_no="1115"), "bucket", "團1115")
