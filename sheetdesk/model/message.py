"""A letter that the desk means to send, and the record of what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sheetdesk.model.drawing import Drawing

WAITING, SENDING, SENT, FAILED, GIVEN_UP, UNSURE, CANCELLED = (
    "待送",
    "送出中",
    "已送",
    "失敗",
    "放棄",
    "需確認",
    "取消",
)

KINDS = {
    "alarm": "警示",
    "escalation": "上報",
    "receipt": "收件通知",
    "addition": "補充通知",
    "reply": "回覆",
    "correction": "更正",
    "reminder": "提醒",
    "progress": "進度",
    "survey": "問卷",
    "survey_reminder": "問卷提醒",
    "digest": "每日摘要",
    "report": "報告",
}
"""Kind → what 往來紀錄 calls it, in order of urgency (domain §6, lanes)."""

WEBHOOK = "webhook"
"""The name of the channel that posts to the team's chat room."""

TEAM_ROOM = "團隊群組"
"""The recipient of what is posted to the team's chat room."""

TRACKING = "查貨態"
"""What a receipt with a tracking link proposes."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a job wants said, already written out. `event` is what caused it: case + kind + event is sent once."""

    case: str | None
    kind: str
    event: str
    recipient: str
    subject: str
    text: str
    marked: str | None = None
    """The text with its marks, of which its page is made as it leaves (`policy.markup.page_of`)."""
    html: str | None = None
    """A page of its own, where marks don't do."""
    template: str = ""
    version: str = ""
    automatic: bool = True
    after: datetime | None = None
    """Not before this moment; posted once more, it waits from then on."""
    hold: str | None = None
    """Why a person must release it first (the message starts as 需確認)."""
    words: str = ""
    """Fingerprint of what a person wrote in it herself; blank: nothing."""
    proposes: str = ""
    """What it answers by itself: the 問題 of a row of 常見問題, or `TRACKING`; blank: nothing."""
    about: tuple[str, ...] = ()
    """What it tells the team of, each to be looked at again before it leaves (`policy.ladder_letters.read_mark`)."""
    pictures: tuple[Drawing, ...] = ()
    """Charts to be painted when it leaves, each for its place in `html` (`policy.picture_places`)."""
    link: str = ""
    category: str = ""
    priority: str = ""
    """What a chat room is told apart from the text; blank in letters."""


@dataclass(frozen=True, slots=True)
class Message:
    """A letter in the outbox of the ledger. Times are aware UTC."""

    id: int
    key: str
    letter: Letter
    channel: str
    state: str
    created_at: datetime
    message_id: str
    trial: bool = False
    attempts: int = 0
    next_try_at: datetime | None = None
    sent_at: datetime | None = None
    note: str | None = None
    references: tuple[str, ...] = ()
    released: bool = False
    """A person chose 重寄 for this very message."""
    address: str | None = None
    """Where it really goes: the organiser's own address in 試營運, else the letter's recipient."""

    @property
    def kind(self) -> str:
        return self.letter.kind

    @property
    def automatic(self) -> bool:
        return self.letter.automatic

    @property
    def recipient(self) -> str:
        return self.letter.recipient


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that may be tried now, without its letter: what its turn is judged by."""

    id: int
    kind: str
    automatic: bool
    created_at: datetime
    channel: str
    note: str | None = None
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """That a message left and may have arrived: all that later ones are counted by. `recipient`: whom it was for."""

    at: datetime
    recipient: str
    channel: str
    kind: str
    automatic: bool
    case: str | None


def source_of(letter: Letter) -> str:
    """What letters have in common that say the same: template and version, and after a bar her own words in it."""
    return f"{letter.template} {letter.version}|{letter.words}"


def key_of(letter: Letter) -> str:
    """Case + kind + the event that caused it (domain §6)."""
    return f"{letter.case or '-'}|{letter.kind}|{letter.event}"
