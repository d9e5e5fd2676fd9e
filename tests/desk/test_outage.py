"""A workbook out of reach: one alarm after a while, one letter when it is back, and never a write repeated blindly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import CASES, TEAM
from sheetdesk.desk.outage import ALARM_AFTER
from sheetdesk.desk.rig import Asked, Report
from sheetdesk.errors import (
    DeskNotOurs,
    DeskUnreachable,
    OutcomeUnknown,
    SendFailed,
    SendOutcomeUnknown,
    SheetdeskError,
    WorkbookBusy,
)
from sheetdesk.model.message import CANCELLED, Message
from sheetdesk.model.sheet import Difference, Image, Known, Snapshot
from sheetdesk.model.values import Value
from sheetdesk.policy.template import Templates
from sheetdesk.workbook.port import Workbook
from tests.fakes.story_desk import StoryDesk

pytestmark = pytest.mark.only(
    kind="memory", why="the workbook fails to order; tests/workbook/google proves what Google's faults become"
)

OWN = "fang@example.com"
AFTER_MIN = ALARM_AFTER / timedelta(minutes=1)
GONE = DeskUnreachable("試算表沒有分享給系統", which="試算表", mend="按共用，加進 desk@example.com")
ORGANISER: dict[str, Value] = {"name": "阿芳", "email": OWN, "role": "主揪", "active": "是"}


class TroubledDesk(StoryDesk):
    """A desk whose reads and writes fail for as long as the story wants."""

    bad_read: SheetdeskError | None = None
    bad_write: SheetdeskError | None = None
    tried = 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        workbook: Workbook = self.workbook
        self._read, self._apply = workbook.read, workbook.apply
        self.workbook.read = self.read
        self.workbook.apply = self.apply

    def read(self, unsettled: Difference | None = None, known: Sequence[Known] = ()) -> Snapshot:
        if self.bad_read is not None:
            raise self.bad_read
        return self._read(unsettled, known)

    def apply(self, difference: Difference, snapshot: Snapshot) -> Image:
        self.tried += 1
        if self.bad_write is not None:
            raise self.bad_write
        return self._apply(difference, snapshot)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TroubledDesk]:
    """A desk with an organiser's address, which has made one pass."""
    desk = TroubledDesk(tmp_path)
    desk.fill(TEAM.key, [ORGANISER])
    desk.run()
    yield desk
    desk.rig.ledger.close()


def alarms(desk: TroubledDesk) -> list[str]:
    return [m.letter.template for m in desk.channel.sent if m.letter.kind == "alarm"]


def fail(desk: TroubledDesk, after_min: float = 0) -> None:
    """A pass while the workbook can't be read."""
    desk.bad_read = GONE
    with pytest.raises(DeskUnreachable):
        desk.run(after_min)


def mend(desk: TroubledDesk) -> None:
    desk.bad_read = desk.bad_write = None


def out_of_reach(desk: TroubledDesk) -> None:
    """An outage that has just been told of."""
    fail(desk, 1)
    fail(desk, AFTER_MIN)


@pytest.mark.parametrize(("minutes", "told"), [(AFTER_MIN - 1, 0), (AFTER_MIN, 1), (AFTER_MIN + 1, 1)])
def test_an_outage_is_told_of_once_it_is_long(desk: TroubledDesk, minutes: float, told: int) -> None:
    fail(desk, 1)
    fail(desk, minutes)
    assert alarms(desk) == ["alarm_unreachable"] * told


def test_the_alarm_says_since_when_and_why_to_the_organiser(desk: TroubledDesk) -> None:
    out_of_reach(desk)
    (message,) = desk.channel.sent
    assert message.address == OWN
    assert "從 11/23（一）上午 10:01 起" in message.letter.text
    assert "試算表沒有分享給系統 → 按共用，加進 desk@example.com" in message.letter.text


def test_one_outage_raises_one_alarm_however_often_the_process_starts_anew(desk: TroubledDesk) -> None:
    out_of_reach(desk)
    for _ in range(3):
        desk.rig.ledger.close()
        desk.rig = desk.open()
        fail(desk, 60)
    assert alarms(desk) == ["alarm_unreachable"]


