"""What `run` tells at its end of letters that didn't leave: a failure and her own stop never look alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.cli.run_shown import show_summary
from sheetdesk.errors import SendFailed
from tests.fakes.story_desk import StoryDesk


def told(desk: StoryDesk, capsys: pytest.CaptureFixture[str]) -> str:
    started = desk.now
    show_summary(desk.rig, desk.run(), started)
    return capsys.readouterr().out


def test_her_own_stop_is_told_without_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("收到的保鮮盒破了")
    desk.run()
    (number,) = desk.numbers()
    desk.type(number, "reply_text", "明天補寄。")
    desk.type(number, "action", "寄出")
    desk.run(1)
    desk.type(number, "action", "攔下")
    desk.run(1)
    desk.now = desk.now.replace(minute=desk.now.minute + 5)
    assert f"不用寄了的回覆 {number}（取消）：內容改過或攔下了，這一版沒有寄" in (said := told(desk, capsys))
    assert "⚠" not in said


def test_a_letter_that_was_refused_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = StoryDesk(tmp_path)
    desk.channel.fault = SendFailed("信箱不存在", permanent=True)
    desk.file("收到的保鮮盒破了")
    said = told(desk, capsys)
    assert f"⚠ 沒寄出的收件通知 {desk.numbers()[0]}（放棄）：信箱不存在" in said
