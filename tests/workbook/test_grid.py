"""A grid of raw cells → tabs as values; headers found wherever they stand."""

# ruff: noqa: DTZ001 - a sheet holds naive wall times

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.columns import BY_KEY, CASES, FORM, LOG, SETTINGS, STATE, TABS, TEAM
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.sheet import Stamp
from sheetdesk.model.values import Formula
from sheetdesk.workbook.grid import locate, read_forms, read_tab
from sheetdesk.workbook.headers import FormSpec, find_header, fold_title, letter, required
from sheetdesk.workbook.our_tabs import read_tabs
from sheetdesk.workbook.stamp import decode_stamp, encode_stamp, stamp_of

TAIPEI = ZoneInfo("Asia/Taipei")
NUMBER = "GB2611-0042-K"
WIDTH = len(CASES.columns)
QUESTIONS = [c.title for c in FORM.columns]


def header(tab):
    return [c.title for c in tab.columns]


def desk():
    return {tab.title: [header(tab)] for tab in TABS}


def cases(*lines, above=()):
    return read_tab(CASES, "案件", [*above, header(CASES), *lines], TAIPEI)


def test_rows_are_read_by_the_header_s_names():
    view = cases([NUMBER, "王｜蛋糕｜退冰"])
    assert view.rows[0].cells == {"number": NUMBER, "summary": "王｜蛋糕｜退冰"}
    assert (view.header_place, view.rows[0].place) == (1, 2)


@pytest.mark.parametrize("above", [[[]], [["客訴總表"], []], [["", None, "2026 年"]] * 9])
def test_title_lines_above_the_header_are_passed_over(above):
    view = cases([NUMBER], above=above)
    assert view.header_place == len(above) + 1
    assert view.rows[0].place == len(above) + 2


def test_a_header_below_the_tenth_row_is_not_looked_for():
    with pytest.raises(DeskUnreachable, match=r"案號.*init"):
        cases([NUMBER], above=[["說明"]] * 10)


def test_columns_may_stand_in_any_order():
    grid = [list(reversed(header(CASES))), [None] * (len(CASES.columns) - 1) + [NUMBER]]
    assert read_tab(CASES, "案件", grid, TAIPEI).rows[0].get("number") == NUMBER


@pytest.mark.parametrize("title", [" 案號 ", "案\u200b號", "案 號", "案號\n"])
def test_a_title_may_hold_spaces_and_invisible_characters(title):
    grid = [[title, *header(CASES)[1:]], [NUMBER]]
    assert read_tab(CASES, "案件", grid, TAIPEI).rows[0].get("number") == NUMBER


@pytest.mark.parametrize(
    ("one", "other"), [("Ｅｍａｉｌ", "email"), ("服務單號（補充時用）", "服務單號(補充時用)"), ("電話 *", "電話")]
)
def test_titles_are_compared_after_folding(one, other):
    assert fold_title(one) == fold_title(other)


def test_a_column_of_people_s_own_keeps_its_title():
    grid = [
        [*header(CASES), "我的標記", "我的標記", "status", None, None],
        [NUMBER] + [None] * (WIDTH - 1) + ["a", "b", "c", None, 5],
    ]
    view = read_tab(CASES, "案件", grid, TAIPEI)
    assert view.header[-5:] == ("我的標記", "我的標記 (2)", "status (2)", None, f"欄 {letter(WIDTH + 4)}")
    assert view.rows[0].get("我的標記 (2)") == "b"
    assert view.rows[0].get(f"欄 {letter(WIDTH + 4)}") == 5
    assert view.rows[0].get("status") is None


def test_of_two_columns_with_one_title_the_first_counts_and_both_are_named():
    grid = [[*header(CASES), "狀態"], [NUMBER, None, None, "處理中"] + [None] * (WIDTH - 4) + ["待處理"]]
    view = read_tab(CASES, "案件", grid, TAIPEI)
    assert view.rows[0].get("status") == "處理中"
    assert view.rows[0].get("狀態 (2)") == "待處理"
    assert f"D 欄和 {letter(WIDTH)} 欄" in view.problems[0].place


