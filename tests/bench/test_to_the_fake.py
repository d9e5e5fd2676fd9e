"""What is measured is sheetdesk: its processes don't load what only the bench needs."""

import subprocess
import sys

import pytest

ASK = "import sys, tests.bench.to_the_fake, {}; print(*sys.modules)"


@pytest.mark.parametrize("process", ["tests.bench.once", "tests.bench.desk_process"])
def test_a_measured_process_carries_nothing_of_the_bench(process):
    loaded = subprocess.run([sys.executable, "-c", ASK.format(process)], capture_output=True, text=True, check=True)
    assert not {"openpyxl", "numpy", "pandas", "tests.bench.world"} & set(loaded.stdout.split())
