"""A correction that a person asks for beside a letter in 往來紀錄: what she wrote there, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

ASKED, CONFIRMED, DECLINED, WITHDRAWN, REPLACED, REFUSED = (
    "asked",
    "confirmed",
    "declined",
    "withdrawn",
    "replaced",
    "refused",
)
"""Waits for 確認 · its letters may leave · 不要 · she emptied the cell · a later one took its place · can't be done."""

SAME_TEMPLATE, SAME_WORDS = "template", "words"
"""Whom it concerns: everyone who got that version of the template, or those alone who got her very words."""


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a correction would reach if she confirmed it: case numbers, each once."""

    scope: str
    by_mail: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    """Cases without an address that takes letters."""
    left_out: int = 0
    """Cases that get none: void, forgotten, merged into a case of somebody else."""
    people: int = 0

    @property
    def cases(self) -> tuple[str, ...]:
        """All that are to be told."""
        return (*self.by_mail, *self.by_hand)


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell 更正 and its fate. `message`: the number of the letter that was wrong, `source` what it was made of.

    A negative number is that of something that came in: it can't be corrected, and she is told so beside it."""

    message: int
    text: str
    heard_at: datetime
    source: str = ""
    state: str = ASKED
    scopes: tuple[str, ...] = ()
    """Whom the mistake may concern."""
    reviewed: date | None = None
    """The template's 上次檢視 when the mistake was found: a later one, or another version, frees it."""
    content: str = ""
    """Fingerprint of what the template said then: under another name it is as wrong."""
    groups: tuple[Group, ...] = ()
    """What was counted for the questions in 待辦; empty: not yet."""
    draft: str = ""
    """How the letter reads, for the question."""
    declined: tuple[str, ...] = ()
    """Scopes of which she said 不要."""
    scope: str | None = None
    """The one that she confirmed."""
    said: str = ""
    """What 說明 tells of it."""
    blocks: bool = True
    """Something is held back because of it: the template until somebody reviews it, or the very words for a day."""

    @property
    def row(self) -> str:
        """What 往來紀錄 knows the row by."""
        return f"M{self.message}" if self.message > 0 else f"I{-self.message}"

    @property
    def age(self) -> tuple[datetime, int]:
        """By which the earlier of two comes first."""
        return self.heard_at, self.message

    @property
    def event(self) -> str:
        """What causes its letters: another text is another correction."""
        return f"{self.message}:{sha256(self.text.encode()).hexdigest()[:16]}"

    @property
    def template(self) -> tuple[str, str]:
        """Name and version of the template."""
        name, _, version = self.source.rpartition("|")[0].rpartition(" ")
        return name, version

    @property
    def words(self) -> str:
        """Fingerprint of her own words in the letter, blank if there were none."""
        return self.source.rpartition("|")[2]

    @property
    def waits(self) -> bool:
        """Is it neither confirmed nor at its end?"""
        return self.state in (ASKED, REFUSED)

    @property
    def live(self) -> bool:
        """Does a pass have to look at it?"""
        return self.waits or self.blocks

    def ended(self, state: str, said: str) -> Correction:
        """It won't be sent, and holds no template back."""
        return replace(self, state=state, said=said, blocks=False)
