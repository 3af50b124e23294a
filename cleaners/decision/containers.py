"""Lists and tables that stay are kept whole: one verdict for like rows, where nothing names a row as furniture.

Names, days and figures have neither sentences nor verbs, and a forest that sees row by row lets one in five go in the
middle of a table of an article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from cleaners.decision.decide import Verdicts
from cleaners.formats.html import Page
from cleaners.formats.surroundings import LIST, TABLE
from cleaners.model import CUT, Document, Mark

CONTAINERS = ("table[", "ul[", "ol[", "dl[")  # how the steps of a DOM path to a list or table begin
LEAST_ROWS = 3
# Out of fold: words of labelled article blocks kept .9601 -> .9649, word F1 of fundus16 +.0012, wcxb-dev the same, andy
# -.0005, wcxb-other +.0037, unwanted snippets of trafilatura-a +.0021.
LEAN = 0.5  # log-odds over the threshold, in the mean, up to which a list stays
SURE = 2.5  # log-odds over the threshold from which a row is cut all the same
MOST = 4.0  # log-odds on either side that one row counts at the most
LINKED = 0.5  # share of characters in links from which a list is one of links
NAMED = 0.75  # strength of a cut mark that names a row as furniture


def with_whole_lists(verdicts: Verdicts, document: Document, marks: Sequence[Mark]) -> Verdicts:
    """The verdicts with the rows of each list and table kept that is to be kept on the whole, by its words."""
    margins = verdicts.scores - verdicts.threshold
    rows = _unsure_rows(document, margins)
    if not rows:
        return verdicts
    named = {mark.block for mark in marks if mark.verdict is CUT and mark.strength >= NAMED}
    kept = [
        index
        for container, unsure in rows.items()
        if _stays(document, _within(document, container, unsure), margins)
        for index in unsure
        if index not in named
    ]
    scores = verdicts.scores.astype(np.float64, copy=True)
    scores[kept] = verdicts.threshold
    return replace(verdicts, scores=scores)


def _unsure_rows(document: Document, margins: npt.NDArray[np.float64]) -> dict[str, list[int]]:
    """The blocks that would be cut without being sure of it, of each list and table, by its path."""
    page = document.page
    found: defaultdict[str, list[int]] = defaultdict(list)
    if isinstance(page, Page):
        for index in np.flatnonzero((margins > 0) & (margins < SURE)).tolist():
            if page.around.flags[index] & (LIST | TABLE):
                found[_container(document.blocks[index].path)].append(index)
    return dict(found)


def _within(document: Document, container: str, some: Sequence[int]) -> list[int]:
    """All blocks within a list or table that holds these: they stand one after another."""
    blocks, prefix = document.blocks, f"{container}/"
    before = takewhile(lambda block: block.path.startswith(prefix), reversed(blocks[: some[0]]))
    after = takewhile(lambda block: block.path.startswith(prefix), blocks[some[0] + 1 :])
    return [*reversed([block.index for block in before]), some[0], *(block.index for block in after)]


def _container(path: str) -> str:
    """The path of the nearest list or table around a block's own."""
    steps = path.split("/")
    last = next((place for place in range(len(steps), 0, -1) if steps[place - 1].startswith(CONTAINERS)), 0)
    return "/".join(steps[:last])


def _stays(document: Document, group: Sequence[int], margins: npt.NDArray[np.float64]) -> bool:
    blocks = [document.blocks[index] for index in group]
    if len(blocks) < LEAST_ROWS:
        return False
    if sum(block.link_chars for block in blocks) >= LINKED * sum(len(block.text) for block in blocks):
        return False
    weights = np.sqrt([len(block.text.split()) + 1 for block in blocks])
    return bool((np.clip(margins[list(group)], -MOST, MOST) * weights).sum() < LEAN * weights.sum())
