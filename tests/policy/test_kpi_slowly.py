"""The figures against a slow computation that shares nothing with them: over random histories both say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.policy.actions import replied
from sheetdesk.policy.case_figures import CaseFigures, case_figures
from sheetdesk.policy.hours import Calendar
from sheetdesk.policy.kpi_events import Chronicle
from sheetdesk.policy.kpi_figures import Context, figures_of
from sheetdesk.policy.kpi_periods import Period, midnight
from sheetdesk.policy.status import with_status
from sheetdesk.policy.survey import event_of, letter_left

TAIPEI = ZoneInfo("Asia/Taipei")
CALENDAR = Calendar(TAIPEI, (((540, 1020),),) * 5 + ((), ()), public_holidays=False)
"""Monday to Friday, nine to five."""

SUNDAY = datetime(2026, 11, 15, tzinfo=TAIPEI)
NOW = SUNDAY + timedelta(days=12)
DAY = 24 * 60
USUAL = ("等廠商", "reply", "已解決", "survey", "已結案")
WAITS, DONE = ("等客人", "等廠商", "等物流"), ("已解決", "已結案")


@dataclass(frozen=True)
class History:
    """What happened to one case, in minutes since SUNDAY. `steps`: when, what (reply, survey or a status)."""

    number: str
    received: int
    person: str
    group: str | None
    category: str
    nature: str
    reply_due: int | None
    solution_due: int | None
    told: int | None
    """When the receipt left, which promises what `reply_due` says."""
    steps: tuple[tuple[int, str], ...]
    rating: int | None
    amount: int | None
    supplier_pays: bool
    overruled: bool
    silent: bool

    @property
    def counts(self) -> bool:
        """One of the time before the desk counts once it is opened again."""
        return (not self.silent or bool(reopenings(self))) and "無效" not in [what for _, what in self.steps]


@st.composite
def histories(draw: st.DrawFn) -> list[History]:
    found = []
    for number in range(draw(st.integers(3, 9))):
        received = draw(st.integers(0, 8 * DAY))
        whats = ["reply", "survey", "處理中", "待補寄", *WAITS, *DONE, *DONE]
        usual = draw(st.sampled_from([USUAL, USUAL, None]))
        at, steps = received, []
        for what in usual or draw(st.lists(st.sampled_from(whats), max_size=7)):
            at += draw(st.sampled_from([0, 1, 7, 50, 300, 900]))
            steps.append((at, what))
        if draw(st.integers(0, 9)) == 0:
            steps.append((at + 1, "無效"))
        found.append(
            History(
                f"GB{number}",
                received,
                draw(st.sampled_from(["王", "王", "王", "李"])),
                draw(st.sampled_from(["A1", "A1", None])),
                draw(st.sampled_from(["商品問題", "商品問題", "物流問題"])),
                draw(st.sampled_from(["客訴", "詢問"])),
                draw(st.none() | st.integers(received, received + 600)),
                draw(st.none() | st.integers(received, received + 3000)),
                draw(st.none() | st.integers(received, received + 5)),
                tuple(step for step in steps if step[0] <= 12 * DAY),
                draw(st.none() | st.integers(1, 5)),
                draw(st.none() | st.sampled_from([50, 320])),
                draw(st.booleans()),
                draw(st.booleans()),
                draw(st.integers(0, 9)) == 0,
            )
        )
    return found


# ── as the desk does it: pass after pass, the row of before at hand ──


def row_of(history: History) -> CaseFigures:
    case = Case(
        history.number,
        received_at=moment(history.received),
        first_seen_at=moment(history.received),
        status="待處理",
        status_log=((moment(history.received), "待處理"),),
        nature=history.nature,
        category=history.category,
        group_no=history.group,
        first_reply_due=at_minute(history.reply_due),
        promise_due=at_minute(history.reply_due),
        solution_due=at_minute(history.solution_due),
        auto_replied_at=at_minute(history.told),
        amount=history.amount,
        paid_by="廠商" if history.supplier_pays else "自己",
        proposed={"category": "其他"} if history.overruled else {},
        silent=history.silent,
    )
    row = case_figures(case, CALENDAR, moment(history.received))
    for at, what in history.steps:
        case = _step(case, what, moment(at), history)
        row = case_figures(case, CALENDAR, moment(at), (), row)
    # A day later somebody changes the targets: what has ended is not judged again.
    case = replace(case, solution_due=case.solution_due and moment(0)) if row.solved_at else case
    return case_figures(case, CALENDAR, NOW, (), row)


def _step(case: Case, what: str, at: datetime, history: History) -> Case:
    if what == "reply":
        return replied(case, at)
    if what == "survey":
        if case.status != "已解決":
            return case
        asked = replace(letter_left(case, event_of(case), at, trial=False), survey_cycle=case.reopen_count)
        return replace(asked, rating=history.rating, rated_at=at if history.rating else None)
    after = with_status(case, what, at)
    reopened = after.reopen_count > case.reopen_count
    return replace(after, solution_due=at) if reopened else after  # half of the target, from now on


# ── slowly: straight from the history ──


def moment(minute: int) -> datetime:
    return (SUNDAY + timedelta(minutes=minute)).astimezone(UTC)


def at_minute(minute: int | None) -> datetime | None:
    return None if minute is None else moment(minute)


def statuses(history: History) -> list[tuple[int, str]]:
    """Every change of status."""
    found, status = [(history.received, "待處理")], "待處理"
    for at, what in history.steps:
        if what not in ("reply", "survey", status):
            found.append((at, what))
            status = what
    return found


def first(history: History, wanted: Iterable[str]) -> int | None:
    return next((at for at, what in history.steps if what in wanted), None)


def working(start: int, end: int) -> int:
    """Business minutes, one by one."""
    count = 0
    for minute in range(start, end):
        day, of_day = divmod(minute, DAY)
        count += 1 <= day % 7 <= 5 and 540 <= of_day < 1020  # day 0 is a Sunday
    return count


def not_waiting(history: History, end: int) -> int:
    log, count = statuses(history), 0
    for minute in range(history.received, end):
        while len(log) > 1 and log[1][0] <= minute:
            log = log[1:]
        count += log[0][1] not in WAITS
    return count


def reopenings(history: History) -> list[int]:
    log = statuses(history)
    return [at for (_, before), (at, after) in pairwise(log) if before in DONE and after not in DONE]


def surveyed(history: History) -> int | None:
    """The resolution of which the last survey asked."""
    found = None
    for at, what in history.steps:
        log = [(when, status) for when, status in statuses(history) if when <= at]
        if what == "survey" and _status_at(history, at) == "已解決":
            found = [when for when, status in log if status == "已解決"][-1]
    return found


def _status_at(history: History, at: int) -> str:
    """The status when the survey step of that minute came: steps of one minute come in their order."""
    status = "待處理"
    for when, what in history.steps:
        if (when, what) == (at, "survey"):
            break
        status = status if what in ("reply", "survey") else what
    return status


def percent(part: int, whole: int) -> float | None:
    return round(part / whole * 100, 1) if whole else None


def three(values: list[int], unit: int = 1) -> list[float | None]:
    if not values:
        return [None, None, None]
    ordered, count = sorted(values), len(values)
    half = [ordered[(count - 1) // 2], ordered[count // 2]]
    place = 0.9 * (count - 1)
    low = int(place + 1e-9)
    high = min(low + 1, count - 1)
    ninth = ordered[low] + (ordered[high] - ordered[low]) * (place - low)
    return [round(v / unit, 1 if unit == 1 else 2) for v in (sum(values) / count, sum(half) / 2, ninth)]


def slowly(all_of_them: list[History], begin: date, end: date) -> dict[str, object]:
    def within(minute: int | None) -> bool:
        return minute is not None and begin <= (SUNDAY + timedelta(minutes=minute)).date() < end

    cases = [h for h in all_of_them if h.counts]
    reply: Callable[[History], int | None] = lambda h: first(h, ["reply"])  # noqa: E731
    solved_at: Callable[[History], int | None] = lambda h: first(h, DONE)  # noqa: E731
    received = [h for h in cases if within(h.received)]
    answered = [(h, at) for h in cases if (at := reply(h)) is not None and within(at)]
    solved = [(h, at) for h in cases if (at := solved_at(h)) is not None and within(at)]
    judged = [at <= h.reply_due for h, at in answered if h.reply_due is not None]
    for h in cases:  # closed late without any reply
        last = statuses(h)[-1]
        ended = [at for at, what in statuses(h) if what in DONE]
        if reply(h) is None and h.reply_due is not None and last[1] in DONE:
            stands = ended[-1] if last[1] == "已結案" else _since_open(h)
            if stands > h.reply_due and within(stands):
                judged.append(False)
    promised = [h for h in cases if h.told is not None and within(h.reply_due)]
    closed = [h for h in cases if statuses(h)[-1][1] == "已結案" and within(statuses(h)[-1][0])]
    asked = [h for h in cases if within(surveyed(h))]
    stars = [h.rating for h in asked if h.rating]
    paid = [h for h in received if h.amount]
    figures: dict[str, object] = {
        "received": len(received),
        "complaints": len([h for h in received if h.nature == "客訴"]),
        "replied": len(answered),
        "reply_met_rate": percent(sum(judged), len(judged)),
        "promise_rate": percent(
            len(
                [h for h in promised if (at := reply(h)) is not None and h.reply_due is not None and at <= h.reply_due]
            ),
            len(promised),
        ),
        "solved": len(solved),
        "solution_met_rate": percent(
            len([1 for h, at in solved if h.solution_due is not None and at <= h.solution_due]),
            len([1 for h, _ in solved if h.solution_due is not None]),
        ),
        "first_contact": percent(len([1 for h, at in solved if _at_once(h, at, cases)]), len(solved)),
        "solved_rate": percent(len([h for h in received if statuses(h)[-1][1] in DONE]), len(received)),
        "reopens": sum(within(at) for h in cases for at in reopenings(h)),
        "closed": len(closed),
        "closed_rate": percent(len(closed), len(received)),
        "unanswered_rate": percent(len([h for h in closed if reply(h) is None]), len(closed)),
        "asked": len(asked),
        "rated": len(stars),
        "satisfied": percent(len([s for s in stars if s > 3]), len(stars)) if len(stars) > 4 else None,
        "compensated": len(paid),
        "amount": sum(h.amount or 0 for h in paid),
        "claimed": sum(h.amount or 0 for h in paid if h.supplier_pays),
        "overruled_rate": percent(len([h for h in received if h.overruled]), len(received)),
    }
    spreads = {
        "reply": three([at - h.received for h, at in answered]),
        "reply_business": three([working(h.received, at) for h, at in answered]),
        "receipt": three([h.told - h.received for h in received if h.told is not None]),
        "solve": three([at - h.received for h, at in solved], 60),
        "solve_business": three([working(h.received, at) for h, at in solved], 60),
        "solve_net": three([not_waiting(h, at) for h, at in solved], 60),
    }
    names = ("mean", "median", "p90")
    figures |= {f"{key}_{name}": v for key, of in spreads.items() for name, v in zip(names, of, strict=True)}
    over = datetime(end.year, end.month, end.day, tzinfo=TAIPEI)
    for days in (1, 3, 7):
        ripe = over + timedelta(days=days) <= NOW
        within_days = [h for h in received if (at := solved_at(h)) is not None and at - h.received <= days * DAY]
        figures[f"solved_in_{days}"] = percent(len(within_days), len(received)) if ripe else None
    return figures


def _since_open(history: History) -> int:
    """When the resolution began that still stands."""
    since = 0
    for (_, before), (at, after) in zip([(0, ""), *statuses(history)], statuses(history), strict=False):
        if after in DONE and before not in DONE:
            since = at
    return since


def _at_once(history: History, solved_at: int, cases: list[History]) -> bool:
    step = next(i for i, (_, what) in enumerate(history.steps) if what in DONE)
    replies = [what for _, what in history.steps[:step]].count("reply")
    again = [
        h
        for h in cases
        if (h.person, h.group, h.category) == (history.person, history.group, history.category)
        and solved_at < h.received <= solved_at + 7 * DAY
    ]
    return replies == 1 and not reopenings(history) and not again


@settings(max_examples=40, deadline=None)
@given(histories(), st.integers(0, 11), st.integers(1, 12))
def test_the_figures_equal_a_slow_count_of_the_same_histories(cases: list[History], begin: int, length: int) -> None:
    since = (SUNDAY + timedelta(days=begin)).date()
    period = Period(since, since + timedelta(days=length))
    chronicle = Chronicle([(row_of(h), h.person) for h in cases], TAIPEI, NOW)
    context = Context(NOW, chronicle.came_again, (), midnight(period.end, TAIPEI))
    found = figures_of(chronicle.within(period), context)
    expected = slowly(cases, period.begin, period.end)
    assert {key: found[key] for key in expected} == {key: pytest.approx(v, abs=0.011) for key, v in expected.items()}
