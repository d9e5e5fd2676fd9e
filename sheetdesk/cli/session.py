"""What every verb is told: which config.yaml, and whether details of a failure go to the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

Verb = TypeVar("Verb", bound=Callable[..., Any])


@dataclass(slots=True)
class Session:
    """One run of the command. Options before and after the verb mean the same; the later one counts."""

    config: Path = Path("config.yaml")
    debug: bool = False


def common_options(verb: Verb) -> Verb:
    """`--config` and `--debug`, understood by the command itself and by every verb."""
    for option in (_DEBUG, _CONFIG):
        verb = option(verb)
    return verb


def _keep_config(context: click.Context, _: click.Parameter, value: str | None) -> None:
    session = context.ensure_object(Session)
    if value is not None:
        session.config = Path(value)


def _keep_debug(context: click.Context, _: click.Parameter, value: bool) -> None:
    session = context.ensure_object(Session)
    session.debug = session.debug or value


_CONFIG = click.option(
    "--config", metavar="檔案", expose_value=False, callback=_keep_config, help="設定檔，預設是 config.yaml。"
)
_DEBUG = click.option(
    "--debug", is_flag=True, expose_value=False, callback=_keep_debug, help="程式出錯時，把細節顯示在畫面上。"
)
