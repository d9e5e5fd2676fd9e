"""A wrong answer to fifteen people: one confirmation, and each of them hears what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.correcting_desk import RIGHT, CorrectingDesk
from tests.fakes.week_desk import keep_rules


@pytest.fixture
def desk(tmp_path: Path, workbook: None) -> CorrectingDesk:
    desk = CorrectingDesk(tmp_path)
    keep_rules(desk)
    return desk


def test_a_wrong_answer_to_fifteen_people_is_put_right_with_one_confirmation(desk: CorrectingDesk) -> None:
    numbers = desk.answered(15)
    desk.correct(numbers[3])
    desk.run(1)
    (question,) = desk.asked()
    assert "更正範本「補寄」第 1 版：15 位客人收到過（寄信 15 件）" in question
    assert RIGHT in question
    assert desk.told(numbers[3]) == "更正：等您在「待辦」選「確認」"
    desk.run(10)
    assert desk.corrections() == []
    desk.answer("確認")
    desk.run(1)
    desk.run(1)
    assert desk.corrections() == []
    desk.run(1)
    letters = desk.corrections()
    assert sorted(m.letter.recipient for m in letters) == sorted(f"c{n}@example.com" for n in range(15))
    for m in letters:
        assert RIGHT in m.letter.text
        assert "您反映的蔥抓餅退冰：我們補寄一份給您" in m.letter.text
        assert len(m.references) == 2
        assert not m.automatic
    assert desk.told(numbers[3]) == "更正：要寄 15 件；範本「補寄」第 1 版先不能用，改好請把「版本」加 1"
    assert desk.row(numbers[0])["outcome"] == "✅11/23 10:19 已寄更正"
    desk.draft(numbers[5], "補寄")
    desk.run(1)
    assert str(desk.row(numbers[5])["outcome"]).startswith(
        "⚠11/23 10:20 沒寄出：範本「補寄」第 1 版寫錯了，正在更正，先不能用"
    )
    assert any("範本「補寄」第 1 版寫錯了" in problem for problem in desk.problems())
    desk.template("補寄", version="2", body="補一個新的給您，12/8 寄出。")
    desk.run(1)
    assert desk.told(numbers[3]) == "更正：要寄 15 件"
    assert not [problem for problem in desk.problems() if "寫錯了" in problem]
    desk.type(numbers[5], "action", "寄出")
    desk.run(1)
    desk.run(2)
    assert desk.channel.sent[-1].letter.version == "2"
    assert (len(desk.corrections()), desk.asked()) == (15, [])
    before, applied = desk.rows("log"), desk.workbook.applied
    desk.run(1)
    assert (desk.rows("log"), desk.workbook.applied) == (before, applied)
