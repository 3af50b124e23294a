"""Voters: each reads a frozen Document and returns marks; none edits, none imports another."""

from __future__ import annotations

from collections.abc import Callable

from cleaners.model import Document, Mark
from cleaners.rules import RuleSet
from cleaners.voters import dom, lexicon, phrases, structure

Voter = Callable[[Document, RuleSet], list[Mark]]


def _dom(document: Document, _rules: RuleSet) -> list[Mark]:
    return dom.vote(document)


# Asked about every document. The extraction voter is asked by judge.py, about doubtful pages only.
VOTERS: tuple[Voter, ...] = (_dom, phrases.vote, structure.vote, lexicon.vote)
