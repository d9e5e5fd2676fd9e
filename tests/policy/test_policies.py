"""The tab 處理時限: the table that ships, which row a case gets, and rows that can't be read."""

import pytest

from sheetdesk.columns import POLICIES as TAB
from sheetdesk.columns import row_key
from sheetdesk.policy.policies import pick, pick_waiting, read_policies
from tests.fakes.clocked_cases import CALENDAR, CALENDAR_PROBLEMS, POLICIES, POLICY_PROBLEMS, case, rows

ANY = {"first_reply": "24 小時", "first_clock": "全天"}


def test_what_ships_can_be_read_whole():
    assert (CALENDAR_PROBLEMS, POLICY_PROBLEMS) == ([], [])
    assert CALENDAR.weekly == (((540, 720), (780, 1080)),) * 5 + ((), ())


def targets(row):
    first, last = row.first_reply.target(CALENDAR), row.solution.target(CALENDAR)
    return first.minutes, first.clock, last.minutes, last.clock, row.promise.words


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"priority": "緊急"}, (15, "全天", 1440, "全天", "1 小時內（白天）")),
        ({"priority": "重要"}, (60, "營業", 1440, "全天", "下一個營業日 10:00")),
        ({"source": "LINE"}, (30, "營業", 1440, "全天", "當天")),
        ({"source": "社群"}, (30, "營業", 1440, "全天", "當天")),
        ({"source": "面交"}, (30, "營業", 1440, "全天", "當天")),
        ({"nature": "詢問"}, (240, "營業", 1440, "全天", "24 小時")),
        ({"category": "詢問"}, (240, "營業", 1440, "全天", "24 小時")),
        ({}, (1440, "全天", 4320, "全天", "24 小時")),
        ({"priority": None, "nature": None, "category": None, "source": None}, (1440, "全天", 4320, "全天", "24 小時")),
        ({"priority": "緊急", "source": "LINE", "nature": "詢問"}, (15, "全天", 1440, "全天", "1 小時內（白天）")),
        ({"priority": "重要", "source": "LINE"}, (30, "營業", 1440, "全天", "當天")),
        ({"status": "等廠商"}, (1440, "全天", 4320, "全天", "24 小時")),
    ],
)
def test_the_table_of_the_domain(fields, expected):
    assert targets(pick(POLICIES, case(**fields))) == expected


@pytest.mark.parametrize("status", ["等廠商", "等物流"])
def test_a_case_that_waits_has_targets_for_the_waiting(status):
    assert targets(pick_waiting(POLICIES, case(status=status))) == (120, "營業", 240, "營業", "24 小時")


@pytest.mark.parametrize("status", ["待處理", "等客人", None])
def test_a_case_that_waits_for_nobody_has_none(status):
    assert pick_waiting(POLICIES, case(status=status)) is None


def named(policy):
    return policy.names() if policy else None


def read(*cells):
    return read_policies(rows(*cells))


def test_the_most_specific_row_wins_even_if_it_is_less_strict():
    policies, _ = read(
        {"priority": "緊急", "first_reply": "15 分", "first_clock": "全天"},
        {"source": "LINE", "category": "商品問題", "first_reply": "2 小時", "first_clock": "全天"},
        ANY,
    )
    assert named(pick(policies, case(priority="緊急", source="LINE"))) == ("商品問題", "LINE")


def test_of_equally_specific_rows_the_strictest_wins_wherever_it_stands():
    strict = {"source": "LINE", "first_reply": "15 分", "first_clock": "全天"}
    slack = {"priority": "重要", "first_reply": "1 小時", "first_clock": "營業"}
    for order in ((strict, slack, ANY), (ANY, slack, strict)):
        assert named(pick(read(*order)[0], case(priority="重要", source="LINE"))) == ("LINE",)


def test_of_equal_lengths_the_one_around_the_clock_is_stricter():
    policies, _ = read(
        {"priority": "重要", "first_reply": "1 小時", "first_clock": "營業"},
        {"source": "LINE", "first_reply": "1 小時", "first_clock": "全天"},
        ANY,
    )
    assert named(pick(policies, case(priority="重要", source="LINE"))) == ("LINE",)


def test_a_row_for_a_tier_is_only_for_that_tier():
    policies, _ = read({"tier": "VIP", "first_reply": "1 小時", "first_clock": "全天"}, ANY)
    assert named(pick(policies, case(), "VIP")) == ("VIP",)
    assert named(pick(policies, case())) == ()


def test_a_cell_may_name_several():
    policies, _ = read({"source": "LINE、社群", "first_reply": "1 小時", "first_clock": "全天"}, ANY)
    assert named(pick(policies, case(source="社群"))) == ("LINE", "社群")


def test_without_a_row_for_everybody_a_case_may_have_none_and_people_are_told():
    policies, problems = read({"priority": "緊急", "first_reply": "15 分", "first_clock": "全天"})
    assert pick(policies, case()) is None
    assert [problem.what for problem in problems] == ["沒有一列管其他的案件，它們不會有期限"]


def test_a_row_may_leave_targets_out():
    policies, problems = read({"solution": "3 天", "solution_clock": "營業"})
    assert problems == []
    assert (policies[0].first_reply, policies[0].promise) == (None, None)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"first_reply": "盡快", "first_clock": "全天"}, "「首次回覆」看不懂「盡快」"),
        ({"first_reply": 15, "first_clock": "全天"}, "「首次回覆」看不懂「15」"),
        ({"solution": "3 天"}, "「解決時鐘」寫著「」"),
        ({"solution": "3 天", "solution_clock": "白天"}, "「解決時鐘」寫著「白天」"),
        ({"solution": "2 個工作天", "solution_clock": "全天"}, "「解決」用工作天，時鐘卻是全天"),
        ({**ANY, "promise": "盡快"}, "「對客承諾」看不懂「盡快」"),
        ({**ANY, "priority": "超急"}, "沒有「超急」這個優先級"),
        ({**ANY, "source": "Line"}, "沒有「Line」這個來源"),
        ({**ANY, "category": "等客人"}, "「類別」不能填狀態「等客人」"),
        ({**ANY, "category": "等廠商、詢問"}, "「類別」同時有狀態和類別"),
        ({"priority": "緊急"}, "沒有寫任何時限"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_rest_goes_on(cells, what):
    policies, problems = read(cells, ANY)
    assert policies == read(ANY)[0]
    (problem,) = problems
    assert (problem.place, problem.what) == ("處理時限 第 2 列", what)
    assert problem.mend
    assert (problem.tab, problem.row) == (TAB.key, row_key(TAB, cells))


def test_blank_rows_say_nothing():
    assert read({}, {"我的欄": "x"}, {"problem": "舊的問題"}, ANY) == read(ANY)
