"""The house keeps its plan: floors, borders, sizes, and what the shipped files promise (docs: the design's floors)."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

from sheetdesk.config import default_config, load_config

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sheetdesk"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {
    0: ("__init__", "errors", "model", "columns"),
    1: ("config", "policy"),
    2: ("workbook", "channels", "ledger", "templates", "drawing"),
    3: ("desk",),
    4: ("jobs",),
    5: ("scheduler",),
    6: ("cli", "__main__", "demo"),
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
SIDEWAYS = {("columns", "model"), ("cli", "demo"), ("demo", "cli"), ("__main__", "cli"), ("cli", "__init__")}
"""The only imports between two rooms of one floor. `demo` plays on the very desk that `cli.build` builds for `run`."""

OWNERS = {
    "PIL": ("drawing/faces.py", "drawing/canvas.py"),
    "click": ("cli*", "demo/*"),
    "email": ("channels/*", "demo/page_letters.py"),
    "email_validator": ("policy/contacts.py", "policy/recipients.py"),
    "google": ("workbook/google*",),
    "gspread": ("workbook/google*",),
    "holidays": ("policy/office_year.py",),
    "jinja2": ("policy/letters*", "demo/page.py"),
    "opencc": ("policy/fold.py",),
    "openpyxl": ("workbook/xlsx*", "workbook/formulas.py", "demo/hand.py"),
    "phonenumbers": ("policy/contacts.py",),
    "pydantic": ("config/*",),
    "pydantic_core": ("config/*", "workbook/google*"),
    "regex": ("policy/rule.py", "policy/rules.py", "policy/triage.py"),
    "requests": ("channels/*", "workbook/google*"),
    "rich": ("cli*", "demo/*"),
    "ruamel": ("config/*",),
    "schedule": ("scheduler*",),
    "smtplib": ("channels/*",),
    "sqlalchemy": ("ledger/*",),
    "stdnum": ("policy/numbers.py",),
}
"""Which rooms may import an outside library (or a part of Python that talks to the outside).

`demo/hand.py` stands for a person's own program, which knows .xlsx files and nothing of our workbook port;
`demo/page_letters.py` for a mail program."""

DOORS = {"http", "io", "os", "pathlib", "random", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "time"}
"""Parts of Python through which I/O or the clock would come into the pure rooms."""

NEEDED = ("requirements.txt", "requirements-reports.txt", "requirements-dev.txt")

PURE = ("model", "columns", "policy")

CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}

LONGEST_MODULE, LONGEST_FUNCTION = 250, 40
JOBS = sorted(path.stem for path in (PACKAGE / "jobs").glob("*.py") if path.stem != "__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[str]:
    """Dotted names of all that a module imports, late imports included."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno} imports relatively"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def rooms_used(path: Path) -> set[str]:
    """The second part of every name that begins with ours."""
    names = (name.split(".") for name in imported(path))
    return {([*parts, "__init__"])[1] for parts in names if parts[0] == "sheetdesk"}


def goes_down(room: str, used: str) -> bool:
    used = used if used in FLOOR_OF else "__init__"
    return used == room or FLOOR_OF[used] < FLOOR_OF[room] or (room, used) in SIDEWAYS


def owner_fault(path: Path, name: str) -> str | None:
    top, place = name.split(".")[0], path.relative_to(PACKAGE).as_posix()
    if top == "sheetdesk" or (top in sys.stdlib_module_names and top not in OWNERS):
        return None
    if top not in OWNERS:
        return f"{place}: say in OWNERS which room owns {top}"
    allowed = any(fnmatch(place, owner) for owner in OWNERS[top])
    return None if allowed else f"{place}: {top} belongs to {OWNERS[top]}"


def asks_the_clock(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime" | "date" | "time"), attr=attribute)):
            return attribute in CLOCKS
    return False


def prints(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="print")):
            return True
    return False


