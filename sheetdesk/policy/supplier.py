"""What a supplier is told of a case: the thing, the order, the defect, the photos; never who the customer is. Pure."""

from __future__ import annotations

import re

from sheetdesk.model.case import Case
from sheetdesk.policy.privacy import mask_accounts
from sheetdesk.policy.wording import one_line

EXCERPT = 300
"""Characters of the customer's own words that go along."""

_MAIL = re.compile(r"[^\s@,，。；;:：]+@[^\s@,，。；;:：]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\dA-Za-z-])\(?(?:\+?886[ -]?|0)\d(?:[ ()-]{0,2}\d){6,9}(?!\d)")
_HIDDEN = "＊＊"


def text_for_supplier(case: Case) -> str:
    """A message to copy: no name, nickname, phone, mail or LINE of the customer, wherever in her words it stood."""
    trouble = case.subcategory or case.category
    group = f"團號 {case.group_no}" if case.group_no else ""
    facts = (
        ("單號", "，".join(filter(None, (case.number, group)))),
        ("商品", "，數量 ".join(filter(None, (case.product, case.quantity)))),
        ("訂單編號", case.order_no),
        ("到貨", f"{case.received_on:%m/%d}" if hasattr(case.received_on, "strftime") else case.received_on),
        ("物流單號", case.tracking_no),
        ("問題", trouble),
        ("客人說", _anonymous(case)),
        ("客人希望", case.wish),
        ("照片", case.attachments),
    )
    lines = [f"{title}：{fact}" for title, fact in facts if fact]
    return "\n".join(["想請您協助處理一件反映：", *lines, "請告訴我們怎麼處理、什麼時候可以好，謝謝。"])


def _anonymous(case: Case) -> str:
    """Her words without what tells who she is."""
    words = one_line(case.text, len(case.text or ""))
    for known in (case.customer, case.nickname, case.line, case.email, case.phone):
        if known and len(known.strip()) > 1:
            words = words.replace(known.strip(), _HIDDEN)
    return one_line(mask_accounts(_PHONE.sub(_HIDDEN, _MAIL.sub(_HIDDEN, words))), EXCERPT)
