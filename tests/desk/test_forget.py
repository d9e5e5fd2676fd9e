"""Stories of a customer who asks to be forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import BY_KEY
from sheetdesk.desk.forget import Person, forget, form_rows_of, persons_meant
from sheetdesk.desk.rebuild import rebuild
from sheetdesk.desk.rig import Asked
from sheetdesk.desk.wipe import ROWS
from sheetdesk.errors import UsageError
from sheetdesk.ledger.store import FORGET_SECRET
from sheetdesk.model.case import is_open
from sheetdesk.model.values import Value
from sheetdesk.policy.forgetting import GONE
from tests.fakes.planted import traces
from tests.fakes.story_desk import StoryDesk
from tests.fakes.twin import staged

HERS = ("王怡君", "wang@example.com", "0912345678", "蔥抓餅退冰了", "祕密備註")
SILENT = Asked(jobs=(), kinds=())


@pytest.fixture
def desk(tmp_path: Path, kind: str) -> StoryDesk:
    return staged(of_two_customers, kind, tmp_path)


def of_two_customers(folder: Path) -> StoryDesk:
    """She wrote twice, got her receipt, and the organiser noted something; somebody else wrote too."""
    desk = StoryDesk(folder)
    desk.file("保鮮盒破了", customer="李大同", email="lee@example.com")
    desk.file("蔥抓餅退冰了", phone="0912345678", product="蔥抓餅")
    desk.run()
    number = hers(desk)
    desk.file("還有一包也是，蔥抓餅退冰了", phone="0912345678", case_no=number)
    desk.type(number, "note", "祕密備註")
    desk.type(number, "amount", 320)
    desk.type(number, "paid_by", "廠商")
    desk.type(number, "remedy", "退款")
    desk.run(1)
    return desk


def hers(desk: StoryDesk) -> str:
    return next(str(row["number"]) for row in desk.rows() if row.get("customer") == "王怡君")


def found(desk: StoryDesk, text: str) -> list[Person]:
    with desk.rig.ledger.begin() as tx:
        return persons_meant(tx, text)


def forgets(desk: StoryDesk, text: str = "wang@example.com") -> str:
    [her] = found(desk, text)
    with desk.rig.ledger.begin() as tx:
        forget(tx, her, desk.now)
    return her.numbers[0]


def shown(desk: StoryDesk) -> str:
    """Everything that stands in the desk's own tabs."""
    return "\n".join(str(row) for tab in desk.workbook.grids for row in desk.rows(tab))


@pytest.mark.parametrize("text", ["王怡君", "wang@example.com", "0912-345-678"])
def test_she_is_found_with_all_her_cases_and_nobody_else(desk: StoryDesk, text: str) -> None:
    [her] = found(desk, text)
    assert her.numbers == [hers(desk)]
    assert set(her.words) == {"王怡君", "wang@example.com", "0912345678"}
    assert found(desk, "陳小明") == []


def test_two_customers_of_one_name_are_two(desk: StoryDesk) -> None:
    desk.file("少一包", email="other@example.com")
    desk.run(1)
    assert len(found(desk, "王怡君")) == 2
    assert len(found(desk, "wang@example.com")) == 1


def test_nothing_of_her_is_left_in_sheet_and_ledger_and_the_others_are_untouched(
    desk: StoryDesk, tmp_path: Path
) -> None:
    other = [row for row in desk.rows() if row.get("customer") == "李大同"]
    number = forgets(desk)
    desk.run(1, SILENT)
    desk.rig.ledger.compact()
    assert [word for word in HERS if word in shown(desk)] == []
    assert traces(tmp_path, *HERS) == []
    row = desk.row(number)
    assert (row["customer"], row["text"], row["status"]) == (GONE, GONE, "已結案")
    assert [row for row in desk.rows() if row.get("customer") == "李大同"] == other


