"""Whatever customers type into the form, through a whole desk: stored and shown as plain text, nothing lost."""

from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.columns import CASES, FORM
from sheetdesk.model.values import CELL_LIMIT, SHORTENED
from tests.fakes.both_kinds import GOOGLE
from tests.fakes.real_desk import MONDAY, WANG

LONG = "退冰了。" * 12_500
"""50,000 characters."""


@pytest.fixture
def desk(tmp_path, new_desk):
    return new_desk(tmp_path)


def run_and_rest(desk):
    """A run, and proof that a second one changes nothing: no cell, no letter, not a byte of a file."""
    problems = [str(problem) for report in desk.run() for problem in report.problems]
    before, letters = desk.hands.state(), desk.recipients()
    assert desk.run()[0].quiet
    assert (desk.hands.state(), desk.recipients()) == (before, letters)
    return problems


def test_a_form_row_becomes_a_case_with_a_receipt_and_a_second_run_changes_nothing(desk):
    desk.add_form_rows(WANG)
    assert run_and_rest(desk) == []
    assert [row["customer"] for row in desk.rows()] == ["王怡君"]
    assert desk.recipients() == ["wang@example.com"]


def test_a_form_tab_with_only_a_header_is_fine(desk):
    assert run_and_rest(desk) == []
    assert desk.rows() == []


def test_title_lines_above_the_headers_are_passed_over(desk):
    desk.add_form_rows(WANG)
    for tab in (FORM, CASES):
        desk.hands.insert_rows(tab, 1, 3)
        desk.hands.put(tab, 1, 1, "好日子團購・客人的回覆")
    assert run_and_rest(desk) == []
    [case] = desk.cases().values()
    assert case.customer == "王怡君"
    assert desk.hands.lines(CASES.title)[4][0] == case.number


def test_fifty_thousand_characters_are_kept_whole_and_the_cell_says_that_it_is_shortened(desk):
    desk.add_form_rows({**WANG, "text": LONG, "customer": "王" * 50_000})
    run_and_rest(desk)
    [case] = desk.cases().values()
    assert (case.text, len(case.customer or "")) == (LONG, 50_000)
    [row] = desk.rows()
    assert len(row["text"]) == CELL_LIMIT
    assert row["text"].endswith(SHORTENED)
    assert desk.recipients() == ["wang@example.com"]


def test_a_shortened_text_is_not_taken_for_a_persons_change(desk):
    desk.add_form_rows({**WANG, "text": LONG})
    desk.run()
    [number] = desk.cases()
    desk.edit(number, "note", "已經打電話")
    run_and_rest(desk)
    assert desk.cases()[number].text == LONG


def test_formulas_and_template_code_are_only_text(desk):
    said = [
        '=IMPORTXML("http://evil.example")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "{{ 7*7 }}",
        "{% x %}",
    ]
    rows = [{"customer": word, "product": word, "text": f"{word} 壞掉了"} for word in said]
    desk.add_form_rows(*({**row, "email": f"c{n}@example.com"} for n, row in enumerate(rows)))
    assert run_and_rest(desk) == []
    shown = [{name: row[name] for name in ("customer", "product", "text")} for row in desk.rows()]
    assert sorted(shown, key=str) == sorted(rows, key=str)
    assert not desk.hands.formulas(CASES)
    assert len(desk.letters()) == len(said)
    bodies = "".join(part.get_content() for letter in desk.letters() for part in letter.iter_parts())
    assert "{{ 7*7 }}" in bodies
    assert "49 您好" not in bodies


def test_a_formula_in_the_forms_tab_is_read_as_text(desk, kind):
    desk.add_form_rows(WANG)
    desk.hands.put(FORM, 2, "product", "=1+1")
    run_and_rest(desk)
    [row] = desk.rows()
    assert row["product"] == ("2" if kind == GOOGLE else "=1+1")  # Google shows what it comes to


def test_control_characters_vanish_from_the_sheet_and_break_nothing(desk, kind):
    nothing, bell = ("\x00", "\x07") if kind == GOOGLE else ("_x0000_", "_x0007_")  # so .xlsx files write them
    desk.add_form_rows({**WANG, "text": f"壞{nothing}掉{bell}了\tA\nB"})
    assert run_and_rest(desk) == []
    [row] = desk.rows()
    assert row["text"].startswith("壞")
    assert not set(row["text"]) & {"\x00", "\x07"}


