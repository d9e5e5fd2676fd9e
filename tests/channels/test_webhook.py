"""Posts to a chat room, over real HTTP on loopback: what left, what did not, and what nobody can know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from sheetdesk.channels.webhook import Target, WebhookChannel
from sheetdesk.errors import SendFailed, SendOutcomeUnknown, SheetdeskError
from sheetdesk.model.message import TEAM_ROOM, WEBHOOK, Message
from tests.fakes.chat_rooms import SECRET, ChatRoom, chat_room
from tests.fakes.mail_servers import free_port
from tests.fakes.postroom import a_message

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BODY = {"text": "{{ title }}\n{{ text }}\n{{ link }}", "parse_mode": "none"}


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of this machine stands between."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def room() -> Iterator[ChatRoom]:
    with chat_room() as found:
        yield found


def a_post(**fields: str) -> Message:
    said = {"subject": "【警示】", "text": "請看", "recipient": TEAM_ROOM, "kind": "alarm", **fields}
    return a_message(channel=WEBHOOK, **said)


def channel_to(url: str, timeout_s: float = 5, **headers: str) -> WebhookChannel:
    return WebhookChannel(Target(url, BODY, headers, timeout_s))


def fault_of(url: str, timeout_s: float = 5) -> SheetdeskError:
    with pytest.raises(SheetdeskError) as caught:
        channel_to(url, timeout_s).send(a_post(), NOW)
    shown = "".join(map(repr, (caught.value, caught.value.__context__, caught.value.__cause__))) + str(caught.value)
    assert SECRET not in shown
    assert "geheim" not in repr(channel_to(url))
    return caught.value


def test_a_post_is_json_whatever_stands_in_it(room: ChatRoom) -> None:
    text = 'He said "hi", {"admin": true}\n\\ end {{ title }}'
    channel_to(room.url, Authorization="Bearer x").send(a_post(text=text, link="https://example.com/t"), NOW)
    assert room.posts == [{"text": f"【警示】\n{text}\nhttps://example.com/t", "parse_mode": "none"}]
    assert room.heads[0]["Authorization"] == "Bearer x"
    assert room.heads[0]["Content-Type"] == "application/json; charset=utf-8"


def test_a_netrc_is_neither_sent_along_nor_overrules_our_header(
    room: ChatRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password mine\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    channel_to(room.url).send(a_post(), NOW)
    channel_to(room.url, Authorization="Bearer x").send(a_post(), NOW)
    assert [head.get("Authorization") for head in room.heads] == [None, "Bearer x"]


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_2xx_is_sent(room: ChatRoom, status: int) -> None:
    room.status = status
    channel_to(room.url).send(a_post(), NOW)
    assert len(room.posts) == 1


@pytest.mark.parametrize(
    ("status", "permanent", "of_channel"),
    [
        (400, True, False),
        (404, True, False),
        (429, False, True),
        (500, False, False),
        (503, False, True),
        (302, True, False),
    ],
)
def test_a_number_says_whether_it_is_tried_again(
    room: ChatRoom, status: int, permanent: bool, of_channel: bool
) -> None:
    room.status = status
    fault = fault_of(room.url)
    assert isinstance(fault, SendFailed)
    assert (fault.permanent, fault.of_channel, fault.mend != "") == (permanent, of_channel, True)


@pytest.mark.parametrize(
    ("said", "wait_s"),
    [
        ("30", 30),
        ("999999", 3600),
        ("-5", 0),
        ("soon", None),
        ("nan", None),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120),
    ],
)
def test_how_long_it_asks_us_to_wait_is_bounded(room: ChatRoom, said: str, wait_s: float | None) -> None:
    room.status, room.headers = 429, {"Retry-After": said}
    fault = fault_of(room.url)
    assert isinstance(fault, SendFailed)
    assert fault.wait_s == wait_s


def test_a_redirect_gets_neither_secret_nor_text(room: ChatRoom) -> None:
    with chat_room() as other:
        room.status, room.headers = 307, {"Location": other.url}
        fault = fault_of(room.url)
        assert isinstance(fault, SendFailed)
        assert fault.permanent
        assert other.posts == []


def test_a_service_that_refuses_the_connection_got_nothing() -> None:
    fault = fault_of(f"http://127.0.0.1:{free_port()}/services/{SECRET}")
    assert isinstance(fault, SendFailed)
    assert (fault.permanent, fault.of_channel) == (False, True)


@pytest.mark.parametrize("deed", ["hang", "break", "garbage"])
def test_what_breaks_after_the_body_is_for_a_person_to_decide(room: ChatRoom, deed: str) -> None:
    room.deed = deed
    assert isinstance(fault_of(room.url, timeout_s=0.1), SendOutcomeUnknown)
    assert len(room.posts) == 1


def test_a_probe_posts_nothing(room: ChatRoom) -> None:
    assert channel_to(room.url).probe() is None
    assert room.posts == []
    problem = channel_to(f"http://127.0.0.1:{free_port()}/services/{SECRET}").probe()
    assert problem is not None
    assert SECRET not in str(problem)
