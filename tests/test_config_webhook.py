"""The section channels.webhook: its address is a secret, and its body is checked before anything is posted."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.cli.room import room_of, try_post, webhook_of
from sheetdesk.config import load_config
from sheetdesk.config.secret_names import secret_names
from sheetdesk.config.settings import Config
from sheetdesk.errors import ConfigError, UsageError
from sheetdesk.model.message import WEBHOOK
from tests.fakes.chat_rooms import SECRET, chat_room
from tests.fakes.postroom import NOW

START = "desk: {name: 好日子團購}\nworkbook: {kind: xlsx, path: desk.xlsx}\nchannels:\n  webhook:\n"
URL = "    url: ${HOOK}\n"
GOOD = "https://hooks.example.com/services/T0/B0/geheim"


def read(folder: Path, more: str, url: str = GOOD) -> Config:
    path = folder / "config.yaml"
    path.write_text(START + more, encoding="utf-8")
    return load_config(path, {"HOOK": url})


@pytest.mark.parametrize(
    ("more", "url", "fault"),
    [
        (f"    url: {GOOD}\n", GOOD, "第 5 行 channels.webhook.url：網址裡有密鑰，不要直接寫在設定檔裡"),
        (URL, "http://hooks.example.com/geheim", "第 5 行 channels.webhook.url：不能用 http://"),
        (URL, "hooks.example.com/geheim", "channels.webhook.url：不是網址"),
        (URL, "https://[geheim", "channels.webhook.url：不是網址"),
        (
            URL + '    body: \'{"text": "{{ who }}"}\'\n',
            GOOD,
            '第 6 行 channels.webhook.body：「{"text": "{{ who }}"}」裡沒有',
        ),
        (URL + "    body: '{\"text\": {{ text }}}'\n", GOOD, "要放在雙引號裡面"),
        (URL + '    headers: {Authorization: "Bearer\\nx geheim"}\n', GOOD, "只能是一行英文"),
        (URL + "    kinds: [receipt]\n", GOOD, "只能是 alarm"),
        (URL + "    timeout_s: 900\n", GOOD, "太大"),
    ],
)
def test_a_fault_is_named_with_line_and_mend_and_without_the_secret(
    tmp_path: Path, more: str, url: str, fault: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, more, url)
    assert fault in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_a_room_is_told_of_alarms_escalations_and_digests_and_shows_no_secret(tmp_path: Path) -> None:
    config = read(tmp_path, URL + "    headers: {Authorization: Bearer geheim}\n")
    assert room_of(config, "x").kinds == ("alarm", "escalation", "digest")
    assert "geheim" not in repr(config) + repr(webhook_of(config)[WEBHOOK].__dict__)
    assert secret_names(tmp_path / "config.yaml") == ("${HOOK}",)


def test_a_test_post_goes_out_only_where_a_room_is_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    with chat_room() as room:
        config = read(tmp_path, URL, room.url)
        assert try_post(config, NOW).mend is None
        assert "【測試】" in room.posts[0]["text"]
        room.status = 404
        found = try_post(config, NOW)
        assert found.mend
        assert SECRET not in str(found)
    bare = config.model_copy(update={"channels": config.channels.model_copy(update={"webhook": None})})
    with pytest.raises(UsageError, match="沒有設定團隊群組"):
        try_post(bare, NOW)
