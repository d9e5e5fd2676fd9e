"""The next revision of a case: the same with other facts. Border: values only; judges nothing."""

from __future__ import annotations

from sheetdesk.model.case import Case
from sheetdesk.model.frozen import copying

with_facts = copying(Case)
"""The case with these facts, as `dataclasses.replace` gives it: a new case is copied half a dozen times in its first
pass, which was most of what the desk does with it."""
