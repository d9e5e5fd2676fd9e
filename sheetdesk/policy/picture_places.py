"""Where pictures stand in a letter's page: the page reads well without them, and gives way where one was painted. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"<!--chart (\d+)-->(.*?)<!--/chart \1-->", re.DOTALL)


def place(number: int, instead: str) -> str:
    """The place of the picture of that number, from 1. `instead`: what is shown where there is none.

    Nobody's words can look like a place, for whatever stands in a page is escaped."""
    return f"<!--chart {number}-->{instead}<!--/chart {number}-->"


def places_in(page: str) -> frozenset[int]:
    """Numbers of the pictures that the page has a place for."""
    return frozenset(int(found[1]) for found in _PLACE.finditer(page))


def filled(page: str, pictures: Mapping[int, str]) -> str:
    """The page with `pictures` (HTML, by number) in their places; the others show what stands there instead."""
    return _PLACE.sub(lambda found: pictures.get(int(found[1]), found[2]), page)
