"""A shop whose owner runs a script of her own: the desk's spreadsheet on the fake Google, customers, and people's hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import gspread

from sheetdesk.columns import CASES, FORM
from tests.bench.rivals.door import TAIPEI, Script, Tally, door
from tests.fakes.google import FakeGoogle, form, people
from tests.fakes.google.book import Book
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