def test_missing_columns_are_all_named_with_tab_and_mend():
    grid = [[t for t in header(CASES) if t not in ("系統提醒", "狀態")]]
    with pytest.raises(DeskUnreachable) as caught:
        read_tab(CASES, "客訴", grid, TAIPEI)
    assert (
        str(caught.value) == "分頁「客訴」：少了欄位「狀態」「系統提醒」 → 改回原來的標題，或執行 sheetdesk init 會補上"
    )


@pytest.mark.parametrize("title", ["備註", "補償金額"])
def test_people_s_columns_may_be_missing(title):
    grid = [[t for t in header(CASES) if t != title], [NUMBER]]
    assert read_tab(CASES, "案件", grid, TAIPEI).problems == ()


def test_a_missing_setting_is_named_and_read_as_blank():
    grid = [[t for t in header(TEAM) if t != "代理人"], ["阿芳"]]
    view = read_tab(TEAM, "分工表", grid, TAIPEI)
    assert view.rows[0].get("proxy") is None
    assert "代理人" in view.problems[0].what


def test_blank_rows_and_ragged_rows_are_no_trouble():
    view = cases([], [NUMBER], [None, "", "   "], ["GB2611-0043-X", "b", None, None])
    assert [row.place for row in view.rows] == [3, 5]


def test_tick_boxes_and_formulas_dragged_down_make_no_rows():
    view = cases([NUMBER, "a"], [None, False, Formula("=A3")], [False])
    assert [row.place for row in view.rows] == [2]


def test_a_formula_beside_a_case_is_read_as_one():
    assert cases([NUMBER, Formula("=1+1")]).rows[0].get("summary") == Formula("=1+1")


def test_one_unreadable_date_stays_text_and_the_row_goes_on():
    position = [c.key for c in CASES.columns].index("received_at")
    view = cases([NUMBER] + [None] * (position - 1) + ["昨天下午", "電話"])
    assert view.rows[0].cells == {"number": NUMBER, "received_at": "昨天下午", "source": "電話"}


def test_the_header_of_another_tab_is_the_row_with_most_titles():
    grid = [["時間", "公告"], header(LOG), [None, NUMBER]]
    assert find_header(grid, LOG) == 1


def test_a_renamed_tab_is_known_by_its_header():
    grids = desk()
    grids["客訴 2026"] = grids.pop("案件")
    assert locate(grids)["cases"] == "客訴 2026"


def test_a_copy_of_a_tab_is_not_taken_for_it():
    grids = {"「案件」的副本": [header(CASES)], **desk()}
    assert locate(grids)["cases"] == "案件"


def test_two_tabs_that_could_be_the_renamed_one_are_both_named():
    grids = desk()
    grids["甲"] = grids["乙"] = grids.pop("案件")
    with pytest.raises(DeskUnreachable, match="「甲」「乙」"):
        locate(grids)


def test_all_missing_tabs_are_named_at_once():
    grids = desk()
    del grids["設定"], grids["分類規則"]
    with pytest.raises(DeskUnreachable, match=r"「設定」「分類規則」.*init"):
        read_tabs(grids, TAIPEI)


def test_no_tab_is_taken_for_another():
    for tab in TABS:
        assert locate({"某一頁": [header(tab)]}) == {tab.key: "某一頁"}


def test_every_required_column_belongs_to_the_desk():
    assert {c.owner for tab in TABS for c in required(tab)} <= {"machine", "shared", "status", "request"}
    assert required(SETTINGS) == ()


def forms(grids, spec=None):
    return read_forms({**desk(), **grids}, spec or FormSpec(), TAIPEI)


def test_the_form_is_found_by_its_title():
    views, problems = forms({"表單回應 1": [QUESTIONS, [datetime(2026, 11, 21, 14), "小芳"]]})
    assert views[0].key == "form"
    assert views[0].rows[0].cells == {"submitted_at": datetime(2026, 11, 21, 6, tzinfo=UTC), "nickname": "小芳"}
    assert problems == ()


