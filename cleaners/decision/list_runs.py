"""One verdict for a run of lines of one shape: fixtures, prices, names or tags stay together or go together.

Judged one by one, a roster loses the players whose names a menu might hold, and a list of tags keeps those that the
article names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from cleaners.decision.decide import Verdicts
from cleaners.model import Block, Document

MIN_RUN = 4  # lines of one shape below one another
WORDS_LIMITS = (4, 9, 17)  # words at which one kind of short line ends and the next begins
MAX_CHARS = 160  # of a line of a list
_DIGIT = re.compile(r"\d")
_SPLIT = re.compile(r"[:–—-]\s|\s[–—|]|\t| {2,}|\$|€|£")
_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")


def judged_in_runs(verdicts: Verdicts, document: Document, named: Collection[int]) -> Verdicts:
    """The verdicts with the median odds of its run on every line of it but those that are `named` what they are."""
    scores = verdicts.scores.astype(np.float64, copy=True)
    for run in _runs(document.blocks):
        open_ = [index for index in run if index not in named]
        if len(open_) >= MIN_RUN:
            scores[open_] = np.median(scores[open_])
    return replace(verdicts, scores=scores)


def _runs(blocks: Sequence[Block]) -> Iterator[list[int]]:
    for shape, run in groupby(blocks, key=lambda block: _shape(block)):
        indices = [block.index for block in run]
        if shape is not None and len(indices) >= MIN_RUN:
            yield indices


def _shape(block: Block) -> tuple[str, int, bool, bool] | None:
    """What lines of one list have in common; None for prose."""
    text = block.text
    if len(text) > MAX_CHARS or _SENTENCE.search(text[-6:]):
        return None
    words = text.count(" ") + 1
    return (
        block.tag,
        sum(words >= limit for limit in WORDS_LIMITS),
        _DIGIT.search(text) is not None,
        _SPLIT.search(text) is not None,
    )
