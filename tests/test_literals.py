"""A pattern may only be skipped where it cannot match: required literals are promises."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.rules.literals import END, START, Clause, required
from cleaners.rules.rulebook import load_rules, normalise
from cleaners.rules.rulefile import compile_pattern, is_line_pattern

RULES = [rule for rules in load_rules().languages.values() for rule in rules]


@pytest.mark.parametrize(
    ("pattern", "clauses"),
    [
        ("newsletter", [{"newsletter"}]),
        ("^news$", [{f"{START}news{END}"}]),
        (
            "^(sign up|subscribe) [^.]*newsletters?",
            [{f"{START}sign up ", f"{START}subscribe "}, {"newsletter", "newsletters"}],
        ),
        ("(a|b)cd", [{"acd", "bcd"}]),
        ("subscri(be|ption)", [{"subscribe", "subscription"}]),
        ("news(letter)?", [{"news", "newsletter"}]),
        (r"\bnews\.", [{"news."}]),
        (r"x{2,3}yes", [{"x"}, {"yes"}]),
        ("^x[0-9]{1,3} of", [{f"{START}x{d}" for d in "0123456789"}, {" of"}]),
        (r"\pL+ donation", [{" donation"}]),
        (r"\p{Lu}{2} donation", [{" donation"}]),
        ("[a-z]+", []),
        ("", []),
        ("(long|[a-z])", []),
        ("(long|[a-z])er", [{"er"}]),
        ("^[a-z]*$", []),
        ("^.*word|^.*term", [{"word", "term"}]),
        ("(give.*gift|pay.*fee)s", [{"gift", "fee"}, {"give", "pay"}, {"s"}]),
        ("(give.*gift|pay)", [{"gift", "pay"}, {"give", "pay"}]),
        ("give.*(gift|)", [{"give"}]),
        (r"a (/|\|) b", [{"a / b", "a | b"}]),
        (r"a\ b\.", [{"a b."}]),
        (r"abc\.?", [{"abc", "abc."}]),
        ("(?i)news", []),
        (r"\x{41}news", []),
        ("[[:alpha:]]news", []),
        ("(news", []),
        ("news)", []),
    ],
)
def test_required(pattern: str, clauses: list[set[str]]) -> None:
    assert set(required(pattern)) == {frozenset(clause) for clause in clauses}


def test_the_rarest_comes_first() -> None:
    assert required("the [^.]*newsletters of [^.]*")[0] == {"newsletters of "}


def meets(clauses: Iterable[Clause], text: str) -> bool:
    return all(any(literal in START + text + END for literal in clause) for clause in clauses)


def test_no_rule_sleeps_through_its_own_examples() -> None:
    for rule in RULES:
        for pattern in rule.patterns:
            needed = () if is_line_pattern(pattern) else required(pattern)
            for text in map(normalise, rule.removes if needed else ()):
                if compile_pattern(pattern).search(text):
                    assert meets(needed, text), (rule.id, pattern, text)


def test_nearly_all_patterns_wait_for_a_literal() -> None:
    waiting = [required(p) != () for rule in RULES for p in rule.patterns if not is_line_pattern(p)]
    assert sum(waiting) / len(waiting) > 0.9


PIECES = [
    "a",
    "b",
    "ab",
    "[ab]",
    "[^a]",
    ".",
    "(a|b)",
    "(ab|c)?",
    "a*",
    "(b|ca)+",
    "c{2}",
    "(a{1,2}|c)",
    "a?",
    "^",
    "$",
    r"\d",
    r"\pL",
]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.text(alphabet="abc1 ", max_size=8))
def test_a_match_holds_a_required_literal(pieces: list[str], text: str) -> None:
    pattern = "".join(pieces)
    if compile_pattern(pattern).search(text):
        assert meets(required(pattern), text)


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    st.lists(st.sampled_from(PIECES), max_size=3),
    st.text(alphabet="abc1 ", max_size=8),
)
def test_so_does_a_match_of_alternatives(first: list[str], second: list[str], text: str) -> None:
    pattern = f"({''.join(first)}|{''.join(second)}b)c|{''.join(second)}a"
    if compile_pattern(pattern).search(text):
        assert meets(required(pattern), text)
