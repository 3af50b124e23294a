"""A pattern may only be skipped where it cannot match: required literals are promises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.literals import END, START, required
from cleaners.rulefile import compile_pattern, is_line_pattern
from cleaners.rules import load_rules, normalise

RULES = [rule for rules in load_rules().languages.values() for rule in rules]


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("newsletter", {"newsletter"}),
        ("^news$", {f"{START}news{END}"}),
        ("^(sign up|subscribe) [^.]*newsletters?", {"newsletter", "newsletters"}),
        ("(a|b)cd", {"acd", "bcd"}),
        ("subscri(be|ption)", {"subscribe", "subscription"}),
        ("news(letter)?", {"news", "newsletter"}),
        (r"\bnews\.", {"news."}),
        (r"x{2,3}yes", {"yes"}),
        ("^x[0-9]{1,3} of", {f"{START}x{d}" for d in "0123456789"}),
        (r"\pL+ donation", {" donation"}),
        (r"\p{Lu}{2} donation", {" donation"}),
        ("[a-z]+", None),
        ("", None),
        ("(long|[a-z])", None),
        ("^[a-z]*$", None),
        ("^.*word|^.*term", {"word", "term"}),
        ("(?i)news", None),
        (r"\x{41}news", None),
        ("[[:alpha:]]news", None),
        ("(news", None),
        ("news)", None),
    ],
)
def test_required(pattern: str, literals: set[str] | None) -> None:
    assert required(pattern) == (None if literals is None else frozenset(literals))


def test_no_rule_sleeps_through_its_own_examples() -> None:
    for rule in RULES:
        for pattern in rule.patterns:
            needed = None if is_line_pattern(pattern) else required(pattern)
            for text in map(normalise, rule.removes if needed else ()):
                if needed is not None and compile_pattern(pattern).search(text):
                    assert any(literal in START + text + END for literal in needed), (rule.id, pattern, text)


def test_nearly_all_patterns_wait_for_a_literal() -> None:
    waiting = [required(p) is not None for rule in RULES for p in rule.patterns if not is_line_pattern(p)]
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
    needed = required(pattern)
    if needed is not None and compile_pattern(pattern).search(text):
        assert any(literal in START + text + END for literal in needed)


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    st.lists(st.sampled_from(PIECES), max_size=3),
    st.text(alphabet="abc1 ", max_size=8),
)
def test_so_does_a_match_of_alternatives(first: list[str], second: list[str], text: str) -> None:
    pattern = f"({''.join(first)}|{''.join(second)}b)c|{''.join(second)}a"
    needed = required(pattern)
    if needed is not None and compile_pattern(pattern).search(text):
        assert any(literal in START + text + END for literal in needed)
