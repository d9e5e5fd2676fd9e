"""Frozen dataclasses of many fields, made and copied at the price of plain ones. Border: knows no class of the desk's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, make_dataclass
from functools import wraps
from typing import Any, TypeVar, cast

T = TypeVar("T")


def made_plain(frozen: type[T]) -> type[T]:
    """`frozen`, a frozen dataclass with slots, filled as a plain twin and frozen when it is whole.

    A frozen dataclass sets every field by a call of `object.__setattr__`; a plain one just stores it. The twin has
    the same slots, which is what Python asks for before an object may change its class."""
    plain = _twin(frozen)
    fill: Callable[..., None] = cast(Any, plain).__init__
    become = object.__setattr__

    @wraps(fill)
    def init(self: T, *args: Any, **facts: Any) -> None:
        become(self, "__class__", plain)
        fill(self, *args, **facts)
        become(self, "__class__", frozen)

    cast(Any, frozen).__init__ = init
    return frozen


def copying(kind: type[T]) -> Callable[..., T]:
    """As `dataclasses.replace` for this class, in a third of the time that making one takes; it must have no
    `__post_init__`, and what is no argument starts with its default, None or a number.

    A plain twin is filled by one assignment a field, which is written here as `dataclasses` itself writes `__init__`."""
    given, made = [f for f in fields(cast(Any, kind)) if f.init], [f for f in fields(cast(Any, kind)) if not f.init]
    lines = [f"new.{f.name} = one.{f.name}" for f in given] + [f"new.{f.name} = {f.default!r}" for f in made]
    room = dict[str, Any]()
    exec("\n    ".join(("def fill(new, one):", *lines)), room)
    fill, names, plain = room["fill"], frozenset(f.name for f in given), _twin(kind)
    make, become = object.__new__, object.__setattr__

    def copied(one: T, /, **news: Any) -> T:
        new: Any = make(plain)
        fill(new, one)
        for name, value in news.items():
            if name not in names:
                raise TypeError(f"{kind.__name__} has no field {name}")
            setattr(new, name, value)
        become(new, "__class__", kind)
        return cast(T, new)

    return copied


def _twin(frozen: type) -> type:
    """A plain dataclass with the same slots."""
    names = [(f.name, Any, field(default=f.default, default_factory=f.default_factory)) for f in fields(frozen)]
    return make_dataclass(frozen.__name__, names, slots=True, eq=False, repr=False)
