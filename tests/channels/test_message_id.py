import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.channels.message_id import matches, sign

SECRET = b"0123456789abcdef"
KEY = "GB2611-0042-K|receipt|received"


def test_the_same_message_always_bears_the_same_id():
    assert sign(KEY, SECRET, "shop.example.com") == sign(KEY, SECRET, "Shop.Example.com")


def test_an_id_says_nothing_of_the_case():
    assert "0042" not in sign(KEY, SECRET, "shop.example.com")


@settings(deadline=None)
@given(st.text(), st.text(), st.binary(min_size=16, max_size=40))
def test_an_id_matches_its_own_key_only(one, other, secret):
    made = sign(one, secret, "shop.example.com")
    assert matches(made, one, secret)
    assert matches(made, other, secret) == (one == other)


def test_a_stranger_without_the_secret_cannot_make_one():
    assert not matches(sign(KEY, b"guess-guess-guess", "shop.example.com"), KEY, SECRET)


@pytest.mark.parametrize("text", ["", "<>", "<@>", "abc", "<王@shop.example.com>", "<a@b"])
def test_what_is_no_id_of_ours_matches_nothing(text):
    assert not matches(text, KEY, SECRET)


def test_an_id_still_matches_after_the_shop_changed_its_domain_or_a_program_changed_its_case():
    assert matches(sign(KEY, SECRET, "old.example.com").upper(), KEY, SECRET)


def test_a_secret_that_could_be_guessed_is_refused():
    with pytest.raises(ValueError, match="5 bytes"):
        sign(KEY, b"short", "shop.example.com")
