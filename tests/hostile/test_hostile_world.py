"""Files, disks, ledgers and settings that fail around a whole desk: one plain sentence, nothing half done, nothing lost."""

import errno
import os
import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from sheetdesk.columns import POLICIES, RULES, SETTINGS, TEAM
from sheetdesk.errors import DeskNotOurs, DeskUnreachable, LedgerError
from sheetdesk.templates import default_folder, load_templates
from tests.fakes.both_kinds import FILE
from tests.fakes.real_desk import ORGANISER, WANG, RealDesk, position_of

pytestmark = pytest.mark.only(kind=FILE, why="what fails here is files; Google's faults have tests of their own")

CHEN = {**WANG, "customer": "陳柏宏", "email": "chen@example.com", "text": "請問什麼時候到貨？"}


@pytest.fixture
def desk(begun):
    """One case, its receipt sent."""
    return begun(WANG)


def rest(desk):
    """A second run changes nothing: no cell, no letter, not a byte of the file."""
    file, letters = desk.path.read_bytes(), desk.recipients()
    assert desk.run()[0].quiet
    assert (desk.path.read_bytes(), desk.recipients()) == (file, letters)


def goes_on_with_both(desk):
    """After the fault: both cases stand in the sheet once, each has its one receipt."""
    desk.run_later()
    assert sorted(row["customer"] for row in desk.rows()) == ["王怡君", "陳柏宏"]
    assert desk.recipients() == ["chen@example.com", "wang@example.com"]
    rest(desk)


def unreadable(desk):
    """What the desk says of a workbook that can't be read; nothing was done."""
    letters = desk.recipients()
    with pytest.raises(DeskUnreachable) as fault:
        desk.run_later()
    assert fault.value.exit_code == 3
    assert fault.value.mend
    assert desk.recipients() == letters
    return str(fault.value)


# The workbook's file


def test_an_empty_file_is_named_with_its_backup_and_nothing_is_lost(desk):
    desk.add_form_rows(CHEN)
    good = desk.path.read_bytes()
    desk.path.write_bytes(b"")
    assert "desk.xlsx.bak" in unreadable(desk)
    desk.path.write_bytes(good)
    goes_on_with_both(desk)


def test_a_workbook_without_any_of_our_tabs_says_which_are_missing(desk):
    desk.add_form_rows(CHEN)
    good = desk.path.read_bytes()
    Workbook().save(desk.path)
    said = unreadable(desk)
    assert "少了分頁「待辦」「案件」「往來紀錄」" in said
    assert "init" in said
    desk.path.write_bytes(good)
    goes_on_with_both(desk)


