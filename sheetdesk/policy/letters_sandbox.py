"""Fill a template's text with values, whoever wrote the template. All else of jinja2 is kept from them.

A template may show a variable, choose with `if`, and go once through a list that we give: nothing else.
So no template can loop without end, grow without bound, call, or reach anything that it wasn't handed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn, cast

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sheetdesk.errors import TemplateFault

SOURCE_LIMIT, DEPTH_LIMIT, ITEMS_LIMIT, OUTPUT_LIMIT = 10_000, 12, 50, 20_000
"""Characters of a template, nodes inside one another, items of a list, characters of a letter."""

ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)

STARS, BRACKETS = "\ue000", "\ue001"
"""Stand for * and [ in a value until the letter's marks are read: a customer's text is never markup."""


class Ready(str):
    """Text that was itself made from a template: its marks count."""

    __slots__ = ()


class _Sandbox(ImmutableSandboxedEnvironment):
    """A second lock behind the grammar above: no arithmetic, no globals, no filters."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})
    intercepted_unops = frozenset({"+", "-"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        raise SecurityError(f"範本不能計算（{operator}）")

    def call_unop(self, context: Any, operator: str, arg: Any) -> NoReturn:
        raise SecurityError(f"範本不能計算（{operator}）")


def _shown(value: Any) -> Any:
    """A value as it goes into the letter; anything but text would be a slip of ours."""
    if isinstance(value, Ready | StrictUndefined):
        return value
    if not isinstance(value, str):
        raise TemplateFault(f"「{type(value).__name__}」不是文字，不能放進信裡")
    return value.replace("*", STARS).replace("[", BRACKETS)


def sandbox() -> ImmutableSandboxedEnvironment:
    """The environment in which every template is filled."""
    env = _Sandbox(undefined=StrictUndefined, finalize=_shown, trim_blocks=True, lstrip_blocks=True)
    env.globals.clear()
    env.filters.clear()
    env.tests.clear()
    return env


@dataclass(frozen=True, slots=True)
class Needs:
    """Names that a template asks for, and those of them that it goes through as lists."""

    names: frozenset[str]
    looped: frozenset[str]


@lru_cache(maxsize=256)
def needs(source: str) -> Needs:
    """What `source` must be given.

    Raises TemplateFault if it does more than a template may; `which` names the line, counted from 1."""
    if len(source) > SOURCE_LIMIT:
        raise TemplateFault(f"範本超過 {SOURCE_LIMIT} 個字", which="1", mend="刪短")
    try:
        tree = sandbox().parse(source)
        _inspect(tree, depth=0, loops=0)
    except TemplateSyntaxError as fault:
        mend = "檢查 {{ }} 和 {% %} 有沒有成對、有沒有打錯字"
        raise TemplateFault(f"範本的寫法有錯（{fault.message}）", which=str(fault.lineno), mend=mend) from fault
    except (RecursionError, ValueError, SyntaxError) as fault:
        raise TemplateFault("範本的寫法有錯，無法讀懂", which="1", mend="刪掉重疊或過長的 {{ }}") from fault
    looped = frozenset(loop.iter.name for loop in tree.find_all(nodes.For) if isinstance(loop.iter, nodes.Name))
    return Needs(frozenset(meta.find_undeclared_variables(tree)), looped)


def _inspect(node: nodes.Node, depth: int, loops: int) -> None:
    """Refuse what isn't in the little language that a letter needs."""
    loops += isinstance(node, nodes.For)
    line = str(node.lineno or 1)
    if depth > DEPTH_LIMIT:
        raise TemplateFault("範本裡的條件包得太多層", which=line, mend="拆成幾個簡單的 {% if %}")
    if loops > 1 or not _is_plain(node):
        raise TemplateFault(
            f"範本裡不能用這種寫法（{type(node).__name__}）",
            which=line,
            mend="只能用 {{ 變數 }}、{% if %}，和一層的 {% for 項目 in 清單 %}",
        )
    for child in node.iter_child_nodes():
        _inspect(child, depth + 1, loops)


def _is_plain(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Const):
        return isinstance(node.value, str)
    if isinstance(node, nodes.For):
        return isinstance(node.iter, nodes.Name) and not node.recursive and node.test is None
    return isinstance(node, ALLOWED)


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    needs(source)
    return sandbox().from_string(source)


def fill(source: str, values: Mapping[str, str | Sequence[str]]) -> str:
    """`source` with `values` in it; * and [ of values that aren't Ready are kept apart (see `STARS`).

    Raises TemplateFault: refused template, unknown name, a list or a letter too long."""
    for name in needs(source).looped & values.keys():
        if isinstance(values[name], str) or len(values[name]) > ITEMS_LIMIT:
            raise TemplateFault(f"「{name}」不是清單，或超過 {ITEMS_LIMIT} 項", mend="for 只能用在清單，清單只給前幾項")
    try:
        pieces: list[str] = []
        room = OUTPUT_LIMIT
        template = _compiled(source)
        # As `generate` does, but without a copy of the values: no template may set one.
        for piece in template.root_render_func(template.new_context(cast("dict[str, Any]", values), shared=True)):
            pieces.append(piece)
            room -= len(piece)
            if room < 0:
                raise TemplateFault(f"信的內容超過 {OUTPUT_LIMIT} 個字", mend="刪短範本或資料")
    except (TemplateError, TypeError) as fault:
        raise TemplateFault(f"範本填不進資料（{fault}）", mend="檢查範本裡的變數名稱和 {% if %} 的比較") from fault
    return "".join(pieces)
