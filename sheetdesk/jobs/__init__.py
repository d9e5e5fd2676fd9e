"""The jobs of the desk, in the order in which one pass runs them."""

from __future__ import annotations

from types import ModuleType

from sheetdesk.jobs import (
    acknowledge_additions,
    answer_incidents,
    assign_owners,
    close_cases,
    count_backlog,
    find_parcels,
    gather_incidents,
    guard_accounts,
    intake,
    merge_cases,
    propose_incidents,
    recognise_customers,
    report_figures,
    send_corrections,
    send_progress,
    send_receipts,
    send_replies,
    send_surveys,
    split_cases,
    stamp_deadlines,
    take_ratings,
    take_refunds,
    take_staff_answers,
    triage,
)

JOBS: dict[str, ModuleType] = {
    "intake": intake,
    "take_staff_answers": take_staff_answers,
    "split_cases": split_cases,
    "merge_cases": merge_cases,
    "take_ratings": take_ratings,
    "take_refunds": take_refunds,
    "guard_accounts": guard_accounts,
    "triage": triage,
    "recognise_customers": recognise_customers,
    "assign_owners": assign_owners,
    "find_parcels": find_parcels,
    "stamp_deadlines": stamp_deadlines,
    "gather_incidents": gather_incidents,
    "propose_incidents": propose_incidents,
    "send_receipts": send_receipts,
    "acknowledge_additions": acknowledge_additions,
    "send_corrections": send_corrections,
    "answer_incidents": answer_incidents,
    "send_replies": send_replies,
    "send_progress": send_progress,
    "send_surveys": send_surveys,
    "close_cases": close_cases,
    "count_backlog": count_backlog,
    "report_figures": report_figures,
}
