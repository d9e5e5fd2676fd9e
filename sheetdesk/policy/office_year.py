"""A year of the government's office calendar. Border: the only place that knows public holidays."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType


@lru_cache(maxsize=64)
def office_year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and make-up working days of one year in Taiwan."""
    known = _library().Taiwan(years=year)
    return frozenset(known), frozenset(known.weekend_workdays)


@cache
def _library() -> ModuleType:
    """The module `holidays.countries.taiwan` by itself, loaded when a day is first asked for.

    Imported by its name it brings 250 countries along: 8 MB that a serving process would keep for nothing."""
    import holidays

    spec = spec_from_file_location("holidays.countries.taiwan", f"{holidays.__path__[0]}/countries/taiwan.py")
    assert spec is not None, "it names a file"
    assert spec.loader is not None, "which ends in .py"
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
