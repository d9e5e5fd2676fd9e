"""What tests of the rivals share: one Google for a module, and for each test a spreadsheet as `init` leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import cast

import pytest

from tests.bench.rivals.door import Script
from tests.bench.rivals.shop import Shop
from tests.fakes.google.value_routes import FOR_SCRIPTS
from tests.fakes.google_desk import Organisation, organisation


@pytest.fixture(scope="module")
def company() -> Iterator[Organisation]:
    with organisation() as company:
        company.google.routes = FOR_SCRIPTS
        yield company


@pytest.fixture
def shop(company, tmp_path) -> Iterator[Shop]:
    account = company.google.service_account(tmp_path / "key.json")
    book = company.new_desk()
    company.google.share(book, account)
    yield Shop(company.google, book, tmp_path / "key.json")
    company.google.quota = None
    assert company.tidy() == []


@pytest.fixture(params=["usual", "careful", "pandas_script"])
def script(request) -> Script:
    """Each rival in turn; `make test` runs without pandas."""
    if request.param == "pandas_script":
        pytest.importorskip("pandas", reason="only the benchmark needs it")
    return cast(Script, import_module(f"tests.bench.rivals.{request.param}").script)
