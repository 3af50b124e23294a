"""Evidence that the fitted forests have not seen: what a site repeats, and what a publisher's overlay says.

The forests were fitted on single pages, so they know neither. Both are added to their log-odds here, by
amounts that a person can read and change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cleaners.decision.decide import Verdicts
from cleaners.model import CUT, KEEP, Document, Mark
from cleaners.voters import phrases, publisher, site, structure

# Log-odds for a recurring block, times the strength of its mark (.5 to .95). At 5 of 5 articles it outvotes a forest
# that would keep the block at -4; at 3 of 3, one at -3. On fundus16 all but 2 of some 12,800 marks stand on boilerplate
# and no figure up to 20 costs article text (benchmarks/quality/sites.py); 6 lets clear article text have the last word.
SITE_LOG_ODDS = 6.0
SITE_MAX_CHARS = 300  # of a block; what is longer is prose
BEYOND = frozenset((site.VOTER, publisher.VOTER))
WORDS = (phrases.VOTER, structure.VOTER)
WORDS_STRENGTH = 0.75  # of a mark that is sure enough
WORDS_LOG_ODDS = 2.0  # dev pages: unwanted snippets .0555 -> .0500, word recall -.001 (benchmarks.quality)
SURE_STRENGTH, SURE_LOG_ODDS = 0.85, 3.0  # of words that hardly ever stand in an article (docs/quality.md)
WORDS_MAX_CHARS = 300
#: The same for plain text, least strength and log-odds: the forest there is fitted with half of the phrase marks
#: dropped, so that it does not take a rule for infallible, and believes the surest ones too little. Out of fold: line
#: F1 of injected-dev .917 -> .929, of residue-dev .848 -> .858, no article text lost (docs/quality.md).
TEXT_WORDS = ((0.9, 1.5), (0.8, 0.7))
TEXT_SHAPES = frozenset(("pager", "share.buttons", "credit.only"))  # .97 and more of their lines are furniture
CERTAIN = 20.0  # log-odds on either side of the threshold that nothing else reaches: an overlay's word is final


PART = 0.2  # of a block: a mark on less of it (the label within a link, a credit's tail) is no news of the whole


def on_blocks(document: Document, marks: Sequence[Mark]) -> list[Mark]:
    """The marks that say something of their whole block: what the forests weigh, and are fitted on.

    The others cut their part and nothing more, so that a rule for words within a sentence can be added without a fit.
    No figure of the dev sets changed when this came in.
    """
    blocks = document.blocks
    return [m for m in marks if m.end_char - m.start_char >= PART * (blocks[m.block].end - blocks[m.block].start)]


def page_evidence(marks: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """The marks that the forests know how to weigh, and those of the site and the publisher."""
    beyond = [m for m in marks if m.voter in BEYOND]
    return [m for m in marks if m.voter not in BEYOND] if beyond else list(marks), beyond


def with_site_evidence(verdicts: Verdicts, document: Document, marks: Sequence[Mark]) -> Verdicts:
    """The verdicts with a site's recurrence added to the odds, and a publisher's protect and cut rules obeyed.

    A rule that protects wins over one that cuts.
    """
    if not marks:
        return verdicts
    scores = verdicts.scores.astype(np.float64, copy=True)
    for mark in marks:
        if mark.voter == site.VOTER and len(document.blocks[mark.block].text) <= SITE_MAX_CHARS:
            scores[mark.block] += SITE_LOG_ODDS * mark.strength
    _obey(scores, verdicts.threshold, marks)
    return replace(verdicts, scores=scores)


def with_plain_words(verdicts: Verdicts, document: Document, marks: Sequence[Mark]) -> Verdicts:
    """The verdicts on a page with the odds of short blocks raised whose words say what they are.

    Pages of the dev sets hold few pitches and buttons inside of articles, so a forest fitted on them trusts words less
    than it should there. A mark that keeps a block silences this.
    """
    sure = [m for m in marks if m.strength >= WORDS_STRENGTH and m.verdict is CUT and m.voter in WORDS]
    kept = {m.block for m in marks if m.verdict is KEEP}
    odds: dict[int, float] = {}
    for mark in sure:
        if mark.block not in kept and _is_short(document, mark):
            own = SURE_LOG_ODDS if mark.strength >= SURE_STRENGTH else WORDS_LOG_ODDS
            odds[mark.block] = max(own, odds.get(mark.block, 0.0))
    scores = verdicts.scores.astype(np.float64, copy=True)
    scores[list(odds)] += list(odds.values())
    return replace(verdicts, scores=scores)


def with_text_words(verdicts: Verdicts, document: Document, marks: Sequence[Mark]) -> Verdicts:
    """The verdicts on a text with the odds of short blocks raised whose phrases, or form, hardly ever stand in one."""
    kept = {m.block for m in marks if m.verdict is KEEP and m.voter == phrases.VOTER}
    odds: dict[int, float] = {}
    for mark in marks:
        sure = mark.voter == phrases.VOTER or mark.rule_id in TEXT_SHAPES
        if sure and mark.verdict is CUT and mark.block not in kept and _is_short(document, mark):
            own = next((added for least, added in TEXT_WORDS if mark.strength >= least), 0.0)
            odds[mark.block] = max(own, odds.get(mark.block, 0.0))
    scores = verdicts.scores.astype(np.float64, copy=True)
    scores[list(odds)] += list(odds.values())
    return replace(verdicts, scores=scores)


def _is_short(document: Document, mark: Mark) -> bool:
    block = document.blocks[mark.block]
    return len(block.text) <= WORDS_MAX_CHARS and mark.end_char - mark.start_char == block.end - block.start


def _obey(scores: npt.NDArray[np.float64], threshold: float, marks: Sequence[Mark]) -> None:
    ruled = [m for m in marks if m.voter == publisher.VOTER]
    for mark in ruled:
        if mark.verdict is CUT:
            scores[mark.block] = max(scores[mark.block], threshold + CERTAIN)
    for mark in ruled:
        if mark.verdict is KEEP:
            scores[mark.block] = threshold - CERTAIN


def without_overruled(marks: Sequence[Mark]) -> list[Mark]:
    """The marks without those that would cut a part of a block that a publisher's overlay protects."""
    protected = {m.block for m in marks if m.voter == publisher.VOTER and m.verdict is KEEP}
    if not protected:
        return list(marks)
    return [m for m in marks if m.verdict is KEEP or m.block not in protected]
