"""The prose of the report."""

from __future__ import annotations

HEAD = """\
# Benchmarks

Written by `make bench` (`tests/bench`): don't edit. Ratios are the result; seconds only tell what one machine made of them.
Measured on: {machine}; the run took {minutes:.0f} minutes. Figures are medians of {often} runs, those of
large sizes of one.
"""

METHOD = """\
## How it is measured

- **Google** is our own fake (`tests/fakes/google`) in a process of its own, over real HTTP on loopback; its processor time is
  nobody's here, its time on the wall is everybody's. At {latency} ms every call waits so long before it is looked at. Two
  things are set otherwise than in the tests: bodies aren't checked by Google's discovery schema, and answers are packed
  with gzip for whoever takes it (all do). It packs lightly; how well Google packs, nobody here has seen.
- **Every work** runs in a fresh process of its own. CPU is user and system time of that process, memory its peak of resident
  memory (`VmHWM`), wall time that of the work (warm) or from the command to its end (cold, rivals). Calls and bytes are counted by
  the fake: bytes of bodies, and "packed" as they went over the wire. Tokens count as calls of their own.
- **The desks** are made by the real desk: it takes made-up answers in (`tests/bench/texts.py`, seeded), and letters count as
  sent. Then everybody works on the same version of spreadsheet and ledger, which is put back after each run.
- **sheetdesk, warm**: one pass of a process that had a quiet one before, as under `serve`; where it is measured once, its
  first new row still imports and compiles what letters need. **First pass**: the first one of a process, which is built. **Cold**: `sheetdesk run` from the command to the prompt: Python, imports, rules, templates,
  sign-in, passes until quiet, letters sent. Passes with a new row send its letter, but for those with many rows: the rivals send none.
- **The limit**: the very calls of our pass, recorded, and done again on the spreadsheet as it was: fetched with requests,
  parsed with json, the bodies serialised with json and posted, by a process that is warm and signed in, and nothing else. In this
  shape nothing can be faster. Cold runs and rivals are set beside it too, though they start and sign in first.
"""

RIVALS = """\
## The rivals

Written as their users write them (`tests/bench/rivals`): **usual** reads with `get_all_records` and writes with `append_row` and
`update_cell` for each field; **careful** reads with `get_all_values` and writes with one `append_rows` and one `batch_update`;
**pandas_script** reads all, works in data frames, writes all back. Each was run once before, so that nothing of old was left to do;
the usual one is spared more than {most} new rows. They send no letters, keep no history, and lose what people do between
their read and their write; tests show that. For texts: **rules_in** tests word for word, **rules_regex** has one regular
expression a rule; neither folds simplified or full-width characters or knows a negation.
"""

MISSING = """\
## What this doesn't tell

The real Google's own time and its quotas, and how disks and networks differ. Wall times at 0 ms hold the fake's own work.
"""
