"""The letter that a person asks for in a case's row: a template, her own words, or both. Pure; sends nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter, source_of
from sheetdesk.policy import wording
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.letters import PARTS, SUBJECT_LIMIT, Sender, customer_facts, part, written
from sheetdesk.policy.letters_sandbox import fill, needs
from sheetdesk.policy.lint import names_money
from sheetdesk.policy.markup import to_plain
from sheetdesk.policy.own_words import (
    clean,
    fingerprint,
    greets,
    signs,
    with_links,
    without_greeting,
    without_signature,
)
from sheetdesk.policy.reply_facts import reply_facts
from sheetdesk.policy.reply_faults import FILL_IN, faults, remarks
from sheetdesk.policy.short_code import MEND_ROW, PLAIN, chosen, code_of, fallen_back, plain
from sheetdesk.policy.template import Template, Templates
from sheetdesk.policy.variables import REPLY_OPTIONAL

PREVIEW_LIMIT = 1000
"""Characters of 預覽."""

REPLY_PARTS = (*(name for name in PARTS if name != "english"), "refund")

PUT_RIGHT = "這段話您剛才更正過 → 改成正確的內容"

_STOPS = ("。", "！", "？", "!", "?", "…")
_SIGNATURE_LINE = re.compile(r"^.*\{\{-?\s*signature\s*-?\}\}.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Draft:
    """What would leave if she chose 寄出 now. `letter` is None where it can't; `fault` then says why.

    `preview` is what 預覽 shows. `manual`: the text to pass on by hand where only the address is missing."""

    letter: Letter | None
    preview: str
    fault: str | None = None
    manual: str | None = None


def draft(case: Case, templates: Templates, sender: Sender, now: datetime) -> Draft | None:
    """The reply that the row's 回覆範本 and 回覆內容 ask for; None where both are blank."""
    asked, words = (case.reply_template or "").strip(), clean(case.reply_text)
    if not asked and not words:
        return None
    try:
        template = chosen(asked, templates) if asked else plain(templates)
        letter, wrong = _letter(case, template, words, templates, sender, now)
    except TemplateFault as fault:
        said = fault.what + (f" → {fault.mend}" if fault.mend else "")
        return Draft(None, _cut(f"⚠{said}"), fault=said)
    if wrong is not None:
        return Draft(None, _cut(f"⚠{wrong}\n\n{letter.text}"), fault=wrong)
    noted = "；".join([*_fallen_back(template, templates), *remarks(words, case)])
    shown = f"（提醒：{noted}）\n\n{letter.text}" if noted else letter.text
    if letter.recipient:
        return Draft(letter, _cut(shown))
    why = read_email(case.email).why or "沒有 Email"
    told = f"{why}，寄不出去 → 補上 Email，或用 LINE 傳下面這段文字"
    return Draft(None, _cut(f"⚠{told}\n\n{shown}"), fault=told, manual=letter.text)


def _fallen_back(template: Template, templates: Templates) -> list[str]:
    """Else she would send other words than those that she wrote into her tab."""
    if not fallen_back(template, templates):
        return []
    return [f"您的範本「{code_of(template)}」有錯，這封用的是內建的 → {MEND_ROW}"]


def event_of(subject: str, text: str) -> str:
    """What makes a reply this very one: its words, whoever gets them. 16 hexadecimal digits."""
    return sha256(f"{subject}\n{text}".encode()).hexdigest()[:16]


def _letter(
    case: Case, template: Template, words: str, templates: Templates, sender: Sender, now: datetime
) -> tuple[Letter, str | None]:
    """The letter as it reads, and why it mustn't leave. Raises TemplateFault where there is none to read."""
    if words and "words" not in needs(template.body).names:
        template = replace(template, body=_with_slot(template.body, words))
    asked = needs(template.subject).names | needs(template.body).names
    facts = customer_facts(case, sender) | reply_facts(case, asked, sender.zone, now)
    framed = _framed(template, words, sender)
    shared = {name: part(name, facts, templates) for name in REPLY_PARTS if name in asked}
    given = {**facts, **framed, "english": "", **shared}
    subject, marked = written(template, given, case.number, _optional(template))
    subject, text = _numbered(subject, case.number), to_plain(marked)
    if names_money(subject + text) and "反詐騙" not in text:
        marked += "\n\n" + part("anti_fraud", facts, templates)
        text = to_plain(marked)
    if to_plain(fill("{{ words }}", framed)) not in text:
        raise TemplateFault("您寫的話沒有出現在信裡", mend="範本裡的 {{ words }} 不要放在別的 {% if %} 裡面")
    letter = Letter(
        case=case.number,
        kind="reply",
        event=event_of(subject, text),
        recipient=read_email(case.email).address or "",
        subject=subject,
        text=text,
        marked=marked,
        template=template.name,
        version=template.version,
        automatic=False,
        words=fingerprint(text if template.name == PLAIN else words),
    )
    said_wrongly = PUT_RIGHT if source_of(letter) in templates.wrong_words else None
    return letter, said_wrongly or next(faults(subject, text, facts.values(), words), None)


def _framed(template: Template, words: str, sender: Sender) -> dict[str, str]:
    """Her words in this template: where one of the two greets or signs already, the other doesn't."""
    names = (sender.signature, sender.shop)
    if template.name != PLAIN:
        return {"words": with_links(without_signature(without_greeting(words), names))}
    spared = {"greeting": greets(words), "signature": signs(words, names)}
    return {"words": with_links(words), **{name: "" for name, hers in spared.items() if hers}}


def _optional(template: Template) -> frozenset[str]:
    return REPLY_OPTIONAL | {"greeting", "signature"} if template.name == PLAIN else REPLY_OPTIONAL


def _with_slot(body: str, words: str) -> str:
    """The body with a slot for her words: where it says 「（填：…）」, else right before the signature, or at its end."""
    if gap := FILL_IN.search(body):
        rest = body[gap.end() :]
        ended = words.endswith(_STOPS) and rest.startswith("。")
        return f"{body[: gap.start()]}{{{{ words }}}}{rest[1:] if ended else rest}"
    signature = _SIGNATURE_LINE.search(body)
    at = signature.start() if signature else len(body)
    return f"{body[:at].rstrip()}\n\n{{{{ words }}}}\n\n{body[at:]}"


def _numbered(subject: str, number: str) -> str:
    """Every letter of a case bears its number (domain §2), whatever its template says."""
    if number in subject:
        return subject
    tail = f"（服務單號 {number}）"
    return wording.one_line(subject, SUBJECT_LIMIT - len(tail)) + tail


def _cut(text: str) -> str:
    return text if len(text) <= PREVIEW_LIMIT else text[: PREVIEW_LIMIT - 1].rstrip() + "…"
