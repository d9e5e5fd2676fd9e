"""sheetdesk: a complaint desk that lives in the organiser's own spreadsheet."""

__version__ = "0.1.0"
