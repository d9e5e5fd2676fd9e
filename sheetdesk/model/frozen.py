"""Frozen dataclasses of many fields, made and copied at the price of plain ones. Border: knows no class of the desk's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, make_dataclass
from functools import wraps
from operator import attrgetter
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


def copying(kind: type[T]) -> Callable[..., T]:
    """As `dataclasses.replace` for this class, whose fields are given in their order when one is made, in a third of its
    time."""
    names = [f.name for f in fields(cast(Any, kind)) if f.init]
    values_of, place = attrgetter(*names), {name: at for at, name in enumerate(names)}

    def copied(one: T, /, **news: Any) -> T:
        values = list(values_of(one))
        for name, value in news.items():
            if name not in place:
                raise TypeError(f"{kind.__name__} has no field {name}")
            values[place[name]] = value
        return kind(*values)

    return copied
