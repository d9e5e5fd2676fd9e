"""The last evening of the month: what came in and what was solved belongs to the day on the desk's own clock."""

from __future__ import annotations

from tests.fakes.week_desk import WeekDesk, taipei


def months(desk: WeekDesk) -> dict[str, tuple[object, object]]:
    """件數 and 已解決 of each month that has any."""
    rows = {str(row["id"]): (row.get("received"), row.get("solved")) for row in desk.rows("kpi_months") if "id" in row}
    return {key: figures for key, figures in rows.items() if any(figures)}


def solve(desk: WeekDesk, who: str) -> None:
    number = next(str(row["number"]) for row in desk.rows() if row["customer"] == who)
    desk.type(number, "first_reply_at", desk.now)
    desk.type(number, "status", "已解決")


def test_a_minute_before_midnight_is_this_months_and_midnight_the_next_ones(desk: WeekDesk) -> None:
    desk.at(taipei(30, "23:59"))
    for who in ("王怡君", "陳柏宏"):
        desk.file("保鮮盒破了", customer=who, email=None, phone=f"09{ord(who[0]):08}")
    desk.run()
    solve(desk, "王怡君")
    desk.run()
    desk.file("蓋子裂了", customer="林小美", email=None, phone="0912345678", submitted_at=taipei(1, "00:00", 12))
    solve(desk, "陳柏宏")
    desk.run(1)
    assert desk.now == taipei(1, "00:00", 12), "in UTC it is still four in the afternoon of the day before"
    desk.run(60)
    assert months(desk) == {"2026-11-01": (2, 1), "2026-12-01": (1, 1)}
    applied = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == applied, "figures that stand are not written again"
