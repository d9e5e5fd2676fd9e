"""What README and design notes promise is so: commands, jobs, files, links, figures, the worked example."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sheetdesk import errors
from sheetdesk.channels.port import Channel
from sheetdesk.cli import door
from sheetdesk.cli.door import BAD_USE, FAILED, INTERRUPTED
from sheetdesk.columns import CASES
from sheetdesk.config import default_config, load_config
from sheetdesk.desk.difference import Wish, difference
from sheetdesk.desk.obey import PUT_BACKS_A_DAY
from sheetdesk.desk.observe import MANY_CASES, MANY_SHARE
from sheetdesk.desk.outage import ALARM_AFTER
from sheetdesk.desk.overlay import overlay
from sheetdesk.desk.rebuild import JUMP
from sheetdesk.desk.settle import settle
from sheetdesk.jobs import JOBS
from sheetdesk.ledger.schema import metadata
from sheetdesk.model.sheet import Image, ImageRow, Row, Snapshot, Stamp, TabView
from sheetdesk.policy.sending import Limits
from sheetdesk.workbook.google.pace import MOST_A_WINDOW
from sheetdesk.workbook.google.tries import BUDGET_S, MOST_TRIES
from sheetdesk.workbook.google.workbook import ASK_AGAIN

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTES = (ROOT / "docs" / "design-notes.md").read_text(encoding="utf-8")
PAGES = ["README.md", "CHANGELOG.md", *(p.relative_to(ROOT).as_posix() for p in sorted((ROOT / "docs").glob("*.md")))]


def section(title: str, page: str = README) -> str:
    return page.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table(text: str) -> list[list[str]]:
    """The rows of the first table in `text`, without its head."""
    found = re.search(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    assert found
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in found[0].splitlines()[2:]]


def test_every_job_has_its_row_in_the_order_of_a_pass() -> None:
    assert [row[0].strip("| `") for row in table(section("The jobs"))] == list(JOBS)
    assert list(load_config(default_config(), {}).timetable()) == list(JOBS)


def verbs() -> dict[str, tuple[str, set[int]]]:
    """Each verb of the table: what stands behind it, and its exit codes."""
    found = {}
    for first, _, codes in table(section("The commands")):
        said = re.fullmatch(r"\|? ?`sheetdesk ([\w-]+)(.*)`", first)
        assert said, first
        found[said[1]] = (said[2], {int(code) for code in re.findall(r"\d+", codes)})
    return found


def test_every_verb_has_its_row() -> None:
    assert set(verbs()) == set(door.commands)


@pytest.mark.parametrize("verb", sorted(door.commands))
def test_the_flags_of_a_verb_are_those_of_its_row(verb: str) -> None:
    options = {o for p in door.commands[verb].params if isinstance(p, click.Option) for o in p.opts}
    everywhere = {"--config", "--debug"}
    row = next(" ".join(cells) for cells in table(section("The commands")) if f"`sheetdesk {verb}" in cells[0])
    assert set(re.findall(r"--[a-z-]+", row)) == options - everywhere


def test_every_exit_code_of_a_verb_is_explained() -> None:
    codes = table("| exit code" + section("The commands").split("| exit code ")[1])
    explained = {int(row[0].strip("| ")) for row in codes}
    known = {0, BAD_USE, FAILED, INTERRUPTED, errors.SheetdeskError.exit_code, errors.DeskUnreachable.exit_code}
    assert explained == known
    assert {code for _, codes in verbs().values() for code in codes} <= explained


@pytest.mark.parametrize(
    "args",
    [
        ["run"],
        ["status"],
        ["serve"],
        ["rebuild"],
        ["explain", ""],
        ["doctor"],
        ["doctor", "--probe"],
        ["demo", "--dir", "taken"],
        ["init", "--live-from", "soon"],
    ],
    ids=" ".join,
)
def test_a_verb_leaves_with_a_code_of_its_row(args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("mine", encoding="utf-8")
    code = CliRunner().invoke(door, args).exit_code
    assert code in verbs()[args[0]][1] - {0}


def test_every_verb_named_anywhere_is_one() -> None:
    named = {verb for page in PAGES for verb in re.findall(r"sheetdesk ([a-z]+(?:-[a-z]+)*)", "\n".join(code_in(page)))}
    assert named <= set(door.commands)
    assert {"run", "init", "doctor"} <= named


def code_in(page: str) -> list[str]:
    """What stands in code marks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    fenced = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    return [*fenced, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))]


def test_every_make_target_named_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for text in code_in("README.md") for target in re.findall(r"\bmake ([a-z]+)", text)}
    assert {"demo", "test", "check", "lock"} <= named <= targets


def test_the_first_screen_shows_three_lines_a_picture_and_two_commands() -> None:
    first = README.split("\n## ")[0]
    said, picture, commands = (first.index(mark) for mark in ("A complaint desk", "](docs/desk.png)", "make demo"))
    assert said < picture < commands < first.index("make test")
    assert README.index("docs/guide.zh-TW.md") < said


MADE = (
    "demo-desk/",
    "backups/",
    "outbox/",
    "sheetdesk.db",
    "desk.xlsx",
    "run.log",
    ".env",
    ".venv",
    "NAME",
    "sheetdesk-error.log",
)


