"""Where the files lie that come with sheetdesk: in a checkout at its top, installed by pip inside the package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def default_config() -> Path:
    """The config.yaml that works as it is."""
    checkout = PACKAGE.parent / "config.yaml"
    in_checkout = checkout.is_file() and (PACKAGE.parent / "pyproject.toml").is_file()
    return checkout if in_checkout else PACKAGE / "default_config.yaml"
