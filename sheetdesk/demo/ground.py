"""The demo's folder: made, or made anew, with a config.yaml that `sheetdesk run` can go on with."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sheetdesk.cli.build import first_rows, form_spec, read_config, workbook_path
from sheetdesk.config import default_config
from sheetdesk.config.settings import Config
from sheetdesk.demo.world import Story
from sheetdesk.errors import UsageError
from sheetdesk.model.values import Value
from sheetdesk.workbook.xlsx_layout import set_up

MARK = "demo.txt"
MARK_SAYS = "sheetdesk demo 的資料夾：再執行一次 sheetdesk demo，這裡的檔案會全部重新產生。\n"
CONFIG = "config.yaml"
SURVEY_LINK = "https://example.com/survey?token={token}"
UNSOLVED_LINK = f"{SURVEY_LINK}&solved=no"
"""There is no form at these addresses: the demo's customers answer in the file."""
_SURVEY_LINK = "  # link: https://docs.google.com/forms/d/e/代號/viewform?usp=pp_url&entry.456={token}\n"
_LIVE_FROM = "  # live_from: 2026-11-21 09:00\n"
_REPORTS_TO = "  to: []  "


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the demo plays. `replaced`: an older demo stood there."""

    folder: Path
    config: Config
    replaced: bool

    @property
    def workbook(self) -> Path:
        """The desk."""
        return workbook_path(self.config)


def prepare(folder: Path, story: Story) -> Ground:
    """An empty desk in `folder`. Raises UsageError, with nothing touched, if something else lies there."""
    replaced = _make_room(folder)
    (folder / MARK).write_text(MARK_SAYS, encoding="utf-8")
    (folder / CONFIG).write_text(_config_text(story), encoding="utf-8")
    config = read_config(folder / CONFIG)
    set_up(workbook_path(config), config.desk.zone, _rows(config, story), form_spec(config))
    return Ground(folder, config, replaced)


def _make_room(folder: Path) -> bool:
    """Answers whether an older demo had to go. Only files that a demo makes are removed."""
    if folder.exists() and not folder.is_dir():
        raise UsageError("這是檔案，不是資料夾", which=str(folder), mend="換一個位置，例如 --dir my-demo")
    replaced = (folder / MARK).is_file()
    if folder.exists() and not replaced and any(folder.iterdir()):
        raise UsageError(
            "資料夾裡有別的檔案，示範不會動它們", which=str(folder), mend="換一個新的資料夾，例如 --dir my-demo"
        )
    try:
        if replaced:
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageError(
            f"資料夾不能用（{fault.strerror}）", which=str(folder), mend="關掉開著裡面檔案的程式，或換一個 --dir"
        ) from fault
    return replaced


def _config_text(story: Story) -> str:
    """The config that ships, going live when the story begins; its reports go to the organiser."""
    text = default_config().read_text(encoding="utf-8")
    live_from = story.live_from.astimezone(story.zone)
    for shown, written in (
        (_LIVE_FROM, f"  live_from: {live_from:%Y-%m-%d %H:%M}\n"),
        (_SURVEY_LINK, f"  link: {SURVEY_LINK}\n  unsolved_link: {UNSOLVED_LINK}\n"),
        (_REPORTS_TO, f"  to: [{story.signature}]  "),
    ):
        assert text.count(shown) == 1, f"config.yaml no longer shows how this is written: {shown}"
        text = text.replace(shown, written)
    return text


def _rows(config: Config, story: Story) -> dict[str, list[dict[str, Value]]]:
    told = {tab: [dict(row) for row in rows] for tab, rows in story.rows.items()}
    return {**first_rows(config, trial=True), **told}
