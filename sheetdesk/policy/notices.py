"""What the row itself tells the organiser: 摘要 and 系統提醒. Pure."""

from __future__ import annotations

from collections.abc import Container

from sheetdesk.columns import CASES
from sheetdesk.model.case import NATURES, PRIORITIES, UNCLASSED, Case, contact_of, is_open
from sheetdesk.policy.ratings import tells_of_rating
from sheetdesk.policy.related import is_unanswered
from sheetdesk.policy.source import is_settled
from sheetdesk.policy.source import unknown as unknown_source
from sheetdesk.policy.tracking import doubt


def summary(case: Case) -> str:
    """「王怡君｜蔥抓餅｜退冰融化」: who, what, which trouble."""
    trouble = case.subcategory or case.category
    return "｜".join(str(part) for part in (contact_of(case), case.product, trouble, case.visit) if part)


def notice(case: Case, categories: Container[str]) -> str | None:
    """Everything a person has to mend or know in this row, the gravest first; None if there is nothing."""
    found = [
        *_safety(case),
        *_unsolved(case),
        *_refused(case),
        *_undone(case),
        *_bad_rating(case),
        *case.exposed,
        *_unreadable(case),
        *_unknown_words(case, categories),
        *(remark for remark in case.remarks if not is_settled(remark, case)),
        *_parcel(case),
        *_order(case),
    ]
    if case.reminders is not None:
        found += [said for said in (case.reminders.law, case.reminders.silence) if said]
    found += [said for said in (case.follow_up_notice, case.progress_notice, case.refund_notice) if said]
    found += [case.corrected] if case.corrected and not case.cause and is_open(case) else []
    if case.owner_notice:
        found.append(case.owner_notice)
    if case.unassigned:
        found.append("沒有人可以接這件，先給主揪；請在「負責人」指定，或在分工表補人。")
    found += [f"「{title}」一直被改，今天先不動它；要讓系統寫，請把那一格清空。" for title in _left_alone(case)]
    return "\n".join(found) or None


def _safety(case: Case) -> list[str]:
    if not case.alarm or not is_unanswered(case):
        return []
    return [f"⚠ 安全警示（{case.alarm}）：先聯絡客人；停售、留樣，必要時通報衛生局。"]


def _unsolved(case: Case) -> list[str]:
    if case.unsolved_at is None or not is_unanswered(case):
        return []
    return [f"系統自動回了「{case.proposed_answer}」，客人又寫來，看來還沒解決；請回覆客人。"]


def _refused(case: Case) -> list[str]:
    return [word for word in (case.refusal, case.merge_refusal, case.form_notice) if word]


def _undone(case: Case) -> list[str]:
    if case.undone is None:
        return []
    return [f"帳本重建過，「動作」的「{case.undone[:20]}」沒有做；要做請清空再選一次。"]


def _bad_rating(case: Case) -> list[str]:
    if not case.low_rating_at or tells_of_rating(case):
        return []
    comment = f"，寫了「{case.customer_comment[:60]}」" if case.customer_comment else ""
    return [f"⚠ 客人在問卷說：{case.low_rating}{comment}。請先回覆客人，回了才能改成「已結案」。"]


def _unreadable(case: Case) -> list[str]:
    found = []
    for key in ("received_at", "first_reply_at", "received_on", "follow_up"):
        value = getattr(case, key)
        if isinstance(value, str):
            found.append(f"「{CASES.column(key).title}」看不懂：{value[:20]}；請寫成 2026/11/24 或 2026/11/24 10:00。")
    return found


def _parcel(case: Case) -> list[str]:
    """Where 物流單號 comes from, as long as it is the desk's own guess and nobody has answered; or what is in doubt."""
    if not is_unanswered(case):
        return []
    if case.parcel_why is None or case.tracking_no is None or "tracking_no" in case.proposed:
        unsure = doubt(case)
        return [unsure] if unsure is not None else []
    return [f"「物流單號」是系統從客人的話認出來的（{case.parcel_why}）；不對就直接改，或改成「無」。"]


def _order(case: Case) -> list[str]:
    """What is odd about its order and its 團號."""
    if case.filled is None or not is_open(case):
        return []
    return [word for word in (case.filled.order_notice, case.filled.group_notice) if word]


def _unknown_words(case: Case, categories: Container[str]) -> list[str]:
    found = []
    if case.priority and case.priority not in PRIORITIES:
        found.append(f"優先級沒有「{case.priority}」；請選 {'、'.join(PRIORITIES)}。")
    if (source := unknown_source(case)) is not None:
        found.append(source)
    if case.nature and case.nature not in NATURES:
        found.append(f"性質沒有「{case.nature}」；請選 {'、'.join(NATURES)}。")
    if case.category and case.category != UNCLASSED and case.category not in categories:
        found.append(f"類別沒有「{case.category}」；請選現有的類別，或請架設的人加進 config.yaml。")
    return found


def _left_alone(case: Case) -> list[str]:
    return [CASES.column(key).title for key in case.left_alone]
