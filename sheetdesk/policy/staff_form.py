"""What one of the staff asks for in 處理表單: cells in, plain facts out. Pure; whether it counts isn't judged here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from sheetdesk.columns import CASES, STAFF_FORM
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value, canonical, clean_text
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.last_read import LastRead

FILLS = {
    "template": "reply_template",
    "reply": "reply_text",
    "remedy": "remedy",
    "amount": "amount",
    "resend_no": "resend_no",
    "follow_up": "follow_up",
    "action": "action",
}
"""Question of the form → the column of 案件 that it stands for; what is to be done comes last."""

_SAID = ("email", "case_no", "token", *FILLS)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """One row of the staff form's tab. `key`: its time stamp, token and sender, whatever its place and questions.

    Google stamps an answer anew that somebody edits, so that is another one. Only a row without time or token is known
    by all that it says.

    `asked`: what was answered, by column of 案件, as it was typed."""

    key: str
    tab: str
    place: int
    submitted_at: datetime | None
    email: str | None
    case_no: str | None
    token: str
    asked: dict[str, Value]

    def said(self) -> str:
        """The whole answer on one line, for 往來紀錄."""
        return "・".join(f"{CASES.column(name).title}：{shown(value)}" for name, value in self.asked.items())


def staff_answers(views: Iterable[TabView]) -> list[StaffAnswer]:
    """Every answer in the staff form's tabs, oldest first, one without a time last; each once."""
    found = _LAST.all((v.title, row) for v in views if v.key == STAFF_FORM.key for row in v.rows if _is_answer(row))
    found.sort(key=lambda answer: (answer.submitted_at or _NEVER, answer.key))
    return list({answer.key: answer for answer in reversed(found)}.values())[::-1]


def shown(value: Value) -> str:
    """A cell as 往來紀錄 and a refusal show it."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value:%Y/%m/%d}"
    return str(value.text if isinstance(value, Formula) else value)


def _is_answer(row: Row) -> bool:
    return any(row.get(name) is not None for name in ("token", *FILLS))


def _answer(title: str, row: Row) -> StaffAnswer:
    cells = {name: value for name in _SAID if (value := _plain(row.get(name))) is not None}
    stamp = row.get("submitted_at")
    when = stamp.isoformat() if isinstance(stamp, datetime) else shown(stamp) if stamp is not None else ""
    token = shown(cells.get("token") or "")
    known_by = {"email": cells.get("email")} if when and token else cells
    digest = sha256(repr(sorted(known_by.items())).encode("utf-8", "replace")).hexdigest()[:12]
    return StaffAnswer(
        key=f"{when}|{token[:60]}|{digest}",
        tab=title,
        place=row.place,
        submitted_at=stamp if isinstance(stamp, datetime) else None,
        email=read_email(cells.get("email")).address,
        case_no=shown(cells["case_no"]) if "case_no" in cells else None,
        token=token,
        asked={column: _as_in(column, cells[name]) for name, column in FILLS.items() if name in cells},
    )


def _as_in(column: str, value: Value) -> Value:
    """What the sheet took for a number is text in a column of text: 9087654321."""
    return value if CASES.column(column).type != "text" or isinstance(value, str) else shown(value)


def _plain(value: Value) -> Value:
    """A formula in a form's tab is somebody's text to us."""
    return canonical(clean_text(value.text) if isinstance(value, Formula) else value)


_LAST = LastRead(_answer)
