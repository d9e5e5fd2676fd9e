"""A desk that is taken over by `rebuild` elsewhere: the server before it stands back, whatever it was at, and each letter
leaves once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.desk.restored import doubt_what_may_have_left
from sheetdesk.errors import DeskNotOurs, DeskUnreachable, SendFailed
from sheetdesk.model.sheet import Difference, Image, Snapshot
from tests.fakes.google_desk import HandledWorkbook
from tests.fakes.story_desk import Postbox, StoryDesk

WANG, LIN = "wang@example.com", "lin@example.com"
NOT_NOW = SendFailed("信箱忙線", permanent=False)


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    desk = StoryDesk(tmp_path)
    desk.file("保鮮盒破了")
    desk.run(1)
    return desk


def heir(desk: StoryDesk, folder: Path) -> StoryDesk:
    """A server elsewhere on the same workbook, with a ledger of its own that is still empty."""
    folder.mkdir(exist_ok=True)
    other: StoryDesk = object.__new__(StoryDesk)
    other.folder, other.now, other.channel, other.workbook = folder, desk.now, Postbox(), desk.workbook
    if isinstance(desk.workbook, HandledWorkbook):
        other.workbook = HandledWorkbook(desk.workbook.organisation, desk.workbook.book, lambda: desk.now)
    other.answers, other.defaults, other.url = desk.answers, desk.defaults, f"sqlite:///{folder / 'desk.db'}"
    other.rig = replace(other.open(), host="server-b")
    return other


def take_over(desk: StoryDesk, folder: Path) -> StoryDesk:
    other = heir(desk, folder)
    rebuild(other.rig, desk.now)
    return other


def at_the_next_write(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """`act` happens when what this server writes is under way."""
    apply = desk.workbook.apply

    def applied(difference: Difference, snapshot: Snapshot) -> Image:
        monkeypatch.undo()
        act()
        image: Image = apply(difference, snapshot)
        return image

    monkeypatch.setattr(desk.workbook, "apply", applied)


def gone(*_: Any) -> None:
    raise DeskUnreachable("讀不到")


def receipts(*desks: StoryDesk) -> list[str]:
    return [m.letter.recipient for desk in desks for m in desk.channel.sent if m.letter.kind == "receipt"]


def test_who_saw_that_the_desk_is_anothers_sends_nothing_while_the_sheet_cant_be_read(
    desk: StoryDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.channel.fault = NOT_NOW
    desk.file("湯匙少一個", email=LIN)
    desk.run(1)
    take_over(desk, tmp_path / "b")
    with pytest.raises(DeskNotOurs, match="由另一個帳本管理"):
        desk.run(1)
    desk.channel.fault = None
    monkeypatch.setattr(desk.workbook, "read", gone)
    desk.rig.ledger.close()
    desk.rig = desk.open()
    for _ in range(3):
        with pytest.raises(DeskUnreachable):
            desk.run(20)
    assert receipts(desk) == [WANG]


def test_its_own_stamp_lets_the_letters_go_that_waited(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.channel.fault = NOT_NOW
    desk.file("湯匙少一個", email=LIN)
    desk.run(1)
    desk.channel.fault = None
    own = desk.workbook.stamp
    assert own is not None
    desk.workbook.stamp = replace(own, ledger_id="another")
    with pytest.raises(DeskNotOurs):
        desk.run(10)
    desk.workbook.stamp = own
    desk.run(10)
    assert receipts(desk) == [WANG, LIN]


def test_an_older_sheet_gives_the_desk_back_to_nobody(desk: StoryDesk, tmp_path: Path) -> None:
    before = desk.workbook.stamp
    desk.file("湯匙少一個", email=LIN)
    desk.run(1)
    other = take_over(desk, tmp_path / "b")
    other.file("蓋子裂了", email="chen@example.com")
    other.run(1)
    with pytest.raises(DeskNotOurs):
        desk.run(1)
    for shown in (before, None):
        desk.workbook.stamp = shown
        with pytest.raises(DeskNotOurs, match="還原成舊版"):
            desk.run(1)
        other.run(5)
        assert desk.workbook.stamp.host == "server-b", "whoever took it over mends it as one that was set back"


@pytest.mark.parametrize("answer_is_lost", [False, True])
def test_taken_over_between_its_read_and_its_write_it_stands_back_for_good(
    desk: StoryDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer_is_lost: bool
) -> None:
    desk.file("湯匙少一個", email=LIN)
    heirs: list[StoryDesk] = []

    def other_takes_over() -> None:
        heirs.append(take_over(desk, tmp_path / "b"))
        desk.workbook.lose_reply = answer_is_lost

    at_the_next_write(desk, monkeypatch, other_takes_over)
    for _ in range(2):
        with pytest.raises(DeskNotOurs, match="主機「server-b」也在寫這份試算表"):
            desk.run(5)
    monkeypatch.setattr(desk.workbook, "read", gone)
    with pytest.raises(DeskUnreachable):
        desk.run(5)
    monkeypatch.undo()
    (other,) = heirs
    with pytest.raises(DeskNotOurs, match=r"主機「server-a」又寫了一次.*再執行一次 sheetdesk rebuild"):
        other.run(10)
    other.rig.ledger.close()
    third = take_over(desk, tmp_path / "c")
    for _ in range(2):
        third.run(5)
    assert third.run(5)[-1].quiet
    assert [row["email"] for row in third.rows() if row.get("text")] == [WANG, LIN]
    left = [WANG, LIN] if answer_is_lost else [WANG]  # without an answer a receipt isn't held up
    assert receipts(desk, other, third) == left, "what did not leave waits for a person, as after every rebuild"
    assert [row["state"] for row in third.rows("log")] == ["已送", "需確認"]


def test_a_server_that_slept_between_its_read_and_its_write_harms_nobody_when_it_wakes(
    desk: StoryDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.type(desk.numbers()[0], "outcome", "這一格要放回來")
    heirs: list[StoryDesk] = []

    def days_pass() -> None:
        other = take_over(desk, tmp_path / "b")
        heirs.append(other)
        other.run(60 * 24)
        other.file("湯匙少一個", email=LIN)
        other.run(1)
        other.type(other.numbers()[0], "category", "物流配送")
        other.run(60 * 24)

    at_the_next_write(desk, monkeypatch, days_pass)
    with pytest.raises(DeskNotOurs, match="主機「server-b」也在寫這份試算表"):
        desk.run(1)
    (other,) = heirs
    first = {row["number"]: row["category"] for row in other.rows()}
    other.run(5)
    other.run(5)
    assert other.run(5)[-1].quiet
    assert {row["number"]: row["category"] for row in other.rows()} == first
    assert first[other.numbers()[0]] == "物流配送"
    assert desk.workbook.stamp.host == "server-b"
    assert receipts(desk, other) == [WANG, LIN]


def test_a_sheet_that_the_other_wrote_during_the_rebuild_is_read_once_more(
    desk: StoryDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = heir(desk, tmp_path / "b")
    desk.file("湯匙少一個", email=LIN)
    at_the_next_write(other, monkeypatch, lambda: desk.one(1))
    with pytest.raises(DeskUnreachable, match="主機「server-a」又寫了一次"):
        rebuild(other.rig, desk.now)


def test_after_days_asleep_only_alarms_leave_before_the_first_read(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.channel.fault = NOT_NOW
    desk.file("湯匙少一個", email=LIN)
    desk.run(1)
    desk.channel.fault = None
    monkeypatch.setattr(desk.workbook, "read", gone)
    with pytest.raises(DeskUnreachable):
        desk.run(60 * 24 + 1)
    assert receipts(desk) == [WANG]


def test_within_a_day_what_waits_leaves_though_the_sheet_cant_be_read(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.channel.fault = NOT_NOW
    desk.file("湯匙少一個", email=LIN)
    desk.run(1)
    desk.channel.fault = None
    monkeypatch.setattr(desk.workbook, "read", gone)
    with pytest.raises(DeskUnreachable):
        desk.run(30)
    assert receipts(desk) == [WANG, LIN]


def test_a_ledger_that_came_back_from_a_copy_sends_nothing_before_it_has_read(
    desk: StoryDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.channel.fault = NOT_NOW
    desk.file("湯匙少一個", email=LIN)
    desk.run(1)
    desk.channel.fault = None
    with desk.rig.ledger.begin() as tx:
        doubt_what_may_have_left(tx, desk.now, desk.now, desk.defaults.zone)
        assert len(tx.outbox.waiting()) == 1, "it was put off, so its time had not come"
    monkeypatch.setattr(desk.workbook, "read", gone)
    with pytest.raises(DeskUnreachable):
        desk.run(30)
    assert receipts(desk) == [WANG]
    monkeypatch.undo()
    desk.run(1)
    assert receipts(desk) == [WANG, LIN]
