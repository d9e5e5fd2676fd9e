"""What a pass keeps of customers, case by case, is what one would find by looking at all cases at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetdesk.desk.customers import Customers, Regrouped, bearer
from sheetdesk.ledger import Ledger
from sheetdesk.model.case import Case
from sheetdesk.policy.people import Barring, Bearer, persons

pytestmark = pytest.mark.only(kind="memory", why="no workbook has a part in it")

PHONES = ["0912345671", "0912345672", "0227123456"]
MAILS = ["wang@example.com", "chen@example.com", "helper@example.com"]
NAMES = ["王怡君", "怡君", "陳大明", "林小美", "李先生"]

CASES = st.builds(
    lambda at, phone, email, name, status: Case(
        f"GB2611-{at:04}-X", phone=phone, email=email, customer=name, status=status
    ),
    st.integers(1, 9),
    st.sampled_from([None, *PHONES]),
    st.sampled_from([None, *MAILS]),
    st.sampled_from([None, *NAMES]),
    st.sampled_from(["待處理", "已結案", "無效"]),
)
KEYS = st.frozensets(st.sampled_from([*(f"phone:{p}" for p in PHONES), *(f"email:{m}" for m in MAILS)]), max_size=2)
PASSES = st.lists(st.tuples(st.lists(CASES, max_size=4, unique_by=lambda case: case.number), KEYS, KEYS), max_size=6)
"""Each pass: cases as they are now, the keys of the staff, and those that people cut."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'desk.db'}")
    yield ledger
    ledger.close()


def one_pass(ledger: Ledger, cases: list[Case], before: Barring, barring: Barring) -> Regrouped:
    with ledger.begin() as tx:
        customers = Customers(tx.people, before, barring)
        customers.regroup(cases[: len(cases) // 2])
        found = customers.regroup(cases)
        assert customers.regroup(reversed(cases)) == found
        tx.people.keep(found.changed)
        customers.kept()
        assert not customers.regroup(cases).changed
        return found


def all_at_once(cases: dict[str, Case], barring: Barring) -> dict[str, Bearer]:
    """Every case with its person, worked out from nothing."""
    every = [bearer(case) for case in cases.values()]
    names: dict[str, list[str | None]] = {}
    for one in every:
        for key in one.keys:
            names.setdefault(key, []).append(one.name)
    return persons(every, {key for key, their in names.items() if barring.why(key, their)})


@given(PASSES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_pass_by_pass_is_what_all_cases_say_together(ledger: Ledger, passes) -> None:
    with ledger.begin() as tx:
        for table in ("case_people", "case_keys"):
            tx._connection.exec_driver_sql(f"DELETE FROM {table}")
    known: dict[str, Case] = {}
    before = Barring()
    for cases, staff, cut in passes:
        barring = Barring(staff, cut)
        one_pass(ledger, cases, before, barring)
        known |= {case.number: case for case in cases}
        before = barring
        with ledger.begin() as tx:
            assert tx.people.some(known) == all_at_once(known, barring)
            assert {n: b.person for n, b in tx.people.some(known).items()} == {
                n: b.person for n, b in all_at_once(known, barring).items()
            }


def test_a_pass_in_which_nothing_changed_finds_nothing(ledger: Ledger) -> None:
    case = Case("GB2611-0001-G", phone="0912345671", customer="王怡君", status="待處理")
    assert one_pass(ledger, [case], Barring(), Barring()).changed
    assert one_pass(ledger, [case], Barring(), Barring()) == Regrouped()


def test_a_helpers_address_is_not_followed_to_all_who_gave_it(ledger: Ledger) -> None:
    cases = [
        Case(f"GB2611-{at:04}-X", email="helper@example.com", customer=name, status="待處理")
        for at, name in enumerate(["王怡君", "陳大明", "林小美", "張三丰"], start=1)
    ]
    one_pass(ledger, cases[:3], Barring(), Barring())
    found = one_pass(ledger, cases[3:], Barring(), Barring())
    assert list(found.bearers) == ["GB2611-0004-X"]
    assert found.barred == {"email:helper@example.com": "有 4 個不同的名字在用，不拿來合併"}
