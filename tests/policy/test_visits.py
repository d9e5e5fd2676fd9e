"""How often a customer has come, and what her row in 客人 says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.policy.customer_row import cells_of, joined_cells, keys_named
from sheetdesk.policy.people import Bearer
from sheetdesk.policy.visits import visits

TAIPEI = ZoneInfo("Asia/Taipei")
NOON = datetime(2026, 4, 2, 4, 0, tzinfo=UTC)
NOW = NOON + timedelta(days=30)


def bearer(running: int, **fields) -> Bearer:
    known = {"received_at": NOON, "heard_at": NOON, "keys": ("phone:0912345678",), "name": "王怡君", "is_open": True}
    return Bearer(f"GB2604-{running:04}-X", **{**known, **fields})


def test_the_third_case_names_the_second() -> None:
    theirs = [bearer(1), bearer(2, category="物流問題"), bearer(3)]
    assert list(visits(theirs, NOW, TAIPEI).values()) == [None, "第2次・上次 4/2", "第3次・上次 4/2 物流"]


def test_a_case_that_does_not_count_is_no_visit() -> None:
    theirs = [bearer(1, category="商品問題"), bearer(2, counts=False), bearer(3)]
    assert visits(theirs, NOW, TAIPEI)["GB2604-0003-X"] == "第2次・上次 4/2 商品"
    assert visits([bearer(1, counts=False), bearer(2)], NOW, TAIPEI)["GB2604-0002-X"] is None


def test_another_year_is_said_and_what_nobody_classed_is_not() -> None:
    theirs = [bearer(1, category="待分類", received_at=NOON - timedelta(days=365)), bearer(2, received_at=None)]
    assert visits([*theirs, bearer(3)], NOW, TAIPEI) == {
        "GB2604-0001-X": None,
        "GB2604-0002-X": "第2次・上次 2025/4/2",
        "GB2604-0003-X": "第3次・上次",
    }


def test_a_row_counts_what_counts_and_averages_what_was_rated() -> None:
    theirs = [
        bearer(1, rating=5, is_open=False),
        bearer(2, rating=2, heard_at=NOON + timedelta(hours=1), name="王小姐"),
        bearer(3, counts=False, name=None, keys=("line:wang",)),
    ]
    cells = cells_of(theirs, {"line:wang": "有 3 個不同的名字在用，不拿來合併"})
    assert cells == {
        "name": "王小姐",
        "contacts": "LINE wang、0912345678",
        "cases": 2,
        "open": 1,
        "last_at": NOON + timedelta(hours=1),
        "rating": 3.5,
        "joined": "用這些認出是同一人：電話 0912345678（2 件）\nLINE wang：有 3 個不同的名字在用，不拿來合併",
    }


def test_one_case_alone_explains_nothing() -> None:
    assert cells_of([bearer(1)], {})["joined"] is None


def test_who_turned_out_to_be_somebody_else_points_to_her() -> None:
    cells = joined_cells("GB2604-0001-X")
    assert (cells["cases"], cells["open"], cells["name"]) == (0, 0, None)
    assert "GB2604-0001-X" in str(cells["joined"])


def test_a_word_means_all_of_its_kind_or_the_very_contact() -> None:
    keys = ("phone:0912345678", "phone:0227123456", "email:wang@example.com", "nickname:小兔@1115")
    theirs = [bearer(1, keys=keys)]
    assert keys_named("電話", theirs) == keys[:2]
    assert keys_named("email、 暱稱", theirs) == keys[2:]
    assert keys_named("02 2712 3456", theirs) == keys[1:2]
    assert keys_named("912345678", theirs) == keys[:1]
    assert keys_named("小兔", theirs) == keys[3:]
    assert keys_named("0988888888", theirs) == ()
