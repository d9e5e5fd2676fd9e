"""click's own complaints about how a command was typed, in the users' language."""

from __future__ import annotations

import re

import click
from click import exceptions


def in_chinese(fault: click.ClickException) -> str:
    """What was typed wrong, and how to see what is right."""
    context = getattr(fault, "ctx", None)
    mend = f" → 看說明：{context.command_path} --help" if context is not None else ""
    return f"{_what(fault)}{mend}"


def _what(fault: click.ClickException) -> str:
    if isinstance(fault, exceptions.NoSuchOption):
        near = f"，是不是「{fault.possibilities[0]}」？" if fault.possibilities else ""
        return f"沒有「{fault.option_name}」這個選項{near}"
    if isinstance(fault, exceptions.BadOptionUsage):
        bare = "requires an argument" in fault.message
        return f"「{fault.option_name}」後面{'少了要給的值' if bare else '不用給值'}"
    if isinstance(fault, exceptions.MissingParameter) and fault.param is not None:
        return f"少了「{fault.param.human_readable_name}」"
    extra = re.search(r"unexpected extra arguments? \((.*)\)", fault.message, re.DOTALL)
    if extra:
        return f"後面多了「{extra[1]}」；有空白的文字請用引號包起來"
    if isinstance(fault, exceptions.BadParameter) and fault.param is not None:
        return f"「{fault.param.opts[0]}」{fault.message}"
    return fault.message
