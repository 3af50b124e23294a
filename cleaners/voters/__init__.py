"""Voters: each reads a frozen Document and returns marks; none edits, none imports another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from cleaners.model import Document, Mark
from cleaners.rules.rulebook import RuleSet
from cleaners.voters import dom, lexicon, phrases, structure


class Voter(Protocol):
    """Marks a document by the rules of an engine. Pure."""

    def __call__(self, document: Document, rules: RuleSet) -> list[Mark]: ...


def _dom(document: Document, rules: RuleSet) -> list[Mark]:  # noqa: ARG001 - every voter has this signature
    return dom.vote(document)


# Asked about every document. The extraction voter is asked by judge.py, about doubtful pages only.
VOTERS: Mapping[str, Voter] = MappingProxyType(
    {dom.VOTER: _dom, phrases.VOTER: phrases.vote, structure.VOTER: structure.vote, lexicon.VOTER: lexicon.vote}
)
