"""The body of a post: JSON before and after its places are filled."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.json_body import PLACES, filled, read_body


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('{"text": {{ title }}}', "第 1 行，第 11 個字"),
        ('{"text": "{{ titel }}"}', "沒有「titel」這個位置；可以用的有：title"),
        ('{"text": "{{ title }"}', "沒有成對"),
        ('{"text": "{% if title %}x{% endif %}"}', "{% %}"),
        ('{"{{ title }}": "x"}', "不能放在名稱裡"),
        ('["{{ title }}"]', "JSON 物件"),
        ({"text": ["{{ who }}"]}, "沒有「who」"),
        ({"text": {1, 2}}, "JSON 沒有的東西"),
        ("{}", "JSON 物件"),
    ],
)
def test_what_is_no_body_is_named_with_its_mend(said: object, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)):
        read_body(said)


@pytest.mark.parametrize("said", ['{"content": "{{ title }}\\n{{text}}"}', {"content": "{{ title }}\n{{text}}"}])
def test_a_body_is_a_text_or_written_out(said: object) -> None:
    body = read_body(said)
    assert json.loads(filled(body, {"title": "a", "text": "b"})) == {"content": "a\nb"}


def test_blank_places_leave_no_blank_end_and_numbers_stay() -> None:
    body = read_body({"chat_id": -100, "on": [True, "{{ title }}"], "text": "{{ title }}\n{{ link }}"})
    assert json.loads(filled(body, {"title": "a"})) == {"chat_id": -100, "on": [True, "a"], "text": "a"}


@given(st.dictionaries(st.sampled_from(PLACES), st.text()))
def test_no_value_breaks_the_json_or_adds_to_it(values: dict[str, str]) -> None:
    body = read_body({name: "<{{ " + name + " }}>" for name in PLACES})
    told = json.loads(filled(body, values))
    assert told.keys() == body.keys()
    assert all(told[name].startswith("<") and told[name].endswith(">") for name in PLACES)
