"""How alike two texts are."""

from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.policy.grams import Weights, alike, grams

ASKED = ["什麼時候會到貨", "什麼時候開團", "怎麼保存"]
WEIGHTS = Weights.of(ASKED)


def test_a_text_is_its_characters_and_pairs_and_nothing_pairs_across_a_mark():
    assert set(grams("怎麼，保存")) == set(grams("怎麼")) | set(grams("保存"))
    assert grams("ＡＢ") == {"a": 1, "b": 1, "ab": 1}


def test_what_every_text_says_tells_less_than_what_one_says():
    arrival, opening, keeping = map(WEIGHTS.vector, ASKED)
    asked = WEIGHTS.vector("請問什麼時候會到")
    assert alike(asked, arrival) > alike(asked, opening) > alike(asked, keeping)


def test_a_text_without_a_character_is_like_nothing():
    assert alike(WEIGHTS.vector("？！"), WEIGHTS.vector("？！")) == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    some, others = WEIGHTS.vector(one), WEIGHTS.vector(other)
    assert 0 <= alike(some, others) <= 1.000001
    assert abs(alike(some, others) - alike(others, some)) < 1e-9
    assert not grams(one) or alike(some, some) > 0.999999
