"""The short note that says: what you wrote later is with us (domain §6). Pure; whether it may leave is `sending`'s."""

from __future__ import annotations

from datetime import datetime, timedelta

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.policy import wording
from sheetdesk.policy.letters import PARTS, Sender, customer_facts, occasion, part, written
from sheetdesk.policy.letters_sandbox import needs
from sheetdesk.policy.lint import names_money
from sheetdesk.policy.markup import to_plain
from sheetdesk.policy.template import Templates
from sheetdesk.policy.variables import OPTIONAL

KIND = "addition"
ONE_IN = timedelta(hours=24)
"""At most one a case in this time (domain §6)."""


def is_wanted(case: Case, now: datetime) -> bool:
    """Has she heard nothing of it for a day?"""
    return case.thanked_at is None or now - case.thanked_at >= ONE_IN


def note(case: Case, sender: Sender, templates: Templates, now: datetime) -> Letter:
    """The note on what the customer wrote last. Raises TemplateFault: no address, no template, a needed fact is blank."""
    if not case.email or case.heard_at is None:
        raise TemplateFault("沒有 Email，補充通知寄不出去", which=case.number, mend="補上 Email，或用 LINE／電話回")
    template = templates.pick(occasion(KIND, case))
    facts = customer_facts(case, sender)
    waits = case.first_reply_at is None and case.promise_due is not None and case.promise_due > now
    facts |= {"promise": facts["promise"] if waits else ""}
    asked = needs(template.subject).names | needs(template.body).names
    english = "english" in asked and wording.mainly_english(case.text)
    facts |= dict.fromkeys(PARTS, "")
    facts["english"] = part("note_english", facts, templates) if english else ""
    subject, marked = written(template, facts, case.number, OPTIONAL | {"promise"})
    if names_money(subject + to_plain(marked)):
        marked += "\n\n" + part("anti_fraud", facts, templates)
    return Letter(
        case=case.number,
        kind=KIND,
        event=f"wrote:{case.heard_at.isoformat()}",
        recipient=case.email,
        subject=subject,
        text=to_plain(marked),
        marked=marked,
        template=template.name,
        version=template.version,
    )
