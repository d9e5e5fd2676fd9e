"""`demo`: the whole main job on sample complaints, in a folder of its own."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import common_options
from sheetdesk.cli.shown import say

FOLDER = "demo-desk"


@click.command("demo", cls=Verb)
@click.option("--dir", "folder", metavar="資料夾", default=FOLDER, help=f"放示範的檔案，預設是 {FOLDER}。")
@common_options
def demo(folder: str) -> int:
    """用大約一百則範例客訴跑完兩個星期：不用帳號，不用網路。"""
    from sheetdesk.demo.runner import play

    return play(Path(folder), say, started_as(sys.argv[0], sys.executable))


def started_as(program: str, python: str) -> str:
    """What to type for the next command: after `make demo` there is no `sheetdesk` on the path."""
    if Path(program).name != "__main__.py":
        return "sheetdesk"
    near = os.path.relpath(python)
    return f"{shlex.quote(python if near.startswith(os.pardir) else near)} -m sheetdesk"
