"""What must be true whatever happened, proved from outside: the world's own record against sheet, ledger and mails.

Border: nothing here decides what the desk would; each proof answers what is wrong, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sheetdesk.columns import ARCHIVE, CASES, KPI_DAYS, LOG
from sheetdesk.desk.log_tab import message_id_of
from sheetdesk.errors import SheetdeskError
from sheetdesk.ledger.forms import SeenRow
from sheetdesk.model.case import Case, contact_of
from sheetdesk.model.message import SENT, UNSURE, Message
from tests.soak import slow_clock, slow_figures
from tests.soak.truth import Filed
from tests.soak.world import World

Proof = Callable[[World], Iterator[str]]


def every_form_row_is_one_case(world: World) -> Iterator[str]:
    """Each row of the form is exactly one case's, and people can read what it says there or in 往來紀錄."""
    rows = {str(row.get("number")): row for row in _rows_of_cases(world)}
    said = _said_in_log(world)
    with world.ground.rig.ledger.begin() as tx:
        seen = tx.forms.standing()
        cases = tx.cases.some({row.case for row in seen.values() if row.case})
    for filed in world.truth.filed:
        found = _rows_of(filed, seen)
        if len(found) != 1:
            yield f"{_told(filed)} was taken in {len(found)} times"
            continue
        case = cases.get(found[0].case or "")
        if case is None:
            yield f"{_told(filed)} ({found[0].kind}) belongs to no case"
        elif not {filed.person.mail, filed.person.phone} & {case.email, case.phone}:
            yield f"{_told(filed)} went to {case.number}, which is somebody else's"
        elif case.number not in rows:
            if case.status != VOID:
                yield f"{_told(filed)} is {case.number}, which has no row"
        elif filed.word not in f"{rows[case.number].get('text')}{said[case.number]}":
            yield f"{_told(filed)}: nobody can read in {case.number} or 往來紀錄 what she wrote"
    if len(seen) != len(world.truth.filed):
        yield f"{len(seen)} rows of the form were taken in, there are {len(world.truth.filed)}"


def _rows_of_cases(world: World) -> list[dict[str, Any]]:
    return [*world.ground.rows(CASES), *world.ground.rows(ARCHIVE)]


def _rows_of(filed: Filed, seen: dict[str, SeenRow]) -> list[SeenRow]:
    return [row for key, row in seen.items() if row.submitted_at == filed.at and filed.person.contact in key]


def _told(filed: Filed) -> str:
    return f"{filed.kind} {filed.word} of {filed.at:%m/%d %H:%M:%S}"


def _said_in_log(world: World) -> dict[str, str]:
    said: dict[str, str] = defaultdict(str)
    for row in world.ground.rows(LOG):
        number = str(row.get("case"))
        said[number] += f"{row.get('body', '')}{row.get('detail', '')}"
    return said


def every_case_has_one_row(world: World) -> Iterator[str]:
    """What the ledger knows as a case stands once in 案件 or 封存, and nothing else does."""
    shown = Counter(str(row["number"]) for row in _rows_of_cases(world) if "number" in row)
    for number, times in shown.items():
        if times > 1:
            yield f"{number} stands in 案件 and 封存 {times} times"
    with world.ground.rig.ledger.begin() as tx:
        cases = tx.cases.some({row.case for row in tx.forms.all().values() if row.case})
    for number in cases.keys() - shown.keys():
        if cases[number].status != "無效":  # that one may be deleted
            yield f"{number} does not stand in 案件"
    for row in world.ground.rows():
        if "number" not in row:
            yield f"a row without 案號 was left: {sorted(row)}"


def every_letter_went_once(world: World) -> Iterator[str]:
    """Each mail that was taken is a message of the outbox, and each message went once, or is 需確認."""
    taken = Counter(mail.id for mail in world.ground.room.taken)
    with world.ground.rig.ledger.begin() as tx:
        messages = {message.message_id: message for message in tx.outbox.updated_since(None)}
    for number in taken.keys() - messages.keys():
        yield f"a mail left that the outbox doesn't know: {number}"
    for message in messages.values():
        yield from _once(message, taken[message.message_id], world.truth.decided.get(message_id_of(message), []))


def _once(message: Message, times: int, decided: list[str]) -> Iterator[str]:
    """Of one that was in doubt nobody knows but the mail server; each 重寄 may send it once more."""
    most = 1 + decided.count("重寄")
    sure = {SENT: range(1, 2)}.get(message.state, range(1))
    fits = range(most + 1) if decided or message.state == UNSURE else sure
    if times not in fits:
        yield f"{message.key} is {message.state} and left {times} times"


def every_new_case_got_its_receipt(world: World) -> Iterator[str]:
    """One receipt to who left an address, or a word that tells why not."""
    with world.ground.rig.ledger.begin() as tx:
        messages = tx.outbox.updated_since(None)
        numbers = {row.case for row in tx.forms.all().values() if row.case and row.kind == "new"}
        cases = tx.cases.some(numbers)
    receipts = Counter(message.letter.case for message in messages if message.kind == "receipt")
    for number, case in cases.items():
        if receipts[number] > 1:
            yield f"{number} has {receipts[number]} receipts"
        if not receipts[number] and not (case.outcome or case.notice or case.silent):
            yield f"{number} ({contact_of(case)}) got no receipt, and nobody is told why"


def the_desk_is_at_rest(world: World) -> Iterator[str]:
    """Left alone, it comes to rest; one more pass changes nothing."""
    world.calm_down()
    before = _kept(world)
    line = world.ring()
    if line["wrote"] or line["sent"] or line["fault"]:
        yield f"a quiet pass did something: {line}"
    if before != _kept(world):
        yield "a quiet pass changed what people see"


