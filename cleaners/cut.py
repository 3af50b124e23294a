"""The only code that deletes, and the code that undoes it.

A document's text is parted into spans that are kept and spans that are removed; nothing else
comes out. White space between two blocks goes with the later one, except before the first kept
block, where it goes with the earlier: so the kept text neither begins nor ends with a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from cleaners.model import Category, Document, Removal, new


class Cut(NamedTuple):
    """A decision to remove a span of a block: code points of `Document.text`, and what carried the decision."""

    block: int
    start_char: int
    end_char: int
    category: Category
    rule_id: str
    voter: str
    strength: float


_PLACE = itemgetter(*map(Cut._fields.index, ("start_char", "end_char")))


def cut(document: Document, cuts: Iterable[Cut]) -> tuple[str, tuple[Removal, ...]]:
    """Remove `cuts` from the document.

    Cuts may cover whole blocks or parts of one; they must not overlap.

    Raises:
        ValueError: two cuts overlap, or one leaves its block.
    """
    ordered = sorted(cuts, key=_PLACE)
    _check(document, ordered)
    spans = _with_gaps(document, ordered)
    removals = tuple(
        new(Removal, (
            ordinal, start, end, c.category, c.rule_id, c.voter, c.strength,
            document.blocks[c.block].path, document.text[start:end],
        ))
        for ordinal, (start, end, c) in enumerate(spans)
    )  # fmt: skip
    return _kept(document.text, removals), removals


def restore(text: str, removals: Sequence[Removal]) -> str:
    """The document's text, from what was kept and what was removed."""
    parts: list[str] = []
    taken = position = 0
    for removal in removals:
        gap = removal.start_char - position
        parts += (text[taken : taken + gap], removal.text)
        taken, position = taken + gap, removal.end_char
    parts.append(text[taken:])
    return "".join(parts)


def _kept(text: str, removals: Sequence[Removal]) -> str:
    parts: list[str] = []
    position = 0
    for removal in removals:
        parts.append(text[position : removal.start_char])
        position = removal.end_char
    parts.append(text[position:])
    return "".join(parts)


def _check(document: Document, cuts: Sequence[Cut]) -> None:
    position = 0
    for c in cuts:
        block = document.blocks[c.block]
        if not (block.start <= c.start_char < c.end_char <= block.end):
            raise ValueError(f"cut {c.rule_id} at {c.start_char}..{c.end_char} leaves block {c.block}")
        if c.start_char < position:
            raise ValueError(f"cut {c.rule_id} at {c.start_char} overlaps the cut before it")
        position = c.end_char


def _with_gaps(document: Document, cuts: Sequence[Cut]) -> list[tuple[int, int, Cut]]:
    """Widen cuts of whole blocks over the white space beside them."""
    if not cuts:
        return []
    whole = {c.block for c in cuts if _is_whole(document, c)}
    first_kept = next((b.index for b in document.blocks if b.index not in whole), len(document.blocks))
    spans = []
    for c in cuts:
        start, end = c.start_char, c.end_char
        if c.block in whole and c.block < first_kept:
            start, end = _gap_start(document, c.block), _gap_end(document, c.block)
        elif c.block in whole:
            start = document.blocks[c.block - 1].end
        spans.append((start, end, c))
    last = spans[-1]
    if last[2].block in whole and last[2].block == len(document.blocks) - 1:
        spans[-1] = (last[0], len(document.text), last[2])
    return spans


def _is_whole(document: Document, c: Cut) -> bool:
    block = document.blocks[c.block]
    return c.start_char == block.start and c.end_char == block.end


def _gap_start(document: Document, index: int) -> int:
    return 0 if index == 0 else document.blocks[index].start


def _gap_end(document: Document, index: int) -> int:
    return document.blocks[index + 1].start if index + 1 < len(document.blocks) else len(document.text)
