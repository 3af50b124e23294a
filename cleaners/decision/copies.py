"""What stands on a page a second time: an article's hidden copy, one for another screen, a standfirst shown twice.

A forest sees each block by itself and is as sure of a copy as of the original. So once the verdicts are there, blocks
that would be kept are compared with those kept before them; capitals do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cleaners.decision.decide import Verdicts
from cleaners.model import CUT, KEEP, Category, Document, Mark
from cleaners.voters import publisher
from cleaners.voters.shapes.page import runs

VOTER, RULE, STRENGTH = "decide", "repeated.copy", 0.95
# Out of fold on the page sets, with bounds of 100 and 25 letters and digits: word F1 of wcxb-dev +.0017, of wcxb-other
# +.0018, others as before; 60 and 25 give the same (docs/quality.md). A refrain or a slogan is shorter, and stays.
LONG = 120  # characters from which one block is a copy by itself
RUN = 3  # blocks of at least LINE characters, one after another among those kept, that are a copy together
LINE = 30
ODDS = 3.0  # log-odds over the threshold that a copy is given


def without_copies(document: Document, verdicts: Verdicts, marks: Sequence[Mark]) -> tuple[Verdicts, list[Mark]]:
    """The verdicts with copies of kept blocks cut, and the marks with one for each. An overlay's protection holds."""
    protected = {m.block for m in marks if m.voter == publisher.VOTER and m.verdict is KEEP}
    kept = np.flatnonzero(verdicts.scores <= verdicts.threshold).tolist()
    found = [index for index in copies([document.blocks[i].text for i in kept]) if kept[index] not in protected]
    if not found:
        return verdicts, list(marks)
    places = [kept[index] for index in found]
    scores = verdicts.scores.astype(np.float64, copy=True)
    scores[places] = verdicts.threshold + ODDS
    return replace(verdicts, scores=scores), [*marks, *(_mark(document, place) for place in places)]


def copies(texts: Sequence[str]) -> list[int]:
    """Which of some texts, in their order, stand there before: long ones, and runs of three lines or more."""
    first: dict[str, int] = {}
    repeated = [first.setdefault(text.casefold(), place) != place for place, text in enumerate(texts)]
    return [place for run in runs(repeated) for place in _copied(run, texts)]


def _copied(run: Sequence[int], texts: Sequence[str]) -> Sequence[int]:
    """The copies in a run of repeated texts: all of it where it is of several lines, else what is long."""
    if sum(len(texts[place]) >= LINE for place in run) >= RUN:
        return run
    return [place for place in run if len(texts[place]) >= LONG]


def _mark(document: Document, place: int) -> Mark:
    block = document.blocks[place]
    return Mark(place, block.start, block.end, Category.OTHER, RULE, CUT, STRENGTH, VOTER)
