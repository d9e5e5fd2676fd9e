"""A reply template as a value: reading its text, and choosing one for an occasion. No rendering, no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sheetdesk.columns import TEMPLATES
from sheetdesk.errors import TemplateFault
from sheetdesk.model.message import KINDS
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.wording import words_of

FOLDER = "reply_templates"
PART = "part"
KIND_TITLES = {title: kind for kind, title in KINDS.items()} | {"片段": PART}

KEYS = {
    "名稱": "label",
    "主旨": "subject",
    "版本": "version",
    "上次檢視": "reviewed",
    "種類": "kind",
    "性質": "natures",
    "類別": "categories",
    "警示字詞": "alarm_words",
    "管道": "channels",
    "事件": "events",
}


@dataclass(frozen=True, slots=True)
class Template:
    """One file of the folder. A blank criterion fits anything; `categories` hold 「類別」 or 「類別/子類別」."""

    name: str
    kind: str
    subject: str
    body: str
    version: str
    reviewed: date | None = None
    natures: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    alarm_words: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    subject_line: int = 1
    body_line: int = 1
    label: str = ""
    """The short code by which people pick it in 回覆範本."""
    row: str | None = None
    """Key of its row in the tab 回覆範本; None: it is a file."""

    @property
    def place(self) -> str:
        """Where people find it."""
        return f"{TEMPLATES.title}「{self.label}」" if self.row else f"{FOLDER}/{self.name}.txt"

    @property
    def title(self) -> str:
        """What people call it, within a sentence."""
        return f"「{self.label}」" if self.label else f" {self.place} "

    def problem(self, line: int, what: str, mend: str) -> Problem:
        """A fault at `line` of the file, or of the row's 內文 (from 1)."""
        if self.row is None:
            return Problem(f"{self.place} 第 {line} 行", what, mend)
        where = "主旨" if line == self.subject_line else f"內文第 {max(line, 1)} 行"
        return Problem(self.place, f"{where}：{what}", mend, tab=TEMPLATES.key, row=self.row)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter is about, as far as it decides which template is taken."""

    kind: str
    nature: str | None = None
    category: str | None = None
    subcategory: str | None = None
    alarm: str | None = None
    channel: str = "email"
    event: str = ""


MOST_PICKED = 256
"""Occasions whose template is kept in mind; alarm words and tags make ever new ones."""


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates that may be used, by name."""

    by_name: Mapping[str, Template] = field(default_factory=dict)
    faulty: Mapping[str, str] = field(default_factory=dict)
    """Folded short codes of rows that can't be used → what is wrong."""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Names of templates that said something wrong to customers and wait to be reviewed → how they are told of."""
    wrong_words: frozenset[str] = frozenset()
    """Sources (`model.message.source_of`) of a person's own words that were put right just now."""
    _picked: dict[Occasion, Template] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was picked before: hundreds of cases are of one class."""

    def pick(self, occasion: Occasion) -> Template:
        """The most special template that fits: alarm words, then category, nature, channel, then the plain one.

        Among equals the first by file name: so food safety comes before injury, and injury before the press.

        Raises TemplateFault when none does."""
        picked = self._picked.get(occasion)
        if picked is None:
            if len(self._picked) >= MOST_PICKED:
                self._picked.clear()
            picked = self._picked[occasion] = self._pick(occasion)
        return picked

    def _pick(self, occasion: Occasion) -> Template:
        of_kind = sorted(
            name for name, template in self.by_name.items() if template.kind == occasion.kind and name not in self.wrong
        )
        fitting = [self.by_name[name] for name in of_kind if fits(self.by_name[name], occasion)]
        if not fitting:
            raise TemplateFault(
                f"沒有可以用的「{KINDS.get(occasion.kind, occasion.kind)}」範本",
                which=f"資料夾 {FOLDER}",
                mend="補一個沒有限定類別的範本，或修好「系統狀態」列出的範本問題",
            )
        return max(fitting, key=lambda template: fit(template, occasion))

    def part(self, name: str) -> Template:
        """The piece of wording that several letters share. Raises TemplateFault if it isn't there."""
        template = self.by_name.get(f"part_{name}")
        if template is None:
            raise TemplateFault("找不到這個片段", which=f"{FOLDER}/part_{name}.txt", mend="把原來的檔案放回去")
        return template


