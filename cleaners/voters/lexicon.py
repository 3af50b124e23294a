"""The lexicon voter: what the words of a line weigh together, where no phrase is decisive."""

from __future__ import annotations

from cleaners.model import Block, Category, Document, Mark, PayloadKind, Verdict
from cleaners.rules.rulebook import RuleSet
from cleaners.text.lexicon import MAX_CHARS, Lexicon, shipped_lexicon

VOTER = "lexicon"
RULE = "words"
UNNAMED = Category.OTHER


def vote(document: Document, rules: RuleSet) -> list[Mark]:  # noqa: ARG001 - every voter has this signature
    """One mark on every line of plain text that is short enough to be judged by its words. Pure.

    HTML pages have better evidence in their markup, and too many blocks.
    """
    if document.kind is not PayloadKind.TEXT:
        return []
    lexicon = shipped_lexicon()
    return [_mark(block, lexicon) for block in document.blocks if len(block.text) <= MAX_CHARS]


def _mark(block: Block, lexicon: Lexicon) -> Mark:
    score = lexicon.score(block.text)
    return mark_of(block, score, lexicon.kind(block.text) if score > 0 else UNNAMED)


def mark_of(block: Block, score: float, category: Category) -> Mark:
    """The mark that a score of log-odds makes."""
    verdict = Verdict.CUT if score > 0 else Verdict.KEEP
    return Mark(block.index, block.start, block.end, category, RULE, verdict, belief(score), VOTER)


def belief(score: float) -> float:
    """Log-odds as a strength from 0.5 (undecided) towards 1; a rational curve, so that every machine agrees."""
    return round(1 - 1 / (2 + abs(score)), 3)
