"""使用數 and 平均滿意度 in 回覆範本: counted when a letter has left and when a rating changes, never by looking back over
closed cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import FAQ
from sheetdesk.desk.desk import Desk
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.template_uses import Uses
from sheetdesk.model.case import Case
from sheetdesk.model.message import SENT, TRACKING, Message
from sheetdesk.model.values import Value
from sheetdesk.policy.faq_rows import Faq, FaqRows
from sheetdesk.policy.fold import fold
from sheetdesk.policy.survey import asked_in_trial
from sheetdesk.policy.template import Templates


def count_sent(tx: Transaction, messages: Iterable[Message]) -> None:
    """Count the templates of these messages, which have left, and the answers of 常見問題 that they gave; those of the trial
    were seen by no customer."""
    seen = [m.letter for m in messages if not m.trial]
    used = Counter(letter.template for letter in seen if letter.template)
    used.update(_of_faq(fold(letter.proposes)) for letter in seen if letter.proposes not in ("", TRACKING))
    tx.templates.count_sent(used)


def count_ratings(desk: Desk, tx: Transaction) -> None:
    """Let each rating that is new or changed in this pass count for the template of the reply that it is about."""
    rated = {number for number in desk.touched if desk.cases[number].rating is not None}
    before = tx.cases.some(rated - desk.created.keys())
    for number in sorted(rated):
        old, new = before.get(number), desk.cases[number]
        if asked_in_trial(new) or (old is not None and (old.rating, old.rated_at) == (new.rating, new.rated_at)):
            continue
        letters = tx.outbox.of_case(number)
        if old is not None and old.rating is not None and (template := last_template(letters, old)):
            tx.templates.take_back_rating(template, old.rating)
        if new.rating is not None and (template := last_template(letters, new)):
            tx.templates.count_rating(template, new.rating)


def figures(templates: Templates, uses: Mapping[str, Uses]) -> dict[str, dict[str, Value]]:
    """What stands beside each row, by the row's key."""
    rows = {template.row: uses.get(template.name, Uses()) for template in templates.by_name.values() if template.row}
    return {key: {"uses": said.sent or None, "rating": said.mean} for key, said in rows.items()}


def faq_figures(faq: FaqRows, uses: Mapping[str, Uses]) -> dict[str, Value]:
    """使用數 beside each row of 常見問題, by the row's key."""
    return {one.row: uses.get(_of_faq(one.key), Uses()).sent or None for one in faq.rows}


def recount_answers(tx: Transaction, faq: FaqRows) -> None:
    """In a new ledger: which receipts of 往來紀錄 gave which answer, as far as its 問題 still stands in the tab."""
    questions, told = {one.question: one for one in faq.rows}, dict[str, Faq]()
    for message in tx.outbox.updated_since(None):
        if (
            message.kind == "receipt"
            and message.state == SENT
            and message.letter.case is not None
            and not message.trial
        ):
            said = next((questions[line] for line in message.letter.text.splitlines() if line in questions), None)
            told |= {message.letter.case: said} if said is not None else {}
    tx.templates.count_sent(Counter(_of_faq(said.key) for said in told.values()))
    cases = tx.cases.some(told)
    tx.cases.save(replace(case, proposed_answer=told[number].question) for number, case in cases.items())


def _of_faq(question: str) -> str:
    """By what an answer is counted among the templates: no template's name bears a bar."""
    return f"{FAQ.title}|{question}"


def _counts(message: Message) -> bool:
    return message.kind == "reply" and message.state == SENT and not message.trial


def last_template(letters: Iterable[Message], case: Case) -> str | None:
    """The template of the last reply among the case's letters that the customer had when she rated."""
    at: datetime | None = case.rated_at
    had = [m for m in letters if _counts(m) and (at is None or (m.sent_at or m.created_at) <= at)]
    return had[-1].letter.template if had else None
