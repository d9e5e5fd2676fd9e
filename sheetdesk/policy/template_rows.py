"""The tab 回覆範本: rows that are templates, and rows that stand in for a file of the same name. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sheetdesk.columns import TEMPLATES, row_key
from sheetdesk.errors import TemplateFault
from sheetdesk.model.message import KINDS
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Value
from sheetdesk.policy.letters_sandbox import needs
from sheetdesk.policy.lint import STALE_DAYS, faults, remarks, stale
from sheetdesk.policy.own_words import greets
from sheetdesk.policy.setting_row import SettingRow
from sheetdesk.policy.short_code import PLAIN, folded, replies
from sheetdesk.policy.template import KIND_TITLES, Template, Templates
from sheetdesk.policy.variables import TITLES

SUBJECT_LINE = -100
"""A row's subject is no line of its 內文."""

_GREETING, _SIGNATURE = "{{ greeting }}：\n\n", "\n\n{{ signature }}"
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAMES = {title: name for name, title in TITLES.items()}
_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|\w+")
"""A quoted text, which stays as it is, or a name."""


@dataclass(frozen=True, slots=True)
class Read:
    """One row, its short code, and the template that it makes, if any."""

    row: SettingRow
    code: str | None
    template: Template | None


def read_templates(rows: Sequence[Row], files: Templates) -> tuple[Templates, list[Problem]]:
    """The files' templates with those of the rows over them, and what is wrong with the rows.

    A row that can't be used is named and in `faulty`; the file of its name counts, if there is one."""
    if not rows:
        return files, []
    by_name, faulty, problems = dict(files.by_name), dict[str, str](), list[Problem]()
    taken = set[str]()
    for read in _read_all(rows, files):
        template, found = _judged(read, taken)
        problems += found
        if template is not None:
            by_name[template.name] = template
        elif read.code is not None:
            faulty.setdefault(folded(read.code), found[0].what)
    return Templates(by_name, faulty), problems


def stale_rows(templates: Templates, today: date) -> list[Problem]:
    """The rows that nobody has read for long, as one thing to mend."""
    rows = [template for template in templates.by_name.values() if template.row is not None]
    names = sorted(template.label for template in rows if stale(template, today))
    if not names:
        return []
    what = f"{len(names)} 個範本超過 {STALE_DAYS} 天沒有人讀過：{'、'.join(names)}"
    return [Problem(TEMPLATES.title, what, "讀一遍，還合用就把「上次檢視」改成今天")]


def first_rows(files: Templates, read_on: date | None = None) -> list[dict[str, Value]]:
    """What `init` puts into the tab: the shipped replies as people read them, by short code. The year in which somebody is
    to read them again begins `read_on`; else on the day that the files name."""
    return [
        {
            "name": template.label,
            "subject": _shown(template.subject),
            "body": _shown(template.body.removeprefix(_GREETING).removesuffix(_SIGNATURE)),
            "categories": "、".join(template.categories) or None,
            "kind": KINDS[template.kind],
            "version": template.version,
            "reviewed": read_on or template.reviewed,
        }
        for template in replies(files)
    ]


def _read_all(rows: Sequence[Row], files: Templates) -> Iterable[Read]:
    named = _by_code(files)
    for row in rows:
        said = SettingRow(TEMPLATES, row)
        if said.is_blank():
            continue
        code = said.text("name")
        file = named.get(folded(code)) if code else None
        yield Read(said, code, _template(said, row, code, file, files))


def _judged(read: Read, taken: set[str]) -> tuple[Template | None, list[Problem]]:
    """The row's template if it may be used, and all that is wrong with the row. `taken`: names of the rows above."""
    template = read.template
    if template is None:
        return None, read.row.problems
    if folded(template.name) in taken:
        read.row.fault("name", f"「{template.label}」重複，只算上面那一列", "改成別的名稱，或刪掉一列")
        return None, read.row.problems
    taken.add(folded(template.name))
    wrong = faults(template)
    return (None if wrong else template), [*read.row.problems, *wrong, *remarks(template)]


def _by_code(files: Templates) -> Mapping[str, Template]:
    """Each file by its name and by its short code."""
    templates = files.by_name.values()
    return {folded(template.name): template for template in templates} | {
        folded(template.label): template for template in templates if template.label
    }


def _template(said: SettingRow, row: Row, code: str | None, file: Template | None, files: Templates) -> Template | None:
    """The template of one row; None where it lacks what makes one, which is then among its problems."""
    body, kind = said.text("body"), _kind(said, file)
    if code is None:
        said.fault("name", "沒有名稱，這一列不算", "填一個短名稱，例如 補寄，或刪掉這一列")
    if body is None and not said.problems:
        said.fault("body", "沒有內文", "寫信的內容，或刪掉這一列")
    if file is not None and file.name == PLAIN:
        said.fault("name", f"「{code}」是系統用來寄您自己的話的", "改成別的名稱")
        return None
    if code is None or body is None or kind is None:
        return None
    plain = file or files.by_name.get(PLAIN)
    subject = said.text("subject") or (plain.subject if plain and plain.kind == kind else None)
    if subject is None:
        said.fault("subject", "沒有主旨", "寫信的主旨")
        return None
    framed, body_line = _framed(_meant(body.replace("\r\n", "\n")), kind)
    made = file or Template(code, kind, "", "", "")
    return replace(
        made,
        subject=_meant(subject),
        body=framed,
        version="".join((said.text("version") or made.version or "1").split()),
        reviewed=said.day("reviewed"),
        categories=said.words("categories") or made.categories,
        label=code,
        subject_line=SUBJECT_LINE,
        body_line=body_line,
        row=row_key(TEMPLATES, row.cells),
    )


def _kind(said: SettingRow, file: Template | None) -> str | None:
    """回覆 unless the row or the file of its name says otherwise; None for what nobody knows."""
    word = said.text("kind")
    if word is None:
        return file.kind if file else "reply"
    kind = KIND_TITLES.get(word)
    if kind is None:
        said.fault("kind", f"不認得「{word[:20]}」", f"可填：{'、'.join(KIND_TITLES)}；空白就是回覆")
    elif file is not None and file.kind != kind:
        said.fault("kind", f"內建的「{said.text('name')}」不是「{word}」", "改成別的名稱，或清空「種類」")
        return None
    return kind


def _framed(body: str, kind: str) -> tuple[str, int]:
    """A reply with greeting and signature, and the number of its first line where that of 內文 is 1.

    One that can't be read stays as it is: its fault has to be found where it is, and not in the frame."""
    try:
        names = needs(body).names
    except TemplateFault:
        return body, 1
    first = 1
    if kind == "reply" and "greeting" not in names and not greets(body):
        body, first = _GREETING + body, -1
    return body + _SIGNATURE if kind == "reply" and "signature" not in names else body, first


def _meant(text: str) -> str:
    """People's names for what is filled in, as the templates know them."""
    return _renamed(text, _NAMES)


def _shown(text: str) -> str:
    """Reverse of `_meant`."""
    return _renamed(text, TITLES)


def _renamed(text: str, names: Mapping[str, str]) -> str:
    def named(word: re.Match[str]) -> str:
        return names.get(word.group(), word.group())

    return _CODE.sub(lambda code: _WORD.sub(named, code.group()), text)
