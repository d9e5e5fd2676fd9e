from datetime import date, timedelta

import pytest

from sheetdesk.model.sheet import Row
from sheetdesk.policy.team import Person, find, on_duty, read_team

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def team_of(*rows):
    return read_team([Row(place, cells) for place, cells in enumerate(rows, start=2)])


def test_a_row_becomes_a_person():
    people, problems = team_of(
        {
            "name": "小美",
            "email": "mei@example.com",
            "role": "負責人",
            "categories": "物流問題、帳務問題",
            "max_open": 5,
        }
    )
    assert problems == []
    (person,) = people
    assert person.categories == ("物流問題", "帳務問題")
    assert person.max_open == 5
    assert person.active


def test_who_no_longer_works_here_is_read_as_such():
    ((person,), _) = team_of({"name": "小美", "active": "否"})
    assert not person.active


def test_blank_rows_are_passed_over():
    assert team_of({}, {"name": " "}) == ((), [])


def test_a_row_without_a_name_is_named_and_the_others_count():
    people, problems = team_of({"email": "mei@example.com"}, {"name": "阿強"})
    assert [person.name for person in people] == ["阿強"]
    assert "第 2 列" in str(problems[0])


def test_of_two_rows_with_one_name_the_first_counts():
    people, problems = team_of({"name": "小美", "max_open": 5}, {"name": "小美 ", "max_open": 9})
    assert [person.max_open for person in people] == [5]
    assert "重複" in str(problems[0])
    assert "第 3 列" in str(problems[0])


@pytest.mark.parametrize("proxy", ["阿花", "小美"])
def test_a_proxy_who_cannot_stand_in_is_named(proxy):
    people, problems = team_of({"name": "小美", "proxy": proxy})
    assert len(people) == 1
    assert "代理人" in str(problems[0])


def test_a_proxy_may_stand_below_in_the_tab():
    assert team_of({"name": "小美", "proxy": "阿強"}, {"name": "阿強"})[1] == []


def test_a_leave_that_ends_before_it_begins_does_not_count_and_is_named():
    (people, problems) = team_of({"name": "小美", "leave_from": TODAY, "leave_to": TODAY - DAY})
    assert on_duty(people[0], TODAY)
    assert "請假到" in str(problems[0])


def test_an_unreadable_cell_is_named_and_the_person_stays():
    people, problems = team_of({"name": "小美", "max_open": "很多", "leave_from": "下週"})
    assert people == (Person("小美"),)
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("leave", "duty"),
    [
        ((None, None), True),
        ((TODAY, TODAY), False),
        ((TODAY - DAY, TODAY), False),
        ((TODAY - 2 * DAY, TODAY - DAY), True),
        ((TODAY + DAY, None), True),
        ((TODAY, None), False),
        ((None, TODAY), False),
        ((None, TODAY - DAY), True),
    ],
)
def test_both_days_of_a_leave_belong_to_it(leave, duty):
    assert on_duty(Person("小美", leave_from=leave[0], leave_to=leave[1]), TODAY) is duty


@pytest.mark.parametrize("typed", ["Amy", "amy", " ＡＭＹ "])
def test_a_name_is_found_however_it_is_typed(typed):
    assert find([Person("小美"), Person("Amy")], typed) == Person("Amy")


def test_no_name_finds_nobody():
    assert find([Person("小美")], None) is None
