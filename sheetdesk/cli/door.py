"""The door: one group of verbs that leaves with a plain sentence and an exit code, whatever happens."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from sheetdesk.cli.failure import confess
from sheetdesk.cli.session import Session
from sheetdesk.cli.shown import complain
from sheetdesk.cli.usage import in_chinese
from sheetdesk.errors import SheetdeskError

BAD_USE, FAILED, INTERRUPTED = 2, 70, 130

_HEADINGS = {"Options": "選項", "Commands": "指令", "Arguments": "參數"}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class Verb(click.Command):
    """One verb; its function answers the exit code."""

    context_class = _Context

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[選項]", **extra})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in the users' language."""
        return _say_help(super().get_help_option(ctx))


class Door(click.Group):
    """All verbs. Never shows a traceback for a fault that was foreseen."""

    context_class = _Context
    command_class = Verb

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[選項]", "subcommand_metavar": "指令 …", **extra})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in the users' language."""
        return _say_help(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a newcomer needs them."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that is meant. Raises UsageError naming those that there are."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise click.UsageError(f"沒有「{args[0]}」這個指令；可以用的有：{'、'.join(self.commands)}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> int:
        """Run the verb; faults become words and an exit code here, where the session is known."""
        try:
            return super().invoke(ctx) or 0
        except SheetdeskError as fault:
            complain(str(fault))
            return fault.exit_code
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as fault:
            confess(fault, ctx.ensure_object(Session))
            return FAILED

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> NoReturn:
        """Run and leave the process with the exit code."""
        extra["standalone_mode"] = False
        try:
            code = super().main(args, *more, **extra)
        except click.exceptions.NoArgsIsHelpError as fault:
            click.echo(fault.format_message(), err=True)
            code = BAD_USE
        except click.ClickException as fault:
            complain(in_chinese(fault))
            code = BAD_USE
        except click.Abort:
            complain("中斷了。做到一半的事，下一次執行會接著做完。")
            code = INTERRUPTED
        sys.exit(code)


def _say_help(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "顯示這份說明。"
    return option
