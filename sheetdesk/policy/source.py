"""來源: by which way a customer came, out of what a form's question says. Pure."""

from __future__ import annotations

from sheetdesk.model.case import SOURCES, Case
from sheetdesk.model.values import Value
from sheetdesk.policy.fold import fold
from sheetdesk.policy.related import is_unanswered

FORM = "表單"
"""Where nothing is said, or what nobody can read."""

_UNREAD = "表單的「來源」寫"

_MEANT = {
    "表單": ("form", "google表單", "網路表單"),
    "電話": ("打電話", "電話來", "來電", "手機", "phone", "call", "telephone"),
    "LINE": ("賴", "line訊息", "官方line", "line官方帳號", "line群組"),
    "Email": ("電子郵件", "郵件", "信箱", "寄信", "mail", "e-mail"),
    "社群": ("臉書", "fb", "facebook", "ig", "instagram", "messenger", "私訊", "threads", "社團"),
    "面交": ("當面", "現場", "自取", "取貨點", "in person"),
    "平台": ("蝦皮", "賣場", "露天", "商店", "shopee", "platform"),
}
_WORDS = {fold(word): source for source in SOURCES for word in (source, *_MEANT[source])}


def read_source(typed: Value) -> tuple[str, str | None]:
    """The source, and what is to be told of words that are none (domain §2)."""
    text = str(typed or "").strip()
    if not text:
        return FORM, None
    found = _WORDS.get(fold(text))
    if found is not None:
        return found, None
    return (
        FORM,
        f"{_UNREAD}「{text[:20]}」，沒有這一種，期限先照「{FORM}」算；不對的話，請在「來源」選：{'、'.join(SOURCES)}。",
    )


def is_settled(remark: str, case: Case) -> bool:
    """Was this said of the form's words, and has a person chosen a source since, or answered so that no deadline hangs
    on it? 表單 may be right as it stands: then there is nothing that she could choose."""
    return remark.startswith(_UNREAD) and ("source" in case.proposed or not is_unanswered(case))


def unknown(case: Case) -> str | None:
    """What is to be told of a source that a person typed and that is none."""
    if case.source is None or case.source in SOURCES:
        return None
    return f"來源沒有「{case.source[:20]}」，期限先照沒有寫來源的那一列算；請選 {'、'.join(SOURCES)}。"
