"""Requests to the fake spreadsheet with defaults, so that a test shows only what matters. The tab is 案件, 5 x 6."""

from __future__ import annotations

from typing import Any

from tests.fakes.google.book import Book

TAB = 7


def book_with_a_tab() -> Book:
    made = Book("1abc", "好日子團購")
    properties = {"sheetId": TAB, "title": "案件", "gridProperties": {"rowCount": 5, "columnCount": 6}}
    made.change([{"addSheet": {"properties": properties}}])
    return made


def send(book: Book, kind: str, **wanted: Any) -> dict[str, Any]:
    (reply,) = book.batch_update({"requests": [{kind: wanted}]})["replies"]
    found: dict[str, Any] = reply.get(kind, reply)
    return found


def shown(book: Book) -> dict[str, Any]:
    """The tab as spreadsheets.get answers it."""
    found: dict[str, Any] = book.get({"ranges": ["案件"]}, True)["sheets"][0]
    return found


def columns(start: int, end: int) -> dict[str, Any]:
    return {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}


def rows(start: int, end: int) -> dict[str, Any]:
    return {"sheetId": TAB, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def block(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    place = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": TAB, **place}