@pytest.mark.parametrize("page", ["README.md", "docs/design-notes.md"])
def test_every_file_named_is_there(page: str) -> None:
    code = [text for text in code_in(page) if re.fullmatch(r"[\w./-]+(\.(py|md|txt|yaml|toml|lock)|/)", text)]
    named = [text for text in code if not any(made in text for made in MADE)]
    places = (ROOT, ROOT / "sheetdesk")
    assert len(named) > 10
    assert not [text for text in named if not any((place / text).exists() for place in places)]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not ((ROOT / page).parent / target).exists()]


def test_the_settings_of_the_mail_account_are_those_of_config_yaml() -> None:
    assert "password: ${SMTP_PASSWORD}" in default_config().read_text(encoding="utf-8")
    assert README.count("SMTP_PASSWORD=") == 2


@pytest.mark.parametrize(
    ("sentence", "figure", "said"),
    [
        ("More than 20 cases and more than a tenth", (MANY_CASES, MANY_SHARE), (20, 0.1)),
        ("this address got five receipts today", Limits().receipts_a_day, 5),
        ("the hour's limit (100 automatic letters)", Limits().per_hour, 100),
        ("Running numbers go on 100 higher", JUMP, 100),
        ("the desk keeps to 50", MOST_A_WINDOW, 50),
        ("the metadata is one read an hour", ASK_AGAIN, timedelta(hours=1)),
        ("reads were tried again within a minute", (MOST_TRIES > 1, BUDGET_S), (True, 60)),
        ("After 15 minutes of it an alarm leaves", ALARM_AFTER, timedelta(minutes=15)),
    ],
)
def test_a_figure_is_that_of_the_code(sentence: str, figure: object, said: object) -> None:
    assert sentence in " ".join(README.split())
    assert figure == said


def test_the_design_notes_name_every_table_of_the_ledger() -> None:
    named = re.findall(r"`(\w+)`", " ".join(row[0] for row in table(section("What the ledger holds", NOTES))))
    assert sorted(named) == sorted(metadata.tables)


def test_the_design_notes_name_every_room_of_the_google_workbook() -> None:
    named = re.findall(r"`(\w+)`", " ".join(row[0] for row in table(section("The Google workbook", NOTES))))
    rooms = [path.stem for path in (ROOT / "sheetdesk/workbook/google").glob("*.py") if path.stem != "__init__"]
    assert sorted(named) == sorted(rooms)


def test_the_ports_are_as_the_pages_say() -> None:
    assert {"send", "probe", "close"} <= set(dir(Channel))
    assert PUT_BACKS_A_DAY == 3
    assert "three times in a day" in NOTES


HEADER = ("number", "next_step", "status")
A, B = ("A", "首次回覆 10:00", "待處理"), ("B", "首次回覆 11:00", "待處理")
WANTED = {"next_step": "首次回覆 11:30", "status": "處理中"}


def snapshot(*rows: tuple[str, str, str]) -> Snapshot:
    seen = tuple(Row(place, dict(zip(HEADER, row, strict=True))) for place, row in enumerate(rows, start=2))
    return Snapshot({CASES.key: TabView(CASES.key, CASES.title, HEADER, 1, seen)}, (), None, "")


def image_of_row_3(row: tuple[str, str, str]) -> Image:
    return Image(7, {CASES.key: HEADER}, (ImageRow(CASES.key, 3, dict(zip(HEADER, row, strict=True))),))


def wish(found: Snapshot, row: int, **cells: str) -> Wish:
    there = found.tabs[CASES.key].rows[row]
    return Wish(CASES.key, str(there.get("number")), dict(cells), there)


def test_the_worked_example_when_she_sorted() -> None:
    read = snapshot(A, B)
    journal = difference(read, [wish(read, 1, **WANTED)], (), Stamp("us", "here", 7))
    slips = settle(journal, image_of_row_3(A)).repairs
    assert [(s.key, s.wrong, s.right) for s in slips] == [
        ("A", "首次回覆 11:30", "首次回覆 10:00"),
        ("A", "處理中", "待處理"),
    ]
    found = snapshot(B, ("A", WANTED["next_step"], WANTED["status"]))
    laid, owed = overlay(found, slips)
    assert [laid.tabs[CASES.key].rows[1].get(name) for name in HEADER] == list(A)
    mend = difference(found, [wish(laid, 0, **WANTED)], owed, Stamp("us", "here", 8))
    assert sorted((w.key, w.place) for w in mend.writes) == [("A", 3), ("A", 3), ("B", 2), ("B", 2)]


def test_the_worked_example_when_a_person_was_quicker() -> None:
    read = snapshot(A, B)
    journal = difference(read, [wish(read, 1, **WANTED)], (), Stamp("us", "here", 7))
    end = settle(journal, image_of_row_3(("B", "首次回覆 11:00", "等客人")))
    assert end.stood == {(CASES.key, "B"): {"next_step": "首次回覆 11:30"}}
    assert [(s.key, s.column, s.wrong, s.right) for s in end.repairs] == [("B", "status", "處理中", "等客人")]
