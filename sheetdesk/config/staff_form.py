"""The section `staff_form` of config.yaml: the form by which the staff answer from a phone (處理表單)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import field_validator

from sheetdesk import columns
from sheetdesk.config.sections import LINK_FIELD, Section, keyed_by_question
from sheetdesk.config.survey import ADDRESS, TOKEN_FIELD
from sheetdesk.config.types import Text, Titles, wrong


class StaffFormSection(Section):
    """Where the staff's answers arrive. Without `link` no row and no alarm leads to the form."""

    tab: Text = columns.STAFF_FORM.title
    aliases: Mapping[str, Titles] = {}
    link: Text | None = None

    @field_validator("aliases", mode="before")
    @classmethod
    def _by_key(cls, aliases: Any) -> Any:
        return keyed_by_question(aliases, columns.STAFF_FORM)

    @field_validator("link")
    @classmethod
    def _fits(cls, link: str) -> str:
        fields = [link.count(field) for field in ("{", LINK_FIELD, TOKEN_FIELD)]
        if not link.startswith(ADDRESS) or fields != [2, 1, 1] or len(link.split()) > 1:
            raise wrong("不能用；要以 https:// 開頭，並在服務單號的位置寫 {number}、權杖的位置寫 {token}")
        return link
