"""One letter of each kind out of the demo's outbox, read as a mail program reads it. Knows no HTML but the letter's own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from sheetdesk.demo.page_tabs import plain
from sheetdesk.model.message import KINDS
from sheetdesk.policy.kpi import Cells

TRIAL = "【試】"


@dataclass(frozen=True, slots=True)
class Sort:
    """Letters to show one of: the kind, what the name of its template begins with, and what one sees."""

    kind: str
    template: str
    title: str
    about: str


SORTS: tuple[Sort, ...] = (
    Sort("receipt", "", "收件通知", "客人填完表單就收到：收到了什麼、單號、什麼時候會有人回。"),
    Sort("addition", "", "補充通知", "客人帶著單號再填一次，不會開新案件，只告訴他補充收到了。"),
    Sort("reply", "reply_plain", "回覆", "您在「回覆內容」寫的話，加上稱呼和署名寄出去。"),
    Sort("reply", "reply_incident", "批次事件的統一回覆", "同一批貨的客人各收到一封，寫的是自己的商品和單號。"),
    Sort("survey", "", "處理完成（附問卷）", "狀態改成「已解決」以後寄：做了什麼，還有問解決了沒有、幾顆星的問卷。"),
    Sort("alarm", "", "警示", "有食安、受傷這類的事，馬上寄給主揪和負責人，附上先做什麼。"),
    Sort("digest", "", "每日摘要", "每個上班日早上寄給主揪：要做的事、昨天的數字、要他處理的。"),
    Sort("report", "", "報告", "定期寄給主揪：這段時間怎麼樣，有什麼和平常不一樣。"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as it left. `html`: its own page, None where it has none."""

    title: str
    about: str
    recipient: str
    subject: str
    text: str
    html: str | None


def one_of_each(log: Sequence[Cells], outbox: Path) -> list[Shown]:
    """The first letter of each sort in 往來紀錄 that went to whom it was for, not to the organiser as a trial; a sort of
    which there is none is left out. Raises OSError if a letter can't be read."""
    return [letter for sort in SORTS if (letter := next(_letters(sort, log, outbox), None))]


def _letters(sort: Sort, log: Sequence[Cells], outbox: Path) -> Iterator[Shown]:
    for row in log:
        number = str(row.get("id") or "")[1:]
        if row.get("kind") != KINDS[sort.kind] or not str(row.get("template") or "").startswith(sort.template):
            continue
        for path in sorted(outbox.glob(f"*_{number}.eml")) if number.isdecimal() else ():
            mail = message_from_bytes(path.read_bytes(), policy=default)
            if not str(mail["Subject"]).startswith(TRIAL):
                yield _shown(sort, mail)


def _shown(sort: Sort, mail: EmailMessage) -> Shown:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return Shown(
        sort.title,
        sort.about,
        plain(str(mail["To"])),
        plain(str(mail["Subject"])),
        plain(text.get_content()) if text else "",
        plain(_with_pictures(html.get_content(), mail)) if html else None,
    )


def _with_pictures(page: str, mail: EmailMessage) -> str:
    """The page with the pictures that lie beside it in the mail within itself (RFC 2397), for a browser sees one file."""
    for part in mail.walk():
        if part["Content-ID"] is not None and part.get_content_maintype() == "image":
            data = b64encode(part.get_content()).decode()
            page = page.replace(f"cid:{str(part['Content-ID'])[1:-1]}", f"data:{part.get_content_type()};base64,{data}")
    return page
