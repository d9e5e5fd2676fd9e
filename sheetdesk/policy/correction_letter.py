"""The letter that puts right what an earlier one said: what was wrong, what is right, what it means for her. Pure.

A person writes it into one cell. Lines that begin with 「寫錯：」 and 「影響：」 have places of their own in the letter; all
others say what is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.correction import Correction
from sheetdesk.model.message import Letter, Message
from sheetdesk.policy import wording
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.letters import Sender, customer_facts, occasion, part, written
from sheetdesk.policy.lint import names_money
from sheetdesk.policy.markup import to_plain
from sheetdesk.policy.own_words import clean, with_links
from sheetdesk.policy.reply_faults import faults
from sheetdesk.policy.template import Templates
from sheetdesk.policy.variables import OPTIONAL

KIND = "correction"
SUBJECT_LIMIT = 40
"""Characters of the wrong letter's subject that are repeated."""

_LINE = re.compile(r"(寫錯|原本|正確|更正|影響|請您)\s*[:：]\s*(.*)")
_PLACES = {"寫錯": "wrong", "原本": "wrong", "影響": "meaning", "請您": "meaning", "正確": "right", "更正": "right"}
_NUMBERED = re.compile(r"（服務單號[^（）]*）\s*$")


@dataclass(frozen=True, slots=True)
class Words:
    """What she wrote into 更正, by its place in the letter; all but `right` may be blank."""

    wrong: str
    right: str
    meaning: str


def read_words(text: str) -> Words:
    """Each line to its place."""
    found: dict[str, list[str]] = {"wrong": [], "right": [], "meaning": []}
    for line in filter(None, map(str.strip, clean(text).split("\n"))):
        begun = _LINE.match(line)
        found[_PLACES[begun[1]] if begun else "right"].append(begun[2] if begun else line)
    return Words(*("\n".join(found[name]) for name in ("wrong", "right", "meaning")))


def correction_letter(case: Case, wrong: Message, asked: Correction, sender: Sender, templates: Templates) -> Letter:
    """To the customer of `case`, who got `wrong`; without a recipient where there is no address.

    Raises TemplateFault: nothing said what is right, something that mustn't leave, no template, a fact is missing."""
    words = read_words(asked.text)
    if not words.right:
        raise TemplateFault("沒有寫正確的內容", which=case.number, mend="寫一行「正確：…」")
    if words.right.isdecimal():  # a date that the sheet has made a number of
        raise TemplateFault(f"只有數字「{words.right}」", which=case.number, mend="寫成一句話，例如 12/8 才出貨")
    template = templates.pick(occasion(KIND, case))
    known = customer_facts(case, sender)
    facts = known | {
        "wrote_on": wording.day((wrong.sent_at or wrong.created_at).astimezone(sender.zone).date()),
        "wrote": wording.one_line(_NUMBERED.sub("", wrong.letter.subject), SUBJECT_LIMIT),
        "wrong": with_links(words.wrong),
        "right": with_links(words.right),
        "meaning": with_links(words.meaning),
        "addition": part("addition", known, templates),
        "anti_fraud": part("anti_fraud", known, templates),
    }
    subject, marked = written(template, facts, case.number, OPTIONAL | {"wrong", "meaning"})
    if names_money(subject + to_plain(marked)) and "反詐騙" not in marked:
        marked += "\n\n" + facts["anti_fraud"]
    _refuse(subject, to_plain(marked), [*known.values(), facts["wrote"]], case.number)
    return Letter(
        case=case.number,
        kind=KIND,
        event=asked.event,
        recipient=read_email(case.email).address or "",
        subject=subject,
        text=to_plain(marked),
        marked=marked,
        template=template.name,
        version=template.version,
        automatic=False,
        words=sha256(asked.text.encode()).hexdigest()[:16],
    )


def shown(letter: Letter) -> str:
    """The letter without greeting and signature, to be looked at before it is confirmed: it names nobody."""
    return "\n\n".join(letter.text.split("\n\n")[1:-1])


def _refuse(subject: str, text: str, facts: Sequence[str], which: str) -> None:
    if found := next(faults(subject, text, facts, hers=text), None):
        what, _, mend = found.partition(" → ")
        raise TemplateFault(what, which=which, mend=mend)
