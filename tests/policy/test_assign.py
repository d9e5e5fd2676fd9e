from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.policy.assign import Roster, assign
from sheetdesk.policy.campaigns import Campaign, Campaigns
from sheetdesk.policy.team import Person

TODAY = date(2026, 11, 24)
FANG = Person("阿芳", role="主揪")
MEI = Person("小美", role="負責人", categories=("物流問題",), goods=("A12", "玻璃保鮮盒"))
QIANG = Person("阿強", role="負責人", categories=("帳務問題", "物流問題"))
HUA = Person("阿花", role="備援")
TEAM = (FANG, MEI, QIANG, HUA)
CASE = Case(number="GB2611-0042-K", category="其他", status="待處理")


def a_roster(team=TEAM, campaigns=(), lead="阿芳"):
    return Roster(team, Campaigns(campaigns), lead)


def away(person, proxy=None):
    return replace(person, leave_from=TODAY, leave_to=TODAY + timedelta(days=3), proxy=proxy)


def given_to(case=CASE, roster=None, rule_owner=None, **loads):
    return assign(case, roster or a_roster(), loads, TODAY, rule_owner)


# in which order


def test_the_owner_of_the_group_buy_comes_first():
    roster = a_roster(campaigns=(Campaign("B07", owner="阿強"),))
    assert given_to(replace(CASE, group_no="B07", product="玻璃保鮮盒"), roster).owner == "阿強"


def test_then_who_is_in_charge_of_the_group_or_the_product():
    assert given_to(replace(CASE, group_no="a12"), rule_owner="阿強").owner == "小美"
    assert given_to(replace(CASE, product="玻璃保鮮盒 3入")).owner == "小美"


def test_then_whom_a_rule_names():
    assert given_to(replace(CASE, category="物流問題"), rule_owner="阿花").owner == "阿花"


def test_then_who_knows_the_category():
    assert given_to(replace(CASE, category="帳務問題"), 阿強=9).owner == "阿強"


def test_a_subcategory_may_be_somebodys_skill_too():
    team = (*TEAM, Person("小黑", role="負責人", categories=("發票",)))
    assert given_to(replace(CASE, category="其他", subcategory="發票"), a_roster(team)).owner == "小黑"


def test_of_several_who_know_it_the_one_with_the_least_open_cases():
    late = replace(CASE, category="物流問題")
    assert given_to(late, 小美=3, 阿強=2).owner == "阿強"
    assert given_to(late, 小美=2, 阿強=3).owner == "小美"


def test_of_equals_the_first_in_the_tab():
    assert given_to(replace(CASE, category="物流問題"), 小美=2, 阿強=2).owner == "小美"


def test_what_nobody_knows_goes_to_who_has_least_to_do():
    assert given_to(小美=3, 阿強=1).owner == "阿強"


def test_when_all_are_full_the_backup_takes_it():
    full = a_roster((FANG, replace(MEI, max_open=2), replace(QIANG, max_open=2), HUA))
    taken = given_to(roster=full, 小美=2, 阿強=2)
    assert taken.owner == "阿花"
    assert not taken.nobody


def test_what_nobody_takes_goes_to_the_lead_and_is_listed():
    roster = a_roster((FANG, away(MEI), away(QIANG), away(HUA)))
    taken = given_to(roster=roster)
    assert (taken.owner, taken.handler, taken.nobody) == ("阿芳", "阿芳", True)


def test_a_shop_of_one_is_not_told_at_every_case_that_nobody_takes_it():
    taken = given_to(roster=a_roster((FANG,)))
    assert (taken.owner, taken.nobody) == ("阿芳", False)


def test_an_empty_team_leaves_it_to_the_desk():
    taken = given_to(roster=a_roster((), lead="好日子團購"))
    assert (taken.owner, taken.handler, taken.nobody, taken.notice) == ("好日子團購", "好日子團購", False, None)