def test_a_form_of_another_title_and_language_is_found_by_its_questions():
    grid = [
        ["Timestamp", "Email Address", "Your message", "Shoe size"],
        ["11/21/2026 14:05:00", "a@example.com", "broken", 42],
    ]
    views, _ = forms({"Form Responses 1": grid})
    assert dict(views[0].rows[0].cells) == {
        "submitted_at": datetime(2026, 11, 21, 6, 5, tzinfo=UTC),
        "email": "a@example.com",
        "text": "broken",
        "Shoe size": 42,
    }


def test_a_tab_that_is_named_wins_over_one_that_only_looks_like_a_form():
    grids = {"表單回應 1": [QUESTIONS], "舊的備份": [QUESTIONS]}
    assert [view.title for view in forms(grids)[0]] == ["表單回應 1"]


def test_a_form_that_the_config_names_and_nobody_finds_is_a_problem():
    views, problems = forms({"表單回應 1": [QUESTIONS]}, FormSpec(("表單回應 1", "第二張表單")))
    assert len(views) == 1
    assert "第二張表單" in problems[0].what


def test_aliases_of_the_config_are_known():
    spec = FormSpec(("回應",), {"text": ("發生什麼事",)})
    views, _ = forms({"回應": [["時間戳記", "發生什麼事？", "發生什麼事"], [None, None, "破了"]]}, spec)
    assert views[0].rows[0].get("text") == "破了"


def test_remarks_in_brackets_behind_a_question_are_passed_over():
    grid = [["時間戳記", "問題描述（必填，越詳細越好）", "電話[手機]", "電話"], [None, "破了", "1", "0912345678"]]
    row = forms({"表單回應 1": grid})[0][0].rows[0]
    assert row.get("text") == "破了"
    assert row.get("phone") == "0912345678"


def test_a_form_without_its_required_questions_is_left_out_and_named():
    views, problems = forms({"表單回應 1": [[q for q in QUESTIONS if q != "問題描述"], ["x"]]})
    assert views == ()
    assert "問題描述" in problems[0].what
    assert "forms.aliases" in problems[0].mend


def test_a_desk_without_any_form_says_so():
    assert "沒有表單" in forms({"備忘": [["今天", "買菜"]]})[1][0].what


