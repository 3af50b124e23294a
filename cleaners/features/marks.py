"""What the voters said of each block, as numbers that both formats share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cleaners.model import Category, Mark, Verdict

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


def mark_columns(size: int, marks: Sequence[Mark]) -> npt.NDArray[np.float32]:
    """The strongest cut mark of each category and voter, the strongest keep mark, and the neighbours' strongest."""
    out = np.zeros((size, len(MARK_FEATURES)), dtype=np.float32)
    column = {category: place for place, category in enumerate(CATEGORIES)}
    by_voter = {voter: len(CATEGORIES) + place for place, voter in enumerate(VOTERS)}
    keep = len(CATEGORIES) + len(VOTERS)
    for mark in marks:
        if mark.voter not in by_voter:
            continue
        row = out[mark.block]
        if mark.verdict is Verdict.KEEP:
            row[keep] = max(row[keep], mark.strength)
        else:
            for place in (column[mark.category], by_voter[mark.voter]):
                row[place] = max(row[place], mark.strength)
    strongest = out[:, : len(CATEGORIES)].max(axis=1) if size else out[:, 0]
    out[1:, keep + 1] = strongest[:-1]
    out[:-1, keep + 2] = strongest[1:]
    sums = np.concatenate(([0.0], np.cumsum(strongest)))
    index = np.arange(size)
    low, high = np.maximum(index - 3, 0), np.minimum(index + 4, size)
    out[:, keep + 3] = (sums[high] - sums[low]) / 7
    return out
