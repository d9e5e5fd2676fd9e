"""Read the tab 分類規則 into rules, row by row. Looks at no case (see `triage`)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from sheetdesk import columns
from sheetdesk.model.case import NATURES, PRIORITIES
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.fold import fold, simplify
from sheetdesk.policy.rule import DEFAULT_FIELD, Pattern, Rule, Rules

LONGEST_PATTERN = 500
LARGEST_PATTERN = 500_000
"""Length times least repeats: `regex` unrolls these while compiling, and can't be stopped there (a{1000000000})."""

FIELDS: Mapping[str, str] = {c.title: c.key for c in columns.CASES.columns} | {"表單類別": "form_category"}
"""What 欄位 may name → field of a case."""

_SEPARATORS = re.compile(r"[、,，;；\n]")
_YES, _NO = ("是", "true", "yes", "y", "1", "v", "✓"), ("否", "false", "no", "n", "0", "x", "停用")


def read_rules(rows: Sequence[Row]) -> tuple[Rules, list[Problem]]:
    """The rules of the tab 分類規則, and what is wrong with its rows.

    A bad cell counts as blank, but a row with a bad condition is left out: without it the rule would match more than
    its author meant. The others go on."""
    read = [_RowReader(row) for row in rows if columns.row_key(columns.RULES, row.cells) is not None]
    found = [rule for rule in (reader.rule() for reader in read) if rule is not None]
    problems = [problem for reader in read for problem in reader.problems]
    return Rules.of(sorted(found, key=lambda rule: rule.order)), problems


class _RowReader:
    """Reads one row cell by cell and remembers what it could not read."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.key = columns.row_key(columns.RULES, row.cells) or ""
        self.problems: list[Problem] = []

    def rule(self) -> Rule | None:
        """The row's rule; None if it is switched off or can't be used."""
        if self._flag("active") is False:
            return None
        order = self._order()
        fields = self._fields()
        unread = len(self.problems)
        words = {column: self._words(column) for column in ("any_words", "all_words", "none_words")}
        pattern = self._pattern()
        if not fields or len(self.problems) > unread:
            return None
        if not (words["any_words"] or words["all_words"] or pattern):
            mend = "請在「任一字詞」「全部字詞」或「正規表示式」至少填一個；不用的規則請把「啟用」改成「否」。"
            self._report("這條規則沒有條件，沒有使用", mend)
            return None
        return Rule(
            key=self.key,
            name=self._name(order),
            order=order,
            fields=fields,
            pattern=pattern,
            nature=self._choice("nature", NATURES),
            category=self._text("category"),
            subcategory=self._text("subcategory"),
            priority=self._choice("priority", PRIORITIES),
            tags=tuple(_split(self._text("tags"))),
            owner=self._text("owner"),
            alarm=self._flag("alarm") is True,
            **words,
        )

    def _report(self, what: str, mend: str) -> None:
        place = f"分類規則「{self._name(_number(self.row.get('order')))}」"
        self.problems.append(Problem(place, what, mend, tab=columns.RULES.key, row=self.key))

    def _name(self, order: float | None) -> str:
        if order is not None and math.isfinite(order):
            return f"規則 {order:g}"
        words = _split(_plain(self.row.get("any_words")) or _plain(self.row.get("all_words")))
        return f"沒有順序的規則（{words[0]}）" if words else "沒有順序的規則"

    def _text(self, column: str) -> str | None:
        value = self.row.get(column)
        if isinstance(value, Formula):
            title = columns.RULES.column(column).title
            self._report(f"「{title}」是公式，讀不到內容", f"請在「{title}」直接填文字。")
            return None
        return _plain(value)

    def _order(self) -> float:
        text = self._text("order")
        number = _number(self.row.get("order"))
        if text is not None and number is None:
            self._report(f"「順序」不是數字：{_short(text)}", "請填數字，例如 10；數字小的先看。這條先排在最後。")
        return math.inf if number is None else number

    def _fields(self) -> tuple[str, ...]:
        """Fields of a case; a title that isn't there is named, and the rule looks at the others."""
        titles = _split(self._text("field"), extra="／/+＋")
        if not titles:
            return (DEFAULT_FIELD,)
        by_fold = {fold(title): key for title, key in FIELDS.items()}
        for title in titles:
            if fold(title) not in by_fold:
                mend = "請填「案件」的欄位名稱或「表單類別」，例如：內容、商品、希望處理；空白就是看「內容」。"
                self._report(f"沒有「{_short(title)}」這個欄位", mend)
        return tuple(dict.fromkeys(by_fold[fold(title)] for title in titles if fold(title) in by_fold))

    def _words(self, column: str) -> dict[str, str]:
        return {fold(word): word for word in _split(self._text(column)) if fold(word)}

    def _choice(self, column: str, allowed: Sequence[str]) -> str | None:
        text = self._text(column)
        if text is None or text in allowed:
            return text
        title = columns.RULES.column(column).title
        self._report(f"「{title}」沒有「{_short(text)}」", f"請選：{'、'.join(allowed)}。其餘設定照常使用。")
        return None

    def _flag(self, column: str) -> bool | None:
        text = self._text(column)
        if text is None:
            return None
        if fold(text) in map(fold, (*_YES, *_NO)):
            return fold(text) in map(fold, _YES)
        title = columns.RULES.column(column).title
        self._report(f"「{title}」看不懂：{_short(text)}", f"「{title}」請填「是」或「否」。")
        return None

    def _pattern(self) -> Pattern | None:
        text = self._text("pattern")
        if text is None:
            return None
        import regex  # type: ignore[import-untyped]  # late: only desks that use expressions need it

        if len(text) > LONGEST_PATTERN or len(text) * _least_repeats(text) > LARGEST_PATTERN:
            self._report(
                "正規表示式太長，或重複次數太多，這條規則沒有使用", f"最多 {LONGEST_PATTERN} 個字；請分成幾條規則。"
            )
            return None
        try:
            flags = regex.IGNORECASE
            return Pattern(regex.compile(text, flags), regex.compile(simplify(text), flags))
        except (regex.error, ValueError, OverflowError, RecursionError) as error:
            mend = "請修正「正規表示式」，或清空它、改用「任一字詞」。"
            self._report(f"正規表示式有錯，這條規則沒有使用：{_short(str(error), 80)}", mend)
            return None


def _plain(value: Value) -> str | None:
    if value is None or isinstance(value, Formula):
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _number(value: Value) -> float | None:
    try:
        number = float(fold(_plain(value) or ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _split(text: str | None, extra: str = "") -> list[str]:
    """Words separated by 、 ， , ； or line breaks; what stands twice is kept once."""
    for sign in extra:
        text = (text or "").replace(sign, "、")
    return list(dict.fromkeys(word.strip() for word in _SEPARATORS.split(text or "") if word.strip()))


def _least_repeats(pattern: str) -> int:
    """The product of all counts in braces, as if they were nested."""
    counts = re.findall(r"\{(\d{1,12})", re.sub(r"\s", "", pattern))
    return math.prod(max(1, int(count)) for count in counts)


def _short(text: str, limit: int = 20) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
