"""常見問題 as texts to paste: a post to pin in the group, and LINE's own auto-reply, one row a question. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sheetdesk.model.values import Value
from sheetdesk.policy.faq_rows import Faq

POST = "置頂貼文"
TITLE = "【常見問題】"
REPLY = "LINE 自動回應"
LONGEST_POST = 5000
"""Characters of the post; what is more is left out by whole questions."""


def posts(faqs: Iterable[Faq], today: date) -> dict[str, dict[str, Value]]:
    """What stands in the tab, by its row's name; nothing of a row that is past its day."""
    told = [faq for faq in faqs if faq.until is None or faq.until >= today]
    if not told:
        return {}
    return {POST: {"keywords": None, "content": _post(told)}, **dict(_replies(told))}


def _post(faqs: Iterable[Faq]) -> str:
    whole = TITLE
    for at, faq in enumerate(faqs, start=1):
        more = f"{whole}\n\n{_asked_and_answered(at, faq)}"
        if len(more) > LONGEST_POST:
            break
        whole = more
    return whole


def _asked_and_answered(at: int, faq: Faq) -> str:
    return "\n".join(filter(None, (f"{at}. {faq.question}", faq.answer, faq.link)))


def _replies(faqs: Iterable[Faq]) -> Iterator[tuple[str, dict[str, Value]]]:
    for at, faq in enumerate(faqs, start=1):
        reply = "\n".join(filter(None, (faq.answer, faq.link)))
        yield f"{REPLY} {at}", {"keywords": "\n".join((faq.question, *faq.keywords)), "content": reply}
