"""What an incident says to customers: its letter to each of them, its words in receipts, the text for the group. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.incident import Incident
from sheetdesk.policy import wording
from sheetdesk.policy.incidents import titled, trouble_of
from sheetdesk.policy.letters import Sender, written
from sheetdesk.policy.markup import to_plain
from sheetdesk.policy.own_words import clean, with_links, without_greeting
from sheetdesk.policy.replies import Question
from sheetdesk.policy.reply import Draft, draft
from sheetdesk.policy.reply_faults import faults
from sheetdesk.policy.template import Templates

FRAME = "reply_incident"
"""The template that carries 統一回覆."""
ANNOUNCEMENT = "announcement"
LATER_TOO = "之後加入、問題一樣的，也會自動收到"
_MOST_TROUBLES = 4
_TELLING = 500
"""Characters by which the words of a long letter are known."""
_SIGNED = 20
"""Characters that a signature has at most."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom the letter would go to: cases by mail, those whom she has to tell herself, those that get none."""

    by_mail: tuple[Case, ...] = ()
    by_hand: tuple[Case, ...] = ()
    answered: int = 0
    """Cases that are being answered one by one just now."""
    above_limit: tuple[Case, ...] = ()
    """Those of them whose 補償金額 is more than their owner may give."""

    @property
    def cases(self) -> tuple[Case, ...]:
        """All that are to be told."""
        return (*self.by_mail, *self.by_hand)


def uniform(case: Case, one: Incident, templates: Templates, sender: Sender, now: datetime) -> Draft | None:
    """The letter of `case`; None where 統一回覆 is blank."""
    asks = replace(case, reply_template=FRAME, reply_text=one.reply)
    return draft(asks, templates, sender, now) if clean(one.reply) else None


def carried(text: str, replies: Iterable[str | None], whole: bool = True) -> str | None:
    """Which of these 統一回覆 a letter carries: of several the longest. Blanks don't tell, nor how she greets and signs.

    Not `whole`: the end of the letter is lost, and how the words begin has to do."""
    said = "".join(text.split())
    found = [reply for reply in replies if reply and any(_telling(bare, whole) in said for bare in _bare(clean(reply)))]
    return max(found, key=len, default=None)


def _bare(reply: str) -> Iterator[str]:
    """The words as the frame takes them: without greeting, and without the last line if that may be a signature."""
    words = without_greeting(reply)
    before, _, last = words.rpartition("\n")
    yield from filter(None, (words, before if len(last) <= _SIGNED else ""))


def _telling(bare: str, whole: bool) -> str:
    told = "".join(bare.split())
    return told if whole else told[:_TELLING]


def digest_of(one: Incident, trial: bool) -> str:
    """What makes the letter this very one. One of the trial reached nobody, so it is another."""
    return sha256(f"{trial}\n{clean(one.reply)}".encode()).hexdigest()[:16]


def is_reworded(one: Incident) -> bool:
    """Do other words stand there than those that were confirmed, in the trial or not?"""
    return one.digest not in (digest_of(one, trial=True), digest_of(one, trial=False))


def question(one: Incident, action: str, digest: str, reach: Reach, sample: str) -> Question:
    """What has to be confirmed before it leaves. Other words, another 動作, 團號 or 商品, cases with another trouble
    and another amount above a limit are another question; more cases of the same aren't."""
    troubles = sorted({trouble_of(case) for case in reach.cases})
    amounts = sorted(f"{case.number} {case.amount}" for case in reach.above_limit)
    seen = sha256(
        "\n".join((action, digest, *(word or "" for word in one.about), *troubles, *amounts)).encode()
    ).hexdigest()[:16]
    ways = [f"寄信 {len(reach.by_mail)} 件"] if reach.by_mail else []
    ways += [f"要您手動傳 {len(reach.by_hand)} 件"] if reach.by_hand else []
    ways += [f"正在個別回覆、不寄 {reach.answered} 件"] if reach.answered else []
    what = f"事件 {one.number} {titled(one)}的統一回覆：{told_troubles(reach.cases)}，{'、'.join(ways)}。{LATER_TOO}"
    if reach.above_limit:
        named = "、".join(case.number for case in reach.above_limit[:3])
        what += f"。其中 {len(reach.above_limit)} 件超過負責人的退補上限（{named}）"
    return Question(f"uniform:{one.id}:{seen}", what, tuple(case.number for case in reach.cases), sample)


def told_troubles(cases: Iterable[Case]) -> str:
    """「退冰融化 28、瑕疵破損 2」, the most frequent first."""
    counts = sorted(Counter(map(trouble_of, cases)).items(), key=lambda one: (-one[1], one[0]))
    more = sum(count for _, count in counts[_MOST_TROUBLES:])
    said = [f"{trouble} {count}" for trouble, count in counts[:_MOST_TROUBLES]]
    return "、".join([*said, f"其他 {more}"] if more else said)


def words_for_all(one: Incident) -> tuple[str, str | None]:
    """說明 as customers may read it, and why they can't; blank where there is none."""
    what = clean(one.what)
    wrong = next(faults("", what, (), what), None)
    return ("", wrong) if wrong else (what.rstrip("。"), None)


def announcement(one: Incident, templates: Templates, sender: Sender, promise: datetime | None) -> str:
    """A text to paste into the group: no customer is named in it. Raises TemplateFault if it can't be written."""
    told, wrong = words_for_all(one)
    reply = clean(one.reply)
    wrong = wrong or next(faults("", reply, (), reply), None)
    if wrong is not None:
        what, _, mend = wrong.partition(" → ")
        raise TemplateFault(what, which=f"事件 {one.number}", mend=mend)
    facts = {
        "product": wording.one_line(one.product, wording.ITEM_LIMIT),
        "group": wording.one_line(one.group_no, wording.ITEM_LIMIT),
        "said": with_links(told),
        "words": with_links(reply),
        "promise": wording.deadline(promise, sender.zone) if promise is not None else "",
        "link": sender.link(""),
        "shop": sender.shop,
        "signature": sender.signed(),
    }
    blank = ("product", "group", "said", "words", "promise", "link")
    _, marked = written(templates.part(ANNOUNCEMENT), facts, f"事件 {one.number}", blank)
    return to_plain(marked)


def promise_of(cases: Sequence[Case], now: datetime) -> datetime | None:
    """By when all of them hear from us who haven't yet; None where no promise is open."""
    due = (case.promise_due for case in cases if case.first_reply_at is None)
    return max((at for at in due if at is not None and at > now), default=None)