def test_her_orders_go_too_come_back_with_no_reading_and_their_rows_are_told(desk: StoryDesk, tmp_path: Path) -> None:
    item: dict[str, Value] = {"group_no": "1115", "product": "玻璃保鮮盒", "carrier": "黑貓宅急便"}
    lines = [
        {**item, "order_no": "A1", "phone": "0912345678", "tracking_no": "901234567890"},
        {**item, "order_no": "B2", "phone": "0987654321", "customer": "李大同"},
        {**item, "order_no": "C3", "nickname": "小魚兒"},
        {**item, "order_no": "D4", "customer": "王怡君"},
    ]
    desk.workbook.show_orders(lines)
    desk.file("盒子也破了", nickname="小魚兒", group_no="1115", product="玻璃保鮮盒", phone=None)
    desk.run(1)
    assert sorted(str(row.get("purchase") or "")[:5] for row in desk.rows())[-1] == "訂單 C3"
    [her] = found(desk, "wang@example.com")
    with desk.rig.ledger.begin() as tx:
        rows = form_rows_of(tx, her, desk.workbook.read().forms)
    assert rows[-2:] == [
        "分頁「訂單」第 2、4 列",
        "分頁「訂單」第 5 列有一樣的名字、暱稱或聯絡方式：是這位客人的才刪",
    ]
    assert traces(tmp_path, "901234567890") != []
    forgets(desk)
    desk.workbook.show_orders([*lines[::-1], {**item, "order_no": "E5", "phone": "0987654321"}])
    desk.run(1)
    with desk.rig.ledger.begin() as tx:
        known = {line.number for line in tx.orders.of_numbers(["a1", "b2", "c3", "d4", "e5"])}
    assert known == {"b2", "d4", "e5"}
    desk.rig.ledger.compact()
    assert traces(tmp_path, "901234567890", "小魚兒") == []


def test_what_it_cost_and_who_bears_it_stays_for_the_books(desk: StoryDesk) -> None:
    number = forgets(desk)
    desk.run(1, SILENT)
    desk.run(1)
    row = desk.row(number)
    assert (row["amount"], row["paid_by"], row["remedy"], row.get("note")) == (320, "廠商", "退款", None)
    [claim] = desk.rows("claims")
    assert (claim["number"], claim["amount"]) == (number, 320)
    assert "不用了" not in str(claim["missing"])


@pytest.mark.parametrize("how", ["added", "merged"])
def test_what_she_wrote_on_the_case_of_somebody_else_goes_too_and_nothing_else_of_it(
    desk: StoryDesk, tmp_path: Path, how: str
) -> None:
    his = next(str(row["number"]) for row in desk.rows() if row.get("customer") == "李大同")
    desk.type(his, "note", "他的備註")
    if how == "added":
        desk.file("我的也破了，蔥抓餅退冰了", phone="0912345678", case_no=his)
    else:
        desk.type(hers(desk), "merged_into", his)
    desk.run(1)
    assert "蔥抓餅退冰了" in str(desk.row(his)["additions"])
    forgets(desk)
    desk.run(1, SILENT)
    desk.run(1)
    desk.rig.ledger.compact()
    assert [word for word in HERS if word in shown(desk)] == []
    assert traces(tmp_path, *HERS) == []
    row = desk.row(his)
    assert (row["customer"], row["text"], row["note"]) == ("李大同", "保鮮盒破了", "他的備註")
    assert GONE in str(row["additions"])
    desk.show_form()
    desk.run(61)
    assert len(desk.numbers()) == 2, "the form's rows are still known"


def test_so_it_stays_in_the_passes_that_follow(desk: StoryDesk, tmp_path: Path) -> None:
    number = forgets(desk)
    desk.run(1)
    before = desk.workbook.applied
    desk.run(61)
    desk.run(24 * 60)
    assert desk.numbers().count(number) == 1
    assert len(desk.numbers()) == 2
    assert [word for word in HERS if word in shown(desk)] == []
    assert not is_open(desk.case(number))
    assert desk.workbook.applied <= before + 3  # the figures of a new hour and of a new day, the last sign of life


def test_no_letter_leaves_for_her_any_more(desk: StoryDesk) -> None:
    number = hers(desk)
    desk.type(number, "reply_text", "您好，已經處理了。")
    desk.type(number, "action", "寄出")
    desk.one(1)
    forgets(desk)
    sent = len(desk.channel.sent)
    desk.run(5)
    desk.run(24 * 60)
    assert len(desk.channel.sent) == sent


def test_her_old_answer_makes_no_case_as_long_as_nobody_has_deleted_the_forms_row(desk: StoryDesk) -> None:
    forgets(desk)
    desk.run(1)
    desk.show_form("表單回應 1")
    desk.run(61)
    assert len(desk.numbers()) == 2


def test_who_writes_again_later_is_a_customer_like_any_other(desk: StoryDesk) -> None:
    forgets(desk)
    desk.run(1)
    desk.now += timedelta(minutes=10)
    desk.file("這次換別的壞了", phone="0912345678")
    desk.run()
    assert len(desk.numbers()) == 3
    assert sum(row.get("customer") == "王怡君" for row in desk.rows()) == 1


def test_a_row_that_the_organiser_deletes_does_not_come_back(desk: StoryDesk) -> None:
    number = forgets(desk)
    desk.run(1)
    del desk.grid.rows[desk.grid.find("number", number)]
    desk.run(1)
    desk.run(3)
    desk.run(61)
    assert number not in desk.numbers()


