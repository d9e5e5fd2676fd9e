"""Two servers on one spreadsheet: whichever comes second stands back, says so and sends nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.errors import DeskNotOurs
from tests.fakes.story_desk import Postbox, StoryDesk

pytestmark = pytest.mark.only(kind="memory", why="both servers write at one moment of one workbook")


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    desk = StoryDesk(tmp_path)
    desk.file("保鮮盒破了")
    desk.run(1)
    return desk


def second(desk: StoryDesk, folder: Path, copied: bool) -> StoryDesk:
    """A server elsewhere on the same workbook: with a copy of the ledger, or with a ledger of its own."""
    folder.mkdir()
    other = object.__new__(StoryDesk)
    other.folder, other.now, other.channel, other.workbook = folder, desk.now, Postbox(), desk.workbook
    other.answers, other.defaults, other.url = desk.answers, desk.defaults, f"sqlite:///{folder / 'desk.db'}"
    if copied:
        desk.rig.ledger.close()
        shutil.copy(desk.folder / "desk.db", folder / "desk.db")
        desk.rig = desk.open()
    other.rig = replace(other.open(), host="server-b")
    return other


def test_a_server_with_a_ledger_of_its_own_is_refused_before_it_does_anything(desk: StoryDesk, tmp_path: Path) -> None:
    other = second(desk, tmp_path / "b", copied=False)
    before = desk.workbook.applied
    with pytest.raises(DeskNotOurs, match=r"在主機「server-a」.*停掉一台"):
        other.run(1)
    assert (desk.workbook.applied, other.channel.sent) == (before, [])


def test_a_server_with_a_copy_of_the_ledger_falls_behind_and_is_refused(desk: StoryDesk, tmp_path: Path) -> None:
    other = second(desk, tmp_path / "b", copied=True)
    desk.file("湯匙少一個", email="lin@example.com")
    desk.run(1)
    with pytest.raises(DeskNotOurs, match="比這個帳本新"):
        other.run(2)
    assert other.channel.sent == []


def test_of_two_that_write_at_the_same_moment_the_later_stands_back_for_good(desk: StoryDesk, tmp_path: Path) -> None:
    other = second(desk, tmp_path / "b", copied=True)
    desk.channel.sent.clear()
    desk.file("湯匙少一個", email="lin@example.com")
    desk.workbook.at_write = lambda _: other.one(1)
    with pytest.raises(DeskNotOurs, match=r"主機「server-b」也在寫這份試算表.*停掉其中一台"):
        desk.run(1)
    assert [m.letter.recipient for m in other.channel.sent] == ["lin@example.com"]
    assert desk.channel.sent == [], "her receipt leaves once"
    desk.rig.ledger.close()
    desk.rig = desk.open()
    with pytest.raises(DeskNotOurs, match="也在寫這份試算表"):
        desk.run(1)
    assert desk.channel.sent == []
