"""What puts another ledger in this one's place waits until nobody has it: neither a pass nor a `serve` between two."""

import pytest

from sheetdesk.cli.alone import SERVER
from sheetdesk.ledger.lock import hold
from tests.fakes.terminal import Terminal


@pytest.mark.parametrize(("holder", "purpose"), [("serve", SERVER), ("run", "")])
def test_beside_a_serve_or_a_run_nothing_is_rebuilt(tmp_path, holder, purpose):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    before = {name: data for name, data in terminal.files().items() if not name.endswith(".lock")}
    with hold(f"sqlite:///{tmp_path / 'sheetdesk.db'}", holder, purpose):
        answer = terminal.type("rebuild")
    assert answer.exit_code == 3
    assert f"正在用這個帳本（{holder}，" in answer.stderr
    assert "先停掉它（sudo systemctl stop sheetdesk" in answer.stderr
    assert {name: data for name, data in terminal.files().items() if not name.endswith(".lock")} == before
