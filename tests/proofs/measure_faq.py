"""Measure how often 常見問題 and tracking links fit texts that are not part of the project, and show what they were given.

    python -m tests.proofs.measure_faq FOLDER [--read N]      (from the top of the checkout)

FOLDER holds the data sets named below, as CSV. `--read` prints N of the answered texts, drawn evenly, to be read by eye. See
docs/faq.md for what the figures mean and what they were."""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheetdesk.config import load_config
from sheetdesk.config.places import default_config
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row
from sheetdesk.policy.faq import LEAST, MARGIN, Faqs
from sheetdesk.policy.faq_rows import Faq, read_faqs
from sheetdesk.policy.grams import Weights, alike
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.rules import read_rules
from sheetdesk.policy.suggestion import answered_categories, may_be_answered, says, suggestions
from sheetdesk.policy.tracking import parcel_of
from sheetdesk.policy.triage import judge

TODAY = date(2026, 11, 23)
SETS = {
    "gold_complaints.open.csv": "text_tw",
    "shopping_reviews.open.csv": "text_tw",
    "food_delivery_reviews.open.csv": "text_tw",
    "civic_complaints.open.csv": "body_hant",
    "tw_native_posts_ptt.open.csv": "text",
    "tw_native_hotel_reviews.open.csv": "text",
    "paraphrase_pairs_bustm.open.csv": "a_hant",
}
INTENTS = "support_intents_en_bitext.open.csv"
PAIRS = "paraphrase_pairs_bustm.open.csv"

MORE = (
    Faq("可以寄到離島嗎？", ("離島", "澎湖", "金門", "馬祖"), "可以。"),
    Faq("運費怎麼算？", ("運費", "免運", "寄送費"), "滿額免運。"),
    Faq("有沒有素食的？", ("素食", "吃素", "全素", "蛋奶素"), "包裝上有標示。"),
    Faq("有含過敏原嗎？", ("過敏原", "含花生", "含牛奶", "成分"), "包裝上有標示。"),
    Faq("現在還有貨嗎？", ("還有貨", "有現貨", "還有嗎", "有貨嗎"), "看貼文。"),
    Faq("可以面交嗎？", ("面交", "自取"), "可以。"),
    Faq("有保固嗎？", ("保固", "維修"), "一年。"),
    Faq("尺寸怎麼選？", ("尺寸", "尺碼", "多大"), "看尺寸表。"),
    Faq("要怎麼訂購？", ("怎麼訂", "怎麼買", "如何訂購", "哪裡買"), "填表單。"),
    Faq("可以改取貨門市嗎？", ("改門市", "換門市"), "出貨前可以。"),
    Faq("怎麼聯絡你們？", ("聯絡", "客服電話", "電話幾號"), "填表單最快。"),
)
"""A shop's rows beside those that ship: what a group buy is asked most."""

ENGLISH = {
    "create_account": Faq("how do I create an account?", ("create", "open an account", "new account", "register"), "1"),
    "delete_account": Faq("how do I delete my account?", ("delete", "close my account", "remove my account"), "1"),
    "recover_password": Faq("how do I recover my password?", ("password", "log in"), "1"),
    "switch_account": Faq("how do I switch to another account?", ("switch", "another account", "other account"), "1"),
    "contact_customer_service": Faq(
        "how do I contact customer service?", ("customer service", "customer support"), "1"
    ),
    "contact_human_agent": Faq("can I talk to a human agent?", ("human", "real person", "live agent", "talk to"), "1"),
    "delivery_options": Faq("what are the delivery options?", ("delivery options", "shipping options"), "1"),
    "delivery_period": Faq("when will my order arrive?", ("when will", "arrive", "how long", "delivery time"), "1"),
    "newsletter_subscription": Faq("how do I subscribe to the newsletter?", ("newsletter", "subscribe"), "1"),
    "track_order": Faq(
        "how can I track my order?", ("track", "where is my order", "order status", "status of my"), "1"
    ),
    "place_order": Faq("how do I place an order?", ("place an order", "make a purchase", "buy"), "1"),
    "change_order": Faq("how can I change my order?", ("change my order", "modify", "edit"), "1"),
}
"""A tab for the English requests, one row for each kind that may be answered, by the kind's name; written after one look at
an example of each."""


