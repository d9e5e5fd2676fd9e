"""The demo's story is whole: every reference resolves, every kind of trouble is in it, no two voices are alike."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from unicodedata import category

import pytest

from sheetdesk import columns
from sheetdesk.demo.world import ADD_COLUMN, ADD_ROW, DEEDS, DELETE, NUMBER, SORT, TYPE, FormAnswer, load_story
from sheetdesk.model import case as words

STORY = load_story()
ANSWERS = STORY.answers
BY_ID = {answer.id: answer for answer in ANSWERS}
LIVE = [answer for answer in ANSWERS if answer.at >= STORY.live_from]
CASE_EDITS = [edit for edit in STORY.edits if edit.tab == "cases"]


def text_of(answer: FormAnswer) -> str:
    text = answer.cells["text"]
    assert isinstance(text, str)
    return text


def written(key: str) -> list[str]:
    return [value for answer in ANSWERS if isinstance(value := answer.cells.get(key), str)]


VOICES = [answer for answer in ANSWERS if answer.double_of is None]


def test_about_a_hundred_answers_arrive_on_every_day_of_two_weeks() -> None:
    assert 95 <= len(ANSWERS) <= 110
    days = {answer.at.astimezone(STORY.zone).date() for answer in LIVE}
    assert days == {date(2026, 11, 9) + timedelta(days=n) for n in range(14)}


def test_answers_stand_in_order_of_arrival_and_end_with_the_story() -> None:
    assert all(one.at < other.at for one, other in pairwise(ANSWERS))
    assert ANSWERS[-1].at < STORY.ends


def test_two_or_three_rows_are_older_than_the_desk() -> None:
    assert 2 <= len(ANSWERS) - len(LIVE) <= 3


def test_ids_are_unique_also_among_rows_typed_by_hand() -> None:
    typed = [edit.row for edit in CASE_EDITS if edit.do == ADD_ROW]
    assert len({*BY_ID, *typed}) == len(ANSWERS) + len(typed)
    raw_ids = [answer.id for answer in ANSWERS]
    assert len(raw_ids) == len(set(raw_ids)) == len(BY_ID)


def test_every_cell_of_an_answer_is_a_question_of_the_form() -> None:
    for answer in ANSWERS:
        assert all(columns.FORM.has(key) for key in answer.cells), answer.id
        assert set(columns.FORM_REQUIRED) <= set(answer.cells), answer.id


def test_references_point_at_an_earlier_answer_that_opened_a_case_after_the_desk_went_live() -> None:
    for answer in ANSWERS:
        for told in filter(None, (answer.case_of, answer.replaces, answer.double_of, answer.joins)):
            assert BY_ID[told].opens_case(), answer.id
            assert STORY.live_from < BY_ID[told].at < answer.at, answer.id


def test_an_addition_bears_the_number_of_its_case() -> None:
    additions = [answer for answer in ANSWERS if answer.case_of]
    assert len(additions) >= 6
    for answer in additions:
        assert "GB2611-0042-K" in str(answer.with_number("GB2611-0042-K")["case_no"])
        assert NUMBER not in str(answer.with_number("GB2611-0042-K")["case_no"])


def test_only_additions_wait_for_a_number() -> None:
    for answer in ANSWERS:
        assert (NUMBER in str(answer.cells.get("case_no"))) is bool(answer.case_of), answer.id


def test_a_double_repeats_every_cell_but_the_time_within_ten_minutes() -> None:
    doubles = [answer for answer in ANSWERS if answer.double_of]
    assert len(doubles) >= 3
    for answer in doubles:
        first = BY_ID[answer.double_of or ""]
        assert answer.at - first.at < timedelta(minutes=10)
        assert {**answer.cells, "submitted_at": None} == {**first.cells, "submitted_at": None}


def test_an_edited_answer_is_of_the_same_person_and_order_and_says_something_else() -> None:
    edited = [answer for answer in ANSWERS if answer.replaces]
    assert len(edited) >= 2
    for answer in edited:
        first = BY_ID[answer.replaces or ""]
        for key in ("customer", "email", "phone", "group_no", "order_no"):
            assert answer.cells[key] == first.cells[key]
        assert text_of(answer) != text_of(first)


def test_no_two_texts_are_equal_but_the_doubles() -> None:
    assert max(Counter(text_of(answer) for answer in VOICES).values()) == 1


def test_no_two_texts_share_half_of_their_pairs_of_characters() -> None:
    pairs = {answer.id: {*pairwise(text_of(answer))} for answer in VOICES if not answer.replaces}
    for (one, ours), (other, theirs) in combinations(pairs.items(), 2):
        assert len(ours & theirs) <= len(ours | theirs) / 2, (one, other)


def test_few_texts_begin_alike() -> None:
    common, times = Counter(text_of(answer)[:2] for answer in VOICES).most_common(1)[0]
    assert times <= 6, common


def test_texts_are_from_three_characters_to_a_page_and_to_five_thousand() -> None:
    lengths = sorted(len(text_of(answer)) for answer in VOICES)
    assert lengths[0] <= 4
    assert lengths[-1] >= 5_000
    assert sum(length < 20 for length in lengths) >= 8
    assert sum(length > 100 for length in lengths) >= 8
    assert 300 < lengths[-2] < 5_000


def test_few_customers_write_twice() -> None:
    names = Counter(str(answer.cells.get("customer") or answer.cells.get("nickname")) for answer in ANSWERS)
    assert len(names) >= 80
    assert max(names.values()) <= 4


HOSTILE = {
    "a formula as text": ("text", r"^=IMPORTXML\("),
    "a formula as name": ("customer", r"^=HYPERLINK\("),
    "template code": ("text", r"\{\{ 7\*7 \}\}"),
    "template code as name": ("customer", r"\{\{"),
    "an endless template loop": ("product", r"\{% for"),
    "a script tag": ("text", r"<script>"),
    "an image tag that runs code": ("product", r"onerror="),
    "SQL": ("text", r"DROP TABLE"),
    "a header smuggled in with the name": ("customer", r"\r\nBcc:"),
    "a bare carriage return": ("text", r"\r(?!\n)"),
    "NUL": ("text", "\x00"),
    "NUL in a name": ("customer", "\x00"),
    "a terminal's escape code": ("text", "\x1b"),
    "text that runs backwards": ("text", "\u202e"),
    "a name that runs backwards": ("customer", "\u202e"),
    "zero-width characters": ("text", "[\u200b\u200d\ufeff\u2060]"),
    "a family of joined emoji": ("nickname", "\U0001f468\u200d"),
    "a character beyond the first plane": ("nickname", "\U00020bb7"),
    "stacked accents": ("text", "z[\u0300-\u036f]{2}"),
    "a text that starts with a minus": ("text", r"^-"),
    "a text that starts with a plus": ("text", r"^\+"),
    "a text that starts with an at sign": ("text", r"^@"),
    "a tab and quotes": ("text", r'"[^"]+".*\t'),
    "a date that is a fraction": ("quantity", r"^1/2$"),
    "an order number that reads as a float": ("order_no", r"^1E5$"),
    "an order number longer than a double": ("order_no", r"^\d{17}$"),
    "an account number": ("text", r"帳號 \d{14}"),
}


@pytest.mark.parametrize(("key", "pattern"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostility_is_present(key: str, pattern: str) -> None:
    assert any(re.search(pattern, value) for value in written(key))


MATTERS = {
    "cold chain": "退冰",
    "cold chain, in English": "thawed",
    "size": "尺寸",
    "late pickup": "不給領",
    "missing": "少",
    "wrong item": "我訂高麗菜，來的是",
    "refund": "退款",
    "rude courier": "吼",
    "allergy": "過敏",
    "mould": "發霉",
    "foreign body": "塑膠片",
    "injury": "流血",
    "press": "記者",
    "consumer ombudsman": "消保官",
    "price": "差價",
    "praise": "稱讚",
    "suggestion": "建議",
    "arrival": "幾點",
    "storage": "可以放多久",
    "invoice": "發票",
    "double payment": "刷了兩次",
    "bank transfer": "匯款後五碼",
    "attitude": "服務態度惡劣",
    "negated complaint": "沒有破損",
    "refund not wanted": "不是要退款",
    "simplified Chinese": "请问",
    "English": "packing mistake",
    "emoji": "😭",
}


@pytest.mark.parametrize("fragment", MATTERS.values(), ids=MATTERS.keys())
def test_matter_of_a_group_buy_is_present(fragment: str) -> None:
    assert any(fragment in text for text in written("text"))


PHONES = {
    "with hyphens": r"^0912-345-\d{3}$",
    "bare": r"^0912345\d{3}$",
    "with blanks": r"^0912 345 \d{3}$",
    "international": r"^\+886 912 345 \d{3}$",
    "international without plus": r"^886912345\d{3}$",
    "full width": r"^０９１２３４５\w{3}$",
    "in brackets": r"^\(0912\)345-\d{3}$",
    "landline": r"^02-",
    "foreign": r"^\+1 ",
}


@pytest.mark.parametrize("pattern", PHONES.values(), ids=PHONES.keys())
def test_phone_is_typed_in_this_way_by_somebody(pattern: str) -> None:
    assert any(re.search(pattern, phone) for phone in written("phone"))


def test_some_phones_lost_their_zero() -> None:
    assert sum(isinstance(answer.cells.get("phone"), int) for answer in ANSWERS) >= 3


def test_phones_are_made_up() -> None:
    for answer in ANSWERS:
        if phone := answer.cells.get("phone"):
            digits = "".join(str(int(sign)) for sign in str(phone) if category(sign) == "Nd")
            assert re.fullmatch(r"(0|886|)912345[67]\d\d|0212345678|12025550143", digits), answer.id


def test_mail_addresses_lie_in_reserved_domains() -> None:
    for address in written("email"):
        for domain in re.findall(r"[@＠]([^\s,]+)", address):
            assert re.fullmatch(r"example(\.(com|org|net))?", domain.lower()), address


def test_mail_addresses_are_broken_in_several_ways_and_often_missing() -> None:
    addresses = written("email")
    assert "沒有" in addresses
    assert any("＠" in address for address in addresses)
    assert any(address.count("@") == 2 for address in addresses)
    assert any(address.endswith("@example") for address in addresses)
    assert any(re.fullmatch(r"[\w.]+", address) and "." in address for address in addresses)
    assert sum("email" not in answer.cells for answer in ANSWERS) >= 10


def test_links_and_photos_lead_nowhere() -> None:
    for answer in ANSWERS:
        for value in answer.cells.values():
            for host in re.findall(r"https?://([^/?\"]+)", str(value)):
                assert re.fullmatch(r"example\.(com|org|net)", host), answer.id


def test_days_of_receipt_come_as_dates_and_as_many_kinds_of_text() -> None:
    days = [answer.cells.get("received_on") for answer in ANSWERS]
    assert sum(isinstance(day, date) for day in days) >= 20
    assert {"昨天", "115/11/11", "11月9號", "前幾天"} <= set(days)


def test_one_time_stamp_is_text_and_another_can_not_be_read() -> None:
    assert written("submitted_at") == ["2026/11/15 上午 9:03:05", "2026/13/45 下午 25:61"]
    assert all(isinstance(a.cells["submitted_at"], str | datetime) for a in ANSWERS)


def test_times_are_aware_and_in_utc() -> None:
    for moment in STORY.moments():
        assert moment.at.utcoffset() == timedelta(0)
    assert STORY.live_from.isoformat() == "2026-11-09T00:00:00+00:00"


def test_moments_are_answers_and_edits_in_order() -> None:
    moments = STORY.moments()
    assert len(moments) == len(ANSWERS) + len(STORY.edits) + len(STORY.ratings)
    assert all(one.at <= other.at for one, other in pairwise(moments))


def test_campaigns_named_by_live_answers_are_in_the_tab() -> None:
    known = {row["group_no"] for row in STORY.rows["campaigns"]}
    assert len(known) == 8
    assert {answer.cells["group_no"] for answer in LIVE if "group_no" in answer.cells} == known


def test_rows_of_settings_tabs_use_columns_that_exist() -> None:
    assert set(STORY.rows) == {"settings", "team", "campaigns", "hours"}
    for key, rows in STORY.rows.items():
        for row in rows:
            assert all(columns.BY_KEY[key].has(column) for column in row)
    assert [row["item"] for row in STORY.rows["settings"]] == list(columns.SETTING_ITEMS)


def test_team_has_a_lead_a_backup_and_proxies_that_exist() -> None:
    team = {row["name"]: row for row in STORY.rows["team"]}
    assert sorted(str(row["role"]) for row in team.values()) == ["主揪", "備援", "負責人", "負責人"]
    assert {row["proxy"] for row in team.values() if "proxy" in row} <= set(team)
    assert {row["owner"] for row in STORY.rows["campaigns"] if "owner" in row} <= set(team)


def test_one_helper_is_on_leave_in_the_second_week() -> None:
    (away,) = (row for row in STORY.rows["team"] if "leave_from" in row)
    assert (away["leave_from"], away["leave_to"]) == (date(2026, 11, 16), date(2026, 11, 20))
    assert away["proxy"]


def test_edits_are_of_a_known_kind_within_the_story() -> None:
    for edit in STORY.edits:
        assert edit.do in DEEDS
        assert STORY.live_from < edit.at < STORY.ends


def test_an_edit_touches_a_row_ten_minutes_old_or_older() -> None:
    born = {answer.id: answer.at for answer in ANSWERS if answer.opens_case() or answer.replaces}
    born |= {edit.row or "": edit.at for edit in CASE_EDITS if edit.do == ADD_ROW}
    for edit in CASE_EDITS:
        if edit.do in (TYPE, DELETE):
            assert edit.at - born[edit.row or ""] >= timedelta(minutes=10), edit


def test_nobody_edits_a_row_whose_answer_was_edited_away() -> None:
    gone = {answer.replaces for answer in ANSWERS if answer.replaces}
    assert not [edit for edit in CASE_EDITS if edit.row in gone]


def test_edits_of_settings_touch_an_item_that_exists() -> None:
    touched = [edit for edit in STORY.edits if edit.tab == "settings"]
    assert {edit.row for edit in touched} == {columns.MODE, columns.PAUSE}


def test_columns_that_people_type_into_exist_and_are_shown() -> None:
    own: set[str] = set()
    for edit in STORY.edits:
        if edit.do == ADD_COLUMN:
            own.add(edit.column or "")
        titles = {c.title for c in columns.BY_KEY[edit.tab].columns if not c.later} | own
        assert not {edit.column, *edit.cells} - titles - {None}, edit
    assert own == {"我的標記"}


def test_words_chosen_from_a_drop_down_are_in_it() -> None:
    for edit in CASE_EDITS:
        column = next((c for c in columns.CASES.columns if c.title == edit.column), None)
        if edit.do == TYPE and column and column.choices and not column.multiple and edit.value is not None:
            assert edit.value in column.choices, edit


def test_exactly_these_edits_must_be_undone() -> None:
    assert [(edit.row, edit.do, edit.column) for edit in STORY.edits if edit.put_back] == [
        ("box-missing-lid", TYPE, "狀態"),
        ("thermal-praise", TYPE, "摘要"),
        ("onion-thanks-early", DELETE, None),
        ("refund-where", TYPE, "狀態"),
        ("english-wrong-size", TYPE, "下一步"),
    ]


def test_what_is_typed_into_a_machine_cell_must_be_undone() -> None:
    machine = {column.title for column in columns.CASES.owned_by(columns.MACHINE)}
    for edit in CASE_EDITS:
        if edit.do == TYPE and edit.column in machine:
            assert edit.put_back, edit


def test_people_do_everything_that_the_guide_speaks_of() -> None:
    deeds = {edit.do for edit in STORY.edits}
    assert deeds == set(DEEDS)
    typed = {edit.column for edit in CASE_EDITS if edit.do == TYPE}
    assert {"狀態", "動作", "負責人", "優先級", "類別", "首次回覆時間", "備註", "處理方式", "補寄單號"} <= typed
    assert {"退款狀態", "補償金額", "下次跟進"} <= typed
    assert [edit.column for edit in STORY.edits if edit.do == SORT] == ["顧客", "優先級"]
    said = {edit.value for edit in CASE_EDITS if edit.column == "狀態"}
    assert said == set(words.STATUSES) - {"待處理"}
    assert {edit.value for edit in CASE_EDITS if edit.column == "動作"} == set(columns.ACTIONS)


def test_some_cells_are_given_back_to_the_machine() -> None:
    cleared = {edit.column for edit in CASE_EDITS if edit.do == TYPE and edit.value is None}
    assert cleared == {"優先級", "負責人"}