def _kept(world: World) -> Any:
    return len(world.ground.room.taken), world.ground.rows(CASES), world.ground.rows(LOG)


def every_clock_is_right(world: World) -> Iterator[str]:
    """Each deadline equals a walk over the minutes, and its target is that of domain §4 unless somebody reclassed it."""
    touched = world.organisers.touched if world.organisers is not None else set()
    for case in _cases(world).values():
        if case.first_target is None or case.solution_target is None or case.silent or case.status == "無效":
            continue
        walked = slow_clock.first_reply_due(case)
        if case.first_reply_due != walked:
            yield f"{case.number}: first reply due {case.first_reply_due}, walked {walked} ({case.how_counted})"
        ended = case.resolved_at or case.closed_at if case.status in slow_clock.ENDED else None
        if ended is None and case.merged_to is None:
            walked_on = slow_clock.solution_due(case, world.now)
            if case.solution_due != walked_on:
                yield f"{case.number}: solution due {case.solution_due}, walked {walked_on} ({case.how_counted})"
        if not touched & {(case.number, key) for key in ("priority", "category", "nature", "first_reply_at")}:
            usual = slow_clock.usual_targets(case)
            known = [(one.minutes, one.clock) for one in (case.first_target, case.solution_target)]
            if known != [(one.minutes, one.clock) for one in usual] and case.status not in slow_clock.ENDED:
                yield f"{case.number} ({case.priority}, {case.category}): targets {known}, domain says {usual}"


VOID = "無效"
"""The row of such a case stays deleted: so people get rid of rubbish."""
DAYS_SET_RIGHT = 92
"""Older rows keep the figures of their time, whatever becomes of a case."""


def every_day_has_its_figures(world: World) -> Iterator[str]:
    """KPI 每日 shows for each day that is over what a count of the cases gives, as far back as the guide says so."""
    cases = list(_cases(world).values())
    for row in world.ground.rows(KPI_DAYS):
        day = row["day"].date() if isinstance(row["day"], datetime) else row["day"]
        if not 0 < (world.wall().date() - day).days < DAYS_SET_RIGHT:
            continue
        counted = slow_figures.figures_of(day, cases)
        shown = {name: row.get(name, 0 if isinstance(count, int) else None) for name, count in counted.items()}
        wrong = {name: (shown[name], count) for name, count in counted.items() if not _alike(shown[name], count)}
        if wrong:
            yield f"{day}: shown and counted {wrong}"


def _alike(shown: object, counted: float | None) -> bool:
    if counted is None or not isinstance(shown, int | float):
        return shown is counted
    return abs(shown - counted) < 0.11  # rounded to a tenth


def only_a_person_meets_the_first_reply(world: World) -> Iterator[str]:
    """首次回覆時間 is when a person's letter left, or what a person recorded."""
    touched = world.organisers.touched if world.organisers is not None else set()
    with world.ground.rig.ledger.begin() as tx:
        left = {(m.letter.case, m.sent_at) for m in tx.outbox.updated_since(None) if m.kind == "reply"}
    for case in _cases(world).values():
        recorded = touched & {(case.number, "action"), (case.number, "first_reply_at")}
        if case.first_reply_at is not None and not recorded and (case.number, case.first_reply_at) not in left:
            yield f"{case.number}: first reply at {case.first_reply_at}, and no person wrote then"


def _cases(world: World) -> dict[str, Case]:
    with world.ground.rig.ledger.begin() as tx:
        return dict(tx.cases.some({row.case for row in tx.forms.all().values() if row.case}))


def no_pass_broke(world: World) -> Iterator[str]:
    """Every fault of a pass is one that the house knows, with its mend."""
    yield from world.found
    known = {kind.__name__ for kind in _kinds(SheetdeskError)}
    for line in world.ground.log:
        if line["fault"] is not None and line["fault"] not in known:
            yield f"a pass broke: {line}"


def _kinds(kind: type[SheetdeskError]) -> Iterator[type[SheetdeskError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _kinds(one)


def no_log_shows_who(world: World) -> Iterator[str]:
    """Neither the log nor the terminal shows a name, an address, a phone number or what a customer wrote."""
    said = world.ground.said.getvalue()
    for word in world.truth.private:
        if word in said:
            yield f"the log shows {word}"


def no_word_of_people_is_lost(world: World) -> Iterator[str]:
    """What was typed last into a cell of theirs stands there; nothing counts as typed that they didn't type."""
    crowd = world.organisers
    if crowd is None:
        return
    archived = {str(row.get("number")): row for row in world.ground.rows(ARCHIVE)}
    for (number, key), (left, now) in crowd.lost_words().items():
        if number not in archived:
            yield f"{number} {key}: {left!r} was typed, {now!r} stands there"
        elif not key.startswith("#") and str(archived[number].get(key)) != str(left):
            yield f"{number} {key}: {left!r} was typed, {archived[number].get(key)!r} went to 封存"
    with world.ground.rig.ledger.begin() as tx:
        taken = {(str(e.case), str(e.field)) for e in tx.cases.events() if e.actor == "person" and e.field}
    for number, key in sorted(taken - crowd.touched):
        yield f"{number} {key} counts as typed by a person, and nobody touched it"


PROOFS: tuple[Proof, ...] = (
    the_desk_is_at_rest,
    every_case_has_one_row,
    every_form_row_is_one_case,
    every_letter_went_once,
    every_new_case_got_its_receipt,
    no_word_of_people_is_lost,
    every_clock_is_right,
    every_day_has_its_figures,
    only_a_person_meets_the_first_reply,
    no_pass_broke,
    no_log_shows_who,
)


def wrong(world: World) -> list[str]:
    """All that is wrong just now."""
    return [f"{proof.__name__}: {what}" for proof in PROOFS for what in proof(world)]
