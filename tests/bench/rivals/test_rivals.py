"""The rivals do the desk's visible work on the desk's own spreadsheet; and what becomes of it when people are about."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import gspread
import pytest

from sheetdesk.columns import CASES, FORM
from tests.bench.rivals import careful, new_case, usual
from tests.bench.rivals.config_rules import rules
from tests.bench.rivals.door import TAIPEI, Script, Tally, door, least_minutes
from tests.fakes.google import FakeGoogle, Fault, Quota, form, people
from tests.fakes.google.book import Book
from tests.fakes.google.value_routes import FOR_SCRIPTS
from tests.fakes.google_desk import Organisation, organisation
from tests.fakes.google_real_desk import GoogleRealDesk
from tests.fakes.real_desk import MONDAY

TEXTS = (
    "收到的時候整包都退冰了",
    "盒子裡面發霉",
    "有一股異味",
    "訂三包少了一包",
    "寄錯口味了",
    "外盒壓扁",
    "兩個禮拜還沒收到",
    "發票還沒開給我",
    "用兩次就裂開",
    "傳訊息都沒有人回",
    "請問何時到貨",
    "很好吃，家人都喜歡",
    "想跟您說一件事",
)
SENT_BY_MAIL = {"寄送結果"}
"""What the desk fills in because it writes receipts, which no rival does."""


def pandas_script() -> Script:
    pytest.importorskip("pandas", reason="only the benchmark needs it")
    from tests.bench.rivals.pandas_script import script

    return script


RIVALS: dict[str, Callable[[], Script]] = {
    "usual": lambda: usual.script,
    "careful": lambda: careful.script,
    "pandas": pandas_script,
}


@dataclass
class Shop:
    """A spreadsheet as `init` leaves it, with a form; and a script that works in it."""

    google: FakeGoogle
    book: Book
    key: Path
    now: datetime = MONDAY

    def __post_init__(self) -> None:
        self.book.clock = lambda: self.now
        self.tally = Tally()

    def answer(self, count: int, **more: str) -> None:
        """So many customers fill in the form, a minute apart."""
        for number in range(count):
            text = f"{TEXTS[number % len(TEXTS)]}（{number}）"
            asked = {"Email": f"c{number}@example.com", "姓名": f"客人{number}", "商品": "蔥抓餅", "電話": "0912345678"}
            form.submit(self.book, FORM.title, {**asked, "問題描述": text, **more})
            self.now += timedelta(minutes=1)

    def take_over(self, book: Book) -> None:
        """Show what another spreadsheet shows."""
        for mine, sheet in zip(self.book.sheets, book.sheets, strict=True):
            mine.load(sheet.state())

    def run(self, script: Script, kind: type[gspread.HTTPClient] | None = None) -> None:
        """The script once, from sign-in to its end."""
        opened = kind or door(self.google.url, self.tally)
        client = gspread.service_account(filename=self.key, http_client=opened)
        script(client, self.book.id, self.now.astimezone(TAIPEI).replace(tzinfo=None))

    def cases(self) -> list[dict[str, Any]]:
        """What 案件 shows, by title."""
        titles, *rows = self.book[CASES.title].values()
        return [dict(zip(titles, row, strict=False)) for row in rows if any(cell != "" for cell in row)]

    def case(self, text: str) -> dict[str, Any]:
        """The only one that holds these words."""
        (found,) = (case for case in self.cases() if text in case["內容"])
        return found

    def type(self, text: str, title: str, words: str) -> None:
        """A person types into a cell of that case."""
        tab = self.book[CASES.title]
        row = tab.find(tab.column("內容"), self.case(text)["內容"])
        people.type_in(self.book, CASES.title, row, title, words)

    def at_write(self, number: int, act: Callable[[Book], object]) -> None:
        """What a person does when the script's so-many-th write (from 0) arrives."""
        self.google.people.next(act, kind="write", skip=number, path=self.book.id)

    def sort(self, title: str = "案號") -> Callable[[Book], object]:
        """A person sorts the cases, the last first."""
        return lambda book: people.sort(book, CASES.title, title, descending=True)


@pytest.fixture(scope="module")
def company() -> Iterator[Organisation]:
    with organisation() as company:
        company.google.routes = FOR_SCRIPTS
        yield company


