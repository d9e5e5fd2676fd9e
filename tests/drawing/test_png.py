"""Charts as PNG: painted with real signs where the computer can, and an honest None with a mend where it can't."""

from __future__ import annotations

import struct
import sys
import tomllib
import zlib
from itertools import combinations
from math import dist
from operator import mul
from pathlib import Path

import pytest

from sheetdesk.drawing import fonts
from sheetdesk.drawing.faces import Face, faces_of
from sheetdesk.drawing.fonts import find_face
from sheetdesk.drawing.palette import STRANDS, TARGET, warmth
from sheetdesk.drawing.png import hindrance, png
from sheetdesk.model.drawing import COLUMNS, KINDS, LINES, Drawing, Strand

WITH_CHINESE = pytest.mark.skipif(
    find_face(frozenset()) is None, reason="no typeface with Traditional Chinese on this computer (fonts-noto-cjk)"
)


def chart(kind: str = COLUMNS, title: str = "每週件數") -> Drawing:
    strands = (Strand("件數", (3, 14, None)), Strand("目標", (9, 9, 9), is_target=True))
    return Drawing(title, kind, ("11/2", "11/9", "這週"), strands, unit="件")


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


@WITH_CHINESE
@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_painted_twice_as_fine_and_small_enough_for_a_letter(kind: str) -> None:
    picture = png(chart(kind))
    assert picture is not None
    assert size_of(picture)[0] == 720
    assert len(picture) < 40_000


@WITH_CHINESE
def test_the_same_chart_gives_the_same_bytes_and_another_word_others() -> None:
    assert png(chart()) == png(chart())
    assert png(chart()) != png(chart(title="每週客訴"))


@WITH_CHINESE
def test_an_emoji_that_the_typeface_lacks_is_left_out_and_keeps_no_chart_back() -> None:
    assert png(chart(title="每週\U0001f381件數")) == png(chart())


@WITH_CHINESE
def test_a_letter_that_no_typeface_has_is_not_painted_as_a_box() -> None:
    assert png(chart(title="每週\U0003134f件數\U000e01f0\U0001e900")) is None


def test_a_computer_without_chinese_paints_nothing_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", lambda folders: ())
    assert png(chart()) is None
    assert "fonts-noto-cjk" in str(hindrance())


def test_a_desk_without_pillow_paints_nothing_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("canvas", "faces", "fonts"):
        monkeypatch.delitem(sys.modules, f"sheetdesk.drawing.{room}", raising=False)
    for library in ("PIL", "PIL.Image", "PIL.ImageDraw", "PIL.ImageFont"):
        monkeypatch.setitem(sys.modules, library, None)
    assert png(chart()) is None
    assert "requirements-reports.txt" in str(hindrance())


@WITH_CHINESE
def test_a_font_in_config_that_is_none_is_named_and_the_systems_is_taken(tmp_path: Path) -> None:
    gone, text = tmp_path / "gone.ttf", tmp_path / "letter.ttf"
    text.write_text("no font")
    assert "這個檔案不在" in str(hindrance(gone))
    assert "不是字型檔" in str(hindrance(text))
    assert png(chart(LINES), text) == png(chart(LINES))
    assert hindrance() is None


def test_a_file_that_is_no_font_has_no_face(tmp_path: Path) -> None:
    (tmp_path / "x.ttc").write_bytes(zlib.compress(b"x" * 100))
    assert faces_of(tmp_path / "x.ttc") == ()


@WITH_CHINESE
def test_a_typeface_drawn_for_taiwan_comes_before_the_others_of_its_file() -> None:
    face = find_face(frozenset())
    assert isinstance(face, Face)
    family = face.at(20).getname()[0] or ""
    assert "JP" not in family or not any("TC" in (f.at(20).getname()[0] or "") for f in faces_of(face.path))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def linear(colour: str) -> list[float]:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]


@pytest.mark.parametrize("colour", [*STRANDS[:4], TARGET])
def test_the_first_colours_stand_out_on_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 3


def test_a_heat_map_grows_darker_all_the_way() -> None:
    shades = [luminance(warmth(at / 10)) for at in range(11)]
    assert shades == sorted(shades, reverse=True)


BLINDNESS = {
    "red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What is seen of linear red, green and blue by those blind to one of them (Machado, Oliveira and Fernandes, 2009)."""

_XYZ = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8728))
"""Linear red, green and blue to XYZ, each divided by that of white."""


def seen(colour: str, blindness: str) -> tuple[float, float, float]:
    """CIELAB of what somebody with that blindness sees."""
    light = [min(max(sum(map(mul, row, linear(colour))), 0), 1) for row in BLINDNESS[blindness]]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (sum(map(mul, r, light)) for r in _XYZ))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_the_first_four_colours_are_told_apart_by_the_colour_blind(blindness: str) -> None:
    pairs = combinations(STRANDS[:4], 2)
    assert min(dist(seen(one, blindness), seen(other, blindness)) for one, other in pairs) > 15


def test_the_extra_reports_of_the_package_installs_what_its_list_names() -> None:
    root = Path(__file__).resolve().parents[2]
    extras = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    lines = (
        line.split("#")[0].strip()
        for line in (root / "requirements-reports.txt").read_text(encoding="utf-8").splitlines()
    )
    assert extras["reports"] == [line for line in lines if line]
