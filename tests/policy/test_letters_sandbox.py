"""Whoever writes a template can't hang, flood or leave the sandbox; whoever fills in the form can't write one."""

import pytest
from jinja2.exceptions import SecurityError

from sheetdesk.errors import TemplateFault
from sheetdesk.policy import letters_sandbox
from sheetdesk.policy.letters_sandbox import Ready, fill, needs, sandbox

ATTACKS = [
    "{{ 'a' * 10**8 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ a + a }}",
    "{{ a ~ a }}",
    "{{ -a }}",
    "{{ '%99999999d' % 1 }}",
    '{{ "%99999999d"|format(1) }}',
    "{{ a|center(10**9) }}",
    "{{ a.ljust(1000000000) }}",
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ '{0.__class__}'.format(a) }}",
    "{{ a[0:5] }}",
    "{{ range(10**9) }}",
    "{{ lipsum(n=1000000) }}",
    "{{ cycler('a') }}",
    "{{ self }}{{ self.__init__() }}",
    "{% for x in range(10**9) %}{% endfor %}",
    "{% for x in 'abc' %}{% endfor %}",
    "{% for x in [1, 2] %}{% endfor %}",
    "{% for x in xs %}{% for y in xs %}{% endfor %}{% endfor %}",
    "{% for x in xs recursive %}{{ loop(xs) }}{% endfor %}",
    "{% for x in xs if x %}{% endfor %}",
    "{% set a = 'x' %}",
    "{% set a %}x{% endset %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 'receipt_default.txt' %}",
    "{% import 'x' as x %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% block b %}{% endblock %}",
    "{% call a() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with b = a %}{% endwith %}",
    "{% autoescape false %}{{ a }}{% endautoescape %}",
    "{{ 5 }}",
    "{{ a",
    "{% if a %}",
    "{{ " + "(" * 4000 + "a" + ")" * 4000 + " }}",
    "{{ " + "9" * 5000 + " }}",
    "{% if a %}" * 40 + "{% endif %}" * 40,
    "甲" * 10_001,
]


@pytest.mark.timeout(5)
@pytest.mark.parametrize("source", ATTACKS, ids=lambda s: s[:40])
def test_a_template_can_only_show_choose_and_list(source):
    with pytest.raises(TemplateFault):
        needs(source)
    with pytest.raises(TemplateFault):
        fill(source, {"a": "x", "xs": ("1", "2")})


def test_a_refusal_names_the_line():
    with pytest.raises(TemplateFault) as caught:
        needs("第一行\n第二行 {{ a * 9 }}")
    assert caught.value.which == "2"


@pytest.mark.parametrize("source", ["{{ 'a' * 9 }}", "{{ 2 ** 9 }}", "{{ 'a' + 'b' }}", "{{ '%9d' % 1 }}", "{{ -1 }}"])
def test_behind_the_grammar_the_environment_refuses_arithmetic_too(source):
    with pytest.raises(SecurityError):
        sandbox().from_string(source).render()


def test_the_environment_knows_no_globals_filters_or_tests():
    env = sandbox()
    assert (env.globals, env.filters, env.tests) == ({}, {}, {})


def test_what_a_letter_needs_is_known_before_it_is_filled():
    asked = needs("{{ a }}{% if b == 'x' %}{% for c in cs %}{{ c }}{% endfor %}{% endif %}")
    assert asked.names == {"a", "b", "cs"}
    assert asked.looped == {"cs"}


def test_an_unknown_name_is_never_left_blank():
    with pytest.raises(TemplateFault):
        fill("{{ nobody }}", {"a": "x"})


def test_text_of_a_customer_is_data_and_not_template():
    assert fill("{{ a }}", {"a": "{{ 7+7 }}{% for %}{# x #}"}) == "{{ 7+7 }}{% for %}{# x #}"


def test_marks_in_values_are_kept_apart_unless_the_value_came_from_a_template():
    assert fill("{{ a }}{{ b }}", {"a": "**[", "b": Ready("**[")}) == "\ue000\ue000\ue001**["


@pytest.mark.parametrize("value", [None, 5, ("x",)])
def test_only_text_goes_into_a_letter(value):
    with pytest.raises(TemplateFault):
        fill("{{ a }}", {"a": value})


@pytest.mark.parametrize("value", ["abc", ("x",) * 51])
def test_a_loop_goes_only_through_a_short_list(value):
    with pytest.raises(TemplateFault):
        fill("{% for x in xs %}{{ x }}{% endfor %}", {"xs": value})


def test_a_letter_has_an_end(monkeypatch):
    monkeypatch.setattr(letters_sandbox, "OUTPUT_LIMIT", 99)
    assert len(fill("{{ a }}", {"a": "甲" * 99})) == 99
    with pytest.raises(TemplateFault):
        fill("{{ a }}", {"a": "甲" * 100})


@pytest.mark.parametrize("source", ["{% if xs > 'a' %}{% endif %}", "{% if xs in a %}{% endif %}"])
def test_a_comparison_that_makes_no_sense_is_a_fault_of_the_template(source):
    with pytest.raises(TemplateFault):
        fill(source, {"a": "x", "xs": ("1",)})