def test_every_assignment_says_why():
    assert given_to(replace(CASE, category="帳務問題"), 阿強=2).why == "負責「帳務問題」的人裡阿強手上 2 件，最少"


# limits


@pytest.mark.parametrize(("load", "owner"), [(4, "阿強"), (5, "小美"), (6, "小美")])
def test_who_reached_her_limit_gets_no_more(load, owner):
    roster = a_roster((FANG, MEI, replace(QIANG, max_open=5), HUA))
    assert given_to(replace(CASE, category="物流問題"), roster, 小美=7, 阿強=load).owner == owner


def test_the_lead_has_no_limit():
    roster = a_roster((replace(FANG, max_open=1), away(MEI)))
    assert given_to(roster=roster, 阿芳=50).owner == "阿芳"


def test_the_owner_of_a_group_buy_who_is_full_is_passed_over():
    roster = a_roster((FANG, replace(MEI, max_open=1), QIANG), (Campaign("B07", owner="小美"),))
    assert given_to(replace(CASE, group_no="B07"), roster, 小美=1, 阿強=4).owner == "阿強"


# leave and proxies


def test_the_owner_of_a_group_buy_stays_owner_while_her_proxy_handles_it():
    roster = a_roster((FANG, away(MEI, "阿強"), QIANG, HUA))
    taken = given_to(replace(CASE, group_no="A12"), roster)
    assert (taken.owner, taken.handler) == ("小美", "阿強")
    assert "請假，由阿強代理" in taken.why


def test_who_shares_the_goods_and_is_here_comes_before_who_is_away():
    twin = replace(QIANG, goods=("A12",))
    assert given_to(replace(CASE, group_no="A12"), a_roster((FANG, away(MEI), twin)), 阿強=9).owner == "阿強"


def test_a_skill_on_leave_is_passed_over():
    roster = a_roster((FANG, MEI, away(QIANG), HUA))
    assert given_to(replace(CASE, category="帳務問題"), roster).owner == "小美"


def test_an_owner_on_leave_keeps_her_case_and_the_proxy_handles_it():
    roster = a_roster((FANG, away(MEI, "阿花"), QIANG, HUA))
    taken = given_to(replace(CASE, owner="小美"), roster)
    assert (taken.owner, taken.handler) == ("小美", "阿花")


def test_back_from_leave_she_handles_it_herself():
    back = replace(MEI, leave_from=TODAY - timedelta(days=3), leave_to=TODAY - timedelta(days=1), proxy="阿花")
    assert given_to(replace(CASE, owner="小美", handler="阿花"), a_roster((FANG, back, HUA))).handler == "小美"


def test_a_proxy_on_leave_hands_on_to_her_own_proxy():
    roster = a_roster((FANG, away(MEI, "阿強"), away(QIANG, "阿花"), HUA))
    assert given_to(replace(CASE, owner="小美"), roster).handler == "阿花"


def test_a_ring_of_proxies_ends_at_the_lead():
    roster = a_roster((FANG, away(MEI, "阿強"), away(QIANG, "小美"), HUA))
    assert given_to(replace(CASE, owner="小美"), roster).handler == "阿芳"


def test_without_a_proxy_the_lead_handles_it():
    assert given_to(replace(CASE, owner="小美"), a_roster((FANG, away(MEI), HUA))).handler == "阿芳"


def test_when_the_lead_is_away_too_the_backup_handles_it():
    assert given_to(replace(CASE, owner="小美"), a_roster((away(FANG), away(MEI), QIANG, HUA))).handler == "阿花"


def test_when_all_are_away_the_owner_is_still_named_and_the_organiser_is_told():
    taken = given_to(replace(CASE, owner="小美"), a_roster((away(FANG), away(MEI))))
    assert (taken.owner, taken.handler) == ("小美", "小美")
    assert "沒有人可以代理" in (taken.notice or "")


def test_a_lead_who_left_is_followed_by_the_next_one():
    roster = a_roster((replace(FANG, active=False), away(MEI), Person("阿珠", role="主揪"), away(HUA)))
    assert given_to(roster=roster).owner == "阿珠"