def test_a_write_that_is_lost_is_made_up_for_and_brings_nothing_back(desk: StoryDesk, tmp_path: Path) -> None:
    forgets(desk)
    desk.workbook.lose_request = True
    desk.one(1, SILENT)
    desk.run(1, SILENT)
    desk.rig.ledger.compact()
    assert [word for word in HERS if word in shown(desk)] == []
    assert traces(tmp_path, *HERS) == []


def test_a_reply_that_is_lost_is_settled_and_brings_nothing_back(desk: StoryDesk, tmp_path: Path) -> None:
    forgets(desk)
    desk.workbook.lose_reply = True
    desk.one(1, SILENT)
    desk.run(1, SILENT)
    desk.rig.ledger.compact()
    assert [word for word in HERS if word in shown(desk)] == []
    assert traces(tmp_path, *HERS) == []


def test_while_a_write_is_in_doubt_nobody_is_forgotten(desk: StoryDesk) -> None:
    desk.type(hers(desk), "note", "祕密備註二")
    desk.type(hers(desk), "amount", 280)
    desk.workbook.lose_reply = True
    desk.one(1)
    [her] = found(desk, "wang@example.com")
    with pytest.raises(UsageError), desk.rig.ledger.begin() as tx:
        forget(tx, her, desk.now)


def test_the_last_write_leaves_no_copy_of_her_rows_in_the_workbook(desk: StoryDesk) -> None:
    forgets(desk)
    desk.run(1, SILENT)
    with desk.rig.ledger.begin() as tx:
        assert tx.fact(ROWS) is None


def test_a_sheet_set_back_to_the_day_before_does_not_bring_her_back(desk: StoryDesk, tmp_path: Path) -> None:
    before = {tab: desk.rows(tab) for tab in ("cases", "log", "customers", "claims", "payables")}
    forgets(desk)
    desk.run(1)
    for tab, rows in before.items():
        key = str(BY_KEY[tab].key_column)
        grid = desk.workbook.grids[tab]
        for row in rows:
            for column, value in row.items():
                grid.put(grid.find(key, row[key]), column, value)
    stamp = desk.workbook.stamp
    desk.workbook.stamp = replace(stamp, batch=stamp.batch - 1)
    assert "王怡君" in shown(desk)
    desk.run(1)
    desk.rig.ledger.compact()
    assert [word for word in HERS if word in shown(desk)] == []
    assert traces(tmp_path, *HERS) == []


def test_a_rebuilt_ledger_that_takes_the_marks_over_does_not_bring_her_back(desk: StoryDesk, tmp_path: Path) -> None:
    forgets(desk)
    desk.run(1)
    with desk.rig.ledger.begin() as tx:
        secret, marks = tx.fact(FORGET_SECRET), tx.forgotten.all()
    desk.url = f"sqlite:///{tmp_path / 'new.db'}"
    desk.rig = desk.open()
    with desk.rig.ledger.begin() as tx:
        tx.remember(FORGET_SECRET, secret)
        tx.forgotten.keep(marks)
    made = rebuild(desk.rig, desk.now)
    assert made.open_form_rows == 0
    desk.run(1)
    assert len(desk.numbers()) == 2
    assert [word for word in HERS if word in shown(desk)] == []


def test_rows_sorted_at_the_moment_of_wiping_cost_nobody_else_a_word(desk: StoryDesk) -> None:
    others = {tab: [row for row in desk.rows(tab) if "李大同" in str(row)] for tab in ("cases", "customers")}
    forgets(desk)

    def turn_over(workbook: object) -> None:
        for tab in ("cases", "log", "customers", "claims"):
            desk.workbook.grids[tab].rows.reverse()

    desk.workbook.at_write = turn_over
    for minutes in (1, 1, 1):
        desk.run(minutes, SILENT)
    assert [word for word in HERS if word in shown(desk)] == []
    for tab, rows in others.items():
        assert [row for row in desk.rows(tab) if "李大同" in str(row)] == rows
    applied = desk.workbook.applied
    desk.run(1, SILENT)
    assert desk.workbook.applied == applied


def test_of_what_was_decided_on_her_case_the_trail_keeps_what_tells_nothing_of_her(desk: StoryDesk) -> None:
    number = hers(desk)
    forgets(desk)
    with desk.rig.ledger.begin() as tx:
        told = [(e.old, e.new, e.why) for e in tx.cases.events(number) if e.kind == "decided"]
    names = {name for _, new, _ in told for name in new}
    assert {"category", "priority", "owner"} <= names
    assert names.isdisjoint({"summary", "first_reply_due", "tags"})
    assert {why for *_, why in told} == {None}
