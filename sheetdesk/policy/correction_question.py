"""What is asked in 待辦 before a correction leaves, and what her answer makes of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

from sheetdesk.columns import TODO
from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.correction import ASKED, CONFIRMED, DECLINED, SAME_TEMPLATE, SAME_WORDS, Correction, Group
from sheetdesk.model.message import Message
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.correction_letter import correction_letter, shown
from sheetdesk.policy.corrections import CLEAR, WAITS, Concerned, refusal, refused
from sheetdesk.policy.letters import Sender
from sheetdesk.policy.replies import NO, YES, Question
from sheetdesk.policy.template import Templates
from sheetdesk.policy.wrong_templates import named

NOT_COUNTED = "您用 LINE／電話回的、還是「需確認」的不在內，請自己告訴客人"
"""Of them nobody knows whether the wrong letter arrived, or what she said."""
NOBODY = "沒有可以通知的客人（無效、已刪除個資或併入別人案件的不寄）", CLEAR


def sketched(
    one: Correction, wrong: Message | None, case: Case | None, sender: Sender, templates: Templates
) -> Correction:
    """The correction with how its letter reads to the customer of `case`; refused if there can be none."""
    why_not = refusal(wrong)
    if why_not is not None or wrong is None or case is None:
        return refused(one, *(why_not or NOBODY))
    try:
        return replace(one, state=ASKED, draft=shown(correction_letter(case, wrong, one, sender, templates)))
    except TemplateFault as fault:
        return refused(one, fault.what, fault.mend)


def group_of(scope: str, found: Mapping[str, Concerned], left_out: int) -> Group:
    """What the question says of them."""
    by_mail = tuple(sorted(number for number, one in found.items() if one.by_hand is None))
    by_hand = tuple(sorted(number for number, one in found.items() if one.by_hand is not None))
    people = {read_email(one.case.email).address or number for number, one in found.items()}
    return Group(scope, by_mail, by_hand, left_out, len(people))


def questions(asked: Correction, templates: Templates) -> dict[str, Question]:
    """What has to be confirmed, by scope: of two groups with the same cases only one, the template's.

    Another letter, or other cases than were counted, is another question: what she never saw isn't confirmed."""
    groups = {group.scope: group for group in asked.groups if group.cases and group.scope not in asked.declined}
    if len({frozenset(group.cases) for group in groups.values()}) < len(groups):
        groups.pop(SAME_WORDS)
    both = len(groups) > 1
    return {
        scope: Question(_key(asked, group), _what(asked, group, templates, both), group.cases, asked.draft)
        for scope, group in groups.items()
    }


def asks(one: Correction) -> Correction:
    """It can be done, and waits for her word."""
    return replace(one, state=ASKED, said=WAITS)


def decided(asked: Correction, answers: Mapping[str, str | None], open_scopes: Iterable[str]) -> Correction:
    """The correction after what she answered, by scope."""
    scope = next((scope for scope, word in answers.items() if word == YES), None)
    if scope is not None:
        return replace(asked, state=CONFIRMED, scope=scope, groups=(), draft="")
    declined = tuple(scope for scope, word in answers.items() if word == NO)
    asked = replace(asked, declined=(*asked.declined, *declined))
    if declined and set(open_scopes) <= set(asked.declined):
        return asked.ended(DECLINED, f"更正：沒有寄，您在「{TODO.title}」選了「{NO}」")
    return asked


def _key(asked: Correction, group: Group) -> str:
    seen = "\n".join((asked.draft, *group.by_mail, "", *group.by_hand))
    return f"correct:{asked.event}:{group.scope}:{sha256(seen.encode()).hexdigest()[:16]}"


def _what(asked: Correction, group: Group, templates: Templates, both: bool) -> str:
    whole = group.scope == SAME_TEMPLATE
    what = f"更正{named(asked, templates)}" if whole else "更正您寫的話"
    ways = [f"寄信 {len(group.by_mail)} 件"] if group.by_mail else []
    ways += [f"要您手動傳 {len(group.by_hand)} 件"] if group.by_hand else []
    ways += [f"不寄 {group.left_out} 件：無效、已刪除或併入別件"] if group.left_out else []
    told = f"{what}：{group.people} 位客人收到過（{'、'.join(ways)}）。{NOT_COUNTED}"
    if not both:
        return told
    return told + ("。範本本身寫錯了，選這一列" if whole else "。範本沒有錯，只有這段話錯了，選這一列")
