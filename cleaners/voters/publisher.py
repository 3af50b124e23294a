"""The publisher voter: what an overlay, written by a person for one publisher, says of its pages."""

from __future__ import annotations

from datetime import date

from cleaners.model import Document, Mark, Metadata
from cleaners.rules.overlays import Overlays

VOTER = "publisher"
STRENGTH = 1.0  # an overlay is not weighed; evidence.py obeys it


def vote(document: Document, overlays: Overlays) -> list[Mark]:
    """A mark of each rule that fits a block and holds on the article's day, in the order of blocks and rules. Pure."""
    day = _day(document.metadata)
    rules = [rule for rule in overlays.rules(document.metadata.host) if rule.period.holds(day)]
    return [
        Mark(block.index, block.start, block.end, rule.category, rule.id, rule.verdict, STRENGTH, VOTER)
        for block in document.blocks
        for rule in rules
        if rule.fits(block)
    ]


def _day(metadata: Metadata) -> date | None:
    """When the page looked as it does: the day it was fetched, else the day it was published."""
    moment = metadata.fetched_at or metadata.published_at
    return None if moment is None else moment.date()
