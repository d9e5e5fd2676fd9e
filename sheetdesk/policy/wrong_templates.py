"""What is held back because it said something wrong: the template until it is reviewed, the very words for a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from sheetdesk.columns import LOG, TEMPLATES
from sheetdesk.model.correction import ASKED, CONFIRMED, REFUSED, SAME_TEMPLATE, Correction
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.short_code import code_of, folded
from sheetdesk.policy.template import Template, Templates

SAME_WORDS_REST = timedelta(hours=24)
"""So long nobody sends the very words again that were just put right; later they may be true."""

MEND = "改好以後把「版本」加 1；其實沒有錯，就把「上次檢視」改成更晚的日子"
MEND_FILE = f"改好這個檔，或在分頁「{TEMPLATES.title}」加一列同名的，再把「版本」加 1"


def is_reviewed(held: Correction, template: Template | None) -> bool:
    """Has a person looked at the template since: is it another version, or its 上次檢視 a later day?"""
    if template is None:  # it can't be used, and may come back as it was
        return False
    if template.version != held.template[1]:
        return True
    return template.reviewed is not None and (held.reviewed is None or template.reviewed > held.reviewed)


def is_over(held: Correction, templates: Templates, now: datetime) -> bool:
    """Has nothing to be held back any more because of it?"""
    if holds_template(held):
        template = templates.by_name.get(held.template[0])
        names = (held.template[0], code_of(template)) if template is not None else ()
        if any(folded(name) in templates.faulty for name in names):  # the file that stands in isn't what she mends
            return False
        return is_reviewed(held, template)
    return now - held.heard_at >= SAME_WORDS_REST


def holds_template(one: Correction) -> bool:
    """May its template not be used? From the moment on at which she says that it is wrong."""
    if not one.blocks or SAME_TEMPLATE not in one.scopes:
        return False
    return SAME_TEMPLATE not in one.declined if one.state == ASKED else one.scope == SAME_TEMPLATE


def holds_words(one: Correction, now: datetime) -> bool:
    """May the very words not be sent again?"""
    if not one.blocks or not one.words or one.state not in (ASKED, CONFIRMED):
        return False
    return now - one.heard_at < SAME_WORDS_REST or one.state == ASKED


def without_wrong(templates: Templates, corrections: Iterable[Correction], now: datetime) -> Templates:
    """The templates, with what says that some may not be used."""
    live = list(corrections)
    held = [one for one in live if holds_template(one) and not is_over(one, templates, now)]
    names = {name: one for one in held for name in (one.template[0], *_renamed(one, templates))}
    words = {one.source for one in live if holds_words(one, now)}
    if not names and not words:
        return templates
    wrong = {name: f"{named(one, templates)}寫錯了，正在更正，先不能用" for name, one in names.items()}
    return replace(templates, wrong=wrong, wrong_words=frozenset(words))


def content_of(template: Template) -> str:
    """Fingerprint of what it says, whatever its name. 16 hexadecimal digits."""
    return sha256(f"{template.kind}\n{template.subject}\n{template.body}".encode()).hexdigest()[:16]


def _renamed(held: Correction, templates: Templates) -> list[str]:
    """Templates of another name that say the very same, and that nobody has looked at since."""
    alike = (one for one in templates.by_name.values() if held.content and content_of(one) == held.content)
    return [one.name for one in alike if not is_reviewed(held, one)]


def problems(templates: Templates, corrections: Iterable[Correction]) -> list[Problem]:
    """What a person has to mend: templates that wait to be reviewed, and corrections that can't be done."""
    found = []
    for name, what in templates.wrong.items():
        template = templates.by_name.get(name)
        if template is None:
            continue  # its row was deleted, or has a fault that is named
        row = template.row
        mend, tab = (MEND, TEMPLATES.key) if row else (MEND_FILE, None)
        found.append(Problem(template.place, what, mend, tab=tab, row=row))
    for one in corrections:
        if one.state == REFUSED:
            what, _, mend = one.said.removeprefix("⚠").partition(" → ")
            found.append(Problem(f"{LOG.title} {one.row}「更正」", what, mend))
    return found


def named(one: Correction, templates: Templates) -> str:
    """「範本「補寄」第 2 版」."""
    name, version = one.template
    template = templates.by_name.get(name)
    return f"範本「{code_of(template) if template else name}」第 {version} 版"
