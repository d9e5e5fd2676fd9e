"""Each story here is told on both kinds of workbook."""

from tests.fakes.both_kinds import google, kind, pytest_configure, pytest_generate_tests

__all__ = ["google", "kind", "pytest_configure", "pytest_generate_tests"]
