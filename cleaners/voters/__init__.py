"""Voters: each reads a frozen Document and returns marks; none edits, none imports another."""

from __future__ import annotations

from collections.abc import Callable

from cleaners.model import Document, Mark
from cleaners.rules import RuleSet
from cleaners.voters import dom, extraction, phrases, structure

Voter = Callable[[Document, RuleSet], list[Mark]]


def _extraction(document: Document, _rules: RuleSet) -> list[Mark]:
    return extraction.vote(document)


def _dom(document: Document, _rules: RuleSet) -> list[Mark]:
    return dom.vote(document)


VOTERS: tuple[Voter, ...] = (_extraction, _dom, phrases.vote, structure.vote)
