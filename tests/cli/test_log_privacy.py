"""No personal data in the log: a story of known people is told through every kind of fault, and all output is searched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.cli.build import build_rig, read_config
from sheetdesk.cli.failure import LOG
from sheetdesk.cli.renewal import Renewal
from sheetdesk.cli.serve import Watch
from sheetdesk.cli.session import Session
from sheetdesk.desk.diary import Diary
from sheetdesk.errors import DeskUnreachable, SendFailed, SendOutcomeUnknown, TemplateFault
from sheetdesk.jobs import JOBS
from tests.fakes.terminal import Terminal

EVERY = tuple(JOBS)
LIN = {
    "customer": "林小涵",
    "nickname": "小涵涵",
    "email": "hanhan.lin@example.com",
    "phone": "0912-345-678",
    "order_no": "A778899",
    "product": "蔥抓餅",
    "text": "整包退冰，我媽吃了拉肚子，住在中山路九號",
}
PHONE = ("0912-345", "0912345", "912345678", "345-678")
"""In whatever way it is written; long enough not to be found in the digits of a duration."""
PERSONAL = ("林小涵", "小涵", "hanhan", *PHONE, "A778899", "退冰", "拉肚子", "中山路", "GB2")
"""Her name, ways to reach her, her order, her words, and the number under which all that is found."""


class Quoting(Exception):
    """A fault whose words quote all of a row, as those of a careless library do."""

    def __init__(self) -> None:
        super().__init__(f"bad row {LIN}")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    terminal.add_form_row(**LIN)
    return terminal


@pytest.fixture
def watch(terminal: Terminal) -> Iterator[Watch]:
    config = read_config(terminal.config)
    rig = build_rig(config, lambda: datetime.now(UTC))
    yield Watch(rig, Session(terminal.config), config.ledger, Diary.of({}, config.desk.zone), Renewal(0))
    rig.ledger.close()


def found_in(*outputs: str) -> list[str]:
    return [word for output in outputs for word in PERSONAL if word in output]


def everything_said(folder: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """What a service's journal would hold, and the file of faults beside it, but for lines of code in a traceback."""
    out, err = capfd.readouterr()
    kept = (folder / LOG).read_text(encoding="utf-8") if (folder / LOG).exists() else ""
    return out + err + re.sub(r"^    .*$", "", kept, flags=re.M)


def passes(said: str) -> list[dict[str, Any]]:
    found = map(json.loads, re.findall(r"^\{.*\}$", said, re.M))
    return [line for line in found if line["event"] == "pass"]


def fail(*_: Any, **__: Any) -> Any:
    raise Quoting from ValueError(LIN["text"])


def test_no_job_that_fails_quotes_a_customer(
    terminal: Terminal, watch: Watch, capfd: pytest.CaptureFixture[str]
) -> None:
    quoting = dict.fromkeys(EVERY, fail)
    watch.ring(EVERY)
    for name in ("triage", "send_receipts", "stamp_deadlines"):
        quoting[name] = _refuse
    watch.rig = replace(watch.rig, jobs=quoting)
    watch.ring(EVERY)
    said = everything_said(terminal.folder, capfd)
    assert "Quoting" in said
    assert "TemplateFault" in said
    assert found_in(said) == []


def _refuse(desk: Any, now: datetime) -> str:
    raise TemplateFault(f"變數不對：{LIN['text']}", which=LIN["customer"], mend=f"請聯絡 {LIN['phone']}")


def test_no_letter_that_does_not_leave_quotes_a_customer(
    terminal: Terminal, watch: Watch, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    her = LIN["email"]
    faults = [SendFailed(f"550 no {her}", permanent=True, which=her), SendOutcomeUnknown(f"lost: {her}"), Quoting()]
    terminal.add_form_rows(*({"customer": name, "email": f"{name}.{her}", "text": LIN["text"]} for name in "ab"))
    outbox = type(watch.rig.channels["outbox"])
    monkeypatch.setattr(outbox, "send_many", lambda self, letters, now: [faults.pop() for _ in letters])
    watch.ring(EVERY)
    said = everything_said(terminal.folder, capfd)
    (line,) = passes(said)
    assert (line["sent"], line["failed"], line["faults"]) == (0, 3, {"Quoting": 1})
    assert found_in(said) == []


def test_no_fault_of_workbook_or_ledger_quotes_a_customer(
    terminal: Terminal, watch: Watch, capfd: pytest.CaptureFixture[str]
) -> None:
    for thing, method in (("workbook", "read"), ("workbook", "apply"), ("ledger", "begin")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(getattr(watch.rig, thing)), method, fail)
            watch.ring(EVERY)
    said = everything_said(terminal.folder, capfd)
    assert [line["faults"] for line in passes(said)] == [{"Quoting": 1}] * 3
    assert found_in(said) == []


def test_what_cron_keeps_of_run_names_nobody_whether_it_went_well_or_not(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = terminal.type("run", "--log")
    assert passes(well.stdout)[0]["sent"] == 1
    monkeypatch.setattr("sheetdesk.desk.one_pass.look", fail)
    badly = terminal.type("run", "--log")
    assert (badly.exit_code, passes(badly.stdout)[0]["fault"]) == (70, "Quoting")
    assert found_in(well.output, badly.output) == []


def test_what_google_quotes_of_a_cell_stays_out_of_the_log(
    terminal: Terminal, watch: Watch, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    words = f"Google 不接受這個要求（400，Google 說：Invalid value ({LIN['text']}）) at 'rows[3]', {LIN['email']}）"

    def refuse(*_: Any, **__: Any) -> None:
        raise DeskUnreachable(words, which="Google 試算表", mend="請交給維護的人")

    monkeypatch.setattr("sheetdesk.desk.one_pass.look", refuse)
    watch.ring(EVERY)
    said, cron = everything_said(terminal.folder, capfd), terminal.type("run", "--log")
    assert cron.exit_code == 3
    for told in (said, cron.output):
        assert "Google 試算表：Google 不接受這個要求（400，Google 說的話不記在紀錄裡" in told
        assert "→ 請交給維護的人" in told
        assert found_in(told) == []


def test_the_search_finds_what_it_searches_for(terminal: Terminal) -> None:
    assert {"林小涵", "GB2"} <= set(found_in(terminal.type("run").output))


def test_the_passes_that_the_ledger_keeps_for_status_name_nobody(watch: Watch) -> None:
    watch.ring(EVERY)
    with watch.rig.ledger.rehearse() as tx:
        assert found_in(*(line for _, line in tx.last_passes(9))) == []
