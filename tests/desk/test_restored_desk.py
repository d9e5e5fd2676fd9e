"""An old copy of the ledger comes back, in memory and on Google: nothing is sent twice, and the desk heals."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import CASES
from sheetdesk.desk.rebuild import rebuild
from sheetdesk.desk.restored import Doubts, doubt_what_may_have_left
from sheetdesk.errors import DeskNotOurs, DeskUnreachable
from sheetdesk.ledger.files import copy_ledger, remove
from tests.fakes.survey_desk import SurveyDesk

CHEN = {"customer": "陳柏宏", "email": "chen@example.com"}
WATCHED = [c.key for c in CASES.columns if c.key not in ("light", "next_step", "how_counted", "outcome")]


@pytest.fixture
def desk(tmp_path: Path) -> SurveyDesk:
    """Two cases whose receipts have left: the reply of one waits its two minutes, the survey of the other two hours."""
    desk = SurveyDesk(tmp_path)
    desk.complaint()
    desk.resolved("蓋子裂了", **CHEN)
    desk.run(1)
    reply(desk, "wang@example.com", "明天補寄給您。", "寄出")
    desk.run()
    return desk


def of(desk: SurveyDesk, email: str) -> str:
    return next(str(row["number"]) for row in desk.rows() if row["email"] == email)


def reply(desk: SurveyDesk, email: str, text: str, action: str) -> None:
    desk.type(of(desk, email), "reply_text", text)
    desk.type(of(desk, email), "action", action)


def back_up(desk: SurveyDesk) -> Path:
    copy = desk.folder / "copy.db"
    copy_ledger(desk.folder / "desk.db", copy)
    return copy


def restore(desk: SurveyDesk, copy: Path) -> Doubts:
    """The ledger is lost, and its copy takes its place; what was taken when stands in the copy's list of contents."""
    desk.rig.ledger.close()
    remove(desk.folder / "desk.db")
    copy.rename(desk.folder / "desk.db")
    desk.rig = desk.open()
    with desk.rig.ledger.begin() as tx:
        return doubt_what_may_have_left(tx, desk.now, desk.now, desk.defaults.zone)


def sent(desk: SurveyDesk) -> list[tuple[str, str]]:
    return [(message.letter.kind, message.letter.recipient) for message in desk.channel.sent]


def test_two_days_after_the_copy_nothing_is_sent_again_and_the_sheet_stands_as_it_stood(desk: SurveyDesk) -> None:
    copy = back_up(desk)
    desk.run(5)
    desk.run(120)
    desk.run(60 * 22)
    desk.file("少了一包", customer="李小姐", email="li@example.com")
    desk.run()
    desk.type(of(desk, "li@example.com"), "note", "週五前補")
    desk.run(60 * 24)
    before, letters = {row["number"]: [row.get(k) for k in WATCHED] for row in desk.rows()}, sent(desk)
    assert {kind for kind, _ in letters} >= {"receipt", "reply", "survey"}
    restore(desk, copy)
    with pytest.raises(DeskNotOurs, match="還原的舊備份"):
        desk.run()
    rebuild_anew(desk)
    desk.run(5)
    desk.run(60)
    assert sent(desk) == letters
    assert {row["number"]: [row.get(k) for k in WATCHED] for row in desk.rows()} == before
    assert desk.run(5)[0].quiet


def rebuild_anew(desk: SurveyDesk) -> None:
    """As the verb does: into a ledger of its own, which takes the other's place."""
    desk.rig.ledger.close()
    remove(desk.folder / "desk.db")
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)


def test_a_letter_that_was_due_meanwhile_waits_for_a_person(desk: SurveyDesk) -> None:
    copy, letters = back_up(desk), sent(desk)
    desk.now += timedelta(minutes=10)
    assert restore(desk, copy) == Doubts(letters=1, still_to_come=0)
    desk.run()
    desk.run(10)
    assert sent(desk) == letters
    [asked] = [row for row in desk.rows("log") if row["state"] == "需確認"]
    assert (asked["kind"], asked["case"]) == ("回覆", of(desk, "wang@example.com"))
    assert "的備份，不確定這封後來寄了沒有" in str(asked["detail"])


def test_a_letter_whose_time_had_not_come_even_now_leaves_in_its_time(desk: SurveyDesk) -> None:
    copy, letters = back_up(desk), sent(desk)
    desk.now += timedelta(minutes=1)
    assert restore(desk, copy) == Doubts(letters=0, still_to_come=1)
    desk.run(5)
    assert sent(desk)[len(letters) :] == [("reply", "wang@example.com")]


def test_a_workbook_out_of_reach_right_after_it_lets_no_letter_leave(
    desk: SurveyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = back_up(desk)
    desk.run(5)
    letters = sent(desk)
    restore(desk, copy)

    def gone(*_: object) -> None:
        raise DeskUnreachable("讀不到")

    monkeypatch.setattr(desk.workbook, "read", gone)
    with pytest.raises(DeskUnreachable):
        desk.run(5)
    assert sent(desk) == letters


def test_an_answer_of_the_time_between_becomes_a_case_and_its_receipt_waits_for_a_person(desk: SurveyDesk) -> None:
    copy = back_up(desk)
    desk.now += timedelta(minutes=5)
    desk.file("備份以後才填的", customer="李小姐", email="li@example.com")
    desk.now += timedelta(minutes=5)
    letters = sent(desk)
    restore(desk, copy)
    desk.run()
    assert len(desk.numbers()) == 3
    assert sent(desk) == letters
    assert [row["state"] for row in desk.rows("log") if row["case"] == of(desk, "li@example.com")] == ["需確認"]
    desk.file("還原以後填的", customer="張小姐", email="chang@example.com")
    desk.run(1)
    assert sent(desk)[len(letters) :] == [("receipt", "chang@example.com")]
