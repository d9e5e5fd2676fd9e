"""Real complaints through a whole desk, once all at once and once in portions: no row lost, none twice, the same cases.

    python -m tests.proofs.real_complaints FOLDER [MOST] [SEED]      (from the top of the checkout)

FOLDER holds data sets as CSV (*.open.csv) that are not part of the project; MOST (default: all) is how many texts are
drawn from them with SEED (default 1). Prints figures with their n; exit 1 if the desk lost, doubled or changed a row."""

from __future__ import annotations

import csv
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sheetdesk.model.case import Case
from sheetdesk.model.values import clean_text
from tests.fakes.real_desk import MONDAY, RealDesk

TEXT_COLUMNS = ("text_tw", "text_hant", "text", "body_hant", "utterance", "a_hant", "b_hant")
"""The first of them that a file has holds its texts; pairs have two."""

JUDGED = ("text", "nature", "category", "subcategory", "priority", "tags", "alarm", "owner", "first_reply_due")
"""What must be the same however the rows came in."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one way of sending the rows in took, and what came of them: mail address → judged fields."""

    seconds: float
    passes: int
    portions: int
    judged: dict[str, tuple[object, ...]]
    faults: list[str]


def texts_of(folder: Path) -> list[str]:
    """Every text of every data set, in order of file and row."""
    return [text for path in sorted(folder.glob("*.open.csv")) for text in _texts_of_file(path)]


def _texts_of_file(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        found = [name for name in TEXT_COLUMNS if name in (reader.fieldnames or ())]
        columns = found if found[:1] == ["a_hant"] else found[:1]
        yield from (row[name] for row in reader for name in columns if (row[name] or "").strip())


def rows_of(texts: Sequence[str]) -> list[dict[str, object]]:
    """A form row for each text, a second apart, each from a person of its own, the newest a minute before MONDAY.

    One of the texts holds a control character, which no spreadsheet program writes into a file as it stands."""
    begin = MONDAY - timedelta(minutes=1, seconds=len(texts))
    return [
        {
            "submitted_at": begin + timedelta(seconds=n),
            "customer": f"客人{n}",
            "email": f"c{n}@example.com",
            "text": clean_text(text, limit=1_000_000),
        }
        for n, text in enumerate(texts)
    ]


def send_in(rows: Sequence[dict[str, object]], portions: Sequence[int], folder: Path) -> Figures:
    """Send the rows in by portions of these sizes, with a run after each and one more at the end."""
    desk, seconds, passes, sent = RealDesk(folder), 0.0, 0, 0
    with desk.rig.ledger.begin() as tx:
        tx.remember("live_from", MONDAY - timedelta(days=1))
    for size in [*portions, 0]:
        if size:
            desk.add_form_rows(*rows[sent : sent + size])
        sent += size
        begin = time.perf_counter()
        passes += len(desk.run())
        seconds += time.perf_counter() - begin
    cases = list(desk.cases().values())
    judged = {str(case.email): tuple(getattr(case, name) for name in JUDGED) for case in cases}
    return Figures(seconds, passes, len(portions), judged, _faults(desk, cases, rows))


def _faults(desk: RealDesk, cases: Sequence[Case], rows: Sequence[dict[str, object]]) -> list[str]:
    wanted = Counter(str(row["email"]) for row in rows)
    shown = desk.rows()
    found = {
        "cases of the ledger": Counter(str(case.email) for case in cases),
        "rows of 案件": Counter(str(row.get("email")) for row in shown),
    }
    faults = [
        f"{where}: lost {len(wanted - got)}, twice {len(got - wanted)}" for where, got in found.items() if got != wanted
    ]
    numbers = Counter(row.get("number") for row in shown)
    faults += [f"case number twice: {number}" for number, count in numbers.items() if count > 1]
    letters = Counter(desk.recipients())
    faults += [f"letters to {to}: {count}" for to, count in letters.items() if count > 1 and to in wanted]
    return faults


def random_portions(count: int, draw: random.Random) -> list[int]:
    """Sizes from one row to a tenth of all, together `count`."""
    sizes: list[int] = []
    while (left := count - sum(sizes)) > 0:
        sizes.append(min(left, draw.randint(1, max(1, count // 10))))
    return sizes


def peak_mb() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str) -> None:
    """One line, at once: a run takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path, most: int | None, seed: int) -> int:
    """Measure, compare, print; 1 if anything went wrong."""
    draw = random.Random(seed)
    texts = texts_of(folder)
    chosen = texts if most is None or most >= len(texts) else draw.sample(texts, most)
    rows = rows_of(chosen)
    say(f"texts: {len(rows)} of {len(texts)}, seed {seed}")
    found = []
    for way, portions in (("at once", [len(rows)]), ("in portions", random_portions(len(rows), draw))):
        with TemporaryDirectory() as place:
            figures = send_in(rows, portions, Path(place))
        found.append(figures)
        say(
            f"{way}: {figures.portions} portions, {figures.passes} passes, {figures.seconds:.1f} s, peak {peak_mb():.0f} MB"
        )
    faults = [fault for figures in found for fault in figures.faults]
    at_once, by_portions = (figures.judged for figures in found)
    differing = [email for email in at_once if at_once[email] != by_portions.get(email)]
    faults += [f"judged otherwise: {at_once[email]} / {by_portions.get(email)}" for email in differing[:5]]
    say(f"judged otherwise: {len(differing)} of {len(rows)}")
    say("\n".join(faults) or "no row lost, none twice")
    return 1 if faults else 0


if __name__ == "__main__":
    asked = sys.argv[1:]
    if not 1 <= len(asked) <= 3:
        sys.exit(__doc__)
    sys.exit(main(Path(asked[0]), int(asked[1]) if asked[1:] else None, int(asked[2]) if asked[2:] else 1))