def test_line_breaks_in_what_a_letter_names_make_no_header(desk):
    columns = ("customer", "nickname", "product", "order_no", "text", "group_no")
    evil = "王\r\nBcc: evil@example.com\r\n\r\n快點退錢"
    desk.add_form_rows(*({**WANG, "email": f"{column}@example.com", column: evil} for column in columns))
    assert run_and_rest(desk) == []
    assert desk.recipients() == sorted(f"{column}@example.com" for column in columns)
    assert not [letter["Bcc"] for letter in desk.letters() if letter["Bcc"] or "\n" in str(letter["Subject"])]


def test_a_letter_goes_to_one_address_whatever_stands_in_the_cell(desk):
    written = (
        "c0@example.com\r\nBcc: evil@example.com",
        "c1@example.com, evil@example.com",
        "c2@example.com\nevil@example.com",
        "c3@example.com;evil@example.com",
        "王怡君 <c4@example.com>, <evil@example.com>",
        "c\u200b5@example.com\u202e",
        "ｃ６＠ｅｘａｍｐｌｅ．ｃｏｍ",
    )
    desk.add_form_rows(*({**WANG, "email": email} for email in written))
    run_and_rest(desk)
    assert desk.recipients() == [f"c{n}@example.com" for n in range(len(written))]
    assert not [letter for letter in desk.letters() if letter["Cc"] or letter["Bcc"]]


def test_an_address_that_cannot_be_used_is_said_in_the_row_and_nothing_is_sent(desk):
    written = ("<script>@x", "wang@", "@example.com", "wang at example.com", "wang@localhost", True, 5)
    rows = [{**WANG, "customer": f"客人{n}", "email": email} for n, email in enumerate(written)]
    desk.add_form_rows(*rows, {**WANG, "email": "chen@example.com"})
    run_and_rest(desk)
    assert desk.recipients() == ["chen@example.com"]
    broken = [row for row in desk.rows() if row["customer"].startswith("客人")]
    assert len(broken) == len(written)
    assert all(row["outcome"].startswith("⚠沒寄收件通知：Email 不能用") for row in broken)
    assert all("不能用" in row["notice"] and "請用電話或 LINE" in row["notice"] for row in broken)


def test_nobody_answers_a_machine(desk):
    written = ("noreply@shop.example", "mailer-daemon@example.com", "postmaster@example.com", "no-reply@x.example")
    desk.add_form_rows(*({**WANG, "email": email} for email in written))
    run_and_rest(desk)
    assert desk.recipients() == []
    assert [row["outcome"][0] for row in desk.rows()] == ["⚠"] * len(written)


def test_bidi_and_zero_width_characters_are_kept_and_hide_no_word_from_the_rules(desk):
    text = "收到\u202e退\u200b冰\u2066的\ufeff蔥抓餅"
    desk.add_form_rows({**WANG, "text": text, "customer": "王\u202e怡君"})
    assert run_and_rest(desk) == []
    [row] = desk.rows()
    assert (row["text"], row["subcategory"]) == (text, "退冰融化")
    [letter] = desk.letters()
    assert not set("\u202e\u2066") & set(str(letter["Subject"]) + str(letter["From"]) + str(letter["To"]))


def test_a_date_written_as_text_is_read(desk):
    written = (
        "2026/11/23 上午 10:01:00",
        "2026-11-23 10:01",
        "2026/11/23 10:01",
        "115/11/23 10:01",
        "11/23/2026 10:01:00",
    )
    rows = [{**WANG, "email": f"c{n}@example.com", "submitted_at": text} for n, text in enumerate(written)]
    desk.add_form_rows(*rows)
    run_and_rest(desk)
    assert {case.received_at for case in desk.cases().values()} == {datetime(2026, 11, 23, 2, 1, tzinfo=UTC)}
    assert desk.recipients() == [row["email"] for row in rows]


def test_a_time_that_cannot_be_read_is_named_and_the_receipt_waits_for_a_person(desk):
    written = ("昨天", "31/31/2026", "2026/13/45 99:99", True, None)
    rows = [{**WANG, "email": f"c{n}@example.com", "submitted_at": text} for n, text in enumerate(written)]
    desk.add_form_rows(*rows, {**WANG, "email": "chen@example.com"})
    run_and_rest(desk)
    assert desk.recipients() == ["chen@example.com"]
    broken = [row for row in desk.rows() if row["email"] != "chen@example.com"]
    assert len(broken) == len(written)
    assert all("時間戳記看不懂" in row["notice"] and "需要您決定" in row["outcome"] for row in broken)


