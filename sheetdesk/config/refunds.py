"""The section `refunds` of config.yaml: where the answers of the refund form lie, apart from the shared sheet (domain §9)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, field_validator, model_validator

from sheetdesk import columns
from sheetdesk.config.sections import LINK_FIELD, Section
from sheetdesk.config.types import FilePath, KeyFile, SpreadsheetId, Text, span_between, wrong


class RefundsSection(Section):
    """A second workbook, a file or a spreadsheet; without either no account is ever asked for."""

    path: FilePath | None = None
    spreadsheet_id: SpreadsheetId | None = None
    service_account: KeyFile | None = None
    tab: Text = columns.REFUND.title
    link: Text | None = None
    wipe_after: Annotated[timedelta, BeforeValidator(span_between(timedelta(days=1), timedelta(days=365)))] = timedelta(
        days=30
    )

    @property
    def is_set(self) -> bool:
        """Is there a second workbook?"""
        return self.path is not None or self.spreadsheet_id is not None

    @field_validator("path")
    @classmethod
    def _suffix(cls, path: Path) -> Path:
        if path.suffix.lower() != ".xlsx":
            raise wrong("不能用；檔名要以 .xlsx 結尾")
        return path

    @field_validator("link")
    @classmethod
    def _fits(cls, link: str) -> str:
        if not link.startswith("https://") or link.count("{") != 1 or LINK_FIELD not in link or len(link.split()) > 1:
            raise wrong("不能用；要以 https:// 開頭，並在服務單號的位置寫 {number}")
        return link

    @model_validator(mode="after")
    def _one_place(self) -> RefundsSection:
        if self.path is not None and self.spreadsheet_id is not None:
            raise wrong("的 path 和 spreadsheet_id 只能寫一個")
        if not self.is_set and self.link is not None:
            raise wrong("寫了 link，卻沒有寫回應存在哪裡；請寫 spreadsheet_id（或 path）")
        return self