@pytest.mark.parametrize("damage", ["half", "noise", "text", "deep"])
def test_a_corrupt_workbook_is_named_with_how_to_mend_it_and_never_written_over(desk, damage):
    desk.add_form_rows(CHEN)
    good = desk.path.read_bytes()
    broken = {
        "half": good[: len(good) // 2],
        "noise": bytes(b ^ 255 if n % 97 == 0 else b for n, b in enumerate(good)),
        "text": "案號,顧客\n".encode("big5"),
        "deep": good.replace(b"xl/workbook.xml", b"xl/workbooq.xml"),
    }[damage]
    desk.path.write_bytes(broken)
    assert "→" in unreadable(desk)
    assert desk.path.read_bytes() == broken
    desk.path.write_bytes(good)
    goes_on_with_both(desk)


def test_a_workbook_that_is_gone_is_named(desk):
    good = desk.path.read_bytes()
    desk.path.unlink()
    assert "找不到這個檔案" in unreadable(desk)
    desk.path.write_bytes(good)
    rest(desk)


@pytest.mark.parametrize("lock", ["~$desk.xlsx", ".~lock.desk.xlsx#"])
def test_while_a_program_holds_the_file_letters_go_out_and_rows_are_written_later(desk, lock):
    (desk.folder / lock).touch()
    desk.add_form_rows(CHEN)
    before = desk.path.read_bytes()
    reports = desk.run_later()
    assert any("正開著這個檔案" in str(problem) and "→" in str(problem) for problem in reports[0].problems)
    assert desk.path.read_bytes() == before
    assert desk.recipients() == ["chen@example.com", "wang@example.com"]
    (desk.folder / lock).unlink()
    goes_on_with_both(desk)


def test_a_read_only_workbook_is_named_and_written_later(desk):
    desk.add_form_rows(CHEN)
    desk.path.chmod(0o444)
    before = desk.path.read_bytes()
    fault = desk.run_later()[-1].fault
    assert fault is not None
    assert "檔案是唯讀的" in str(fault)
    assert "取消檔案的唯讀" in fault.mend
    assert desk.path.read_bytes() == before
    assert desk.recipients() == ["chen@example.com", "wang@example.com"]
    desk.path.chmod(0o644)
    goes_on_with_both(desk)


# A full disk


def full(*_args, **_more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("step", ["fsync", "replace", "fchmod"])
def test_a_full_disk_leaves_the_old_workbook_whole_and_says_so(desk, monkeypatch, step):
    desk.add_form_rows(CHEN)
    before, letters = desk.path.read_bytes(), desk.recipients()
    with monkeypatch.context() as disk:
        disk.setattr(os, step, full)
        reports = desk.run_later()
    fault = reports[-1].fault
    assert fault is not None
    assert "原來的檔案沒有動到" in str(fault)
    assert "磁碟空間" in fault.mend
    assert desk.path.read_bytes() == before
    assert set(letters) <= set(desk.recipients())
    desk.run_later(30)
    goes_on_with_both(desk)


def test_a_letter_that_finds_no_room_in_the_outbox_is_tried_again_and_sent_once(desk, monkeypatch):
    desk.add_form_rows(CHEN)
    write = os.fsync
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", lambda handle: full() if is_letter(handle) else write(handle))
        reports = desk.run_later()
    assert sum(report.failed for report in reports) == 1
    assert "還沒寄出，會再試" in by_name(desk)["陳柏宏"]["outcome"]
    assert "磁碟空間" in by_name(desk)["陳柏宏"]["outcome"]
    desk.run_later(60)
    goes_on_with_both(desk)


def is_letter(handle):
    return "outbox" in str(Path(f"/proc/self/fd/{handle}").readlink())


def by_name(desk):
    return {row["customer"]: row for row in desk.rows()}


def test_a_disk_too_full_for_the_ledger_stops_the_pass_before_anything_is_seen_or_sent(desk):
    rows = [{**CHEN, "email": f"c{n}@example.com", "text": "很長" * 500} for n in range(60)]
    desk.add_form_rows(*rows)
    before, letters = desk.path.read_bytes(), desk.recipients()
    with no_room_for(desk), pytest.raises(LedgerError) as fault:
        desk.run_later()
    assert "full" in str(fault.value)
    assert "磁碟空間" in fault.value.mend
    assert fault.value.exit_code == 3
    assert (desk.path.read_bytes(), desk.recipients()) == (before, letters)
    desk.run_later()
    assert len(desk.rows()) == 61
    assert len(desk.recipients()) == 61
    rest(desk)


@contextmanager
def no_room_for(desk):
    """SQLite's own "database or disk is full": the ledger may not grow by one page."""
    limit_pages(desk, "(SELECT page_count FROM pragma_page_count)")
    yield
    limit_pages(desk, "1073741823")


def limit_pages(desk, pages):
    with desk.rig.ledger._engine.connect() as connection:
        count = connection.exec_driver_sql(f"SELECT {pages}").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {count}")


# The ledger


def test_an_old_ledger_is_told_from_the_sheet_and_nothing_is_done(desk):
    desk.rig.ledger.close()
    shutil.copy(desk.folder / "sheetdesk.db", desk.folder / "old.db")
    desk.reopen()
    desk.add_form_rows(CHEN)
    desk.run_later()
    desk.rig.ledger.close()
    shutil.copy(desk.folder / "old.db", desk.folder / "sheetdesk.db")
    desk.rig = desk.open_rig()
    desk.add_form_rows({**WANG, "customer": "第三人", "email": "third@example.com"})
    before, letters = desk.path.read_bytes(), desk.recipients()
    with pytest.raises(DeskNotOurs, match="試算表比這個帳本新") as fault:
        desk.run_later()
    assert (fault.value.exit_code, "rebuild" in fault.value.mend) == (3, True)
    assert (desk.path.read_bytes(), desk.recipients()) == (before, letters)


def test_a_second_servers_ledger_is_refused_and_the_first_goes_on(desk, tmp_path_factory):
    other = RealDesk(tmp_path_factory.mktemp("other"))
    shutil.copy(desk.path, other.path)
    other.add_form_rows(CHEN)
    before = other.path.read_bytes()
    with pytest.raises(DeskNotOurs, match="由另一個帳本") as fault:
        other.run_later()
    assert desk.rig.host in str(fault.value)
    assert "2026/11/23 10:05" in str(fault.value)
    assert "rebuild" in fault.value.mend
    assert (other.path.read_bytes(), other.recipients()) == (before, [])
    desk.add_form_rows(CHEN)
    goes_on_with_both(desk)


def test_a_new_ledger_for_a_sheet_with_cases_is_refused(desk):
    desk.rig.ledger.close()
    for file in desk.folder.glob("sheetdesk.db*"):
        file.unlink()
    desk.rig = desk.open_rig()
    before, letters = desk.path.read_bytes(), desk.recipients()
    with pytest.raises(DeskNotOurs) as fault:
        desk.run_later()
    assert "rebuild" in fault.value.mend
    assert (desk.path.read_bytes(), desk.recipients()) == (before, letters)


@pytest.mark.parametrize("content", [b"not a database at all" * 99, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_broken_ledger_is_named_with_its_mend_and_left_as_it_is(desk, content):
    desk.rig.ledger.close()
    for file in desk.folder.glob("sheetdesk.db*"):
        file.unlink()
    (desk.folder / "sheetdesk.db").write_bytes(content)
    with pytest.raises(LedgerError) as fault:
        desk.open_rig()
    assert "備份" in fault.value.mend
    assert (desk.folder / "sheetdesk.db").read_bytes() == content


def test_a_ledger_from_a_newer_version_is_refused(desk):
    desk.rig.ledger.close()
    with sqlite3.connect(desk.folder / "sheetdesk.db") as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    connection.close()
    with pytest.raises(LedgerError, match="較新版本"):
        desk.open_rig()


# People's settings


def put(desk, tab, place, **cells):
    with desk.book() as book:
        for column, value in cells.items():
            book[tab.title].cell(place, position_of(book[tab.title], column, tab.key)).value = value


def problem_of(desk, tab, place):
    sheet = load_workbook(desk.path)[tab.title]
    return sheet.cell(place, position_of(sheet, "problem", tab.key)).value or ""


@pytest.mark.parametrize("pattern", ["(((", "(?P<x", "[", "*"])
def test_a_broken_rule_is_named_beside_it_and_the_others_go_on(desk, pattern):
    put(desk, RULES, 2, any_words=None, pattern=pattern)
    desk.add_form_rows(CHEN)
    desk.run_later()
    assert by_name(desk)["陳柏宏"]["subcategory"] == "到貨"
    assert "正規表示式" in problem_of(desk, RULES, 2)
    assert [problem for problem in desk.problems() if "正規表示式" in problem and "分類規則" in problem]
    goes_on_with_both(desk)


def test_an_endless_rule_is_stopped_and_named_and_the_others_go_on(desk):
    put(desk, RULES, 2, any_words=None, pattern="(a+)+$")
    desk.add_form_rows({**CHEN, "text": "請問什麼時候到貨？" + "a" * 5000 + "!"})
    first = desk.run_later()[0]
    assert [str(p) for p in first.problems if "正規表示式太慢" in p.what and "分類規則" in p.place and p.mend]
    assert by_name(desk)["陳柏宏"]["subcategory"] == "到貨"
    goes_on_with_both(desk)


def test_words_that_cannot_be_read_in_settings_are_named_and_the_rest_goes_on(desk):
    put(desk, RULES, 3, priority="超急", order="第一")
    put(desk, POLICIES, 2, first_reply="盡快")
    put(desk, POLICIES, 3, promise="馬上")
    put(desk, TEAM, 2, leave_from="下週", max_open="很多")
    desk.add_form_rows(CHEN)
    desk.run_later()
    assert "超急" in problem_of(desk, RULES, 3)
    assert "盡快" in problem_of(desk, POLICIES, 2)
    said = "\n".join(desk.problems())
    assert all(word in said for word in ("超急", "第一", "盡快", "馬上", "下週", "很多"))
    assert all(problem.split(" → ")[1] for problem in desk.problems())
    goes_on_with_both(desk)


def test_settings_that_were_emptied_stop_nobody(desk):
    with desk.book() as book:
        for tab in (RULES, POLICIES, TEAM, SETTINGS):
            book[tab.title].delete_rows(2, 200)
    desk.add_form_rows(CHEN)
    desk.run_later()
    row = by_name(desk)["陳柏宏"]
    assert (row["category"], bool(row["owner"])) == ("待分類", True)
    rest(desk)


def test_a_column_of_settings_that_was_deleted_is_named_and_counts_as_blank(desk):
    with desk.book() as book:
        book[RULES.title].delete_cols(position_of(book[RULES.title], "any_words", RULES.key))
    desk.add_form_rows(CHEN)
    desk.run_later()
    assert any("少了欄位「任一字詞」" in problem for problem in desk.problems())
    assert by_name(desk)["陳柏宏"]["status"] == "待處理"


def test_a_mode_that_cannot_be_read_sends_to_nobody_but_the_organiser(desk):
    with desk.book() as book:
        sheet = book[SETTINGS.title]
        place = next(row for row in range(2, 10) if sheet.cell(row, 1).value == "試營運／正式")
        sheet.cell(place, 2).value = "上線了吧"
    desk.add_form_rows(CHEN)
    desk.run_later()
    assert desk.recipients() == [ORGANISER, "wang@example.com"]
    assert any("上線了吧" in problem for problem in desk.problems())


# Templates


def with_templates(desk, **texts):
    """The same desk with these templates changed; answers their names."""
    folder = Path(shutil.copytree(default_folder(), desk.folder / "templates"))
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    templates, problems = load_templates(folder)
    defaults = replace(desk.rig.defaults, templates=templates, problems=tuple(problems))
    desk.rig = replace(desk.rig, defaults=defaults)


@pytest.mark.parametrize(
    "body",
    [
        "{{ nobody_knows_this }}",
        "{% for a in range(10**9) %}{% for b in range(10**9) %}{% endfor %}{% endfor %}",
        "{{ 'a' * 10**9 }}",
        "{{ ''.__class__.__mro__ }}",
        "{% if %}",
        "{{ 7/0 }}",
    ],
)
def test_a_broken_template_is_named_and_its_fall_back_takes_over(desk, body):
    shipped = (default_folder() / "receipt_question.txt").read_text(encoding="utf-8")
    with_templates(desk, receipt_question=shipped.replace("{{ addition }}", body, 1))
    desk.add_form_rows(CHEN)
    desk.run_later()
    assert any("receipt_question" in problem and "→" in problem for problem in desk.problems())
    goes_on_with_both(desk)
