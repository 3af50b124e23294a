"""What the voters said of each block, as numbers that both formats share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cleaners.model import KEEP, Category, Mark

CATEGORIES = tuple(Category)
VOTERS = ("phrases", "structure", "site")
MARK_FEATURES: tuple[str, ...] = (
    *(f"cut_{category}" for category in CATEGORIES),
    *(f"cut_by_{voter}" for voter in VOTERS),
    "keep",
    "cut_prev",
    "cut_next",
    "cut_near",
)


_COLUMN = {category: place for place, category in enumerate(CATEGORIES)}
_BY_VOTER = {voter: len(CATEGORIES) + place for place, voter in enumerate(VOTERS)}
_KEEP = len(CATEGORIES) + len(VOTERS)


def mark_rows(size: int, marks: Sequence[Mark]) -> npt.NDArray[np.float32]:
    """A row for each name of MARK_FEATURES, a number for each of `size` blocks.

    The strongest cut mark of each category and voter, the strongest keep mark, and the neighbours' strongest.
    """
    out = np.zeros((len(MARK_FEATURES), size), dtype=np.float32)
    said = [(place * size + mark.block, mark.strength) for mark in marks for place in _places(mark)]
    if said:
        cells, strengths = zip(*said, strict=True)
        np.maximum.at(out.reshape(-1), np.array(cells), np.array(strengths, dtype=np.float32))
    strongest = out[: len(CATEGORIES)].max(axis=0)
    out[_KEEP + 1, 1:] = strongest[:-1]
    out[_KEEP + 2, :-1] = strongest[1:]
    sums = np.concatenate(([0.0], np.cumsum(strongest)))
    index = np.arange(size)
    low, high = np.maximum(index - 3, 0), np.minimum(index + 4, size)
    out[_KEEP + 3] = (sums[high] - sums[low]) / 7
    return out


def _places(mark: Mark) -> tuple[int, ...]:
    """The rows in which a mark counts."""
    if mark.voter not in _BY_VOTER:
        return ()
    return (_KEEP,) if mark.verdict is KEEP else (_COLUMN[mark.category], _BY_VOTER[mark.voter])
