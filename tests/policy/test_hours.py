"""Business time: the acceptance vectors of domain §4, the office calendar, and properties against a slow reference."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheetdesk.errors import ConfigError
from sheetdesk.model.sheet import Row
from sheetdesk.policy.hours import BUSINESS, ROUND_THE_CLOCK, Calendar, read_calendar

TAIPEI = ZoneInfo("Asia/Taipei")
OFFICE_DAYS = Path(__file__).parent.parent / "data" / "tw_office_days_2022_2027.txt"


def weekdays(*windows, zone=TAIPEI, dated=None, public_holidays=False):
    """A calendar Mon–Fri; hours as numbers: (9, 12), (13, 18)."""
    day = tuple((begin * 60, end * 60) for begin, end in windows)
    return Calendar(zone, (day,) * 5 + ((), ()), dated or {}, public_holidays)


A = weekdays((9, 17))
B = weekdays((8, 18))
C = weekdays((9, 12), (13, 18))
D = weekdays((9, 18))

MON = date(2026, 11, 23)
"""A Monday without holidays near."""


def at(day, clock, zone=TAIPEI):
    """The instant of a wall time; `day` counts from that Monday, or is a date."""
    day = day if isinstance(day, date) else MON + timedelta(days=day)
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=zone).astimezone(UTC)


THU, FRI, SAT, SUN, NEXT_MON, NEXT_TUE = 3, 4, 5, 6, 7, 8


def test_vector_1_an_hour_runs_over_the_weekend():
    assert A.due(at(FRI, "16:30"), 60) == at(NEXT_MON, "09:30")


def test_vector_2_four_hours_run_over_the_night():
    assert B.due(at(0, "17:00"), 240) == at(1, "11:00")


def test_vector_2_an_hour_before_is_counted_in_business_time():
    assert B.before(at(1, "11:00"), 60) == at(1, "10:00")
    assert B.before(at(1, "11:00"), 240) == at(0, "17:00")


@pytest.mark.parametrize(("start", "due"), [("11:30", "13:30"), ("12:20", "14:00")])
def test_vector_3_lunch_does_not_count(start, due):
    assert C.due(at(0, start), 60) == at(0, due)


def test_vector_4_the_end_of_a_window_is_a_due_time():
    assert D.due(at(0, "10:00"), 240, paused=[(at(0, "11:00"), at(0, "15:00"))]) == at(0, "18:00")


def test_vector_5_a_pause_over_night_is_left_out():
    assert D.due(at(0, "16:00"), 120, paused=[(at(0, "17:00"), at(1, "10:00"))]) == at(1, "11:00")


def test_vector_6_a_holiday_is_skipped_and_a_make_up_day_is_worked():
    friday, saturday = MON + timedelta(days=FRI), MON + timedelta(days=SAT)
    rows = [
        *(Row(n, {"weekday": word, "opens": "09:00", "closes": "18:00"}) for n, word in enumerate("一二三四五", 2)),
        Row(8, {"day": friday, "day_kind": "休假", "note": "店休"}),
        Row(9, {"day": saturday, "day_kind": "上班"}),
    ]
    calendar, problems = read_calendar(rows, TAIPEI)
    assert not problems
    assert calendar.due(at(THU, "17:00"), 120) == at(SAT, "10:00")


def test_vector_6_with_a_make_up_day_that_the_government_ordered():
    calendar = weekdays((9, 18), public_holidays=True)
    thursday, saturday = date(2023, 2, 16), date(2023, 2, 18)  # Mon 27 Feb was off for Sat 18 Feb
    assert calendar.due(at(thursday, "17:00"), 120 + 9 * 60) == at(saturday, "10:00")
    assert calendar.due(at(date(2023, 2, 24), "17:00"), 120) == at(date(2023, 3, 1), "10:00")


def test_vector_7_around_the_clock_loses_no_minute_at_midnight():
    assert C.due(at(0, "23:50"), 15, ROUND_THE_CLOCK) == at(1, "00:05")


def test_vector_7_windows_until_24_00_run_through_midnight():
    always = Calendar(TAIPEI, (((0, 1440),),) * 7, public_holidays=False)
    assert always.due(at(0, "23:50"), 15) == at(1, "00:05")
    assert always.due(at(0, "23:50"), 10 * 1440) == at(10, "23:50")
    assert always.before(at(10, "23:50"), 10 * 1440) == at(0, "23:50")


def test_vector_8_pausing_and_resuming_within_a_minute_costs_nothing():
    blink = [(at(0, "11:00"), at(0, "11:00") + timedelta(seconds=50)), (at(0, "11:00"), at(0, "11:00"))]
    assert D.due(at(0, "10:00"), 120, paused=blink) == at(0, "12:00")


def test_vector_8_a_pause_across_a_holiday_counts_only_working_time():
    calendar = weekdays((9, 18), dated={MON + timedelta(days=1): ()})
    assert calendar.due(at(0, "17:00"), 120, paused=[(at(0, "17:30"), at(2, "09:30"))]) == at(2, "11:00")


def test_vector_8_overlapping_pauses_count_once():
    paused = [(at(0, "11:00"), at(0, "14:00")), (at(0, "12:00"), at(0, "15:00"))]
    assert D.due(at(0, "10:00"), 240, paused=paused) == at(0, "18:00")


@pytest.mark.parametrize(("pause", "due"), [("10:59", "15:01"), ("11:00", "15:00"), ("11:01", "11:00")])
def test_no_deadline_falls_into_a_pause(pause, due):
    assert D.due(at(0, "10:00"), 60, paused=[(at(0, pause), at(0, "15:00"))]) == at(0, due)


def test_no_deadline_falls_on_a_window_end_where_a_pause_begins():
    assert D.due(at(0, "17:00"), 60, paused=[(at(0, "18:00"), at(0, "19:00"))]) == at(1, "09:00")


def test_minutes_between_leaves_nights_lunch_and_pauses_out():
    assert C.minutes_between(at(0, "11:00"), at(1, "10:00")) == 60 + 300 + 60
    assert C.minutes_between(at(0, "11:00"), at(1, "10:00"), paused=[(at(0, "11:30"), at(0, "13:30"))]) == 30 + 270 + 60
    assert C.minutes_between(at(0, "11:00"), at(1, "10:00"), ROUND_THE_CLOCK) == 23 * 60


def test_no_duration_is_below_zero():
    assert C.minutes_between(at(1, "10:00"), at(0, "10:00")) == 0
    with pytest.raises(ValueError, match="-1"):
        C.due(at(0, "10:00"), -1)
    with pytest.raises(ValueError, match="-1"):
        C.before(at(0, "10:00"), -1)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="without zone"):
        C.due(datetime(2026, 11, 23, 10, 0), 60)  # noqa: DTZ001


def test_seconds_are_cut_off():
    assert D.due(at(0, "10:00") + timedelta(seconds=59), 60) == at(0, "11:00")


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [("08:59", False), ("09:00", True), ("11:59", True), ("12:00", False), ("13:00", True), ("18:00", False)],
)
def test_a_window_is_open_from_its_first_minute_until_before_its_end(clock, is_open):
    assert C.is_open(at(0, clock)) is is_open


def test_the_next_opening_is_now_while_open_and_monday_on_a_weekend():
    assert C.next_opening(at(0, "10:10")) == at(0, "10:10")
    assert C.next_opening(at(0, "12:10")) == at(0, "13:00")
    assert C.next_opening(at(FRI, "18:00")) == at(NEXT_MON, "09:00")


def test_the_next_business_day_begins_at_midnight_of_the_desk():
    assert C.next_business_day_at(at(0, "00:00"), 600) == at(1, "10:00")
    assert C.next_business_day_at(at(SUN, "23:59"), 600) == at(NEXT_MON, "10:00")
    assert C.next_business_day_at(at(FRI, "10:00"), 600) == at(NEXT_MON, "10:00")


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ((0, "15:00"), 2, (2, "15:00")),
        ((THU, "15:00"), 2, (NEXT_MON, "15:00")),
        ((SAT, "15:00"), 1, (NEXT_TUE, "09:00")),
        ((0, "12:30"), 1, (1, "13:00")),
        ((0, "15:00"), 0, (0, "15:00")),
    ],
)
def test_business_days_after(start, days, due):
    assert C.business_days_after(at(*start), days) == at(*due)


def test_business_days_after_stay_inside_a_shorter_day():
    calendar = weekdays((9, 18), dated={MON + timedelta(days=1): ((540, 720),)})
    assert calendar.business_days_after(at(0, "15:00"), 1) == at(1, "12:00")


def test_an_ordinary_day_is_the_mean_of_the_days_worked():
    assert C.day_minutes() == 480
    assert Calendar(TAIPEI, (((540, 1080),), (), (), (), (), ((540, 720),), ())).day_minutes() == (540 + 180) // 2


def test_a_day_worked_on_a_free_weekday_takes_the_first_windows_there_are():
    tuesday_only = Calendar(TAIPEI, ((), ((600, 660),), (), (), (), (), ()), public_holidays=False)
    assert tuesday_only.working(MON) == ((600, 660),)


def test_a_calendar_without_a_working_minute_is_a_config_error():
    with pytest.raises(ConfigError, match="營業與休假：每週的營業時間一段都沒有"):
        Calendar(TAIPEI, ((),) * 7)


def office_days():
    off: set[date] = set()
    worked: set[date] = set()
    for line in OFFICE_DAYS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            year, kind, *days = line.split()
            (off if kind == "off" else worked).update(date.fromisoformat(f"{year}-{day}") for day in days)
    return off, worked


@pytest.mark.parametrize("year", range(2022, 2028))
def test_every_day_of_the_office_calendar_is_known(year):
    off, worked = office_days()
    calendar = weekdays((9, 18), public_holidays=True)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    wrong = [
        day for day in days if bool(calendar.windows(day)) != ((day.weekday() < 5 and day not in off) or day in worked)
    ]
    assert wrong == []


def test_a_holiday_on_a_saturday_closes_a_shop_that_works_on_saturdays():
    calendar = Calendar(TAIPEI, (((540, 1080),),) * 7)
    assert calendar.windows(date(2026, 10, 10)) == ()
    assert calendar.windows(date(2026, 10, 17)) == ((540, 1080),)


def test_a_zone_with_summer_time_keeps_its_wall_times():
    zone = ZoneInfo("America/New_York")
    calendar = weekdays((9, 17), zone=zone)
    friday = date(2026, 3, 6)  # clocks go forward on Sunday 8 March 2026
    assert calendar.due(at(friday, "16:00", zone), 120) == at(date(2026, 3, 9), "10:00", zone)
    nights = Calendar(zone, (((0, 1440),),) * 7, public_holidays=False)
    assert nights.minutes_between(at(date(2026, 3, 8), "00:00", zone), at(date(2026, 3, 9), "00:00", zone)) == 23 * 60


def test_ten_thousand_deadlines_take_less_than_two_seconds():
    calendar = weekdays((9, 12), (13, 18), public_holidays=True)
    start = at(0, "08:00")
    paused = [(at(0, "11:00"), at(0, "15:00"))]
    begin = time.process_time()
    for n in range(10_000):
        calendar.due(start + timedelta(minutes=7 * n), 24 * 60, paused=paused)
    assert time.process_time() - begin < 2


# Properties, on calendars with several windows, odd minutes, days off and make-up days.

windows = st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), max_size=3).map(
    lambda pairs: tuple(sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]}))
)


def _apart(pairs):
    """Windows that neither touch nor overlap."""
    kept: list[tuple[int, int]] = []
    for begin, end in pairs:
        if not kept or begin > kept[-1][1]:
            kept.append((begin, end))
    return tuple(kept)


days = windows.map(_apart)
calendars = st.builds(
    Calendar,
    zone=st.sampled_from([TAIPEI, ZoneInfo("UTC"), ZoneInfo("Asia/Kathmandu")]),
    weekly=st.lists(days, min_size=7, max_size=7).map(tuple).filter(any),
    dated=st.dictionaries(st.dates(MON, MON + timedelta(days=9)), days, max_size=4),
    public_holidays=st.just(False),
)
instants = st.integers(0, 6 * 1440).map(lambda n: at(0, "00:00") + timedelta(minutes=n))
pauses = st.lists(
    st.tuples(instants, st.integers(0, 2000)).map(lambda p: (p[0], p[0] + timedelta(minutes=p[1]))), max_size=3
)
amounts = st.integers(1, 600)
clocks = st.sampled_from([BUSINESS, ROUND_THE_CLOCK])


steady = settings(max_examples=60, deadline=None)
"""No time limit an example: the machine may be busy."""


def runs(calendar, minute, clock, paused):
    """The slow reference: does this one minute count?"""
    if any(begin <= minute < end for begin, end in paused):
        return False
    wall = minute.astimezone(calendar.zone)
    past = wall.hour * 60 + wall.minute
    day = calendar.dated.get(wall.date(), calendar.weekly[wall.weekday()])
    return clock == ROUND_THE_CLOCK or any(begin <= past < end for begin, end in day)


def slow_due(calendar, start, minutes, clock, paused):
    """Minute by minute: the end of the last minute needed, or, if a pause begins there, the next that runs."""
    minute, step = start, timedelta(minutes=1)
    while minutes:
        minutes -= runs(calendar, minute, clock, paused)
        minute += step
    if any(begin <= minute < end for begin, end in paused):
        while not runs(calendar, minute, clock, paused):
            minute += step
    return minute


@given(calendars, instants, amounts, clocks, pauses)
@example(D, at(0, "10:00"), 240, BUSINESS, [(at(0, "11:00"), at(0, "15:00"))])
@steady
def test_due_agrees_with_counting_minute_by_minute(calendar, start, minutes, clock, paused):
    assert calendar.due(start, minutes, clock, paused) == slow_due(calendar, start, minutes, clock, paused)


@given(calendars, instants, st.integers(0, 3000), clocks, pauses)
@steady
def test_minutes_between_agrees_with_counting_minute_by_minute(calendar, start, length, clock, paused):
    step = timedelta(minutes=1)
    slow = sum(runs(calendar, start + n * step, clock, paused) for n in range(length))
    assert calendar.minutes_between(start, start + length * step, clock, paused) == slow


@given(calendars, instants, amounts, clocks, pauses)
@steady
def test_just_the_target_runs_until_it_is_due(calendar, start, minutes, clock, paused):
    due = calendar.due(start, minutes, clock, paused)
    assert calendar.minutes_between(start, due, clock, paused) == minutes


@given(calendars, instants, amounts, clocks)
@steady
def test_before_undoes_due(calendar, start, minutes, clock):
    opening = calendar.next_opening(start)
    assert calendar.before(calendar.due(opening, minutes), minutes) == opening
    assert calendar.before(calendar.due(start, minutes, ROUND_THE_CLOCK), minutes, ROUND_THE_CLOCK) == start


@given(calendars, instants, st.integers(0, 600), st.integers(0, 600), clocks, pauses)
@steady
def test_more_minutes_or_a_later_start_never_make_it_due_earlier(calendar, start, minutes, more, clock, paused):
    due = calendar.due(start, minutes, clock, paused)
    assert due <= calendar.due(start, minutes + more, clock, paused)
    assert due <= calendar.due(start + timedelta(minutes=more), minutes, clock, paused)


@given(calendars, instants, amounts, pauses)
@steady
def test_a_business_deadline_lies_in_a_window_or_on_its_end(calendar, start, minutes, paused):
    due = calendar.due(start, minutes, BUSINESS, paused)
    assert calendar.is_open(due) or calendar.is_open(due - timedelta(minutes=1))


@given(calendars, instants, amounts, st.integers(0, 600), st.integers(1, 2000), clocks)
@steady
def test_a_pause_shifts_the_deadline_by_the_time_it_covers(calendar, start, minutes, gap, length, clock):
    pause = start + timedelta(minutes=gap), start + timedelta(minutes=gap + length)
    ran = calendar.minutes_between(start, pause[0], clock)
    if ran < minutes:
        expected = calendar.due(pause[1], minutes - ran, clock)
        assert calendar.due(start, minutes, clock, [pause]) == expected


@given(calendars, instants, amounts, clocks, pauses)
@steady
def test_no_deadline_lies_inside_a_pause(calendar, start, minutes, clock, paused):
    due = calendar.due(start, minutes, clock, paused)
    assert not any(begin <= due < end for begin, end in paused)


@given(calendars, instants, amounts, clocks, pauses)
@steady
def test_saying_a_pause_twice_or_in_two_parts_changes_nothing(calendar, start, minutes, clock, paused):
    halves = [
        part
        for begin, end in paused
        for middle in [begin + (end - begin) / 2]
        for part in ((begin, middle), (middle, end))
    ]
    due = calendar.due(start, minutes, clock, paused)
    assert calendar.due(start, minutes, clock, paused * 2) == due == calendar.due(start, minutes, clock, halves)