def is_long(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION


def where(holds: Callable[[ast.AST], bool], paths: Iterable[Path]) -> list[str]:
    """Places of all nodes for which `holds`."""
    nodes = ((path, node) for path in paths for node in ast.walk(tree_of(path)) if holds(node))
    return [f"{place_of(path)}:{getattr(node, 'lineno', 1)}" for path, node in nodes]


def test_every_room_has_a_floor():
    assert {room_of(path) for path in MODULES} <= set(FLOOR_OF)


def test_imports_go_down_only():
    pairs = ((path, room_of(path), used) for path in MODULES for used in rooms_used(path))
    assert not [f"{place_of(path)} imports {used}" for path, room, used in pairs if not goes_down(room, used)]


def test_an_outside_library_stays_in_its_room():
    faults = (owner_fault(path, name) for path in MODULES for name in imported(path))
    assert not [fault for fault in faults if fault]


def test_a_pure_room_has_no_door_to_the_outside():
    pure = (path for path in MODULES if room_of(path) in PURE)
    assert not [
        f"{place_of(path)} imports {name}" for path in pure for name in imported(path) if name.split(".")[0] in DOORS
    ]


def test_nothing_below_the_scheduler_asks_the_clock():
    assert not where(asks_the_clock, (path for path in MODULES if FLOOR_OF[room_of(path)] < FLOOR_OF["scheduler"]))


def test_a_module_opens_with_what_it_is_for():
    assert not [place_of(path) for path in MODULES if path.stat().st_size and not ast.get_docstring(tree_of(path))]


def test_a_module_is_as_long_as_one_noun():
    lengths = {place_of(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert not {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE}


def test_a_function_can_be_seen_at_once():
    assert not where(is_long, MODULES)


def test_only_the_door_prints():
    assert not where(prints, (path for path in MODULES if room_of(path) not in FLOORS[6]))


def test_nothing_is_left_for_later_in_silence():
    left = re.compile(r"#.*\b(TO[D]O|FIX[M]E|XX[X])\b|NotImplemented[E]rror")
    written = [*MODULES, *(ROOT / "tests").rglob("*.py")]
    assert not [place_of(path) for path in written if left.search(path.read_text(encoding="utf-8"))]


def test_every_job_stands_in_the_config_that_ships_and_nothing_else_does():
    assert sorted(load_config(default_config(), {}).timetable()) == JOBS
    section = (ROOT / "config.yaml").read_text(encoding="utf-8").split("\njobs:\n")[1].split("\n\n")[0]
    assert sorted(re.findall(r"^  (\w+):", section, re.MULTILINE)) == JOBS


def test_every_job_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [job for job in JOBS if f"`{job}`" not in readme]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_says_what_it_reads_and_decides_and_whether_it_may_run_twice(job):
    said = ast.get_docstring(tree_of(PACKAGE / "jobs" / f"{job}.py")) or ""
    assert all(f"\n{word}:" in said for word in ("Reads", "Decides", "Repeat"))


def requirements(text: str) -> set[str]:
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return {line.lower() for line in lines if line and not line.startswith("-")}


def test_pip_installs_what_requirements_txt_lists_without_the_tests():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = requirements((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert {line for line in listed if not line.startswith("pytest")} == {d.lower() for d in project["dependencies"]}


def test_every_requirement_is_locked_by_hash_and_no_index_is_named():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    listed = requirements("".join((ROOT / name).read_text(encoding="utf-8") for name in NEEDED))
    names = {re.split(r"[<>=]", line)[0].replace(".", "-").replace("_", "-") for line in listed}
    locked = dict(re.findall(r"^([a-z0-9-]+)==\S+ \\\n    (--hash=sha256:)", lock, re.MULTILINE))
    assert names <= set(locked)
    assert "://" not in lock


def test_the_wheel_holds_what_runs_without_a_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    with ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        held = set(wheel.namelist())
        entry = next(name for name in held if name.endswith("entry_points.txt"))
        assert "sheetdesk = sheetdesk.cli:main" in wheel.read(entry).decode()
    letters = {f"sheetdesk/reply_templates/{path.name}" for path in (ROOT / "reply_templates").glob("*.txt")}
    assert letters
    assert letters <= held
    assert {"sheetdesk/default_config.yaml", "sheetdesk/demo/complaints.toml"} <= held
    assert not any(name.startswith("tests") for name in held)