def fits(template: Template, occasion: Occasion) -> bool:
    """May `template` be used here at all?"""
    return (
        template.kind == occasion.kind
        and (not template.events or occasion.event in template.events)
        and (not template.natures or occasion.nature in template.natures)
        and (not template.channels or occasion.channel in template.channels)
        and (not template.categories or _fits_category(template, occasion) > 0)
        and (not template.alarm_words or _fits_alarm(template, occasion))
    )


def fit(template: Template, occasion: Occasion) -> tuple[int, int, int, int, int]:
    """How specially `template` speaks to the occasion, the weightiest criterion first; 0 where it doesn't."""
    return (
        int(_fits_alarm(template, occasion)),
        int(occasion.event in template.events),
        _fits_category(template, occasion),
        int(occasion.nature in template.natures),
        int(occasion.channel in template.channels),
    )


def _fits_alarm(template: Template, occasion: Occasion) -> bool:
    alarm = (occasion.alarm or "").casefold()
    return bool(alarm) and any(word.casefold() in alarm for word in template.alarm_words)


def _fits_category(template: Template, occasion: Occasion) -> int:
    """2 for the very sub-category, 1 for the category, 0 for neither."""
    exact = f"{occasion.category}/{occasion.subcategory}"
    return 2 if exact in template.categories else int(occasion.category in template.categories)


def parse(name: str, text: str) -> tuple[Template | None, list[Problem]]:
    """A template from the text of its file: 「鍵: 值」 lines, a line 「---」, then the letter.

    None where the header can't be understood; the problems say why."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blank = Template(name, "", "", "", "")
    end = next((i for i, line in enumerate(lines) if line.strip() == "---"), None)
    if end is None:
        return None, [blank.problem(1, "找不到檔頭和內文之間的「---」", "在檔頭下面加一行 ---")]
    found: dict[str, tuple[int, str]] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines[:end], start=1):
        key, colon, _ = line.replace("：", ":", 1).partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if not colon or key.strip() not in KEYS:
            problems.append(blank.problem(number, f"看不懂「{line.strip()}」", f"可用的鍵：{'、'.join(KEYS)}"))
            continue
        found[KEYS[key.strip()]] = (number, _value(line))
    template, faults = _built(blank, found, "\n".join(lines[end + 1 :]).strip("\n"))
    leading = next((i for i, line in enumerate(lines[end + 1 :]) if line.strip()), 0)
    problems += faults
    if problems or template is None:
        return None, problems
    return _placed(template, found, end + 2 + leading), []


def _value(line: str) -> str:
    """What stands after the first colon, which may be full-width."""
    colon = min(i for i in (line.find(":"), line.find("：")) if i >= 0)
    return line[colon + 1 :].strip()


def _built(blank: Template, found: Mapping[str, tuple[int, str]], body: str) -> tuple[Template | None, list[Problem]]:
    """The template that a header's findings make, and what is wrong with them."""
    problems: list[Problem] = []
    given = {key: value for key, (_, value) in found.items()}
    kind = KIND_TITLES.get(given.get("kind", ""))
    if kind is None:
        line = found.get("kind", (1, ""))[0]
        problems.append(blank.problem(line, "「種類」沒填或不認得", f"可填：{'、'.join(KIND_TITLES)}"))
    for key, title in (("version", "版本"), ("subject", "主旨")):
        if not given.get(key) and not (key == "subject" and kind == PART):
            problems.append(blank.problem(1, f"少了「{title}」", f"在檔頭加一行「{title}: …」"))
    if not body.strip():
        problems.append(blank.problem(1, "沒有內文", "在 --- 下面寫信的內容"))
    reviewed: date | None = None
    try:
        reviewed = date.fromisoformat(given["reviewed"]) if given.get("reviewed") else None
    except ValueError:
        problems.append(blank.problem(found["reviewed"][0], "「上次檢視」不是日期", "寫成年-月-日，例如 2026-11-21"))
    if kind is None or problems:
        return None, problems
    version = "".join(given["version"].split())  # 往來紀錄 parts it from the name by its last blank
    made = Template(blank.name, kind, given.get("subject", ""), body, version, reviewed)
    return replace(
        made,
        natures=words_of(given.get("natures")),
        categories=words_of(given.get("categories")),
        alarm_words=words_of(given.get("alarm_words")),
        channels=words_of(given.get("channels")),
        events=words_of(given.get("events")),
        label=given.get("label", ""),
    ), problems


def _placed(template: Template, found: Mapping[str, tuple[int, str]], body_line: int) -> Template:
    """The same template, knowing its lines in the file."""
    return replace(template, subject_line=found.get("subject", (1, ""))[0], body_line=body_line)
