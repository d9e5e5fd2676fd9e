"""The receipt with the best answer that fits: whole, its link alone, or none."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.faq import Faqs
from sheetdesk.policy.faq_rows import ANSWER_LIMIT, Faq
from sheetdesk.policy.letters import Sender
from sheetdesk.policy.lint import LENGTH, counted
from sheetdesk.policy.receipts import answering_receipt
from sheetdesk.templates import load_templates

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SENDER = Sender("好日子團購", "阿芳", ZoneInfo("Asia/Taipei"), "https://example.com/form?no={number}")
TEMPLATES, _ = load_templates()
WHOLE, LINK = "好" * ANSWER_LIMIT, "https://example.com/faq"
LONG_NAME = "手工現做的超級無敵酥脆香濃起司蔥抓餅"


def letter(faq: Faq, product: str = "蔥抓餅", said: str = ""):
    case = Case(
        "GB2611-0042-K",
        customer="王怡君",
        email="wang@example.com",
        nature="詢問",
        category="詢問",
        subcategory="到貨",
        text="請問何時到貨",
        product=product,
        promise_due=datetime(2026, 11, 24, 2, tzinfo=UTC),
    )
    return answering_receipt(case, SENDER, TEMPLATES, NOW, Faqs.of([faq]), said)


@pytest.mark.parametrize(
    ("answer", "link", "product", "shown"),
    [
        ("結單後七天。", "", LONG_NAME, {"結單後七天。"}),
        ("結單後七天。", LINK, LONG_NAME, {"結單後七天。", LINK}),
        (WHOLE, LINK, LONG_NAME, {LINK}),
        (WHOLE + "好", LINK, "餅", {LINK}),
        (WHOLE, "", LONG_NAME, set[str]()),
        ("", LINK, LONG_NAME, {LINK}),
    ],
)
def test_an_answer_that_does_not_fit_gives_way_to_its_link_or_is_left_out(answer, link, product, shown):
    found = letter(Faq("什麼時候會到貨？", ("何時到貨",), answer, link), product)
    assert {said for said in (answer, link) if said and said in found.text} == shown
    assert counted(found.text, SENDER.signed()) <= LENGTH
    assert (found.proposes, found.template) == (
        ("什麼時候會到貨？", "receipt_answer") if shown else ("", "receipt_question")
    )


def test_in_an_incident_what_is_known_of_it_is_said_and_nothing_is_proposed():
    assert letter(Faq("什麼時候會到貨？", ("何時到貨",), "結單後七天。"), said="冷凍車拋錨").proposes == ""
