"""The power goes while rows move to 封存: each case stands in one tab, with what its people wrote."""

from __future__ import annotations

import shutil
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.test_archive import DAYS, OldDesk
from tests.desk.test_filing import YEAR, files
from tests.fakes.sample import sampled
from tests.fakes.tripwire import PowerCut, Tripwire


def on_stage(stage: OldDesk, folder: Path) -> OldDesk:
    """The same desk in a folder of its own, as a new process finds it."""
    desk = OldDesk.__new__(OldDesk)
    desk.__dict__ |= stage.__dict__
    shutil.copytree(stage.folder, folder)
    desk.folder, desk.url = folder, f"sqlite:///{folder / 'desk.db'}"
    desk.workbook, desk.channel = deepcopy(stage.workbook), deepcopy(stage.channel)
    desk.rig = desk.open()
    return desk


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_leaves_each_row_in_one_tab(tmp_path: Path) -> None:
    (tmp_path / "stage").mkdir()
    stage = OldDesk(tmp_path / "stage")
    stage.type(stage.old[0], "note", "老客人")
    stage.run(1)
    stage.agree()
    stage.rig.ledger.close()
    whole = on_stage(stage, tmp_path / "whole")
    with Tripwire().strung() as wire:
        whole.run(1)
    assert whole.archived() == stage.old
    for at in sampled(range(1, wire.count + 1)):
        desk = on_stage(stage, tmp_path / str(at))
        with pytest.raises(PowerCut), Tripwire(at).strung():
            desk.run(1)
        desk.rig.ledger.close()
        desk.rig = desk.open()
        desk.run(1)
        desk.run(1)
        where = f"step {at} of {wire.count}"
        assert desk.numbers() == [], where
        assert desk.archived() == stage.old, where
        assert [row.get("note") for row in desk.rows("archive")] == ["老客人", None, None], where
        desk.rig.ledger.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_while_rows_go_to_their_file_loses_no_word(tmp_path: Path) -> None:
    (tmp_path / "stage").mkdir()
    stage = OldDesk(tmp_path / "stage")
    stage.agree()
    stage.run(1)
    stage.rig.ledger.close()
    whole = _filing(on_stage(stage, tmp_path / "whole"))
    with Tripwire().strung() as wire:
        whole.run(YEAR)
    assert sorted(files(whole).rows()) == stage.old
    for at in sampled(range(1, wire.count + 1)):
        desk = _filing(on_stage(stage, tmp_path / str(at)))
        with pytest.raises(PowerCut), Tripwire(at).strung():
            desk.run(YEAR)
        desk.rig.ledger.close()
        desk.rig = desk.open()
        _filing(desk)
        said = "客人來電道謝" if stage.old[1] in desk.archived() else None
        if said is not None:
            shelf = desk.workbook.grids["archive"]
            shelf.put(shelf.find("number", stage.old[1]), "note", said)
        desk.run(1)
        desk.run(DAYS)
        where, kept = f"step {at} of {wire.count}", files(desk).rows()
        assert (desk.archived(), sorted(kept), kept[stage.old[1]].get("note")) == ([], stage.old, said), where
        desk.rig.ledger.close()


def _filing(desk: OldDesk) -> OldDesk:
    """The same desk with its files beside its ledger."""
    desk.rig = replace(desk.rig, years=lambda: files(desk))
    return desk
