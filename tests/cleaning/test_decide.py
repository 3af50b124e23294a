"""Odds and marks to cuts."""

from __future__ import annotations

import numpy as np
import pytest

from cleaners.decision.decide import MODEL_RULE, OF_PLACES, OF_SECTIONS, Verdicts, decide
from cleaners.decision.judge import is_doubtful
from cleaners.formats.plain import parse_plain
from cleaners.model import Category, Document, Mark, Metadata, Verdict
from cleaners.voters.structure import SHAPES


def document(*lines: str) -> Document:
    return parse_plain("\n".join(lines), Metadata())


def mark(doc: Document, index: int, category: Category, strength: float, verdict: Verdict = Verdict.CUT) -> Mark:
    block = doc.blocks[index]
    return Mark(index, block.start, block.end, category, f"test/{category}", verdict, strength, "test")


def verdicts(*odds: float) -> Verdicts:
    return Verdicts(np.array(odds), 0.0)


def test_odds_alone_decide() -> None:
    doc = document("Menu", "The ferry sank.")
    cuts = decide(doc, [mark(doc, 1, Category.LEGAL, 0.95)], verdicts(2.0, -2.0))
    assert [c.block for c in cuts] == [0]


@pytest.mark.parametrize(
    ("marks", "category", "rule"),
    [
        ([(Category.SOCIAL, 0.5), (Category.LEGAL, 0.9)], Category.LEGAL, "test/legal"),
        ([(Category.OTHER, 0.9), (Category.SOCIAL, 0.4)], Category.SOCIAL, "test/social"),
        ([(Category.OTHER, 0.9)], Category.OTHER, "test/other"),
        ([], Category.OTHER, MODEL_RULE),
    ],
)
def test_the_strongest_named_mark_answers(marks: list[tuple[Category, float]], category: Category, rule: str) -> None:
    doc = document("Menu")
    [cut] = decide(doc, [mark(doc, 0, *m) for m in marks], verdicts(1.0))
    assert (cut.category, cut.rule_id) == (category, rule)


@pytest.mark.parametrize(
    ("marks", "rule"),
    [
        ([("tail.after_end", "structure", 0.95), ("en/legal.rights", "phrases", 0.6)], "en/legal.rights"),
        ([("tail.after_end", "structure", 0.95), ("words", "lexicon", 0.6)], "words"),
        ([("comments.section", "structure", 0.7), ("words", "lexicon", 0.9)], "comments.section"),
        ([("comments.section", "structure", 0.9), ("byline", "structure", 0.7)], "byline"),
        ([("byline", "structure", 0.7), ("en/legal.rights", "phrases", 0.8)], "en/legal.rights"),
    ],
)
def test_a_mark_that_knows_the_line_itself_answers_first(marks: list[tuple[str, str, float]], rule: str) -> None:
    doc = document("Menu")
    block = doc.blocks[0]
    made = [
        Mark(0, 0, block.end, Category.LEGAL, name, Verdict.CUT, strength, voter) for name, voter, strength in marks
    ]
    [cut] = decide(doc, made, verdicts(1.0))
    assert cut.rule_id == rule


def test_rules_of_places_and_sections_are_rules() -> None:
    assert {shape.id for shape in SHAPES} >= OF_PLACES | OF_SECTIONS
    assert {"comments.section", "head.above_headline", "link.run", "menu"} == OF_SECTIONS
    tail = {"tail.after_end", "tail.after_likely_end", "tail.titles"}
    assert tail | {"related.below_label", "repeated.line", "repeated.paragraph"} == OF_PLACES


def test_a_block_without_a_category_takes_its_neighbours() -> None:
    doc = document("Related:", "A bridge for Ostwick", "The ferry sank.")
    cuts = decide(doc, [mark(doc, 0, Category.RELATED, 0.8)], verdicts(1.0, 1.0, -1.0))
    assert [c.category for c in cuts] == [Category.RELATED, Category.RELATED]


def test_a_keep_mark_is_no_cause() -> None:
    doc = document("Menu")
    [cut] = decide(doc, [mark(doc, 0, Category.LEGAL, 0.9, Verdict.KEEP)], verdicts(1.0))
    assert cut.rule_id == MODEL_RULE


@pytest.mark.parametrize(("strength", "cut"), [(0.8, True), (0.79, False)])
def test_parts_of_kept_blocks(strength: float, cut: bool) -> None:
    doc = document("The ferry sank. (Photo: A. Reed)")
    credit = Mark(0, 16, 32, Category.CAPTION, "test/credit", Verdict.CUT, strength, "test")
    cuts = decide(doc, [credit], verdicts(-3.0))
    assert [(c.start_char, c.end_char) for c in cuts] == ([(16, 32)] if cut else [])


@pytest.mark.parametrize(
    ("odds", "words", "doubtful"),
    [
        ((-4.0, 4.0), (300, 50), False),
        ((-4.0, 1.0), (300, 150), True),
        ((-4.0, 1.0), (300, 50), False),
        ((4.0, 4.0), (300, 50), False),
        ((-0.2, 4.0), (30, 5), True),
    ],
)
def test_doubt(odds: tuple[float, ...], words: tuple[int, ...], doubtful: bool) -> None:
    assert is_doubtful(verdicts(*odds), np.array(words, dtype=np.float32)) is doubtful


@pytest.mark.parametrize("order", [(4, 9), (9, 4)])
def test_of_parts_that_are_as_strong_the_shortest_is_cut_in_any_order(order: tuple[int, int]) -> None:
    doc = document("The ferry sank.")
    marks = [Mark(0, 0, end, Category.SOCIAL, "test/x", Verdict.CUT, 0.9, "test") for end in order]
    assert [(c.start_char, c.end_char) for c in decide(doc, marks, verdicts(-2.0))] == [(0, 4)]
