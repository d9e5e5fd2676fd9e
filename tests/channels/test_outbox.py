import os
import stat
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.channels.outbox import Outbox
from sheetdesk.errors import SendFailed
from tests.fakes.postroom import DESK, NOW, a_message

TAIPEI = ZoneInfo("Asia/Taipei")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "shop" / "outbox"


@pytest.fixture
def outbox(folder):
    return Outbox(folder, DESK, TAIPEI)


def test_a_letter_becomes_a_file_named_by_time_case_kind_and_number(outbox, folder):
    outbox.send(a_message(), NOW)
    assert names(folder) == ["20261121-1005_GB2611-0042-K_receipt_12.eml"]


def test_the_file_opens_as_the_letter(outbox, folder):
    outbox.send(a_message(), NOW)
    mail = message_from_bytes(next(folder.iterdir()).read_bytes(), policy=policy.default)
    assert mail["To"] == "wang@example.com"
    assert mail["Subject"].startswith("收到了：您反映的玻璃保鮮盒破損")


def test_only_the_owner_may_read_what_customers_wrote(outbox, folder):
    outbox.send(a_message(), NOW)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(next(folder.iterdir()).stat().st_mode) == 0o600


def test_handing_over_twice_gives_one_file(outbox, folder):
    outbox.send(a_message(), NOW)
    first = next(folder.iterdir()).read_bytes()
    outbox.send(a_message(), NOW)
    outbox.send(a_message(), NOW + timedelta(minutes=7))
    assert len(names(folder)) == 1
    outbox.send(a_message(), NOW)
    assert next(folder.iterdir()).read_bytes() == first


def test_two_letters_are_two_files(outbox, folder):
    outbox.send(a_message(), NOW)
    outbox.send(a_message(id=13), NOW)
    assert len(names(folder)) == 2


def three():
    return [a_message(id=number, message_id=f"<{number}@shop.example.com>") for number in (12, 13, 14)]


@pytest.fixture
def kept(monkeypatch, folder):
    """What the disk was asked to keep, and how many letters stood in the folder then."""
    asked = []
    fsync = os.fsync

    def watched(handle):
        what = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        asked.append((what, len(list(folder.glob("*.eml")))))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    return asked


def test_many_letters_are_the_files_that_they_would_be_one_by_one(outbox, folder, tmp_path):
    assert outbox.send_many(three(), NOW) == [None, None, None]
    alone = Outbox(tmp_path / "alone", DESK, TAIPEI)
    for message in three():
        alone.send(message, NOW)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "alone").iterdir()
    }


def test_no_file_stands_in_the_folder_before_the_disk_keeps_it_and_the_folder_is_kept_last(outbox, kept):
    outbox.send_many(three(), NOW)
    assert kept == [("file", 0)] * 3 + [("folder", 3)]


def test_one_letter_that_cannot_be_written_stops_no_other(outbox, folder):
    good, bad, strange = three()
    bad = replace(bad, address="")
    strange = replace(strange, message_id=None)
    faults = outbox.send_many([bad, good, strange], NOW)
    assert [type(fault) for fault in faults] == [SendFailed, type(None), TypeError]
    assert [name.endswith("_12.eml") for name in names(folder)] == [True]


def test_a_folder_that_the_disk_does_not_keep_has_taken_no_letter(outbox, folder, monkeypatch):
    fsync = os.fsync

    def fails(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(5, "Input/output error")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", fails)
    bad = replace(three()[0], address="")
    faults = outbox.send_many([bad, *three()[1:]], NOW)
    assert [fault.permanent for fault in faults] == [True, False, False]
    assert "Input/output error" in faults[1].what
    monkeypatch.undo()
    assert outbox.send_many(three(), NOW) == [None, None, None]
    assert len(names(folder)) == 3


@pytest.mark.parametrize(("case", "kind"), [("../../etc/passwd", "receipt"), (None, "alarm"), ("王", "a/b")])
def test_no_name_leads_out_of_the_folder(outbox, folder, case, kind):
    outbox.send(a_message(case=case, kind=kind), NOW)
    assert len(names(folder)) == 1
    assert names(folder.parent) == ["outbox"]


def test_a_chinese_mailbox_name_can_be_written(outbox, folder):
    outbox.send(a_message(address="王@example.com"), NOW)
    assert "王@example.com" in next(folder.iterdir()).read_text()


def test_a_full_disk_is_tried_again_and_leaves_no_half_file(outbox, folder, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SendFailed, match="No space left") as failed:
        outbox.send(a_message(), NOW)
    assert not failed.value.permanent
    assert "磁碟空間" in failed.value.mend
    assert names(folder) == []


def test_a_place_that_cannot_be_written_is_tried_again(tmp_path):
    (tmp_path / "outbox").write_text("a file stands where the folder should be")
    with pytest.raises(SendFailed) as failed:
        Outbox(tmp_path / "outbox", DESK, TAIPEI).send(a_message(), NOW)
    assert not failed.value.permanent
    assert str(tmp_path) in failed.value.which


class PowerCut(BaseException):
    """Nothing may catch it."""


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_power_cut_leaves_no_half_letter_and_the_next_try_mends_it(outbox, folder, monkeypatch, step):
    def cut(*_args):
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), cut)
        with pytest.raises(PowerCut):
            outbox.send(a_message(), NOW)
    assert list(folder.glob("*.eml")) == []
    outbox.send(a_message(), NOW)
    assert names(folder) == ["20261121-1005_GB2611-0042-K_receipt_12.eml"]


def test_its_letters_are_trials_and_may_be_handed_over_again(outbox):
    assert outbox.trial
    assert outbox.resend_safe


def test_the_doctor_sees_that_files_can_be_written_and_none_stays(outbox, folder):
    assert outbox.probe() is None
    assert names(folder) == []


def test_the_doctor_says_what_to_do_when_they_cannot(tmp_path):
    (tmp_path / "outbox").write_text("")
    problem = Outbox(tmp_path / "outbox", DESK, TAIPEI).probe()
    assert "寫不進去" in str(problem)
    assert "資料夾權限" in str(problem)