def test_each_process_goes_on_counting_where_the_last_one_stopped(desk: TroubledDesk) -> None:
    for _ in range(4):
        fail(desk, 5)
        desk.rig.ledger.close()
        desk.rig = desk.open()
    assert alarms(desk) == ["alarm_unreachable"]


def test_a_workbook_that_is_back_is_told_of_once(desk: TroubledDesk) -> None:
    out_of_reach(desk)
    mend(desk)
    desk.run(5)
    desk.run(5)
    assert alarms(desk) == ["alarm_unreachable", "alarm_recovered"]
    assert [str(row["template"]).split()[0] for row in desk.rows("log")] == ["alarm_unreachable", "alarm_recovered"]


def test_an_outage_that_was_short_is_told_of_by_nothing(desk: TroubledDesk) -> None:
    fail(desk, 1)
    mend(desk)
    desk.run(AFTER_MIN)
    fail(desk, 1)
    mend(desk)
    desk.run(1)
    assert alarms(desk) == []


def test_the_next_outage_has_an_alarm_of_its_own(desk: TroubledDesk) -> None:
    for _ in range(2):
        out_of_reach(desk)
        mend(desk)
        desk.run(60)
    assert alarms(desk) == ["alarm_unreachable", "alarm_recovered"] * 2


def test_a_workbook_that_can_be_read_and_not_be_written_is_out_of_reach_too(desk: TroubledDesk) -> None:
    desk.bad_write = GONE
    desk.file("保鮮盒破了")
    assert desk.run(1)[-1].fault is GONE
    desk.run(AFTER_MIN)
    assert alarms(desk) == ["alarm_unreachable"]
    mend(desk)
    desk.run(1)
    assert alarms(desk) == ["alarm_unreachable", "alarm_recovered"]
    assert len(desk.numbers()) == 1


def test_a_column_that_was_deleted_counts_as_out_of_reach_though_the_tabs_could_be_read(desk: TroubledDesk) -> None:
    cases = desk.workbook.grids.pop(CASES.key)
    with pytest.raises(DeskUnreachable, match="分頁「案件」"):
        desk.run(1)
    with pytest.raises(DeskUnreachable):
        desk.run(AFTER_MIN)
    desk.workbook.grids[CASES.key] = cases
    desk.run(1)
    assert alarms(desk) == ["alarm_unreachable", "alarm_recovered"]


def test_a_file_that_is_open_all_day_is_no_outage(desk: TroubledDesk) -> None:
    desk.bad_write = WorkbookBusy("Excel 正開著這個檔案", which="案件.xlsx")
    for hour in range(8):
        desk.file(f"第{hour}件破了", email=f"c{hour}@example.com")
        desk.run(60)
    assert alarms(desk) == []


def test_a_workbook_that_another_desk_holds_is_no_outage(desk: TroubledDesk) -> None:
    desk.workbook.stamp = replace(desk.workbook.stamp, ledger_id="another") if desk.workbook.stamp else None
    for _ in range(3):
        with pytest.raises(DeskNotOurs):
            desk.run(AFTER_MIN)
    assert alarms(desk) == []


def test_a_rehearsal_neither_counts_nor_tells(desk: TroubledDesk) -> None:
    desk.bad_read = GONE
    for _ in range(2):
        with pytest.raises(DeskUnreachable):
            desk.run(AFTER_MIN, Asked(rehearse=True))
    fail(desk, 1)
    assert alarms(desk) == []


def test_a_rehearsal_on_a_workbook_that_is_back_ends_no_outage(desk: TroubledDesk) -> None:
    out_of_reach(desk)
    mend(desk)
    desk.run(1, Asked(rehearse=True))
    assert alarms(desk) == ["alarm_unreachable"]
    desk.run(1)
    assert alarms(desk) == ["alarm_unreachable", "alarm_recovered"]


def test_an_alarm_that_never_left_is_cancelled_with_the_outage(desk: TroubledDesk) -> None:
    desk.channel.fault = SendFailed("沒有網路", permanent=False)
    out_of_reach(desk)
    mend(desk)
    desk.channel.fault = None
    desk.run(1)
    assert desk.channel.sent == []
    assert [(row["kind"], row["state"]) for row in desk.rows("log")] == [("警示", CANCELLED)]


