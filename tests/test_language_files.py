"""The language files: their form, which lets a diff be read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from benchmarks.languages import FOLDER, MAX_LINE, formed, long_lines, pieces
from cleaners.rules.rulefile import RuleError, parse_rules

FILES = sorted(FOLDER.glob("*.toml"))
RULE = """language = "xx"

[[rule]]
id = "newsletter.sample"
category = "newsletter"
{patterns}
why = "Invented."
removes = [
  "Join us",
  "Join us now",
]
keeps = [
  "They join us.",
]
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_language_file_has_its_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert formed(text) == text, "run python -m benchmarks.languages"
    assert long_lines(text) == []


def test_the_form_says_the_same_and_keeps_comments() -> None:
    text = '# One.\nlanguage = "xx"\n# Two.\n[[rule]]\nlines = ["b", "a", "a"]\n# Three.\npattern = "x\\\\d\'"\n'
    made = formed(text)
    rule = tomllib.loads(made)["rule"][0]
    assert rule == {"lines": ["a", "b"], "pattern": "x\\d'"}
    assert [line for line in made.split("\n") if line.startswith("#")] == ["# One.", "# Two.", "# Three."]
    assert formed(made) == made


def test_a_long_pattern_is_cut_before_alternatives_only() -> None:
    pattern = "^(" + "|".join(f"word{number}[|a]\\|" for number in range(60)) + ")$"
    cut = pieces(pattern)
    assert "".join(cut) == pattern
    assert len(cut) > 5
    assert all(piece.startswith("|word") for piece in cut[1:])
    assert all(len(piece) < MAX_LINE for piece in cut)


@pytest.mark.parametrize(
    "patterns",
    ["pattern = ['^jo', 'in us']", "patterns = [['^jo', 'in us'], '^never$']", "patterns = ['^join us', '^never$']"],
)
def test_pieces_are_one_pattern(patterns: str) -> None:
    (rule,) = parse_rules("xx.toml", RULE.format(patterns=patterns).encode())
    assert rule.patterns[0] == "^join us"


@pytest.mark.parametrize("patterns", ["pattern = []", "patterns = [[]]", "patterns = [1]", "patterns = [['a', ' ']]"])
def test_wrong_pieces_are_named(patterns: str) -> None:
    with pytest.raises(RuleError, match=r"xx\.toml: rule newsletter\.sample: .*piece"):
        parse_rules("xx.toml", RULE.format(patterns=patterns).encode())
