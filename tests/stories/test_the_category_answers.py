"""On Monday each who answers for a category or for goods reads of her own cases, or her proxy does while she is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.model.values import Value
from sheetdesk.policy.report_terms import ReportTerms, Slot
from tests.fakes.week_desk import WeekDesk, taipei

FANG, MEI, QIANG, LEFT = (f"{name}@example.com" for name in ("fang", "mei", "qiang", "left"))
TEAM: list[dict[str, Value]] = [
    {"name": "阿芳", "role": "主揪", "email": FANG, "active": "是"},
    {"name": "小美", "email": MEI, "goods": "蔥抓餅", "proxy": "阿芳", "active": "是"},
    {"name": "阿強", "email": QIANG, "categories": "帳務問題", "active": "是"},
    {"name": "小黑", "goods": "保鮮盒", "active": "是"},
    {"name": "阿離", "email": LEFT, "goods": "蔥抓餅", "active": "否"},
]


@pytest.fixture
def desk(tmp_path: Path, workbook: None) -> WeekDesk:
    desk = WeekDesk(tmp_path)
    desk.fill("team", TEAM)
    desk.defaults = replace(desk.defaults, reports=ReportTerms(owners=Slot(0)))
    desk.rig = desk.open()
    return desk


def got(desk: WeekDesk, mail: str) -> list[str]:
    return [m.letter.subject for m in desk.channel.sent if m.address == mail and m.kind == "report"]


def test_each_reads_of_her_own_cases_once_a_week(desk: WeekDesk) -> None:
    two_boxes_melt_and_one_breaks(desk)
    nothing_comes_before_eight(desk)
    only_she_who_answers_for_it_reads_of_it(desk)
    it_comes_once(desk)
    her_proxy_reads_it_while_she_is_away(desk)
    a_new_ledger_mails_no_old_one_again(desk)


def two_boxes_melt_and_one_breaks(desk: WeekDesk) -> None:
    desk.run()
    for at, product in enumerate(("蔥抓餅", "蔥抓餅", "保鮮盒")):
        desk.now = taipei(24, f"1{at}:00")
        desk.file("收到都退冰了", product=product, customer=f"客人{at}", email=f"c{at}@example.com")
    desk.run()
    melted = [str(row["number"]) for row in desk.rows() if row.get("product") == "蔥抓餅"]
    desk.type(melted[0], "paid_by", "大成食品")
    desk.type(melted[0], "amount", 150)
    desk.run(1)


def nothing_comes_before_eight(desk: WeekDesk) -> None:
    desk.now = taipei(30, "07:59")
    desk.run()
    assert got(desk, MEI) == []


def only_she_who_answers_for_it_reads_of_it(desk: WeekDesk) -> None:
    desk.now = taipei(30, "08:00")
    desk.run()
    assert got(desk, MEI) == ["分類回報 11/23（一）–11/29（日）：好日子團購"]
    assert [got(desk, mail) for mail in (FANG, QIANG, LEFT)] == [[], [], []]
    letter = desk.last(MEI)
    melted, broken = ([str(r["number"]) for r in desk.rows() if r.get("product") == p] for p in ("蔥抓餅", "保鮮盒"))
    assert "收到：2 件（客訴 2 件）；前一週 0 件" in letter
    assert f"2 件（前一週 0 件）：{'、'.join(sorted(melted))}" in letter
    assert "大成食品：1 件，共 NT$150" in letter
    assert all(f"・{number} 蔥抓餅｜" in letter for number in melted), "late, in the words of 摘要"
    assert broken[0] not in letter
    assert "客人0" not in letter
    assert "「小黑」沒有 Email，分類回報寄不到" in str(desk.rows("state"))
    assert "分類回報" not in str(desk.rows("reports")), "others' parts are no part of the organiser's tab"


def it_comes_once(desk: WeekDesk) -> None:
    desk.rest()
    desk.rig = desk.open()
    desk.run(60)
    assert len(got(desk, MEI)) == 1


def her_proxy_reads_it_while_she_is_away(desk: WeekDesk) -> None:
    """Two Mondays were missed as well: the newest comes alone."""
    away: dict[str, Value] = {"leave_from": date(2026, 12, 14), "leave_to": date(2026, 12, 14)}
    desk.fill("team", [TEAM[0], {**TEAM[1], **away}, *TEAM[2:]])
    desk.now = taipei(14, "09:00", month=12)
    desk.run()
    assert len(got(desk, MEI)) == 1
    assert got(desk, FANG) == ["分類回報 12/7（一）–12/13（日）（代小美）：好日子團購"]
    assert "收到：沒有；前一週 0 件" in desk.last(FANG)


def a_new_ledger_mails_no_old_one_again(desk: WeekDesk) -> None:
    desk.url = f"sqlite:///{desk.folder / 'new.db'}"
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(1)
    assert (len(got(desk, MEI)), len(got(desk, FANG))) == (1, 1)