def test_a_time_in_the_future_counts_from_now_and_is_named(desk):
    desk.add_form_rows({**WANG, "submitted_at": MONDAY + timedelta(days=400)})
    run_and_rest(desk)
    [row] = desk.rows()
    assert "未來" in row["notice"]
    assert [case.received_at for case in desk.cases().values()] == [MONDAY]


def test_numbers_as_text_and_text_as_numbers_are_read_as_people_mean_them(desk):
    desk.add_form_rows(
        {**WANG, "phone": 912345678, "order_no": 123456789012345, "quantity": "三包", "group_no": 7.0, "text": 12345},
        {**WANG, "email": "b@example.com", "phone": "９１２３４５６７８", "order_no": "00123", "quantity": 2.5},
    )
    assert run_and_rest(desk) == []
    shown = {(r["phone"], r["order_no"], r["quantity"], r.get("group_no"), r["text"]) for r in desk.rows()}
    assert shown == {
        ("0912345678", "123456789012345", "三包", "7", "12345"),
        ("0912345678", "00123", "2.5", None, WANG["text"]),
    }


def test_two_questions_with_one_title_are_named_and_the_first_one_counts(desk):
    desk.add_form_rows(WANG)
    at = len(FORM.columns) + 1
    desk.hands.put(FORM, 1, at, "問題描述")
    desk.hands.put(FORM, 2, at, "另一欄")
    problems = run_and_rest(desk)
    assert [row["text"] for row in desk.rows()] == [WANG["text"]]
    assert [p for p in problems if "都是「問題描述」" in p and "改名或刪除" in p]
    assert [p for p in desk.problems() if "都是「問題描述」" in p]


def test_a_form_without_its_question_is_named_and_the_desk_goes_on(desk):
    desk.add_form_rows(WANG)
    desk.run()
    desk.hands.put(FORM, 1, "text", "請留言")
    problems = run_and_rest(desk)
    assert [p for p in problems if "找不到問題「問題描述」" in p and "forms.aliases" in p]
    assert len(desk.rows()) == 1
    assert desk.rows()[0]["status"] == "待處理"
    desk.hands.put(FORM, 1, 13, "問題描述")
    assert run_and_rest(desk) == []
    assert desk.recipients() == ["wang@example.com"]


def test_two_hundred_old_rows_pasted_into_the_form_write_to_nobody(desk):
    desk.add_form_rows(WANG)
    desk.run()
    old = MONDAY - timedelta(days=40)
    rows = [
        {**WANG, "customer": f"客人{n}", "email": f"c{n}@example.com", "submitted_at": old + timedelta(hours=n)}
        for n in range(200)
    ]
    desk.add_form_rows(*rows)
    run_and_rest(desk)
    assert desk.recipients() == ["wang@example.com"]
    held = [row for row in desk.rows("log") if row["state"] == "需確認"]
    assert len(held) == 200
    assert len(desk.rows()) == 201


def test_the_first_run_on_a_form_with_old_answers_closes_them_in_silence(desk):
    old = [
        {**WANG, "email": f"c{n}@example.com", "text": "吃完過敏送醫", "submitted_at": MONDAY - timedelta(days=n)}
        for n in range(1, 31)
    ]
    desk.add_form_rows(*old, WANG)
    run_and_rest(desk)
    assert [row["status"] for row in desk.rows()].count("已結案") == 30
    assert desk.recipients() == ["wang@example.com"]
    assert [row["state"] for row in desk.rows("log")] == ["已送"]


def test_a_form_that_was_linked_anew_brings_no_case_twice(desk):
    desk.add_form_rows(WANG, {**WANG, "email": "chen@example.com", "text": "什麼時候到貨？"})
    desk.run()
    desk.hands.copy_tab(FORM, "表單回應 2")
    desk.hands.delete_tab(FORM)
    problems = run_and_rest(desk)
    assert len(desk.rows()) == 2
    assert len(desk.recipients()) == 2
    assert problems == [] or [p for p in problems if "表單回應 1" in p]


def test_copied_answers_under_a_second_tab_are_the_same_answers(desk):
    desk.add_form_rows(WANG, {**WANG, "email": "chen@example.com", "text": "什麼時候到貨？"})
    desk.run()
    desk.hands.copy_tab(FORM, "表單回應 2")
    run_and_rest(desk)
    assert len(desk.rows()) == 2
    assert len(desk.recipients()) == 2
