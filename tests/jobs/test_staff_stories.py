"""The organiser answers from her phone by 處理表單, and nobody else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.staff_desk import AFANG, GONE, PEI, StaffDesk, linked


@pytest.fixture
def desk(tmp_path: Path) -> StaffDesk:
    return StaffDesk(tmp_path)


def test_the_lead_answers_from_her_phone(desk: StaffDesk) -> None:
    number = desk.complaint()
    desk.answer(number, action="寄出,等客人", reply="請拍一張照片給我們看。", follow_up=None)
    row = desk.row(number)
    assert (row["reply_text"], row["action"]) == ("請拍一張照片給我們看。", "寄出,等客人")
    assert "可選「攔下」" in str(row["outcome"])
    assert desk.replies() == []
    desk.run(2)
    [letter] = desk.replies()
    assert "請拍一張照片給我們看。" in letter.letter.text
    row = desk.row(number)
    assert (row["status"], row["first_reply_at"]) == ("等客人", desk.now)
    assert (row.get("reply_text"), row.get("action"), row.get("notice")) == (None, None, None)
