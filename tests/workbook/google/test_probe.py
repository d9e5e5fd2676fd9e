"""The probe against the fake: all as we think, each rule broken on purpose, and nothing left behind."""

import re
from datetime import UTC, datetime

import pytest

from sheetdesk.config import GoogleWorkbook as Section
from sheetdesk.errors import DeskUnreachable
from sheetdesk.workbook.google import probe as room
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.auth import credentials
from sheetdesk.workbook.google.bench import TITLE
from sheetdesk.workbook.google.client import SheetsClient
from sheetdesk.workbook.google.pace import MOST_A_WINDOW
from sheetdesk.workbook.google.probe import probe
from sheetdesk.workbook.google.tabs import IMAGE_ID, discover
from sheetdesk.workbook.headers import FormSpec
from tests.fakes.google import FakeGoogle, Fault, ranges, refusals, registry, requests_cells, requests_paste, resource
from tests.fakes.google import book as books
from tests.fakes.google.formula import Formula


class Shared:
    """A spreadsheet of somebody's, in which one cell is kept from us."""

    def __init__(self, google, folder):
        self.google = google
        email = google.service_account(folder / "key.json")
        self.book = google.new_spreadsheet("好日子團購")
        google.share(self.book, email)
        self.book["工作表1"].put(3, 2, "別人的字")
        self.protect(startRowIndex=2, endRowIndex=3)
        said = {"kind": "google", "spreadsheet_id": self.book.id, "service_account": str(folder / "key.json")}
        section = Section.model_validate(said)
        client = SheetsClient(credentials(section), base_url=google.url, timeouts=(10, 30), sleep=lambda seconds: None)
        self.sheet = Spreadsheet(client, self.book.id)

    def protect(self, **area):
        place = {"sheetId": 0, **area}
        self.book.change([{"addProtectedRange": {"protectedRange": {"range": place}}}])

    def points(self):
        return {point.what: point for point in probe(self.sheet)}

    def state(self):
        return self.book.get({}, True)


@pytest.fixture
def shared(tmp_path):
    with FakeGoogle() as google:
        yield Shared(google, tmp_path)


def not_as_thought(points, holds=False):
    return {what for what, point in points.items() if point.holds is holds}


def test_the_fake_behaves_as_the_design_relies_on(shared):
    points = shared.points()
    assert {what: point.seen for what, point in points.items() if point.holds is not True} == {}
    assert len(points) >= 24


def test_the_spreadsheet_is_as_before(shared):
    before = shared.state()
    probe(shared.sheet)
    assert shared.state() == before


def test_the_tab_is_hidden_while_it_is_there(shared):
    probe(shared.sheet)
    first = next(call for call in shared.google.calls if call.kind == "write")
    made = first.body["requests"][0]["addSheet"]["properties"]
    assert (made["title"], made["hidden"]) == (TITLE, True)


def test_it_never_has_to_wait_for_the_quota(shared):
    probe(shared.sheet)
    kinds = shared.google.kinds()
    assert max(kinds.count("read"), kinds.count("write")) < MOST_A_WINDOW


@pytest.mark.parametrize("title", [TITLE, f"{TITLE} 改名"])
def test_a_leftover_of_an_earlier_probe_goes(shared, title):
    before = shared.book.titles()
    shared.book.change([{"addSheet": {"properties": {"title": title}}}])
    probe(shared.sheet)
    assert shared.book.titles() == before


def test_another_tab_may_have_the_number_that_it_would_take(shared):
    number = IMAGE_ID + 1
    shared.book.change([{"addSheet": {"properties": {"title": "別人的", "sheetId": number}}}])
    assert not not_as_thought(shared.points())
    assert shared.book["別人的"].id == number


def reordered(patch):
    """All copies come last, whatever place they have in the batch."""
    change = books.Book.change

    def late(book, requests, kinds=None):
        return change(book, sorted(requests, key=lambda request: "copyPaste" in request), kinds)

    patch.setattr(books.Book, "change", late)


def undone(kind):
    """Requests of this kind are taken and not carried out."""

    def apply(patch):
        patch.setitem(registry.HANDLERS, kind, lambda book, wanted: None)

    return apply


