"""`demo`: the whole main job on sample complaints, in a folder of its own."""

from __future__ import annotations

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

    return play(Path(folder), say)
