"""What a pass costs in calls and bytes, how large its parts are, and what of a cell Google shows otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest

from sheetdesk.columns import CASES
from sheetdesk.desk.rare_columns import OUTLINE
from sheetdesk.model.memory import RowMemory, print_of
from sheetdesk.model.values import CELL_LIMIT, SHORTENED
from sheetdesk.policy.numbers import case_number
from sheetdesk.workbook.google import row_texts, workbook
from sheetdesk.workbook.google.window import side_by_side
from sheetdesk.workbook.google.workbook import GoogleWorkbook
from sheetdesk.workbook.headers import HEADER_WITHIN
from tests.fakes.google import Fault, Quota, people
from tests.fakes.google_under_fault import CASES_TAB, FORM_TAB, STATE_TAB, ZONE, Desk

MANY = 5_000


@pytest.fixture
def desk(studio, tmp_path, calm):
    return Desk(studio, tmp_path)


def with_one_case(desk):
    desk.file("蔥抓餅都退冰了", "wang@example.com")
    desk.run()
    desk.calls()
    return desk


def test_a_desk_of_one_case_costs_one_call_when_nothing_happened(desk):
    with_one_case(desk).run(1)

    assert desk.calls() == ["read"]


def test_a_pass_that_writes_costs_two_calls(desk):
    with_one_case(desk)
    desk.type(desk.numbers()[0], "summary", "亂改")

    desk.run(1)

    assert desk.calls() == ["read", "write", "read"]


def test_the_first_pass_of_a_process_asks_what_the_spreadsheet_consists_of_and_later_processes_remember(desk):
    desk.file("蔥抓餅都退冰了", "wang@example.com")
    desk.run()
    first = desk.calls()
    desk.reopen()

    desk.run(1)

    assert first[:3] == ["read", "read", "write"]
    assert desk.calls() == ["read"]


def test_a_quiet_pass_spares_the_bytes_of_the_long_columns_below_the_first_rows(desk):
    for number in range(30):
        desk.file(f"第 {number} 盒的蔥抓餅都退冰了", f"c{number}@example.com")
    desk.run()
    desk.run(1)
    desk.google.calls.clear()

    desk.run(1)
    [quiet] = desk.google.calls
    with desk.rig.ledger.begin() as tx:
        tx.remember(OUTLINE, None)
    desk.run(1)
    whole = desk.google.calls[1]

    titles = [column.title for column in CASES.columns if column.rarely_read]
    rows = desk.rows()[HEADER_WITHIN - 1 :]
    long = [str(row[title]) for row in rows for title in titles if title in row]
    parts = len(quiet.body["dataFilters"]) - len(whole.body["dataFilters"])
    beside = 250 * parts  # what the answer says of each part besides its cells, at most
    assert whole.bytes_down - quiet.bytes_down >= sum(len(text.encode()) for text in long) - beside


def test_rows_below_the_first_ones_are_parsed_when_their_text_is_new_and_when_the_tabs_are_asked_for_anew(
    desk, monkeypatch
):
    for number in range(30):
        desk.file(f"第 {number} 盒的蔥抓餅都退冰了", f"c{number}@example.com")
    desk.run()
    desk.run(1)
    desk.run(1)
    parsed: list[str] = []

    def noted(spans):
        lines = side_by_side(spans)
        parsed.extend(line[0] for line in lines)
        return lines

    def rows_parsed(minutes):
        parsed.clear()
        desk.run(minutes)
        return set(parsed)

    monkeypatch.setattr(row_texts, "side_by_side", noted)
    edited, *others = desk.numbers()[HEADER_WITHIN - 1 :]
    assert rows_parsed(1) == set()
    desk.type(edited, "summary", "亂改")
    assert rows_parsed(1) == {edited}
    monkeypatch.setattr(workbook, "ASK_AGAIN", timedelta(minutes=5))
    assert rows_parsed(6) == {edited, *others}


def test_what_the_spreadsheet_consists_of_is_asked_again_once_an_hour(desk):
    with_one_case(desk).run(61)
    desk.calls()

    desk.run(1)

    assert desk.calls() == ["read"]


def test_a_sort_at_the_moment_of_the_write_costs_one_more_pass(desk):
    desk.file("蔥抓餅都退冰了", "wang@example.com")
    desk.file("少一包", "chen@example.com")
    desk.run()
    desk.type(desk.numbers()[0], "summary", "亂改")
    desk.google.people.next(lambda book: people.sort(book, CASES_TAB, "案號", descending=True), kind="write")
    desk.calls()

    desk.run(1)

    assert desk.calls() == ["read", "write", "read", "write", "read"]


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_desk_of_five_thousand_cases_costs_the_same_two_calls(desk):
    with_many_like(with_one_case(desk), MANY)
    desk.run(1)  # shows what is to be done about them
    desk.calls()
    desk.run(1)
    quiet = desk.calls()
    desk.file("又少一包", "")
    desk.type(desk.numbers()[-1], "summary", "亂改")

    desk.run(1)

    assert quiet == ["read"]
    assert desk.calls() == ["read", "write", "read"]
    assert len(set(desk.numbers())) == MANY + 1
    assert "亂改" not in [row["摘要"] for row in desk.rows()]


def with_many_like(desk, count):
    """The one case of the desk, many times over: in the ledger, as seen, and in the sheet."""
    number = desk.numbers()[0]
    tab = desk.book[CASES_TAB]
    line, at = tab.values()[1], tab.column("案號") - 1
    with desk.rig.ledger.begin() as tx:
        case, memory = tx.cases.some([number])[number], tx.sheet.rows("cases")[number]
        twins = [(running, case_number("GB", desk.now, ZONE, running)) for running in range(2, count + 1)]
        tx.cases.add((running, replace(case, number=twin)) for running, twin in twins)
        seen = {twin: {**memory.seen, "number": twin} for _, twin in twins}
        tx.sheet.keep("cases", {twin: RowMemory(cells, print_of(cells)) for twin, cells in seen.items()})
    tab.grow(count + 10, 1)
    for row, (_, twin) in enumerate(twins, start=3):
        for column, value in enumerate([*line[:at], twin, *line[at + 1 :]], start=1):
            if value != "":
                tab.put(row, column, value)


def test_a_large_difference_leaves_in_parts_each_below_two_megabytes_and_settled_before_the_next(desk, monkeypatch):
    monkeypatch.setattr(GoogleWorkbook, "bytes_a_batch", 40_000)
    for number in range(60):
        desk.file(f"蔥抓餅都退冰了 {number}" + "很長的內容" * 40, "")

    desk.run()

    sent = [call.bytes_up for call in desk.google.calls if call.kind == "write"]
    assert len(sent) > 3
    assert max(sent) < 44_000
    numbers = desk.numbers()
    assert numbers == sorted(numbers, key=lambda number: number[7:11])
    assert len(set(numbers)) == 60


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_part_whose_answer_is_lost_is_settled_before_more_is_written(part, when, desk, monkeypatch):
    monkeypatch.setattr(GoogleWorkbook, "bytes_a_batch", 40_000)
    for number in range(40):
        desk.file(f"蔥抓餅都退冰了 {number}" + "很長的內容" * 40, "")
    desk.google.faults.next(Fault("503"), kind="write", when=when, skip=part)

    desk.run()

    assert len(desk.numbers()) == len(set(desk.numbers())) == 40


def test_rows_that_people_insert_between_two_parts_are_in_nobodys_way(desk, monkeypatch):
    monkeypatch.setattr(GoogleWorkbook, "bytes_a_batch", 40_000)
    for number in range(40):
        desk.file(f"蔥抓餅都退冰了 {number}" + "很長的內容" * 40, "")
    desk.google.people.next(lambda book: people.insert_rows(book, CASES_TAB, 3, 5), kind="write", skip=1)

    desk.run()

    assert len(desk.numbers()) == len(set(desk.numbers())) == 40
    assert all(row["內容"].startswith("蔥抓餅都退冰了") for row in desk.rows())


def test_a_quota_that_other_programs_use_up_is_waited_for_and_then_told(desk):
    with_one_case(desk)
    desk.google.quota = Quota(reads=0, writes=0)

    fault = desk.try_run(1)

    assert fault is not None
    assert fault.exit_code == 3
    assert "配額" in str(fault) or "太多" in str(fault)
    desk.google.quota = None
    assert desk.try_run(1) is None


def test_the_pace_leaves_ten_calls_a_minute_to_others(desk):
    with_one_case(desk)
    desk.google.quota = Quota(reads=60, writes=60)
    client = desk.rig.workbook.sheet.client

    for _ in range(3):
        desk.run(1)

    assert client.calls.reads <= 50


def test_text_longer_than_a_cell_holds_is_cut_with_a_mark_and_kept_whole_in_the_ledger(desk):
    text = "退冰了" * 16_000
    desk.file(text, "wang@example.com")

    desk.run()

    shown = desk.row(desk.numbers()[0])["內容"]
    assert shown.endswith(SHORTENED)
    assert len(shown.encode("utf-16-le")) // 2 <= CELL_LIMIT <= 50_000
    with desk.rig.ledger.begin() as tx:
        assert tx.cases.some(desk.numbers())[desk.numbers()[0]].text == text


@pytest.mark.parametrize(
    "text",
    [
        "第一行\r\n第二行\r第三行",
        "響鈴\x07和\x0b直向定位",
        "😀" * 10 + "\u2028段落\u00a0空白",
        '=HYPERLINK("http://evil","點我")',
        "+886912345678",
        "'開頭的撇號",
        "  前後空白  ",
        "\u202e反轉",
        "0912345678",
        "2026/11/21",
        "TRUE",
    ],
)
def test_what_a_customer_wrote_is_shown_as_text_and_written_once(text, desk):
    desk.file(text, "wang@example.com", nickname=text, product=text)
    desk.run()
    desk.calls()

    desk.run(1)

    assert desk.calls() == ["read"]
    row = desk.row(desk.numbers()[0])
    assert isinstance(row["內容"], str)
    tab = desk.book[CASES_TAB]
    assert tab.formula(2, tab.column("內容")) is None
    with desk.rig.ledger.begin() as tx:
        assert not [event for event in tx.cases.events() if event.actor == "person"]


def test_a_spreadsheet_that_grows_towards_its_limit_is_named_in_time(desk):
    with_one_case(desk)
    desk.book.change(
        [{"addSheet": {"properties": {"title": "大", "gridProperties": {"rowCount": 90_000, "columnCount": 90}}}}]
    )

    desk.run(61)

    said = [str(row.get("內容")) for row in desk.rows(STATE_TAB)]
    assert any("10,000,000" in line for line in said)


@pytest.mark.parametrize("when", ["before our next write", "after our next write"])
def test_a_write_that_google_carries_out_late_is_healed(when, studio, tmp_path):
    desk = with_one_case(Desk(studio, tmp_path, patience_s=2))
    desk.file("又少一包", "lin@example.com")
    desk.type(desk.numbers()[0], "status", "處理中")
    if when.startswith("before"):
        desk.google.faults.next(Fault("late"), kind="write")
    else:
        desk.google.faults.next(Fault("503"), kind="write")
    desk.run(1)
    if when.startswith("after"):
        lost = next(call for call in desk.google.calls if call.kind == "write")
        desk.book.batch_update(json.loads(lost.body) if isinstance(lost.body, bytes | str) else lost.body)

    desk.run(1)
    desk.run(3)

    assert len(desk.numbers()) == len(set(desk.numbers())) == 2
    assert desk.row(desk.numbers()[0])["狀態"] == "處理中"
    assert len(desk.channel.sent) == 2
    ids = [row["編號"] for row in desk.rows("往來紀錄")]
    assert len(ids) == len(set(ids))
    assert not any("系統提醒" in row for row in desk.rows())


def test_a_silent_google_ends_the_pass_and_the_next_one_goes_on(desk):
    with_one_case(desk)
    desk.file("又少一包", "lin@example.com")
    desk.google.faults.next(Fault("503"), kind="any", times=inf)
    fault = desk.try_run(1)
    desk.google.faults.clear()

    desk.run(1)

    assert fault is not None
    assert len(desk.numbers()) == 2


def test_the_form_tab_is_never_written(desk):
    before = desk.book[FORM_TAB].values()
    with_one_case(desk)

    assert desk.book[FORM_TAB].values()[:1] == before
    assert all(FORM_TAB not in str(call.body) for call in desk.google.calls if call.kind == "write")