def plus_behind(patch):
    """Where the plus of a group stands can't be changed."""
    update = registry.HANDLERS["updateSheetProperties"]

    def deaf(book, wanted):
        return None if "columnGroupControlAfter" in wanted["fields"] else update(book, wanted)

    patch.setitem(registry.HANDLERS, "updateSheetProperties", deaf)


def refused(kind):
    """Requests of this kind are refused."""

    def apply(patch):
        def refuse(book, wanted):
            raise refusals.invalid("Unknown name")

        patch.setitem(registry.HANDLERS, kind, refuse)

    return apply


def put_on_top(patch):
    handler = registry.HANDLERS["insertDimension"]

    def append(book, wanted):
        handler(book, {"range": {**wanted, "startIndex": 0, "endIndex": wanted["length"]}})

    patch.setitem(registry.HANDLERS, "appendDimension", append)


def without_echo(patch):
    update = books.Book.batch_update
    patch.setattr(books.Book, "batch_update", lambda book, body: update(book, {"requests": body["requests"]}))


def half_applied(patch):
    patch.setattr(books.Book, "roll_back", lambda book, point: None)


def references_stay(patch):
    patch.setattr(requests_paste, "pasted", lambda formula, rows, columns: formula)


def handled(patch, kind, change):
    """Requests of this kind are changed before they are carried out."""
    handler = registry.HANDLERS[kind]
    patch.setitem(registry.HANDLERS, kind, lambda book, wanted: handler(book, change(wanted)))


def one_cell_only(patch):
    handled(patch, "copyPaste", lambda wanted: {**wanted, "source": {**wanted["source"], "endColumnIndex": 1}})


def filtered_rows_left_out(patch):
    def shorter(wanted):
        source = wanted["source"]
        several = source["endRowIndex"] - source["startRowIndex"] > 1
        return {**wanted, "source": {**source, "endRowIndex": source["endRowIndex"] - several}}

    handled(patch, "copyPaste", shorter)


def hidden_rows_unwritten(patch):
    handler = registry.HANDLERS["updateCells"]

    def update(book, wanted):
        start = wanted.get("start", {})
        sheet, at = book.sheet(start.get("sheetId", 0)), start.get("rowIndex", 0)
        if at >= len(sheet.rows) or not sheet.rows[at].hidden:
            handler(book, wanted)

    patch.setitem(registry.HANDLERS, "updateCells", update)


def like_the_row_below(patch):
    handled(patch, "insertDimension", lambda wanted: {**wanted, "inheritFromBefore": False})


def like_the_row_above(patch):
    handled(patch, "insertDimension", lambda wanted: {**wanted, "inheritFromBefore": True})


def with_its_content(patch):
    handler = registry.HANDLERS["insertDimension"]

    def insert(book, wanted):
        handler(book, wanted)
        at = wanted["range"]["startIndex"]
        sheet = book.sheet(wanted["range"]["sheetId"])
        sheet.put(at, 0, sheet.entered(at - 1, 0))

    patch.setitem(registry.HANDLERS, "insertDimension", insert)


def nothing_cleared(patch):
    handler = registry.HANDLERS["updateCells"]
    patch.setitem(registry.HANDLERS, "updateCells", lambda book, w: handler(book, w) if "rows" in w else None)


def stored_as(change):
    """Values are changed when they are stored."""

    def apply(patch):
        stored = requests_cells.stored

        def other(*given):
            kept = stored(*given)
            return kept if isinstance(kept, Formula) else change(kept)

        patch.setattr(requests_cells, "stored", other)

    return apply


def text_only(change):
    return stored_as(lambda kept: change(kept) if isinstance(kept, str) else kept)


def parsed(kept):
    return Formula(kept) if kept.startswith("=") else kept


def titles_lag(patch):
    patch.setattr(ranges, "a1_of", lambda title, block: "'舊名'!A1:B2")


def missing_echo_is_silent(patch):
    get = books.Book.get
    patch.setattr(
        books.Book,
        "get",
        lambda book, params, grid: get(book, {}, False) if "沒有" in str(params) else get(book, params, grid),
    )


def own_hands_tied(patch):
    patch.setattr(books.Book, "edits", lambda book, protected: not book.caller)


