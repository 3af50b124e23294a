"""Numbers about where a block stands on its page: among all blocks, in its groups, between its neighbours.

Everything is laid down as rows, one a feature, for that is how a forest reads it. `kept` is the extraction voter's word
on each block: 1 kept, 0 dropped, .5 no opinion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaners.features.characters import Characters
from cleaners.features.series import shifted
from cleaners.formats.surroundings import HEADINGS
from cleaners.model import Document

Array = npt.NDArray[np.float32]
Index = npt.NDArray[np.intp]

POSITION = ("index", "from_end", "chars_before", "kept_before", "kept_after", "to_first_kept", "to_last_kept",
            "within_kept", "paragraphs_before", "paragraphs_after", "after_h1", "to_h1", "blocks", "kept_total",
            "kept_share", "link_total", "median_paragraph")  # fmt: skip
GROUP = ("size", "chars", "link_share", "paragraph_share", "mean_chars", "kept_share", "rank")
STEPS = (-2, -1, 1, 2)


def position_rows(document: Document, signs: Characters, paragraph: Array, kept: Array) -> Array:
    """A row for each name of POSITION. `paragraph`: characters of each block that counts as one, 0 for others."""
    blocks = document.blocks
    size = len(blocks)
    order = np.arange(size, dtype=np.float32)
    chars = (signs.ends - signs.starts).astype(np.float32)
    kept_chars = np.where(kept == 1, chars, 0)
    total_kept = kept_chars.sum()
    seen = np.cumsum(kept_chars)
    where = np.flatnonzero(kept == 1)
    first, last = (where[0], where[-1]) if len(where) else (0, size - 1)
    paragraphs = np.cumsum(paragraph)
    total = paragraphs[-1] if size else 0.0
    h1 = next((b.index for b in blocks if b.tag == "h1"), -1)
    ones = np.ones(size, dtype=np.float32)
    return np.array(
        [
            order / size,
            np.minimum(size - order, 200),
            signs.starts.astype(np.float32) / max(1, len(document.text)),
            (seen - kept_chars) / (total_kept + 1),
            (total_kept - seen) / (total_kept + 1),
            _within_60(order - first),
            _within_60(last - order),
            (order >= first) & (order <= last),
            (paragraphs - paragraph) / (total + 1),
            (total - paragraphs) / (total + 1),
            (order > h1) if h1 >= 0 else 0.5 * ones,
            _within_60(order - h1) if h1 >= 0 else -99 * ones,
            size * ones,
            np.log1p(total_kept) * ones,
            total_kept / max(1, len(document.text)) * ones,
            sum(b.link_chars for b in blocks) / max(1, len(document.text)) * ones,
            _median(paragraph[paragraph > 0]) * ones,
        ],
        dtype=np.float32,
    )


@dataclass(frozen=True, slots=True)
class Grouping:
    """The blocks of a page by a key that some share, and what no mark changes of each group."""

    group: Index  # of each block
    chars: npt.NDArray[np.float64]  # of each group
    before: Array  # rows of GROUP up to `kept_share`, one number a group
    rank: Array

    @classmethod
    def of(cls, keys: Sequence[int], chars: Array, link_share: Array, paragraph: Array) -> Grouping:
        """Keys are small whole numbers; groups are numbered in their order."""
        places = np.array(keys)
        group = (np.cumsum(np.bincount(places) > 0) - 1)[places]
        size = np.bincount(group).astype(np.float64)
        weighed = [np.bincount(group, weights) for weights in (chars, chars * link_share, paragraph)]
        total, linked, long = np.array(weighed, dtype=np.float64)
        before = [np.log1p(size), np.log1p(total), linked / total, long / max(1.0, long.sum()), np.log1p(total / size)]
        rank = np.argsort(np.argsort(-long, kind="stable"), kind="stable")
        return cls(group, total, np.array(before), rank.astype(np.float32))

    def mean(self, chars: Array, values: Array) -> Array:
        """The mean of a group's values, weighed by characters, given to each of its blocks."""
        return (np.bincount(self.group, values * chars) / self.chars)[self.group].astype(np.float32)

    def rows(self, chars: Array, kept: Array) -> Array:
        """A row for each name of GROUP, each group's numbers given to each of its blocks."""
        found = np.bincount(self.group, (kept == 1) * chars) / self.chars
        by_group = np.concatenate([self.before, found[None], self.rank[None]])
        return np.minimum(by_group, 50)[:, self.group]


def neighbour_rows(near: Array, kept: Array) -> Array:
    """`kept`, then the rows `near` of the blocks some steps away, then the means of `kept` over two windows."""
    beside = [shifted(near, step) for step in STEPS]
    return np.concatenate([kept[None], *beside, window_mean(kept, 3)[None], window_mean(kept, 8)[None]])


def heading_rows(tags: Sequence[str], strongest: Array) -> Array:
    """The strongest cut mark on the last heading above each block, and how many blocks ago that stood."""
    order = np.arange(len(tags))
    headings = np.array([tag in HEADINGS for tag in tags])
    last = np.maximum.accumulate(np.where(headings, order, -1))
    return np.array(
        [np.where(last >= 0, strongest[last], 0.0), np.where(last >= 0, np.minimum(order - last, 60), -1)],
        dtype=np.float32,
    )


def _within_60(distances: Array) -> Array:
    return np.minimum(np.maximum(distances, -60), 60)


def _median(values: Array) -> np.float32:
    """The median, 0 of nothing. numpy's own takes twenty times as long over so few numbers."""
    if not len(values):
        return np.float32(0)
    ordered, middle = np.sort(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / np.float32(2)


def window_mean(values: Array, reach: int) -> Array:
    """The mean over each block and `reach` blocks on either side."""
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    index = np.arange(len(values))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    return ((sums[high] - sums[low]) / (high - low)).astype(np.float32)
