"""From config.yaml to the team's chat room: the channel that posts there, what it is told, and a post to try it."""

from __future__ import annotations

from datetime import datetime

from sheetdesk.channels.port import Channel
from sheetdesk.channels.webhook import Target, WebhookChannel
from sheetdesk.cli.finding import Finding, wrong
from sheetdesk.config import Config
from sheetdesk.errors import SheetdeskError, UsageError
from sheetdesk.model.message import KINDS, SENDING, TEAM_ROOM, WEBHOOK, Letter, Message
from sheetdesk.policy.room_posts import NO_ROOM, Room


def webhook_of(config: Config) -> dict[str, Channel]:
    """The channel by its name; empty where none is set up."""
    said = config.channels.webhook
    if said is None:
        return {}
    headers = {name: value.get_secret_value() for name, value in said.headers.items()}
    return {
        WebhookChannel.name: WebhookChannel(Target(said.url.get_secret_value(), said.body, headers, said.timeout_s))
    }


def room_of(config: Config, link: str) -> Room:
    """What the room is told. `link`: the table for the browser; blank for a file."""
    said = config.channels.webhook
    return Room(said.kinds, link) if said is not None else NO_ROOM


def room_reached(config: Config) -> Finding:
    """What `doctor` says of a room whose service can be reached: whether the address is right, only a post tells."""
    kinds = "、".join(KINDS[kind] for kind in room_of(config, "").kinds)
    return Finding(f"團隊群組：連得上，會貼{kinds}；網址對不對，要貼一則才知道（sheetdesk doctor --post）")


def try_post(config: Config, now: datetime) -> Finding:
    """Post one message that everybody in the room sees. Raises UsageError where no room is set up."""
    found = webhook_of(config)
    if not found:
        mend = "照使用說明附錄七，先寫 config.yaml 的 channels.webhook"
        raise UsageError("沒有設定團隊群組", which="--post", mend=mend)
    letter = Letter(None, "alarm", "try", TEAM_ROOM, "【測試】sheetdesk 貼得到這裡", "看到這一則就設定好了，不用處理。")
    message = Message(0, "try", letter, WEBHOOK, SENDING, now, "")
    try:
        found[WEBHOOK].send(message, now)
    except SheetdeskError as fault:
        return wrong(fault)
    return Finding("團隊群組：貼了一則測試訊息，請看聊天室有沒有收到")
