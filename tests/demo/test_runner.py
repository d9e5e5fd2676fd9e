"""The demo end to end: the real desk, two weeks, a simulated clock; what stands there afterwards is what was decided."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from sheetdesk.cli.build import build_rig, read_config
from sheetdesk.cli.demo import started_as
from sheetdesk.columns import CASES
from sheetdesk.demo.ground import CONFIG, prepare
from sheetdesk.demo.runner import play
from sheetdesk.demo.tally import PUT_BACK
from sheetdesk.demo.world import TYPE, Edit, FormAnswer, load_story
from sheetdesk.desk.book import read_book
from sheetdesk.desk.one_pass import run_until_quiet
from sheetdesk.desk.rig import Asked, Rig
from sheetdesk.desk.wishes import cells_of
from sheetdesk.errors import UsageError
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import clean_text, same
from sheetdesk.policy.arrival import answers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

STORY = load_story()


@dataclass(frozen=True, slots=True)
class Played:
    """A demo that is over."""

    folder: Path
    said: str
    code: int
    rig: Rig
    cases: dict[str, Case]
    """By number."""

    def rows(self) -> dict[str, Row]:
        """The rows of 案件 by number."""
        return {str(row.get("number")): row for row in self.rig.workbook.read().tabs[CASES.key].rows}

    def case_of(self, row: str) -> Case:
        """The case that an answer, or a row typed by hand, went to."""
        texts = {answer.id: answer.cells["text"] for answer in STORY.answers}
        texts |= {e.row or "": e.cells["內容"] for e in STORY.edits if "內容" in e.cells}
        wanted = texts[row]
        return next(c for c in self.cases.values() if isinstance(wanted, str) and same(c.text, clean_text(wanted)))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder, said = tmp_path_factory.mktemp("demo") / "desk", list[str]()
    code = play(folder, said.append)
    rig = build_rig(read_config(folder / CONFIG), lambda: STORY.ends)
    with rig.ledger.begin() as tx:
        numbers = [event.case for event in tx.cases.events() if event.kind == "created" and event.case]
        cases = tx.cases.some(numbers)
    yield Played(folder, "\n".join(said), code, rig, cases)
    rig.ledger.close()


def told(answer: FormAnswer) -> str:
    """What the story says that a form row is."""
    if answer.at < STORY.live_from:
        return "silent"
    if answer.case_of:
        return "addition"
    if answer.replaces:
        return "version"
    return "double" if answer.double_of else "new"


def test_it_ends_well_and_tells_of_every_day(played: Played) -> None:
    assert played.code == 0
    assert [line for line in played.said.splitlines() if line.startswith("11/")] != []
    assert "再跑一次：改了 0 格、寄了 0 封" in played.said


def test_every_form_row_is_one_case_or_a_noted_double_addition_version_or_silent(played: Played) -> None:
    with played.rig.ledger.begin() as tx:
        taken, counted = tx.forms.all(), tx.forms.count()
    assert {answer.key for answer in answers(played.rig.workbook.read().forms)} == {
        key for key, row in taken.items() if not row.gone
    }
    assert counted == Counter(told(answer) for answer in STORY.answers)
    opened = Counter(row.case for row in taken.values() if row.kind in ("new", "silent"))
    assert set(opened.values()) == {1}
    assert {number for number, case in played.cases.items() if not case.by_hand} == set(opened)


def test_every_row_shows_what_the_ledger_says(played: Played) -> None:
    rows = played.rows()
    assert set(rows) == set(played.cases)
    book = read_book(played.rig.workbook.read(), played.rig.defaults)
    wrong = [
        (number, column, value, rows[number].get(column))
        for number, case in played.cases.items()
        for column, value in cells_of(case, book.categories).items()
        if not same(rows[number].get(column), value)
    ]
    assert not wrong


def test_what_people_wrote_in_cells_of_their_own_stands_as_typed(played: Played) -> None:
    hers = {c.title for c in CASES.owned_by("person")} | {"我的標記"}
    typed = [e for e in STORY.edits if e.tab == "cases" and e.do == TYPE and e.column in hers]
    last = {(played.case_of(e.row or "").number, e.column): e.value for e in typed}
    keys = {c.title: c.key for c in CASES.columns}
    rows = played.rows()
    stands = {(n, title): rows[n].get(keys.get(str(title), str(title))) for n, title in last}
    assert len(last) > 30
    assert not {place: (value, stands[place]) for place, value in last.items() if not same(value, stands[place])}


def test_what_was_not_theirs_to_change_was_put_back(played: Played) -> None:
    with played.rig.ledger.begin() as tx:
        undone = {(e.case, e.field) for e in tx.cases.events() if e.kind in PUT_BACK}
    fields = {c.title: c.key for c in CASES.columns}
    wanted = {(played.case_of(e.row or "").number, fields[str(e.column)]) for e in _to_be_undone() if e.do == TYPE}
    assert wanted
    assert wanted <= undone
    deleted = [played.case_of(e.row or "").number for e in _to_be_undone() if e.do != TYPE]
    assert deleted
    assert set(deleted) <= set(played.rows())


def _to_be_undone() -> list[Edit]:
    return [edit for edit in STORY.edits if edit.put_back]


def test_no_case_gets_two_receipts_and_each_letter_is_one_file(played: Played) -> None:
    letters = [_mail(path) for path in _files(played)]
    with played.rig.ledger.begin() as tx:
        sent = [m for m in tx.outbox.updated_since(None) if m.state == "已送"]
    receipts = Counter(m.letter.case for m in sent if m.letter.kind == "receipt")
    assert len(letters) == len(sent)
    assert set(receipts.values()) == {1}
    assert not set(receipts) & {number for number, case in played.cases.items() if case.silent or case.by_hand}
    written = {str(letter["Subject"]).removeprefix("【試】") for letter in letters if "Auto-Submitted" not in letter}
    by_hand = {m.letter.subject for m in sent if m.letter.kind == "reply"}
    assert written == by_hand != set()


def test_letters_of_the_trial_go_to_the_organiser_and_later_ones_to_customers(played: Played) -> None:
    by_day = [(path.name[:8], _mail(path)) for path in _files(played)]
    trial = [letter for day, letter in by_day if day == "20261109"]
    assert trial
    assert all("afang@example.com" in letter["To"] and letter["Subject"].startswith("【試】") for letter in trial)
    assert not [letter["Subject"] for day, letter in by_day if day > "20261109" and "【試】" in letter["Subject"]]


def test_the_summary_says_the_ledgers_numbers(played: Played) -> None:
    with played.rig.ledger.begin() as tx:
        rows, letters, problems = tx.forms.count(), tx.outbox.counts(), tx.fact("problems") or ()
    live = [case for case in played.cases.values() if not case.silent]
    late = sum(case.light == "逾期" and case.next_due is not None for case in live)
    for sentence in (
        f"表單回應 {sum(rows.values())} 列，手動輸入 {sum(case.by_hand for case in live)} 列",
        f"新案件 {len(live)} 件",
        f"重複送出 {rows['double']} 列、補充 {rows['addition']} 列、改過的新版 {rows['version']} 列",
        f"寫進寄件匣 {letters['已送']} 封",
        f"已經逾期 {late} 件",
        f"要請人處理的問題 {len(problems)} 個",
    ):
        assert sentence in played.said
    for field, word in (("priority", "緊急"), ("category", "商品問題"), ("nature", "詢問")):
        assert f"{word} {sum(getattr(case, field) == word for case in live)}" in played.said


def test_another_run_changes_nothing(played: Played) -> None:
    before, letters = (played.folder / "desk.xlsx").read_bytes(), _files(played)
    (report,) = run_until_quiet(played.rig, STORY.ends, Asked())
    assert report.quiet
    assert (played.folder / "desk.xlsx").read_bytes() == before
    assert _files(played) == letters


def test_nothing_that_it_leaves_names_a_place_on_this_machine(played: Played) -> None:
    cells = [str(v) for t in played.rig.workbook.read().tabs.values() for row in t.rows for v in row.cells.values()]
    written = [*cells, (played.folder / CONFIG).read_text("utf-8"), *(p.read_text("utf-8") for p in _files(played))]
    ours = {str(played.folder), str(Path.home()), str(Path(__file__).parents[2])}
    assert not [place for place in ours for text in written if place in text]


def test_the_settings_it_leaves_go_on_from_there(played: Played) -> None:
    config = read_config(played.folder / CONFIG)
    assert config.live_from == STORY.live_from
    assert re.search(r"sheetdesk run --config \S*config\.yaml", played.said)


@pytest.mark.parametrize(
    ("program", "python", "said"),
    [
        ("/usr/bin/sheetdesk", "/usr/bin/python3", "sheetdesk"),
        ("sheetdesk/__main__.py", "work/.venv/bin/python", "work/.venv/bin/python -m sheetdesk"),
        ("sheetdesk/__main__.py", "/else where/bin/python", "'/else where/bin/python' -m sheetdesk"),
    ],
)
def test_the_next_command_is_told_as_this_one_was_given(program: str, python: str, said: str) -> None:
    assert started_as(program, python) == said


def test_letters_bear_the_shops_name_also_without_a_mail_account(played: Played) -> None:
    senders = {str(message_from_bytes(f.read_bytes(), policy=policy.default)["From"]) for f in _files(played)}
    assert senders == {f"{STORY.shop} <desk@sheetdesk.invalid>"}


def _files(played: Played) -> list[Path]:
    return sorted((played.folder / "outbox").glob("*.eml"))


def _mail(path: Path) -> dict[str, str]:
    return {name: str(value) for name, value in message_from_bytes(path.read_bytes(), policy=policy.default).items()}


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("three years")
    with pytest.raises(UsageError, match="--dir"):
        prepare(tmp_path, STORY)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_an_older_demo_makes_room_for_a_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "demo-desk"
    assert not prepare(folder, STORY).replaced
    (folder / "outbox").mkdir()
    assert prepare(folder, STORY).replaced
    assert not (folder / "outbox").exists()
    shutil.rmtree(folder)


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo-desk").write_text("")
    with pytest.raises(UsageError, match="不是資料夾"):
        prepare(tmp_path / "demo-desk", STORY)
