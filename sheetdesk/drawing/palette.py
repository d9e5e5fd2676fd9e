"""Colours of charts; the first four are told apart by people with any kind of colour blindness and stand out on white.

After Okabe and Ito's palette (Color Universal Design, 2008), its paler ones left out or darkened. Lines differ in the
shape of their points too, and bars in their place."""

from __future__ import annotations

STRANDS = ("#0072b2", "#d55e00", "#3a3a3a", "#009e73", "#cc79a7", "#8c6d00", "#3d9bd1")
"""Colours of strands, in order."""

TARGET = "#6b7280"

_PALE, _DARK = (0xE6, 0xF0, 0xF8), (0x00, 0x3F, 0x6B)
"""Ends of the scale of a heat map: one hue, so that it reads by its lightness alone."""


def warmth(share: float) -> str:
    """The colour of a heat map's cell that holds `share` (0 to 1) of the most."""
    mixed = (round(pale + (dark - pale) * share) for pale, dark in zip(_PALE, _DARK, strict=True))
    return "#{:02x}{:02x}{:02x}".format(*mixed)