def rights_untold(patch):
    told = resource.protection

    def untold(book, sheet, found):
        return {name: value for name, value in told(book, sheet, found).items() if name != "requestingUserCanEdit"}

    patch.setattr(resource, "protection", untold)


def nobody_guards(patch):
    patch.setattr(books.Book, "guard", lambda book, sheet, block: None)


BROKEN = {
    "copies come last": (reordered, {"一批裡的要求照順序做", "先抄再寫，抄到的是寫以前的"}),
    "no echo": (without_echo, {"先抄再寫，抄到的是寫以前的", "回音在同一個回答裡", "回音帶著時區", "回音只帶要的欄位"}),
    "half applied": (half_applied, {"一批裡有一個錯，整批不做"}),
    "references stay": (references_stay, {"抄公式，相對參照跟著移"}),
    "one cell only": (one_cell_only, {"不寫欄的來源抄整列"}),
    "filtered rows left out": (filtered_rows_left_out, {"藏起來和篩選掉的列照樣抄"}),
    "hidden rows unwritten": (hidden_rows_unwritten, {"藏起來和篩選掉的列照樣寫"}),
    "like the row below": (like_the_row_below, {"新的列沿用上一列的格式和選單"}),
    "like the row above": (like_the_row_above, {"標題下的新列像下一列"}),
    "with its content": (with_its_content, {"新的列不沿用內容"}),
    "rows put on top": (put_on_top, {"最後一列下面新增一列"}),
    "layout refused": (refused("addDimensionGroup"), {"init 的版面整批收下"}),
    "groups not folded": (undone("updateDimensionGroup"), {"欄的群組收合了"}),
    "plus behind": (plus_behind, {"群組的「＋」在那一組前面"}),
    "colours lost": (undone("addConditionalFormatRule"), {"條件式顏色都在"}),
    "choices lost": (undone("setDataValidation"), {"標題、說明和下拉選單都在"}),
    "nothing cleared": (nothing_cleared, {"不給列的寫入清空整個分頁"}),
    "a formula is a formula": (text_only(parsed), {"文字就是文字"}),
    "zeros are lost": (text_only(lambda kept: kept.lstrip("0")), {"文字就是文字"}),
    "blanks are plain": (text_only(lambda kept: kept.replace("\u00a0", "_")), {"系統寫的字讀回來一樣"}),
    "cut short": (text_only(lambda kept: kept[:30_000]), {"很長的字不會被剪掉"}),
    "whole days": (stored_as(lambda kept: kept if isinstance(kept, str) else round(kept)), {"日期的數字讀回來一樣"}),
    "titles lag": (titles_lag, {"改了名的分頁照樣讀得到", "回答說得出分頁有幾列"}),
    "silence": (missing_echo_is_silent, {"要不到回音會說"}),
    "own hands tied": (own_hands_tied, {"自己加的保護不擋自己"}),
    "rights untold": (rights_untold, {"保護會說能不能編輯"}),
    "nobody guards": (nobody_guards, {"別人保護的格子不給寫"}),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_google_that_behaves_otherwise_is_told(shared, monkeypatch, rule):
    break_it, said = BROKEN[rule]
    break_it(monkeypatch)
    points = shared.points()
    assert said <= not_as_thought(points), {what: point.seen for what, point in points.items()}
    assert all(points[what].means for what in said)


def test_a_text_that_is_shorter_than_google_says_still_holds_what_the_desk_writes(shared, monkeypatch):
    monkeypatch.setattr(requests_cells, "MOST_CHARACTERS", 40_000)
    point = shared.points()["很長的字不會被剪掉"]
    assert point.holds
    assert point.seen == "32,767 字完整、49,999 字不收（400）、50,000 字不收（400）"


def test_the_last_digit_of_a_date_may_differ(shared, monkeypatch):
    stored_as(lambda kept: kept if isinstance(kept, str) else kept + 1e-10)(monkeypatch)
    point = shared.points()["日期的數字讀回來一樣"]
    assert point.holds
    assert "→" in point.seen


def test_odd_characters_that_google_makes_something_else_of_are_shown_and_no_fault(shared, monkeypatch):
    monkeypatch.setattr(requests_cells, "UNSHOWN", re.compile("\x00"))
    text_only(lambda kept: kept.replace("\x0b", "?"))(monkeypatch)
    points = shared.points()
    assert points["系統寫的字讀回來一樣"].holds
    assert points["Google 自己會改的字"].holds is None
    assert "VT → '甲?乙'" in points["Google 自己會改的字"].seen


def test_odd_characters_that_google_refuses_are_shown_and_no_fault(shared, monkeypatch):
    stored = requests_cells.stored

    def picky(*given):
        if any("\x0b" in str((value or {}).get("stringValue")) for value in given[-1:]):
            raise refusals.invalid("no such character")
        return stored(*given)

    monkeypatch.setattr(requests_cells, "stored", picky)
    assert shared.points()["沒整理過的字"].seen == "Google 不收（400）"


def test_a_version_that_stands_still_is_shown_and_no_fault(shared, monkeypatch):
    monkeypatch.setattr(books.Book, "version", property(lambda book: 7, lambda book, value: None), raising=False)
    assert shared.points()["雲端硬碟的版本會變大"].holds is None


def test_without_a_protection_of_somebodys_nothing_is_tried_on_it(shared):
    shared.book.sheets[0].protected = []
    assert not_as_thought(shared.points(), None) == {"別人保護的格子不給寫"}


def test_a_protected_cell_stays_as_it_is_even_if_the_protection_fails(shared, monkeypatch):
    nobody_guards(monkeypatch)
    half_applied(monkeypatch)
    before = shared.book["工作表1"].values()
    shared.points()
    assert shared.book["工作表1"].values() == before


def test_a_request_that_google_does_not_know_is_one_wrong_point(shared, monkeypatch):
    refused("copyPaste")(monkeypatch)
    points = shared.points()
    assert {"寫入前的樣子", "抄一整列"} <= not_as_thought(points)
    assert points["文字就是文字"].holds


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("skip", range(1, 30, 6))
def test_a_lost_answer_in_the_middle_leaves_no_tab_behind(shared, skip, when):
    before = shared.state()
    shared.google.faults.next(Fault("503"), when=when, skip=skip)
    points = shared.points()
    assert shared.state() == before
    assert points["試用的分頁刪掉了"].holds
    assert len(not_as_thought(points, None)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_at_the_end_leaves_no_tab_behind(shared, when):
    before, count = shared.state(), writes_of_a_probe(shared)
    shared.google.faults.next(Fault("503"), when=when, skip=count - 1)
    assert shared.points()["試用的分頁刪掉了"].holds
    assert shared.state() == before


def writes_of_a_probe(shared):
    probe(shared.sheet)
    return shared.google.kinds().count("write")


def test_a_lost_answer_at_the_beginning_is_looked_after(shared):
    shared.google.faults.next(Fault("503"), when="after")
    assert not not_as_thought(shared.points())


def test_a_tab_that_cannot_be_made_ends_the_probe(shared):
    shared.google.faults.next(Fault("503"), when="before")
    with pytest.raises(DeskUnreachable, match="503"):
        probe(shared.sheet)


def test_a_tab_that_cannot_be_deleted_is_told(shared):
    shared.google.faults.next(Fault("503"), skip=writes_of_a_probe(shared) - 1, times=5)
    point = shared.points()["試用的分頁刪掉了"]
    assert point.holds is None
    assert TITLE in point.means
    shared.google.faults.clear()
    assert not not_as_thought(shared.points())
    assert TITLE not in shared.book.titles()


def test_somebody_who_stops_it_finds_no_tab_left(shared, monkeypatch):
    def stop(bench):
        raise KeyboardInterrupt

    before = shared.state()
    monkeypatch.setitem(room.TRIALS, "文字", stop)
    with pytest.raises(KeyboardInterrupt):
        probe(shared.sheet)
    assert shared.state() == before


def test_a_pass_meanwhile_takes_the_tab_for_none_of_its_own(shared):
    now, seen = datetime(2026, 11, 23, tzinfo=UTC), []
    shared.google.people.next(
        lambda book: seen.append({tab["properties"]["title"] for tab in book.get({}, False)["sheets"]}), skip=3
    )
    probe(shared.sheet)
    tabs = discover(shared.sheet, FormSpec(), None, now)
    assert TITLE in seen[0]
    assert (tabs.ours, tabs.forms) == ({}, ())
