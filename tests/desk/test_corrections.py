"""更正 beside a letter in 往來紀錄: everyone who got it hears what is right, after one 確認, once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheetdesk.model.message import Message
from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk

RIGHT = "12/8 才會出貨，不是 12/1。"


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def answered(
    desk: StoryDesk, count: int, template: str | None = "補寄", words: str | None = None, **cells: Value
) -> list[str]:
    """So many customers who were answered alike, two minutes ago; their cases in order."""
    for n in range(count):
        who = {"customer": f"客人{n}", "email": f"c{n}@example.com", "product": "蔥抓餅", "order_no": str(n)}
        desk.file(f"蔥抓餅退冰了第{n}盒", **{**who, **cells})
    desk.run()
    numbers = sorted(desk.numbers())
    for number in numbers:
        desk.type(number, "follow_up", date(2026, 12, 1))
        desk.type(number, "reply_template", template)
        desk.type(number, "reply_text", words)
        desk.type(number, "action", "寄出")
    desk.run(1)
    if count > 5:
        answer(desk, "確認")
        desk.run(1)
    desk.run(3)
    return numbers


def answer(desk: StoryDesk, word: str, about: str = "") -> None:
    grid = desk.workbook.grids["todo"]
    at = next(at for at in range(len(grid.rows)) if is_asked(grid.cells(at)) and about in str(grid.cells(at)["why"]))
    grid.put(at, "answer", word)


def is_asked(row: dict[str, Value]) -> bool:
    return row.get("urgency") == "請確認"


def asked(desk: StoryDesk) -> list[str]:
    return [str(row["why"]) for row in desk.rows("todo") if is_asked(row)]


def correct(desk: StoryDesk, number: str, words: str | None = RIGHT, kind: str = "回覆") -> None:
    """She types beside the last letter of that kind of the case."""
    grid = desk.workbook.grids["log"]
    rows = [at for at in range(len(grid.rows)) if (grid.get(at, "case"), grid.get(at, "kind")) == (number, kind)]
    grid.put(max(rows, key=lambda at: int(str(grid.get(at, "id"))[1:])), "correction", words)


def said(desk: StoryDesk, number: str, kind: str = "回覆") -> str:
    """說明 beside it."""
    rows = [row for row in desk.rows("log") if (row.get("case"), row.get("kind")) == (number, kind)]
    return str(max(rows, key=lambda row: int(str(row["id"])[1:])).get("detail"))


def corrections(desk: StoryDesk) -> list[Message]:
    return [m for m in desk.channel.sent if m.kind == "correction"]


def test_a_wrong_answer_to_fifteen_people_is_put_right_with_one_confirmation(desk: StoryDesk) -> None:
    numbers = answered(desk, 15)
    correct(desk, numbers[3])
    desk.run(1)
    (question,) = asked(desk)
    assert "更正範本「補寄」第 1 版：15 位客人收到過（寄信 15 件）" in question
    assert RIGHT in question
    assert said(desk, numbers[3]) == "更正：等您在「待辦」選「確認」"
    desk.run(10)
    assert corrections(desk) == []
    answer(desk, "確認", "更正範本")
    desk.run(1)
    desk.run(1)
    assert corrections(desk) == []
    desk.run(1)
    letters = corrections(desk)
    assert sorted(m.letter.recipient for m in letters) == sorted(f"c{n}@example.com" for n in range(15))
    for m in letters:
        assert RIGHT in m.letter.text
        assert "您反映的蔥抓餅退冰：我們補寄一份給您" in m.letter.text
        assert len(m.references) == 2
        assert not m.automatic
    assert said(desk, numbers[3]) == "更正：寄 15 件；範本「補寄」第 1 版先不能用，改好請把「版本」加 1"
    assert desk.row(numbers[0])["outcome"] == "✅11/23 10:19 已寄更正"
    desk.run(60)
    assert (len(corrections(desk)), asked(desk)) == (15, [])
    before, applied = desk.rows("log"), desk.workbook.applied
    desk.run(1)
    assert (desk.rows("log"), desk.workbook.applied) == (before, applied)
