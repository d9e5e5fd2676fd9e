"""The tab 營業與休假: what people may write there, and what they are told when it can't be read."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.columns import HOURS, row_key
from sheetdesk.errors import ConfigError
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import Formula
from sheetdesk.policy.hours import read_calendar
from sheetdesk.policy.opening import merged, read_time, read_weekdays, without

TAIPEI = ZoneInfo("Asia/Taipei")
MON, SAT = date(2026, 11, 23), date(2026, 11, 28)
OFFICE = [
    {"weekday": "一～五", "opens": "09:00", "closes": "12:00"},
    {"weekday": "一～五", "opens": "13:00", "closes": "18:00"},
]
MORNING, AFTERNOON = (540, 720), (780, 1080)


def read(*rows):
    return read_calendar([Row(place, cells) for place, cells in enumerate(rows, 2)], TAIPEI)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("09:00", 540),
        ("9:00", 540),
        ("９：００", 540),
        (" 9:05 ", 545),
        ("24:00", 1440),
        ("00:00", 0),
        ("09:00:00", 540),
    ],
)
def test_a_time_of_day_is_read(text, minutes):
    assert read_time(text) == minutes


@pytest.mark.parametrize(
    "value", ["24:01", "9:60", "九點", "900", "", None, 9, 0.375, True, Formula("=A1"), "09:00:30"]
)
def test_what_is_no_time_of_day_is_not_guessed(value):
    assert read_time(value) is None


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("一", (0,)),
        ("週六", (5,)),
        ("星期日", (6,)),
        ("禮拜天", (6,)),
        ("一～五", (0, 1, 2, 3, 4)),
        ("週一至週三", (0, 1, 2)),
        ("六-一", (0, 5, 6)),
        ("一、三，五", (0, 2, 4)),
        ("每天", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_weekdays_are_read(text, weekdays):
    assert read_weekdays(text) == weekdays


@pytest.mark.parametrize("value", ["八", "Monday", "一五", "", None, 1])
def test_an_unknown_weekday_is_not_guessed(value):
    assert read_weekdays(value) is None


def test_windows_that_touch_or_overlap_become_one():
    assert merged([(13, 18), (9, 12), (11, 13), (20, 20)]) == ((9, 18),)


def test_cutting_a_span_out_leaves_what_is_before_and_after():
    assert without([(9, 12), (13, 18)], (11, 14)) == ((9, 11), (14, 18))


def test_lunch_breaks_are_two_rows():
    calendar, problems = read(*OFFICE)
    assert (calendar.windows(MON), problems) == ((MORNING, AFTERNOON), [])


def test_the_same_hours_twice_count_once():
    calendar, _ = read(*OFFICE, *OFFICE)
    assert calendar.windows(MON) == (MORNING, AFTERNOON)


def test_a_shop_may_be_open_until_midnight():
    for closes in ("24:00", "00:00"):
        calendar, problems = read({"weekday": "一", "opens": "18:00", "closes": closes})
        assert (calendar.windows(MON), problems) == (((1080, 1440),), [])


def test_a_day_off_closes_that_day_only():
    calendar, _ = read(*OFFICE, {"day": MON, "day_kind": "休假"})
    assert calendar.windows(MON) == ()
    assert calendar.windows(date(2026, 11, 24)) == (MORNING, AFTERNOON)


def test_a_day_off_may_be_an_afternoon():
    calendar, problems = read(*OFFICE, {"day": MON, "day_kind": "休假", "opens": "15:00", "closes": "18:00"})
    assert (calendar.windows(MON), problems) == ((MORNING, (780, 900)), [])


def test_a_day_worked_takes_mondays_windows():
    calendar, _ = read(*OFFICE, {"day": SAT, "day_kind": "上班"})
    assert calendar.windows(SAT) == (MORNING, AFTERNOON)


def test_a_day_worked_may_have_windows_of_its_own():
    calendar, _ = read(
        *OFFICE,
        {"day": SAT, "day_kind": "上班", "opens": "10:00", "closes": "11:00"},
        {"day": SAT, "day_kind": "上班", "opens": "14:00", "closes": "15:00"},
    )
    assert calendar.windows(SAT) == ((600, 660), (840, 900))


def test_a_public_holiday_can_be_worked():
    christmas = date(2026, 12, 25)
    assert read(*OFFICE)[0].windows(christmas) == ()
    assert read(*OFFICE, {"day": christmas, "day_kind": "上班"})[0].windows(christmas) == (MORNING, AFTERNOON)


def test_blank_rows_and_rows_with_only_a_note_say_nothing():
    calendar, problems = read(*OFFICE, {}, {"note": "以下是國定假日以外的休假"}, {"我的欄": "x"})
    assert (calendar, problems) == (read(*OFFICE)[0], [])


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"weekday": "八", "opens": "09:00", "closes": "12:00"}, "看不懂星期「八」"),
        ({"weekday": "六", "opens": "九點", "closes": "12:00"}, "開始「九點」讀不出是幾點"),
        ({"weekday": "六", "opens": "09:00"}, "結束「」讀不出是幾點"),
        ({"weekday": "六", "opens": "18:00", "closes": "09:00"}, "「結束」沒有晚於「開始」"),
        ({"weekday": "六", "opens": "09:00", "closes": "09:00"}, "「結束」沒有晚於「開始」"),
        ({"weekday": "六", "day_kind": "休假"}, "「休假」要配日期，不能配星期"),
        ({"opens": "09:00", "closes": "12:00"}, "沒有日期也沒有星期"),
        ({"day_kind": "休假"}, "沒有日期也沒有星期"),
        ({"day": "下週六", "day_kind": "休假"}, "讀不出日期「下週六」"),
        ({"day": datetime(2026, 11, 28, tzinfo=UTC), "day_kind": "休假"}, "讀不出日期「2026-11-28 00:00:00+00:00」"),
        ({"day": SAT}, "「休假／上班」寫著「」"),
        ({"day": SAT, "day_kind": "補班"}, "「休假／上班」寫著「補班」"),
        ({"day": SAT, "day_kind": "上班", "opens": "10:00"}, "結束「」讀不出是幾點"),
        ({"day": SAT, "weekday": "六", "day_kind": "上班"}, "同時有日期和星期，不知道要算哪一個"),
        ({"weekday": "六", "opens": Formula("=A1"), "closes": "12:00"}, "開始「=A1」讀不出是幾點"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_rest_goes_on(cells, what):
    calendar, problems = read(*OFFICE, cells)
    assert calendar == read(*OFFICE)[0]
    (problem,) = problems
    assert (problem.place, problem.what) == ("營業與休假 第 4 列", what)
    assert problem.mend
    assert (problem.tab, problem.row) == (HOURS.key, row_key(HOURS, cells))


@pytest.mark.parametrize(
    ("first", "second", "open_then"), [("休假", "上班", ()), ("上班", "休假", (MORNING, AFTERNOON))]
)
def test_of_two_rows_that_contradict_each_other_the_first_counts(first, second, open_then):
    calendar, problems = read(*OFFICE, {"day": SAT, "day_kind": first}, {"day": SAT, "day_kind": second})
    assert calendar.windows(SAT) == open_then
    assert [problem.place for problem in problems] == ["營業與休假 第 5 列"]


def test_a_tab_without_any_working_time_says_so_with_every_fault():
    with pytest.raises(ConfigError) as caught:
        read({"weekday": "一", "opens": "九點", "closes": "18:00"})
    assert len(caught.value.faults) == 2
    assert "請至少填一列「星期、開始、結束」" in str(caught.value)
    assert "開始「九點」讀不出是幾點" in str(caught.value)
