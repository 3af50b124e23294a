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
JUMP = 3  # words by which neighbours in one list may differ, more where they are long
NAMED_FEW = 1 / 3  # share of a list up to which lines that are named are taken for what the others are
MAX_CHARS = 160  # of a line of a list
_DIGIT = re.compile(r"\d")
_SPLIT = re.compile(r"[:–—-]\s|\s[–—|]|\t| {2,}|\$|€|£")
_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")


def judged_in_runs(verdicts: Verdicts, document: Document, named: Collection[int]) -> Verdicts:
    """The verdicts with the median odds of its run on every line of it.

    Lines that are `named` what they are keep their own, where they are more than one in three.
    """
    scores = verdicts.scores.astype(np.float64, copy=True)
    for run in runs(document.blocks):
        unnamed = [index for index in run if index not in named]
        judged = run if len(run) - len(unnamed) <= NAMED_FEW * len(run) else unnamed
        if len(unnamed) >= MIN_RUN:
            scores[judged] = np.median(scores[unnamed])
    return replace(verdicts, scores=scores)


def runs(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Lines of one shape below one another, four at least."""
    for shape, alike in groupby(blocks, key=_shape):
        if shape is not None:
            yield from (run for run in _parted(list(alike)) if len(run) >= MIN_RUN)


def _parted(blocks: Sequence[Block]) -> list[list[int]]:
    """The blocks parted where one has far more or far fewer words than the one before."""
    parts: list[list[int]] = []
    last = -JUMP
    for block in blocks:
        words = block.text.count(" ") + 1
        if parts and abs(words - last) <= max(JUMP, min(words, last) // 2):
            parts[-1].append(block.index)
        else:
            parts.append([block.index])
        last = words
    return parts


def _shape(block: Block) -> tuple[str, bool, bool] | None:
    """What lines of one list have in common; None for prose."""
    text = block.text
    if len(text) > MAX_CHARS or _SENTENCE.search(text[-6:]):
        return None
    return block.tag, _DIGIT.search(text) is not None, _SPLIT.search(text) is not None
