"""Which reply template a person means by the short code that she picked or typed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from sheetdesk.columns import TEMPLATES
from sheetdesk.errors import TemplateFault
from sheetdesk.policy.fold import fold
from sheetdesk.policy.template import Template, Templates

PLAIN = "reply_plain"
"""The frame of a letter that is all her own words."""

LONGEST = 50
"""Characters of a short code that are looked at; a cell may hold 50,000."""

MEND_ROW = f"到分頁「{TEMPLATES.title}」修好那一列"

_MOST_NAMED, _ALIKE = 3, 0.4


def replies(templates: Templates) -> list[Template]:
    """The templates that can be picked, in the order of their files: what belongs together stands together."""
    found = (t for t in templates.by_name.values() if t.kind == "reply" and t.name != PLAIN)
    return sorted(found, key=lambda template: template.name)


def code_of(template: Template) -> str:
    """What people call it."""
    return template.label or template.name


def chosen(asked: str, templates: Templates) -> Template:
    """The template of that short code or file name, in whatever width, case and spacing.

    Raises TemplateFault if there is none, naming those that look most like it, if its row has a fault, or if it said
    something wrong and nobody has reviewed it since."""
    wanted = folded(asked[:LONGEST])
    offered = replies(templates)
    named = {folded(name): template for template in reversed(offered) for name in (template.name, code_of(template))}
    if wanted in named:
        return _usable(named[wanted], templates)
    if wanted in templates.faulty:
        raise TemplateFault(f"範本「{asked.strip()}」有錯：{templates.faulty[wanted]}", mend=MEND_ROW)
    near = _nearest(wanted, offered)
    mend = f"改選：{'、'.join(near)}" if near else "從「回覆範本」那一格的清單選一個"
    raise TemplateFault(f"沒有「{asked.strip()[:20]}」這個範本", mend=mend)


def _usable(template: Template, templates: Templates) -> Template:
    if template.name in templates.wrong:
        raise TemplateFault(templates.wrong[template.name], mend=f"改選別的，或{MEND_ROW}、把「版本」加 1")
    return template


def fallen_back(template: Template, templates: Templates) -> bool:
    """Is it a file that counts only because the row of its short code has a fault?"""
    return template.row is None and folded(code_of(template)) in templates.faulty


def plain(templates: Templates) -> Template:
    """The frame for her own words. Raises TemplateFault if its file is gone."""
    frame = templates.by_name.get(PLAIN)
    if frame is None:
        raise TemplateFault("找不到只寫自己的話時用的範本", which=f"{PLAIN}.txt", mend="把原來的檔案放回去")
    return frame


def folded(name: str) -> str:
    """A short code as it is compared."""
    return "".join(fold(name).split())


def _nearest(wanted: str, offered: Sequence[Template]) -> list[str]:
    codes = {folded(code_of(template)): code_of(template) for template in offered}
    inside = [folded for folded in codes if wanted and (wanted in folded or folded in wanted)]
    alike = get_close_matches(wanted, codes, _MOST_NAMED, _ALIKE)
    return [codes[folded] for folded in dict.fromkeys([*inside, *alike])][:_MOST_NAMED]
