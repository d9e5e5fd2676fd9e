"""Measure the rules of a config.yaml on labelled texts that are not part of the project; prints figures with their n.

    python -m tests.proofs.measure_rules FOLDER [CONFIG]      (from the top of the checkout)

FOLDER holds the data sets named below, as CSV. See docs/rules.md for what the figures mean and what they were."""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetdesk.config import load_config
from sheetdesk.config.places import default_config
from sheetdesk.model.case import UNCLASSED, Case
from sheetdesk.model.sheet import Row
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.rules import read_rules
from sheetdesk.policy.triage import Verdict, judge

GOLD = "gold_complaints.open.csv"
FORUM = "tw_native_posts_ptt.open.csv"
ENGLISH = "support_intents_en_bitext.open.csv"
REVIEWS = ("food_delivery_reviews.open.csv", "shopping_reviews.open.csv")

CATEGORIES = {
    "quality_defect": "商品問題",
    "taste_or_expectation": "商品問題",
    "not_as_described_or_fake": "商品問題",
    "food_safety_or_body_reaction": "商品問題",
    "short_or_wrong_item": "商品問題",
    "delivery_late_or_missing": "物流問題",
    "packaging_or_transit_damage": "物流問題",
    "price_promo_invoice": "帳務問題",
    "return_refund_handling": "退換貨",
    "service_attitude_no_reply": "客服問題",
    "inquiry_or_request": "詢問",
    "no_complaint": "其他",
    "off_topic_or_noise": "其他",
}
"""Topic of the gold labels → our category."""

NO_COMPLAINT = frozenset({"其他", "建議", UNCLASSED})
"""All of these are right where there is nothing to complain about; counted as 其他."""

