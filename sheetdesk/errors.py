"""Every error a user can meet: what happened, which thing it concerns, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence


class SheetdeskError(Exception):
    """Base of the tree. `str()` is one plain sentence for the person at the terminal."""

    exit_code = 1

    def __init__(self, what: str, *, which: str = "", mend: str = "") -> None:
        self.what, self.which, self.mend = what, which, mend
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.which}：" if self.which else ""
        mend = f" → {self.mend}" if self.mend else ""
        return f"{place}{self.what}{mend}"


class UsageError(SheetdeskError):
    """The command cannot be carried out as given; nothing was done."""

    exit_code = 2


class ConfigError(UsageError):
    """config.yaml is wrong. Carries every fault at once, each with line, key, value and what is allowed."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class DeskUnreachable(SheetdeskError):
    """The workbook can't be read, or something the desk needs in it is missing."""

    exit_code = 3

    @property
    def passing(self) -> bool:
        """May it end by itself? Then it is worth waiting for."""
        return False


class DeskNotOurs(SheetdeskError):
    """The stamp says that another ledger or a newer one owns this workbook."""

    exit_code = 3


class LedgerError(SheetdeskError):
    """The ledger can't be opened, read or written."""

    exit_code = 3


class WorkbookBusy(SheetdeskError):
    """A program holds the workbook open: it can be read, and is written later."""

    exit_code = 3


class WorkbookChanged(SheetdeskError):
    """The workbook is no longer what was read; nothing was written. Read again."""


class OutcomeUnknown(SheetdeskError):
    """A write may or may not have been applied. Never repeat it blindly: read again.

    `status` is the HTTP status, if there was one; `fault` the plain words to show if it stays so."""

    def __init__(
        self,
        what: str,
        *,
        which: str = "",
        mend: str = "",
        status: int | None = None,
        fault: DeskUnreachable | None = None,
    ) -> None:
        super().__init__(what, which=which, mend=mend)
        self.status, self.fault = status, fault


class TemplateFault(SheetdeskError):
    """A template or the variables given to it can't make a letter; nothing is sent half-filled."""


class SendFailed(SheetdeskError):
    """A channel refused a message for certain: it did not leave.

    `permanent` answers the one question the retry asks; `of_channel`: no message is at fault, the next one would fare
    alike. `wait_s`: for how many seconds the other side asked us to stay away."""

    def __init__(
        self,
        what: str,
        *,
        permanent: bool,
        which: str = "",
        mend: str = "",
        of_channel: bool = False,
        wait_s: float | None = None,
    ) -> None:
        super().__init__(what, which=which, mend=mend)
        self.permanent, self.of_channel, self.wait_s = permanent, of_channel, wait_s


class SendOutcomeUnknown(SheetdeskError):
    """A channel may have accepted the message (lost after DATA): a person decides."""
