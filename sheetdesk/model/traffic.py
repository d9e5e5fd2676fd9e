"""What went over the wire to a workbook, as figures. Border: values; who counts them is a workbook's business."""

from __future__ import annotations

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Traffic:
    """Calls by kind, each try and repeat on its own; bytes are those of bodies, unpacked. A file costs none."""

    reads: int = 0
    writes: int = 0
    drive: int = 0
    retries: int = 0
    bytes_up: int = 0
    bytes_down: int = 0

    def __add__(self, more: Traffic) -> Traffic:
        return Traffic(*(a + b for a, b in zip(astuple(self), astuple(more), strict=True)))

    def __sub__(self, before: Traffic) -> Traffic:
        return Traffic(*(a - b for a, b in zip(astuple(self), astuple(before), strict=True)))