# what stays


def test_a_persons_own_choice_stays_whoever_the_group_belongs_to():
    case = replace(CASE, group_no="A12", owner="阿花", proposed={"owner": "小美"})
    assert given_to(case).owner == "阿花"


def test_a_persons_own_choice_is_handled_by_the_proxy_while_she_is_away():
    case = replace(CASE, owner="小美", proposed={"owner": "阿強"})
    taken = given_to(case, a_roster((FANG, away(MEI, "阿強"), QIANG)))
    assert (taken.owner, taken.handler) == ("小美", "阿強")


def test_a_chosen_name_that_is_not_on_the_team_stays_with_a_notice():
    taken = given_to(replace(CASE, owner="小黑", proposed={"owner": "小美"}))
    assert (taken.owner, taken.handler) == ("小黑", "小黑")
    assert "「小黑」不在分工表" in (taken.notice or "")


def test_a_chosen_owner_who_left_stays_and_the_lead_handles_it():
    case = replace(CASE, owner="小美", proposed={"owner": "阿強"})
    taken = given_to(case, a_roster((FANG, replace(MEI, active=False))))
    assert (taken.owner, taken.handler) == ("小美", "阿芳")


def test_an_owner_keeps_her_case_though_another_has_less_to_do():
    assert given_to(replace(CASE, owner="小美"), 小美=99).owner == "小美"


@pytest.mark.parametrize("team", [(FANG, replace(MEI, active=False), QIANG), (FANG, QIANG)])
def test_the_open_cases_of_who_left_are_given_to_others(team):
    assert given_to(replace(CASE, owner="小美"), a_roster(team)).owner == "阿強"


def test_a_case_that_is_done_keeps_the_name_of_who_did_it():
    assert given_to(replace(CASE, owner="小美", status="已結案"), a_roster((FANG, QIANG))).owner == "小美"


def test_what_lay_with_the_lead_because_nobody_took_it_goes_on_when_somebody_can():
    waiting = replace(CASE, owner="阿芳", unassigned=True)
    taken = given_to(waiting)
    assert (taken.owner, taken.nobody) == ("小美", False)


def test_a_group_buys_owner_from_outside_the_team_is_taken_with_a_notice():
    taken = given_to(replace(CASE, group_no="B07"), a_roster(campaigns=(Campaign("B07", owner="小黑"),)))
    assert taken.owner == "小黑"
    assert "不在分工表" in (taken.notice or "")


# whatever the team looks like

people = st.builds(
    Person,
    name=st.sampled_from(["阿芳", "小美", "阿強", "阿花"]),
    role=st.sampled_from(["主揪", "負責人", "備援", "老闆", None]),
    categories=st.sampled_from([(), ("物流問題",)]),
    goods=st.sampled_from([(), ("A12",)]),
    max_open=st.sampled_from([None, 0, 1]),
    proxy=st.sampled_from([None, "阿芳", "小美", "阿強", "阿花", "小黑"]),
    leave_from=st.sampled_from([None, TODAY]),
    active=st.booleans(),
)
teams = st.lists(people, unique_by=lambda person: person.name, max_size=4).map(tuple)
owners = st.sampled_from([None, "阿芳", "小美", "小黑"])


@settings(deadline=None)
@given(teams, owners, st.sampled_from(["物流問題", "待分類", None]), st.dictionaries(owners, st.integers(0, 2)))
def test_no_case_is_ever_left_blank_and_asking_again_changes_nothing(team, owner, category, loads):
    case = replace(CASE, owner=owner, category=category, group_no="A12")
    roster = a_roster(team)
    first = assign(case, roster, loads, TODAY)
    assert first.owner
    assert first.handler
    settled = replace(case, owner=first.owner, handler=first.handler, unassigned=first.nobody)
    again = assign(settled, roster, loads, TODAY)
    assert (again.owner, again.handler, again.nobody) == (first.owner, first.handler, first.nobody)
