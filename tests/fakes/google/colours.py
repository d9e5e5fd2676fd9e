"""Colours as Google keeps them: eight bits a part, zeros left out, each once plain and once as a style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.google.defaults import single
from tests.fakes.google.update_mask import Path

PARTS = ("red", "green", "blue", "alpha")


def kept_colour(colour: Mapping[str, Any]) -> dict[str, float]:
    """Parts of 1 in steps of 1/255, rounded down (0.5 came back as 0.49803922); the thousandth keeps what was kept."""
    given = {part: float(colour.get(part) or 0) for part in PARTS}
    levels = {part: int(level * 255 + 0.001) for part, level in given.items()}
    return {part: single(level) for part, level in levels.items() if level}


def coloured(thing: Any) -> Any:
    """The same JSON with every colour kept as Google keeps it, plain and as a style; without nulls."""
    if isinstance(thing, list):
        return [coloured(item) for item in thing]
    if not isinstance(thing, Mapping):
        return thing
    made: dict[str, Any] = {}
    for name, value in thing.items():
        if value is None:
            continue
        if name.endswith("Color") and isinstance(value, Mapping):
            colour = kept_colour(value)
            made |= {name: colour, f"{name}Style": {"rgbColor": colour}}
        elif name.endswith("ColorStyle") and isinstance(value, Mapping) and value.get("rgbColor") is not None:
            colour = kept_colour(value["rgbColor"])
            made |= {name.removesuffix("Style"): colour, name: {"rgbColor": colour}}
        else:
            made[name] = coloured(value)
    return made


def with_twins(paths: list[Path]) -> list[Path]:
    """A mask that names a colour means its style too, and the other way round."""
    found: list[Path] = []
    for path in paths:
        at = next((i for i, name in enumerate(path) if name.endswith(("Color", "ColorStyle"))), None)
        if at is None:
            found.append(path)
            continue
        plain = path[at].removesuffix("Style")
        found += [(*path[:at], plain), (*path[:at], f"{plain}Style")]
    return found
