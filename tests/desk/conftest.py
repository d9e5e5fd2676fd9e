"""Each story here is told in memory and, every fourth day, on Google."""

from tests.fakes.both_kinds import google, kind, pytest_configure, pytest_generate_tests

__all__ = ["google", "kind", "pytest_configure", "pytest_generate_tests"]
