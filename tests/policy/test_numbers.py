"""Case numbers: unique, readable, safe against typing errors."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheetdesk.policy.numbers import case_number, find_case_number, is_case_number

TAIPEI = ZoneInfo("Asia/Taipei")
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

prefixes = st.from_regex(r"[A-Z]([A-Z0-9]{0,4}[A-Z])?", fullmatch=True)
times = st.integers(0, 40_000).map(lambda days: datetime(1990, 1, 1, 16, tzinfo=UTC) + timedelta(days=days))
numbers = st.builds(case_number, prefixes, times, st.just(TAIPEI), st.integers(1, 9_999_999))


def test_a_number_tells_prefix_month_and_place_in_the_row():
    assert case_number("GB", NOON, TAIPEI, 42) == "GB2611-0042-X"


def test_the_month_is_the_desks_not_utc():
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert case_number("GB", new_year, TAIPEI, 1).startswith("GB2701-")
    assert case_number("GB", new_year, ZoneInfo("UTC"), 1).startswith("GB2612-")


def test_after_9999_the_running_number_grows_longer():
    number = case_number("GB", NOON, TAIPEI, 10_000)
    assert number.startswith("GB2611-10000-")
    assert is_case_number(number)


@pytest.mark.parametrize("prefix", ["", "gb", "團", "GB1", "1GB", "ABCDEFG", "G-B"])
def test_a_prefix_that_cant_be_read_back_is_refused(prefix):
    with pytest.raises(ValueError, match="prefix"):
        case_number(prefix, NOON, TAIPEI, 1)


@pytest.mark.parametrize(("at", "running"), [(NOON.replace(tzinfo=None), 1), (NOON, 0)])
def test_a_naive_time_or_no_running_number_is_refused(at, running):
    with pytest.raises(ValueError, match="aware time"):
        case_number("GB", at, TAIPEI, running)


@given(numbers)
def test_every_number_is_one_and_is_found(number):
    assert is_case_number(number)
    assert find_case_number(f"您好，單號{number}，謝謝") == number


@given(numbers, st.data())
def test_every_wrong_character_is_caught(number, data):
    place = data.draw(st.sampled_from([i for i, c in enumerate(number) if c != "-"]))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != number[place]]))
    typed = number[:place] + wrong + number[place + 1 :]
    assert not is_case_number(typed)


@given(numbers, st.data())
def test_a_swap_of_neighbours_is_caught_unless_one_follows_the_other_in_the_alphabet(number, data):
    places = [i for i, c in enumerate(number) if c != "-"]
    one, two = data.draw(st.sampled_from(list(pairwise(places))))
    assume((ALPHABET.index(number[one]) - ALPHABET.index(number[two])) % 36 not in (0, 1, 35))
    swapped = list(number)
    swapped[one], swapped[two] = number[two], number[one]
    assert not is_case_number("".join(swapped))


@pytest.mark.parametrize(
    "text",
    [
        "gb2611-0042-x",
        "ＧＢ２６１１－００４２－Ｘ",
        "GB26110042X",
        "GB 2611 0042 X",
        "GB2611 - 0042 - X",
        "GB2611–0042—X",
        "GB2611\u200b-0042-X",
        "我的單號GB2611-0042-X謝謝",
        "no. GB2611-0042-X.",
        "GB26II-OO42-X",
        "gb26ll-oo42-x",
        "先寫 AB1234-5678-9 後寫 GB2611-0042-X",
    ],
)
def test_a_number_is_found_however_it_is_typed(text):
    assert find_case_number(text) == "GB2611-0042-X"


def test_a_mistaken_o_in_the_prefix_is_mended_only_if_the_check_fits():
    number = case_number("GLOW", NOON, TAIPEI, 42)
    assert find_case_number(number.replace("GLOW", "G10W")) == number
    assert find_case_number(number.replace("GLOW", "G2OW")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "沒有單號",
        "GB2611-0042-K",
        "GB2611-0043-X",
        "GB2613-0042-X",
        "XGB2611-0042-X1",
        "GB2611-0042",
        "0912345678",
        "A" * 50_000,
        "GB2611-0042-" * 4_000,
    ],
)
def test_what_is_no_number_is_not_found(text):
    assert find_case_number(text) is None


@pytest.mark.parametrize(
    "text", ["gb2611-0042-x", "GB26110042X", " GB2611-0042-X", "GB2611-0042-X\n", "GB２６１１-0042-X"]
)
def test_only_the_desks_own_writing_counts_as_exact(text):
    assert not is_case_number(text)
