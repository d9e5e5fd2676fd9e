import os
import stat
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