def test_an_alarm_that_may_have_left_is_followed_by_its_recovery(desk: TroubledDesk) -> None:
    desk.channel.fault = SendOutcomeUnknown("連線在送出後斷了")
    out_of_reach(desk)
    mend(desk)
    desk.channel.fault = None
    desk.run(1)
    assert alarms(desk) == ["alarm_recovered"]


def test_without_an_address_nobody_is_told_until_there_is_one(desk: TroubledDesk) -> None:
    desk.fill(TEAM.key, [{**ORGANISER, "email": None}])
    desk.run(1)
    out_of_reach(desk)
    mend(desk)
    desk.run(1)
    assert alarms(desk) == []


def test_a_recovery_letter_that_cannot_be_written_is_named(desk: TroubledDesk) -> None:
    out_of_reach(desk)
    mend(desk)
    desk.rig = replace(desk.rig, defaults=replace(desk.rig.defaults, templates=Templates()))
    reports = desk.run(1)
    assert [p for report in reports for p in report.new_problems if "範本" in str(p)]
    assert alarms(desk) == ["alarm_unreachable"]


def unanswered(desk: TroubledDesk, fault: DeskUnreachable | None = None) -> list[Report]:
    """A run of which every write gets no answer."""
    desk.bad_write = OutcomeUnknown("HTTP 503", status=503, fault=fault)
    return desk.run(1)


def test_two_writes_without_an_answer_end_the_run_with_a_plain_sentence(desk: TroubledDesk) -> None:
    desk.file("保鮮盒破了")
    before = desk.tried
    last = unanswered(desk)[-1]
    assert desk.tried - before == 2
    assert "試算表沒有回應，不確定有沒有寫進去 → 不用做什麼，下一輪會先讀再補寫" in str(last.fault)
    assert last.fault is not None
    assert last.fault.exit_code == 3


def test_what_the_workbook_says_of_its_trouble_is_told_instead(desk: TroubledDesk) -> None:
    desk.file("保鮮盒破了")
    assert unanswered(desk, GONE)[-1].fault is GONE


def test_a_receipt_leaves_though_no_write_gets_an_answer_and_the_journal_stays_open(desk: TroubledDesk) -> None:
    desk.file("保鮮盒破了")
    unanswered(desk)
    assert [m.letter.kind for m in desk.channel.sent] == ["receipt"]
    with desk.rig.ledger.begin() as tx:
        assert len(tx.sheet.pending()) == 1
    mend(desk)
    desk.run(1)
    assert (len(desk.numbers()), len(desk.channel.sent)) == (1, 1)


def test_one_write_without_an_answer_is_made_up_for_in_the_same_run(desk: TroubledDesk) -> None:
    desk.file("保鮮盒破了")
    desk.workbook.lose_request = True
    reports = desk.run(1)
    assert reports[-1].fault is None
    assert len(desk.numbers()) == 1


def test_writes_that_stay_without_an_answer_are_an_outage(desk: TroubledDesk) -> None:
    desk.file("保鮮盒破了")
    unanswered(desk)
    desk.now += ALARM_AFTER
    unanswered(desk)
    mend(desk)
    desk.run(1)
    assert alarms(desk) == ["alarm_unreachable", "alarm_recovered"]


def test_a_single_doubt_neither_begins_nor_ends_an_outage(desk: TroubledDesk) -> None:
    out_of_reach(desk)
    mend(desk)
    desk.file("保鮮盒破了")
    desk.workbook.lose_reply = True
    first = desk.one(1)
    assert first.doubt is not None
    assert alarms(desk) == ["alarm_unreachable"]
    desk.run()
    assert alarms(desk) == ["alarm_unreachable", "alarm_recovered"]


def test_the_alarm_of_the_outage_passes_before_what_else_waits(desk: TroubledDesk) -> None:
    def kinds(sent: list[Message]) -> list[str]:
        return [message.letter.kind for message in sent]

    desk.file("保鮮盒破了")
    desk.channel.fault = SendFailed("伺服器忙", permanent=False)
    fail(desk, 1)
    mend(desk)
    desk.run(1)
    fail(desk, 1)
    desk.channel.fault = None
    fail(desk, AFTER_MIN)
    assert kinds(desk.channel.sent) == ["alarm", "receipt"]
