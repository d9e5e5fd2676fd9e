"""What goes wrong in the simulated year: Google, the mail server, the power, a second server, a sheet that was set back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from math import inf
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sheetdesk.cli.build import build_rig
from sheetdesk.columns import FORM, STAMP_ITEM, STATE, SURVEY
from sheetdesk.desk.one_pass import one_pass
from sheetdesk.desk.rig import Asked
from sheetdesk.errors import DeskNotOurs
from sheetdesk.workbook.stamp import decode_stamp
from tests.fakes.google import Fault
from tests.fakes.tripwire import PowerCut, Tripwire
from tests.soak.ground import OnGoogle
from tests.soak.organisers import Organisers

if TYPE_CHECKING:
    from tests.soak.world import World

GOOGLE = ("429", "500", "502", "503", "504", "reset", "truncated", "half_json", "bad_json")
"""Faults of faults.py but those for which a caller waits in real time."""

REFUSALS = {"MAIL": "421 busy", "RCPT": "451 later", "DATA": "452 full"}
STEPS_OF_A_PASS = 60


class Troubles:
    """`each_day`: how many of them a day has."""

    def __init__(self, world: World, each_day: float) -> None:
        self.world, self.chance, self.each_day = world, Random(world.chance.random()), each_day
        self.dies_at = 0
        self.met: dict[str, int] = {}
        self.kept: list[Any] = []
        on_google = {"google": 5, "outage": 1, "set back": 0.3, "second server": 0.3}
        self.kinds = {"power": 4, "restart": 2, "mail": 3, "mailbox": 0.5, "old ledger": 0.3}
        self.kinds |= on_google if isinstance(world.ground, OnGoogle) else {}

    def plan_day(self) -> None:
        """When each comes."""
        if isinstance(self.world.ground, OnGoogle):
            self.kept = [*self.kept, self.world.ground.book.save_point()][-2:]
        acts: dict[str, Callable[[], object]] = {
            "google": self.google_fails,
            "outage": self.google_is_down,
            "set back": self.sheet_is_set_back,
            "second server": self.second_server,
            "power": self.power_goes,
            "restart": self.world.ground.reopen,
            "mail": self.mail_fails,
            "mailbox": self.mailbox_is_gone,
            "old ledger": self.old_ledger,
        }
        for _ in range(int(self.each_day) + (self.chance.random() < self.each_day % 1)):
            [kind] = self.chance.choices(list(self.kinds), list(self.kinds.values()))
            self.met[kind] = self.met.get(kind, 0) + 1
            self.world.later(
                timedelta(hours=self.chance.randrange(24), seconds=self.chance.randrange(3600)), acts[kind]
            )

    def be_over(self) -> None:
        """Nothing is wrong any more."""
        self.dies_at = 0
        self.world.ground.room.be_well()
        if isinstance(self.world.ground, OnGoogle):
            self.world.ground.google.faults.clear()
            self.world.ground.google.people.clear()

    # Google

    def google_fails(self) -> None:
        """One call or two of the passes to come."""
        self._fails(self.chance.choice(("read", "write", "write", "any", "token")), self.chance.randrange(3), 1)

    def google_is_down(self) -> None:
        """For minutes or hours."""
        self._fails("any", 0, inf)
        self.world.later(timedelta(minutes=self.chance.choice((3, 20, 90, 400))), self.google_is_back)

    def google_is_back(self) -> None:
        assert isinstance(self.world.ground, OnGoogle)
        self.world.ground.google.faults.clear()

    def _fails(self, kind: str, skip: int, times: float) -> None:
        ground = self.world.ground
        assert isinstance(ground, OnGoogle)
        when = "after" if self.chance.random() < 0.4 else "before"
        path = "" if kind == "token" else ground.book.id
        fault = Fault(self.chance.choice(GOOGLE))
        ground.google.faults.next(fault, kind, when, times, skip=skip, path=path)  # type: ignore[arg-type]

    def sheet_is_set_back(self) -> None:
        """Somebody goes back in the version history by a day. The forms' tabs stay: nobody knows of rows that are gone."""
        ground = self.world.ground
        assert isinstance(ground, OnGoogle)
        if self.kept:
            forms = [ground.book.sheet(ground.ids[form.key]) for form in (FORM, SURVEY)]
            now = [(sheet, sheet.state()) for sheet in forms]
            ground.book.restore(self.kept[0])
            for sheet, state in now:
                sheet.load(state)
            ground.book.own_changes.clear()
            if isinstance(self.world.organisers, Organisers):
                self.world.organisers.forget_unseen()

    def second_server(self) -> None:
        """It begins on the same sheet with a ledger of its own, is refused, and changes nothing."""
        ground = self.world.ground
        assert isinstance(ground, OnGoogle)
        if not ground.rows():
            return  # nobody holds a desk that has no case yet
        with TemporaryDirectory() as folder:
            config = ground.config.model_copy(update={"ledger": f"sqlite:///{Path(folder) / 'other.db'}"})
            rig = build_rig(config, lambda: ground.now)
            before, mails = ground.book.version, len(ground.room.taken)
            try:
                one_pass(rig, ground.now, Asked())
                refused = False
            except DeskNotOurs:
                refused = True
            except Exception:  # Google fails just now, for it as for us
                refused = True
            rig.ledger.close()
            if not refused or (before, mails) != (ground.book.version, len(ground.room.taken)):
                self.world.found.append(f"{ground.now}: a second server was let in")

    # The machine

    def power_goes(self) -> None:
        """At some step of the next pass."""
        self.dies_at = self.chance.randint(1, STEPS_OF_A_PASS)

    def ring(self) -> dict[str, Any]:
        """A ring of the desk's, in which the process may die."""
        ground, dies_at = self.world.ground, self.dies_at
        self.dies_at = 0
        try:
            with Tripwire(dies_at).strung():
                return ground.ring()
        except PowerCut as cut:
            ground.reopen()
            return {"fault": str(cut), "wrote": 0, "sent": 0}

    def old_ledger(self) -> None:
        """The machine comes back with the ledger of some hours ago; it is refused, and the right one is found again."""
        path = self.world.ground.folder / "sheetdesk.db"
        backup = path.with_name("backup.db")
        with self.world.ground.rig.ledger.begin() as tx:
            batch = int(tx.fact("batch") or 0)
        self.world.ground.rig.ledger.close()
        shutil.copy(path, backup)
        self.world.ground.rig = self.world.ground.open()
        self.world.later(timedelta(hours=self.chance.randint(1, 30)), lambda: self._comes_back(path, backup, batch))

    def _comes_back(self, path: Path, backup: Path, batch: int) -> None:
        ground = self.world.ground
        said = (row.get("content") for row in ground.rows(STATE) if row.get("item") == STAMP_ITEM)
        stamp = decode_stamp(next(said, None))
        if stamp is None or stamp.batch <= batch:
            return  # nothing was written since: it is no older than the sheet
        ground.rig.ledger.close()
        right = path.with_name("right.db")
        shutil.move(path, right)
        shutil.copy(backup, path)
        ground.rig = ground.open()
        mails, line = len(ground.room.taken), ground.ring()
        if len(ground.room.taken) != mails or (line["fault"] is None and line["wrote"]):
            self.world.found.append(f"{ground.now}: an old ledger went on: {line}")
        ground.rig.ledger.close()
        shutil.move(right, path)
        ground.rig = ground.open()

    # Mail

    def mail_fails(self) -> None:
        """For a while it refuses, hangs up, or takes a mail and hangs up before it says so."""
        room = self.world.ground.room
        how = self.chance.choice(("refuses", "dies", "swallows"))
        if how == "refuses":
            step = self.chance.choice(list(REFUSALS))
            room.replies[step] = REFUSALS[step]
        elif how == "dies":
            room.die_at = self.chance.choice(("MAIL", "RCPT", "DATA"))
        else:
            room.swallows_last_word = True
        self.world.later(timedelta(minutes=self.chance.choice((2, 10, 60, 300))), room.be_well)

    def mailbox_is_gone(self) -> None:
        """Of one customer, for good."""
        if self.world.customers.people:
            person = self.chance.choice(self.world.customers.people)
            if person.mail:
                self.world.ground.room.gone.add(person.mail)