URGENT = "緊急"
NORMAL = "一般"


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled complaint and what the rules made of it."""

    allowed: tuple[str, ...]
    urgency: int
    verdict: Verdict

    @property
    def said(self) -> str:
        return "其他" if self.verdict.category in NO_COMPLAINT else self.verdict.category

    @property
    def aim(self) -> str:
        """The label to score against: the one that was said, if it is allowed, else the first."""
        return self.said if self.said in self.allowed else self.allowed[0]


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rules_of(config: Path) -> Rules:
    rows = load_config(config, {}).rows("rules")
    rules, problems = read_rules([Row(place, cells) for place, cells in enumerate(rows, start=2)])
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    return rules


def judged(texts: Iterable[str], rules: Rules) -> list[Verdict]:
    return [judge(Case("-", text=text), rules) for text in texts]


def share(part: int, whole: int) -> str:
    return f"{part / whole:6.1%} (n={whole})" if whole else "    – (n=0)"


def macro_f1(rows: Sequence[Gold]) -> float:
    """Mean F1 over the categories that the labels name."""
    scores = []
    for category in sorted({row.aim for row in rows}):
        hit = sum(row.said == category == row.aim for row in rows)
        said = sum(row.said == category for row in rows)
        meant = sum(row.aim == category for row in rows)
        scores.append(2 * hit / (said + meant))
    return sum(scores) / len(scores)


def gold_figures(folder: Path, rules: Rules) -> list[str]:
    table = read_table(folder, GOLD)
    verdicts = judged((row["text_tw"] for row in table), rules)
    rows = [
        Gold(tuple(CATEGORIES[row[key]] for key in ("topic", "topic2") if row[key]), int(row["urgency"]), verdict)
        for row, verdict in zip(table, verdicts, strict=True)
    ]
    right = sum(row.said in row.allowed for row in rows)
    complaints = [row for row in rows if row.allowed[0] != "其他"]
    grave = [row for row in rows if row.urgency == 3]
    pressing = [row for row in rows if row.urgency >= 2]
    urgent = [row for row in rows if row.verdict.priority == URGENT]
    raised = [row for row in rows if row.verdict.priority != NORMAL]
    return [
        f"category right              {share(right, len(rows))}",
        f"category right, complaints  {share(sum(row.said in row.allowed for row in complaints), len(complaints))}",
        f"category macro-F1           {macro_f1(rows):6.3f} (n={len(rows)})",
        f"待分類                      {share(sum(row.verdict.category == UNCLASSED for row in rows), len(rows))}",
        f"待分類, complaints          {share(sum(r.verdict.category == UNCLASSED for r in complaints), len(complaints))}",
        f"緊急 recall (urgency 3)     {share(sum(row.verdict.priority == URGENT for row in grave), len(grave))}",
        f"緊急 precision              {share(sum(row.urgency == 3 for row in urgent), len(urgent))}",
        f"重要+ recall (urgency 2–3)  {share(sum(row.verdict.priority != NORMAL for row in pressing), len(pressing))}",
        f"重要+ precision             {share(sum(row.urgency >= 2 for row in raised), len(raised))}",
        *confusions(rows),
    ]


def confusions(rows: Sequence[Gold]) -> list[str]:
    """The commonest mistakes, as label → said."""
    wrong = Counter(f"{row.aim} → {row.verdict.category}" for row in rows if row.said not in row.allowed)
    return [f"  {pair}: {count}" for pair, count in wrong.most_common(8)]


def forum_figures(folder: Path, rules: Rules) -> list[str]:
    verdicts = judged((row["text"] for row in read_table(folder, FORUM)), rules)
    return [
        f"警示                        {share(sum(v.alarm is not None for v in verdicts), len(verdicts))}",
        f"緊急                        {share(sum(v.priority == URGENT for v in verdicts), len(verdicts))}",
        f"待分類                      {share(sum(v.category == UNCLASSED for v in verdicts), len(verdicts))}",
    ]


def english_figures(folder: Path, rules: Rules) -> list[str]:
    verdicts = judged((row["utterance"] for row in read_table(folder, ENGLISH)), rules)
    return [
        f"待分類                      {share(sum(v.category == UNCLASSED for v in verdicts), len(verdicts))}",
        f"警示                        {share(sum(v.alarm is not None for v in verdicts), len(verdicts))}",
    ]


def review_figures(folder: Path, name: str, rules: Rules) -> list[str]:
    """Noisy labels (from stars): how praise and complaints are told apart."""
    table = read_table(folder, name)
    verdicts = judged((row["text_tw"] for row in table), rules)
    lines = []
    for label in ("negative", "positive"):
        chosen = [verdict for row, verdict in zip(table, verdicts, strict=True) if row["label"] == label]
        praised = sum(verdict.nature == "稱讚" for verdict in chosen)
        unclassed = sum(verdict.category == UNCLASSED for verdict in chosen)
        lines.append(f"{label}: 稱讚 {share(praised, len(chosen))}, 待分類 {share(unclassed, len(chosen))}")
    return lines


def speed(folder: Path, rules: Rules) -> list[str]:
    """Texts a second of one processor's time: folding, finding, negation, verdict."""
    lines = []
    for name, column in ((REVIEWS[1], "text_tw"), (FORUM, "text"), (ENGLISH, "utterance")):
        texts = [row[column] for row in read_table(folder, name)]
        start = time.process_time()
        judged(texts, rules)
        rate = len(texts) / (time.process_time() - start)
        lines.append(f"{rate:7,.0f} texts/s (n={len(texts)}, mean length {sum(map(len, texts)) // len(texts)}) {name}")
    return lines


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder = Path(arguments[0])
    rules = rules_of(Path(arguments[1]) if len(arguments) > 1 else default_config())
    sections = {
        f"{len(rules.rules)} rules on {GOLD}": gold_figures(folder, rules),
        f"false alarms: {FORUM}": forum_figures(folder, rules),
        f"English customers: {ENGLISH}": english_figures(folder, rules),
        **{name: review_figures(folder, name, rules) for name in REVIEWS},
        "speed": speed(folder, rules),
    }
    for title, lines in sections.items():
        sys.stdout.write("\n".join((title, *lines, "", "")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
