"""The prose of the report."""

from __future__ import annotations

HEAD = """\
# Benchmarks

Written by `make bench` (`tests/bench`): don't edit. Ratios are the result; seconds only tell what one machine made of them.

- **The limit** is the same calls with the same bytes, made by a program that does nothing else: nothing in this shape is faster.
- **The scripts** are what sheet owners run today: the `usual` gspread script, a `careful` one, and one with pandas.
- **Warm** is a pass as `sheetdesk serve` does it every minute, **cold** is `sheetdesk run` from an empty process.

What each of them does exactly stands at the end. Measured on: {machine}; the run took {minutes:.0f} minutes. Of
several runs (column "runs") the one with the fewest seconds counts, for whatever else the machine does only adds to them, and
the most memory.
"""

TOLD = """\
{flood:,} new rows are judged by the wall at {latency} ms a call: the goal names CPU for the warm pass, which comes every minute;
such a flood comes once, and there it counts how long the organiser waits for a Google that takes its time over each call. The
wall at 0 ms is told beside it, and so is the CPU: the limit judges nothing, stores nothing and writes to nobody, so of a Google
that answers at once it is done with {flood:,} cases in the time of their JSON.
"""

COLUMNS = """\
In the tables below: "CPU : limit" is how many times the limit's CPU somebody took; "peak" the most memory; "read + write (+ token)"
calls to Google; "up" and "down" the bytes of their bodies, and "down, packed" what of it went over the wire. 0 ms or {latency} ms is
what each call takes at least.
"""

METHOD = """\
## How it is measured

- **Google** is our own fake (`tests/fakes/google`) in a process of its own, over real HTTP on loopback; its processor time is
  nobody's here, its time on the wall is everybody's. At {latency} ms every call waits so long before it is looked at. Two
  things are set otherwise than in the tests: bodies aren't checked by Google's discovery schema, and answers are packed
  with gzip for whoever takes it (all do). It packs lightly; how well Google packs, nobody here has seen. Answers are indented,
  each cell on a line of its own, as Google's are (every recorded one is) unless a caller asks for none of it, which the desk
  does and gspread doesn't.
- **Every work** runs in a fresh process of its own. CPU is user and system time of that process, memory the most it ever had
  resident (`VmHWM`, from its start on), wall time that of the work (warm, first pass, limit) or from the command to its end (cold,
  scripts). Calls and bytes are counted by the fake. Tokens count as calls of their own.
- **The desks** are made by the real desk: it takes made-up answers in (`tests/bench/texts.py`, seeded), from
  four customers of each group buy, so that no bad batch is proposed; letters count as sent. Then everybody works on the same version of spreadsheet and ledger, which is put back after each run.
- **sheetdesk, warm**: one pass of a process that has taken as many cases in at once and sent their receipts before, as under
  `serve`, so that it imports and compiles nothing any more; each has new rows of its own. At {latency} ms ours, the limit and
  the scripts had {often} turns of {each} runs each, for on a machine that others use one minute isn't like the next. **First pass**: the
  first ones of a process, which is built, until all rows are in. **Cold**: `sheetdesk run` from the command to the prompt:
  Python, imports, rules, templates, sign-in, passes until quiet, letters sent. A warm pass with one new row sends its letter,
  one with many doesn't: the scripts send none.
- **The limit**: the very calls of our pass, recorded, and done again on the spreadsheet as it was: fetched with requests,
  parsed with json, the bodies serialised with json and posted, by a process that has started and signed in, and nothing
  else. It does them for the first time; at once again, on a small desk, they take it up to a quarter less. Cold runs and
  scripts are set beside it too, though they start and sign in first.
- **`sheetdesk serve`** runs by the real clock, every 10 seconds; its memory is read from outside, a second after its line in the
  log. "{rest}" is a desk that has just been looked at, after three runs; "{row}" the same process afterwards; "{rewritten}"
  another process on a desk last looked at days ago: a second after that pass and three runs later, whichever is more. A pass
  that took far more than any later one needs makes `serve` begin anew (`cli/renewal.py`); "most so far" is from before that.
"""

RIVALS = """\
## The scripts (rivals)

Written as their users write them (`tests/bench/rivals`): **usual** reads with `get_all_records` and writes with `append_row` and
`update_cell` for each field; **careful** reads with `get_all_values` and writes with one `append_rows` and one `batch_update`;
**pandas_script** reads all, works in data frames, writes all back. Each was run once before, so that nothing of old was left to do;
the usual one is spared more than {most} new rows. They send no letters, keep no history, and lose what people do between
their read and their write; `tests/bench/rivals/test_rival_losses.py` shows that (its part with pandas where pandas is
installed, as `make bench` does it). For texts: **rules_in** tests word for word, **rules_regex** has one regular
expression a rule; neither folds simplified or full-width characters or knows a negation.
"""

MISSING = """\
## What this doesn't tell

The real Google's own time and its quotas, and how disks and networks differ. Wall times at 0 ms hold the fake's own work.
"""