@pytest.fixture
def shop(company, tmp_path) -> Iterator[Shop]:
    account = company.google.service_account(tmp_path / "key.json")
    book = company.new_desk()
    company.google.share(book, account)
    yield Shop(company.google, book, tmp_path / "key.json")
    company.google.quota = None
    assert company.tidy() == []


@pytest.fixture(params=RIVALS)
def script(request) -> Script:
    return RIVALS[request.param]()


def work_of(cases: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What the desk and the scripts are to agree on."""
    return sorted((case["內容"], case["顧客"], case["類別"], case["子類別"], case["優先級"]) for case in cases)


@dataclass(frozen=True)
class Example:
    """A spreadsheet with answers that nobody has taken in, and what the real desk made of a copy of it."""

    book: Book
    now: datetime
    ours: list[dict[str, Any]]


@pytest.fixture(scope="module", params=[0, 50])
def example(request, company, tmp_path_factory) -> Example:
    folder = tmp_path_factory.mktemp("desk")
    shop = Shop(company.google, company.new_desk(), folder / "key.json")
    shop.answer(request.param)
    desk = GoogleRealDesk(company, folder, shop.book)
    desk.run(shop.now)
    desk.rig.ledger.close()
    ours = Shop(company.google, desk.spreadsheet, shop.key).cases()
    assert len(ours) == request.param
    return Example(shop.book, shop.now, ours)


def test_a_rival_makes_the_cases_and_fills_the_columns_that_the_desk_does(shop, example, script):
    shop.take_over(example.book)
    shop.now = example.now
    shop.run(script)
    assert work_of(shop.cases()) == work_of(example.ours)
    assert filled(example.ours) - filled(shop.cases()) <= SENT_BY_MAIL


def filled(cases: list[dict[str, Any]]) -> set[str]:
    return {title for case in cases for title, value in case.items() if value != ""}


def test_a_second_run_adds_nothing(shop, script):
    shop.answer(13)
    shop.run(script)
    before = shop.cases()
    shop.run(script)
    assert len(before) == 13
    assert shop.cases() == before


def test_only_what_came_in_since_is_taken_in(shop, script):
    shop.answer(2)
    shop.run(script)
    shop.answer(1, Email="late@example.com", 問題描述="包裹送錯了")
    shop.run(script)
    assert [case["案號"] for case in shop.cases()] == ["GB2611-0001", "GB2611-0002", "GB2611-0003"]
    assert shop.case("包裹送錯了")["子類別"] == "寄錯"


def test_a_case_whose_reply_is_overdue_is_marked(shop, script):
    shop.answer(2, 問題描述="寄錯了")
    shop.run(script)
    shop.now += timedelta(hours=1)
    shop.run(script)
    assert [case["燈號"] for case in shop.cases()] == ["逾期", "逾期"]


@pytest.mark.parametrize(
    ("name", "reads", "writes"),
    [("usual", 6, 10 * 13), ("careful", 5, 1), ("pandas", 7, 1)],
)
def test_ten_new_rows_cost_so_many_calls(shop, name, reads, writes):
    shop.answer(10)
    shop.run(RIVALS[name]())
    assert shop.tally.calls == {"token": 1, "read": reads, "write": writes}


def test_what_is_counted_is_what_google_saw(shop, script):
    shop.answer(3)
    shop.google.calls.clear()
    shop.run(script)
    seen = shop.google.calls
    assert shop.tally.calls.total() == len(seen)
    assert (shop.tally.up, shop.tally.down) == (sum(c.bytes_up for c in seen), sum(c.bytes_down for c in seen))


def test_the_usual_script_writes_into_another_case_when_a_person_sorts(shop):
    shop.answer(1)
    shop.run(usual.script)
    shop.answer(1, Email="wang@example.com", 問題描述="外盒壓扁")
    before = shop.case("退冰")
    shop.at_write(1, shop.sort("收件時間"))  # right after the new row was appended
    shop.run(usual.script)
    assert shop.case("外盒壓扁").get("類別", "") == ""
    assert (before["子類別"], shop.case("退冰")["子類別"]) == ("退冰融化", "運送損壞")


def test_a_case_stays_without_class_when_the_usual_script_dies_in_the_middle(shop):
    shop.answer(1)
    shop.google.faults.next(Fault("503"), kind="write", skip=1, path=shop.book.id)
    with pytest.raises(gspread.exceptions.APIError):
        shop.run(usual.script)
    shop.run(usual.script)
    assert shop.case("退冰").get("類別", "") == ""


def test_the_careful_script_marks_another_case_when_a_person_sorts(shop):
    shop.answer(1, 問題描述="很好吃")
    shop.answer(1, Email="wang@example.com", 問題描述="寄錯了")
    shop.run(careful.script)
    shop.now += timedelta(hours=2)
    shop.at_write(0, shop.sort())
    shop.run(careful.script)
    assert (shop.case("很好吃")["燈號"], shop.case("寄錯了")["燈號"]) == ("逾期", "準時")


def test_the_pandas_script_takes_back_a_sort_and_the_words_typed_after_it(shop):
    script = pandas_script()
    shop.answer(3)
    shop.run(script)
    before = shop.cases()

    def sort_and_note(book: Book) -> None:
        shop.sort()(book)
        shop.type("退冰", "備註", "已答應今天退款")

    shop.at_write(0, sort_and_note)
    shop.run(script)
    assert shop.cases() == before
    assert "已答應今天退款" not in str(shop.book[CASES.title].values())


def test_the_pandas_script_takes_the_first_0_off_a_phone_number(shop):
    script = pandas_script()
    shop.answer(1)
    shop.run(script)
    shop.type("退冰", "電話", "0987654321")
    shop.run(script)
    assert shop.case("退冰")["電話"] == 987654321


def test_the_usual_script_falls_over_its_first_429(shop):
    shop.answer(10)
    shop.google.quota = Quota()
    with pytest.raises(gspread.exceptions.APIError, match="429"):
        shop.run(usual.script)


def test_a_script_that_waits_at_the_quota_takes_the_minutes_that_are_computed(shop):
    clock = [0.0]
    shop.answer(10)
    shop.google.quota = Quota(clock=lambda: clock[0])

    class Patient(door(shop.google.url, shop.tally)):  # type: ignore[misc]
        def request(self, *args: Any, **options: Any) -> Any:
            try:
                return super().request(*args, **options)
            except gspread.exceptions.APIError as error:
                if error.code != 429:
                    raise
                shop.tally.calls["write"] -= 1
                clock[0] += 60
                return super().request(*args, **options)

    shop.run(usual.script, Patient)
    assert len(shop.cases()) == 10
    assert clock[0] / 60 == least_minutes(shop.tally.calls) == 2


@pytest.mark.parametrize(("calls", "minutes"), [({}, 0), ({"write": 60}, 0), ({"write": 61}, 1), ({"read": 121}, 2)])
def test_the_least_minutes_are_those_between_full_windows(calls, minutes):
    assert least_minutes(calls) == minutes


def test_a_rival_is_a_program_that_says_what_it_took(shop):
    shop.answer(2)
    words = ["--url", shop.google.url, "--key", str(shop.key), "--spreadsheet", shop.book.id]
    asked = [*words, "--now", shop.now.isoformat(), "--quota", "5"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.rivals.usual", *asked],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=Path(__file__).parents[3],
    )
    said = json.loads(done.stdout)
    assert said["calls"] == {"token": 1, "read": 6, "write": 26}
    assert (said["quota"], said["least_minutes"]) == (5, 5)
    assert all(said[name] > 0 for name in ("wall_s", "cpu_s", "start_cpu_s", "peak_mb", "up", "down", "wire"))
    assert len(shop.cases()) == 2


def test_the_titles_are_those_of_the_desk():
    asked, kept = new_case.COPIED.keys(), {*new_case.COPIED.values(), *usual.JUDGED}
    assert (FORM.title, CASES.title) == (new_case.FORM, new_case.CASES)
    assert asked <= {column.title for column in FORM.columns}
    assert kept <= {column.title for column in CASES.columns}


@pytest.mark.parametrize("rule", new_case.RULES, ids=lambda rule: rule[1])
def test_the_handful_of_words_comes_from_the_rules_that_ship(rule):
    category, _, priority, tag, words = rule
    for word in words:
        assert any(
            (known.category, known.priority, known.tags) == (category, priority, tag)
            and any(said in word for said in known.words)
            for known in rules()
        ), word


def test_a_time_reads_the_same_however_it_is_shown():
    shown = ("2026/11/23 上午 12:05:00", "2026/11/23 00:05", "2026/11/23 00:05:00")
    assert {new_case.moment(time) for time in shown} == {datetime(2026, 11, 23, 0, 5)}  # noqa: DTZ001 - a wall time
