"""The requests that we send to Google, and no others. Border: Google's own JSON in and out; no cell, tab or case is
understood here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_URL

from sheetdesk.workbook.google.answer import Parse
from sheetdesk.workbook.google.client import SheetsClient
from sheetdesk.workbook.google.google_fault import GoogleFault

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Spreadsheet:
    """One spreadsheet. Reads raise GoogleFault (a DeskUnreachable), NoSuchGrid among them."""

    def __init__(self, client: SheetsClient, spreadsheet_id: str) -> None:
        self.client, self.id = client, spreadsheet_id
        self._url = SPREADSHEET_URL % spreadsheet_id
        self._file = f"{DRIVE_FILES_API_V3_URL}/{spreadsheet_id}"

    @property
    def account(self) -> str:
        """The service account's address, to share the spreadsheet with."""
        return self.client.account

    def about(self, fields: str) -> dict[str, Any]:
        """What `fields` names of the spreadsheet's metadata; never nothing at all. A read."""
        answer = self.client.ask("GET", self._url, {"fields": fields})
        if not answer:
            raise _not_whole()
        return answer

    def values(
        self, ranges: Sequence[Mapping[str, Any]], render: str = "UNFORMATTED_VALUE", parse: Parse | None = None
    ) -> list[dict[str, Any]]:
        """Values of grid ranges, one MatchedValueRange each, as they came or as `parse` keeps them; dates are serial
        days. A read."""
        body = {
            "dataFilters": [{"gridRange": grid} for grid in ranges],
            "valueRenderOption": render,
            "dateTimeRenderOption": "SERIAL_NUMBER",
            "majorDimension": "ROWS",
        }
        answer = self.client.ask("POST", f"{self._url}/values:batchGetByDataFilter", json=body, parse=parse)
        found: list[dict[str, Any]] = answer.get("valueRanges", [])
        if len(found) != len(ranges):  # a tab that is missing here would count as emptied
            raise _not_whole()
        return found

    def cells(self, ranges: Sequence[Mapping[str, Any]], fields: str, parse: Parse | None = None) -> dict[str, Any]:
        """What `fields` names of the cells in grid ranges: formulas, notes, formats. A read."""
        body = {"dataFilters": [{"gridRange": grid} for grid in ranges], "includeGridData": True}
        return self.client.ask("POST", f"{self._url}:getByDataFilter", {"fields": fields}, body, parse)

    def write(
        self,
        requests: list[dict[str, Any]],
        echo: Sequence[str] = (),
        fields: str = "spreadsheetId",
        parse: Parse | None = None,
    ) -> dict[str, Any]:
        """Apply all requests in order, or none. The answer shows the ranges of `echo` as they stand afterwards.

        Leaves once. Raises OutcomeUnknown for anything but a whole 200."""
        body: dict[str, Any] = {"requests": requests}
        if echo:
            body |= {
                "includeSpreadsheetInResponse": True,
                "responseRanges": list(echo),
                "responseIncludeGridData": True,
            }
        return self.client.ask("POST", f"{self._url}:batchUpdate", {"fields": fields}, body, parse)

    def export(self) -> bytes:
        """The whole spreadsheet as an .xlsx file, at most 10 MB (Google's bound). A read."""
        return self.client.download(f"{self._file}/export", {"mimeType": XLSX})

    def file(self, fields: str) -> dict[str, Any]:
        """What `fields` names of the file in Drive, such as `version`. A read."""
        return self.client.ask("GET", self._file, {"fields": fields, "supportsAllDrives": "true"})

    def version(self) -> str | None:
        """Drive's number of the file's version, which grows with every change; None if it tells none. A read, tried once."""
        answer = self.client.ask_once(self._file, {"fields": "version", "supportsAllDrives": "true"})
        return str(answer["version"]) if "version" in answer else None


def _not_whole() -> GoogleFault:
    mend = "不用做什麼，下一輪會再試；一直這樣的話，請執行 sheetdesk doctor"
    return GoogleFault("Google 的回答不完整", which="Google 試算表", mend=mend, reason="cut", status=200)
