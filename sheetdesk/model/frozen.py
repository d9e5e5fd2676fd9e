"""Frozen dataclasses of many fields, made at the price of plain ones. Border: knows no class of the desk's."""

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
    names = [
        (f.name, Any, field(default=f.default, default_factory=f.default_factory)) for f in fields(cast(Any, frozen))
    ]
    plain = make_dataclass(frozen.__name__, names, slots=True, eq=False, repr=False)
    fill: Callable[..., None] = cast(Any, plain).__init__
    become = object.__setattr__

    @wraps(fill)
    def init(self: T, *args: Any, **facts: Any) -> None:
        become(self, "__class__", plain)
        fill(self, *args, **facts)
        become(self, "__class__", frozen)

    cast(Any, frozen).__init__ = init
    return frozen
