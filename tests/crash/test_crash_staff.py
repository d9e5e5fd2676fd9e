"""The power goes while a reply asked for by 處理表單 leaves and other answers come in: each is obeyed once, none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.model.message import SENT, UNSURE
from tests.fakes.staff_desk import PEI, StaffDesk
from tests.fakes.stage import crashed, undisturbed

REPLY = "請拍一張照片給我們看。"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> StaffDesk:
    """A reply by the form is due now; two more answers have come, one of them with a token that is used."""
    desk = StaffDesk(tmp_path_factory.mktemp("stage"))
    first, second = desk.complaint(), desk.complaint("水餃少一包", product="水餃", email="lee@example.com")
    used = desk.link(first)
    desk.send(used, action="寄出,等客人", reply=REPLY)
    desk.run()
    desk.send(desk.link(second), PEI, remedy="補寄", reply="明天補寄一包給您。", action="寄出")
    desk.send(used, PEI, action="無效")
    desk.rig.ledger.close()
    return desk


def play(desk: StaffDesk) -> None:
    """The passes in which the reply leaves and the answers are heard."""
    desk.run(2)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_obeys_each_answer_once(stage: StaffDesk, tmp_path: Path) -> None:
    whole, steps = undisturbed(stage, tmp_path / "whole", play)
    assert steps > 10
    assert_obeyed_once(whole, "undisturbed")
    for desk, where in crashed(stage, tmp_path, play, steps):
        desk.run()
        assert_obeyed_once(desk, where)
        assert desk.one().wrote == 0, where


def assert_obeyed_once(desk: StaffDesk, where: str) -> None:
    first, second = desk.numbers()
    with desk.rig.ledger.begin() as tx:
        letters = [message for number in (first, second) for message in tx.outbox.of_case(number)]
        by_form = [event.field for event in tx.cases.events(second) if event.why == "處理表單：小珮"]
    replies = [message for message in letters if message.kind == "reply"]
    left = [message.key for message in desk.channel.sent]
    assert len(left) == len(set(left)), where
    assert [message.letter.case for message in replies] == [first, second], where
    assert replies[0].state in (SENT, UNSURE), where
    assert by_form == ["reply_text", "remedy", "action"], where
    assert [str(row["detail"])[:4] for row in desk.received()] == ["照做了", "照做了", "沒有照做"], where
    assert (desk.case(first).staff_turn, desk.case(second).staff_turn) == (1, 1), where
    row = desk.row(second)
    assert (row["remedy"], row["reply_text"], row["action"]) == ("補寄", "明天補寄一包給您。", "寄出"), where
    assert desk.row(first)["status"] in (("等客人",) if replies[0].state == SENT else ("待處理", "等客人")), where
