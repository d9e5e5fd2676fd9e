"""The organisers' guide keeps its promises: every word it teaches is a word of the desk, and none is left out."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk import columns
from sheetdesk.desk.marks import FEW_CUSTOMERS, FORMS_WHOLE_EVERY
from sheetdesk.desk.observe import MANY_CASES, MANY_SHARE, SETTLING_TIME
from sheetdesk.desk.outage import ALARM_AFTER
from sheetdesk.model import case as words
from sheetdesk.model import message
from sheetdesk.policy.arrival import DOUBLE_WITHIN
from sheetdesk.policy.fold import fold
from sheetdesk.policy.kpi_periods import WHOLE
from sheetdesk.policy.note import ONE_IN
from sheetdesk.policy.people import MOST_NAMES
from sheetdesk.policy.related import WINDOW
from sheetdesk.policy.replies import WAIT
from sheetdesk.policy.sending import Limits
from sheetdesk.policy.todo import MOST, ToDo
from sheetdesk.policy.urgency import URGENCIES
from sheetdesk.policy.wrong_templates import SAME_WORDS_REST
from sheetdesk.workbook.google.health import CELL_LIMIT
from sheetdesk.workbook.google.pace import MOST_A_WINDOW
from sheetdesk.workbook.google.workbook import ASK_AGAIN, ASK_SOON, GoogleWorkbook
from sheetdesk.workbook.look import AMBER, BLUE, FADED, GREEN, RED, TINTS, VIOLET, YELLOW, Tint

GUIDE = (Path(__file__).parent.parent / "docs" / "guide.zh-TW.md").read_text(encoding="utf-8")
HOUR = timedelta(hours=1)
SECTIONS = {
    part.partition("\n")[0].strip(): part.partition("\n")[2] for part in re.split(r"^#{2,3} ", GUIDE, flags=re.M)
}


def section(start: str) -> str:
    return next(text for title, text in SECTIONS.items() if title.startswith(start))


def first_cells(text: str) -> list[str]:
    """What stands in the first column of the tables, without their heads."""
    rows = [row for row in re.findall(r"^\|(.*)\|$", text, flags=re.M) if "---" not in row]
    return [row.split("|")[0].strip(" *") for row in rows][1:]


def heads(text: str) -> list[str]:
    """The titles in the head of the first table."""
    head = re.search(r"^\|(.*)\|\n\|[-|]+\|$", text, flags=re.M)
    assert head
    return [title.strip(" *") for title in head[1].split("|")]


def test_every_visible_column_of_the_cases_is_explained_in_its_order() -> None:
    shown = [c.title for c in columns.CASES.columns if c.group == columns.FACE and not c.later]
    assert first_cells(section("「案件」：一欄一欄看")) == shown


def test_every_status_is_explained_in_its_order() -> None:
    said = [word for cell in first_cells(section("狀態的十個字")) for word in cell.split("、")]
    assert tuple(said) == words.STATUSES


@pytest.mark.parametrize(
    "known",
    [
        *words.PRIORITIES,
        *words.REMEDIES,
        *columns.ACTIONS,
        *columns.DECISIONS,
        *columns.SETTING_ITEMS,
        columns.TRIAL,
        columns.LIVE,
        columns.STAMP_ITEM,
        *message.KINDS.values(),
        *(tab.title for tab in columns.TABS),
    ],
)
def test_word_of_the_desk_is_in_the_guide(known: str) -> None:
    assert known.removeprefix("☐") in GUIDE


def test_every_state_of_a_letter_is_explained() -> None:
    said = {word for cell in first_cells(section("「往來紀錄」")) for word in cell.split("、")}
    assert said == {
        message.WAITING,
        message.SENDING,
        message.SENT,
        message.FAILED,
        message.GIVEN_UP,
        message.UNSURE,
        message.CANCELLED,
    }


def test_every_setting_is_explained() -> None:
    said = "、".join(first_cells(SECTIONS["設定"]))
    assert said.split("、") == list(columns.SETTING_ITEMS)


@pytest.mark.parametrize("key", ["campaigns", "team", "hours", "rules", "policies"])
def test_example_of_a_settings_tab_uses_its_columns_in_their_order(key: str) -> None:
    tab = columns.BY_KEY[key]
    titles = [column.title for column in tab.columns]
    places = [titles.index(title) for title in heads(SECTIONS[tab.title])]
    assert places == sorted(places)


def test_proposed_questions_are_those_that_the_desk_knows_in_their_order() -> None:
    asked = first_cells(section("附錄一"))
    known = [c.title for c in columns.FORM.columns if c.key not in ("submitted_at", "line", "tracking_no", "source")]
    assert asked == known
    aliases = {fold(title) for titles in columns.FORM_ALIASES.values() for title in titles}
    assert {fold(title) for title in asked} <= aliases


def test_columns_of_later_versions_are_not_taught() -> None:
    later = {c.title for tab in columns.TABS for c in tab.columns if c.later}
    for title, text in SECTIONS.items():
        assert not later & set(first_cells(text)), title


@pytest.mark.parametrize(
    ("sentence", "figure", "said"),
    [
        ("十分鐘內送了兩次", DOUBLE_WITHIN, timedelta(minutes=10)),
        ("放著兩分鐘以上不動", SETTLING_TIME, timedelta(minutes=2)),
        ("超過 20 件，而且超過未結案件的一成", (MANY_CASES, MANY_SHARE), (20, 0.1)),
        ("今天已經收了五封收件通知", Limits().receipts_a_day, 5),
        ("系統自己最多只用到每分鐘各 50 次", MOST_A_WINDOW, 50),
        ("每小時一次（時區不對、有保護的時候，10 分鐘一次；", (ASK_AGAIN, ASK_SOON), (HOUR, HOUR / 6)),
        ("每 2 MB 多寫 1 次", GoogleWorkbook.bytes_a_batch, 1_990_000),
        ("超過 15 分鐘還連不上", ALARM_AFTER, HOUR / 4),
        ("Google 的上限 1,000 萬格", CELL_LIMIT, 10_000_000),
        ("上一次往來之後 72 小時以內", WINDOW, timedelta(hours=72)),
        ("同一件 24 小時內最多一封", ONE_IN, timedelta(hours=24)),
        ("自己寫的話，一天內不會再寄一樣的", SAME_WORDS_REST, timedelta(days=1)),
        ("最近 92 天、53 週、13 個月的列每天重算一次", (WHOLE.days, WHOLE.weeks, WHOLE.months), (92, 53, 13)),
        ("確認後的兩分鐘內", WAIT, timedelta(minutes=2)),
        ("有三個以上不同的名字在用", MOST_NAMES, 2),
        ("客人超過 500 位時，這個分頁一個小時才整個讀一次", (FEW_CUSTOMERS, FORMS_WHOLE_EVERY), (500, HOUR)),
    ],
)
def test_figure_in_the_guide_is_that_of_the_code(sentence: str, figure: object, said: object) -> None:
    assert sentence in GUIDE
    assert figure == said


def test_guide_uses_the_words_of_taiwan() -> None:
    assert not re.search("渠道|反饋|質量|視頻|信息|默認|點擊|用戶(?!端)", GUIDE)
    prose = re.sub(r"`[^`]*`", "", GUIDE)
    assert not re.search(r"[\u4e00-\u9fff][,;!?][\u4e00-\u9fff]", prose)


COLOURS = {RED: "紅", AMBER: "橘", YELLOW: "淡黃", GREEN: "綠", BLUE: "藍", VIOLET: "紫", FADED: "灰字"}


@pytest.mark.parametrize("tint", [tint for tint in TINTS["cases"] if tint.words], ids=lambda tint: tint.words[0])
def test_colour_in_the_guide_is_that_of_the_sheet(tint: Tint) -> None:
    said = next(row for row in section("顏色").splitlines() if row.startswith(f"| {COLOURS[tint.paint]} |"))
    assert not [word for word in tint.words if word not in said]


def test_every_light_is_explained() -> None:
    lights = [word for tint in TINTS["cases"] if tint.watch == "light" for word in tint.words]
    assert sorted(first_cells(section("優先級和燈號"))) == sorted(lights)


def test_every_urgency_of_the_list_is_explained_in_its_order() -> None:
    assert tuple(first_cells(section("「待辦」"))) == URGENCIES
    assert f"最多列 {MOST} 件" in section("「待辦」")
    assert ToDo((), 0, late=2, today=5, unsent=1).line() in section("「待辦」")


def test_the_tabs_that_it_says_come_first_do() -> None:
    first, second = columns.TABS[:2]
    assert f"第一個分頁是「{first.title}」，第二個是「{second.title}」" in section("第 8 步")


def test_its_own_links_lead_to_its_headings() -> None:
    """As GitHub makes anchors: punctuation is dropped, spaces become hyphens."""
    headings = re.findall(r"^#+ (.*)$", GUIDE, flags=re.M)
    anchors = {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}
    linked = set(re.findall(r"\]\(#([^)]+)\)", GUIDE))
    assert len(linked) == 2
    assert linked <= anchors


def test_the_steps_of_setting_up_are_numbered_through() -> None:
    steps = [int(number) for number in re.findall(r"^## 第 (\d+) 步：", GUIDE, flags=re.M)]
    assert steps == list(range(1, len(steps) + 1))
    assert "doctor --probe" in section("第 7 步")
    assert "編輯者" in section("第 5 步")