def rules_and_rows() -> tuple[Rules, Faqs]:
    """What ships, with its blanks filled in, and the rows above."""
    config = load_config(default_config(), {})
    rules, _ = read_rules([Row(place, cells) for place, cells in enumerate(config.rows("rules"), start=2)])
    rows = [
        Row(
            place, {name: value.replace("○○", "七") if isinstance(value, str) else value for name, value in row.items()}
        )
        for place, row in enumerate(config.rows("faq"), start=2)
    ]
    faq, problems = read_faqs(rows, answered_categories(rules, config.categories))
    if problems:
        sys.exit("\n".join(map(str, problems)))
    return rules, Faqs.of([*faq.rows, *MORE])


def texts(folder: Path, name: str, column: str) -> Iterator[str]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row[column]


def judged(text: str, rules: Rules) -> Case:
    """The case as triage would leave it."""
    verdict = judge(Case("", text=text), rules)
    return Case(
        "",
        text=text,
        nature=verdict.nature,
        category=verdict.category,
        subcategory=verdict.subcategory,
        tags=verdict.tags,
        alarm=verdict.alarm,
    )


def measure(folder: Path) -> list[tuple[str, str, str]]:
    """Print the figures; answers the answered texts: set, text, question."""
    rules, faqs = rules_and_rows()
    found: list[tuple[str, str, str]] = []
    for name, column in SETS.items():
        counts: Counter[str] = Counter()
        for text in texts(folder, name, column):
            case = judged(text, rules)
            counts["texts"] += 1
            counts["parcels"] += parcel_of(case) is not None
            counts["may be answered"] += may_be_answered(case)
            counts["refused for a word"] += may_be_answered(case) and says("grave", text)
            counts["whatever its class"] += (
                faqs.best(replace(case, category="詢問", subcategory="到貨"), TODAY) is not None
            )
            answer = next(suggestions(case, faqs, TODAY), None)
            if answer is not None:
                counts["answered"] += 1
                found.append((name, text, answer.title))
        say(name, dict(counts))
    return found


def measure_intents(folder: Path) -> None:
    """English requests with their kind: how many of those that may be answered get the row of their kind."""
    rules, faqs = rules_and_rows()[0], Faqs.of(list(ENGLISH.values()))
    kinds = {faq.question: kind for kind, faq in ENGLISH.items()}
    counts: Counter[str] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    with (folder / INTENTS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        case = judged(row["utterance"], rules)
        answer = next(suggestions(case, faqs, TODAY), None)
        sort = "a row is there" if row["intent"] in ENGLISH else "no row is there"
        counts[sort] += 1
        counts[f"{sort}: may be answered"] += may_be_answered(case)
        counts[f"{sort}: answered"] += answer is not None
        if answer is not None and kinds[answer.title] != row["intent"]:
            counts[f"{sort}: answered wrong"] += 1
            wrong[row["intent"], kinds[answer.title]] += 1
    say(INTENTS, dict(counts), wrong.most_common(12))


def measure_pairs(folder: Path) -> None:
    """Questions of the same meaning, of which thirty stand in the tab: margin and threshold alone, without keywords."""
    with (folder / PAIRS).open(encoding="utf-8-sig", newline="") as file:
        same = [(row["a_hant"], row["b_hant"]) for row in csv.DictReader(file) if row["label"] == "1"]
    counts: Counter[str] = Counter()
    draw = random.Random(7)
    for _ in range(40):
        drawn = draw.sample(same, 60)
        weights = Weights.of(asked for asked, _ in drawn[:30])
        rows = [weights.vector(asked) for asked, _ in drawn[:30]]
        for at, (_, again) in enumerate(drawn):
            marks = [alike(weights.vector(again), row) for row in rows]
            first, second = sorted(marks, reverse=True)[:2]
            clear = first >= LEAST and first >= MARGIN * second
            sort = "there" if at < 30 else "not there"
            counts[sort] += 1
            counts[f"{sort}: best is right"] += at < 30 and marks.index(first) == at
            counts[f"{sort}: answered"] += clear
            counts[f"{sort}: answered right"] += clear and at < 30 and marks.index(first) == at
    say(PAIRS, "as a tab of 30 rows", dict(counts))


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    found = measure(folder)
    measure_intents(folder)
    measure_pairs(folder)
    if "--read" in arguments:
        wanted = int(arguments[arguments.index("--read") + 1])
        step = max(1, len(found) // wanted)
        for name, text, question in found[::step][:wanted]:
            say(f"[{name[:8]}] {question} ← {' '.join(text.split())[:200]}")


if __name__ == "__main__":
    main(sys.argv[1:])