@pytest.mark.parametrize(("position", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_in_a_sheet(position, name):
    assert letter(position) == name


def test_a_stamp_survives_its_cell():
    stamp = Stamp("a1b2", "shop｜server", 17)
    assert decode_stamp(encode_stamp(stamp)) == Stamp("a1b2", "shop|server", 17)


@pytest.mark.parametrize("text", [None, "", "a｜b", "a｜b｜c", "｜b｜1", 5, "a｜b｜²"])
def test_anything_else_is_no_stamp(text):
    assert decode_stamp(text) is None


def test_the_stamp_is_read_from_its_row():
    grid = [header(STATE), ["最近一輪", "正常"], ["系統戳記", "a｜h｜3"]]
    assert stamp_of(read_tab(STATE, "系統狀態", grid, TAIPEI)) == Stamp("a", "h", 3)
    assert stamp_of(read_tab(BY_KEY["state"], "系統狀態", grid[:2], TAIPEI)) is None


def renamed(titles, tab=CASES, **new):
    """The header of `tab`, or `titles`, with some columns under another title (by key; None: cleared)."""
    return [new.get(column.key, title) for column, title in zip(tab.columns, titles or header(tab), strict=True)]


def test_a_title_that_was_renamed_where_it_stands_is_known_by_its_neighbours():
    view = read_tab(CASES, "案件", [renamed(None, summary="大綱"), [NUMBER, "王｜蛋糕"]], TAIPEI)
    assert view.rows[0].cells == {"number": NUMBER, "summary": "王｜蛋糕"}
    assert view.renamed == ("summary",)
    assert view.titles is not None
    assert (view.titles.place, view.titles.get("summary"), view.titles.get("status")) == (1, "大綱", "狀態")


def test_a_title_that_was_cleared_is_known_by_its_neighbours():
    view = read_tab(CASES, "案件", [renamed(None, summary=None), [NUMBER, "王｜蛋糕"]], TAIPEI)
    assert view.titles is not None
    assert (view.renamed, view.titles.get("summary")) == (("summary",), None)
    assert view.rows[0].get("summary") == "王｜蛋糕"


def test_titles_that_are_all_there_need_no_neighbours():
    view = cases([NUMBER])
    assert view.renamed == ()
    assert view.titles.cells == {c.key: c.title for c in CASES.columns}


def test_neighbours_that_were_both_renamed_are_known_in_our_order():
    view = read_tab(CASES, "案件", [renamed(None, summary="甲", next_step="乙"), [NUMBER, "1", "2"]], TAIPEI)
    assert view.renamed == ("summary", "next_step")
    assert view.rows[0].cells == {"number": NUMBER, "summary": "1", "next_step": "2"}


def test_the_case_number_itself_may_be_renamed():
    view = read_tab(CASES, "案件", [["客訴總表"], renamed(None, number="單號"), [NUMBER]], TAIPEI)
    assert (view.renamed, view.header_place) == (("number",), 2)
    assert view.rows[0].get("number") == NUMBER


def test_the_last_column_is_known_by_the_end_of_the_header():
    view = read_tab(LOG, "往來紀錄", [renamed(None, LOG, id="代號"), [None] * 13 + ["M1"]], TAIPEI)
    assert (view.renamed, view.rows[0].get("id")) == (("id",), "M1")


def test_a_blank_column_beside_a_renamed_one_is_not_taken_for_it():
    titles = renamed(None, summary="大綱")
    view = read_tab(CASES, "案件", [[titles[0], None, *titles[1:]], [NUMBER, None, "王｜蛋糕"]], TAIPEI)
    assert view.rows[0].get("summary") == "王｜蛋糕"


def test_columns_moved_elsewhere_leave_the_neighbours_in_peace():
    titles = renamed(None, summary="大綱")
    view = read_tab(CASES, "案件", [[*titles[:3], *reversed(titles[3:])], [NUMBER, "王｜蛋糕"]], TAIPEI)
    assert view.renamed == ("summary",)


@pytest.mark.parametrize(
    "titles",
    [
        pytest.param([t for t in header(CASES) if t != "摘要"], id="deleted"),
        pytest.param([t for t in header(CASES) if t != "摘要"] + ["大綱"], id="renamed and moved to the end"),
        pytest.param(["案號", "大綱", "我的欄", *header(CASES)[2:]], id="a column of hers beside it"),
        pytest.param(
            ["案號", "狀態", *[t for t in header(CASES)[2:] if t != "狀態"], "大綱"], id="another of ours there"
        ),
    ],
)
def test_a_title_that_its_place_does_not_tell_is_missing(titles):
    with pytest.raises(DeskUnreachable, match="「摘要」"):
        read_tab(CASES, "案件", [titles, [NUMBER, "x", "y"]], TAIPEI)


def test_columns_of_people_keep_the_title_that_people_give_them():
    view = read_tab(CASES, "案件", [renamed(None, note="我的備註", remedy="草稿"), [NUMBER]], TAIPEI)
    assert view.renamed == ()
    assert {"我的備註", "草稿"} <= set(view.header)


def test_a_renamed_column_of_hers_helps_to_count_those_of_ours_beside_it():
    view = read_tab(CASES, "案件", [renamed(None, note="我的備註", notice="要看的"), [NUMBER]], TAIPEI)
    assert view.renamed == ("notice",)
    assert view.header.index("我的備註") + 1 == view.header.index("notice")


def test_settings_columns_are_named_and_taken_as_blank_as_before():
    view = read_tab(TEAM, "分工表", [renamed(None, TEAM, email="信箱"), ["阿芳", "fang@example.com"]], TAIPEI)
    assert view.renamed == ()
    assert "「Email」" in view.problems[0].what
