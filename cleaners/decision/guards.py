"""What a verdict on plain text may not do, however sure a forest is: cut a lead for its place, or empty a text.

A page tells by its markup what is furniture; a text can only tell by words, or by a structure that names what it is.
Where neither speaks, shape and place alone are no reason to take a sentence out of an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np

from cleaners.decision.decide import OF_PLACES, Verdicts
from cleaners.decision.list_runs import judged_in_runs, runs
from cleaners.model import CUT, KEEP, Block, Category, Document, Mark
from cleaners.voters import lexicon, publisher, site
from cleaners.voters.shapes.page import SENTENCE_END, UNSPACED, WORD, key_of
from cleaners.voters.structure import SIGNS

NAMES = 0.6  # strength from which a phrase or a shape names a category
WORDS_NAME = 0.8  # strength from which the words of a line together do
SIGNATURE = "social.tweet_signature"
QUOTES = frozenset("\"“”„«»「『‘‚'")
UNSURE = 1.0  # log-odds over the threshold up to which a sentence is hardly cut
SPARED = 1.0  # log-odds below the threshold at which a spared block is put
PROSE_WORDS, PROSE_SIGNS = 7, 16  # of a sentence, in words or in signs of a script without spaces
UNENDED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer: no sign ends a sentence
UNENDED_SIGNS = 50
WHOLE_PART = 0.5  # of a block that a mark must cover to speak of it
# Shapes that an article's own lines have as well.
WEAK = frozenset(
    ("head.above_headline", "headline.varied", "menu", "caption.keywords", "tags", "separator", "label.bare")
)
_NAMELESS = (Category.OTHER, Category.METADATA)


def guarded(verdicts: Verdicts, document: Document, marks: Sequence[Mark]) -> Verdicts:
    """The verdicts on a text without those cuts that no words and no structure explain.

    A text that shows no furniture keeps every line that nothing names; any text keeps its lead, and one line at least.
    """
    blocks = document.blocks
    named = _named(document, marks)
    by_rules = _by_rules(document, marks)
    verdicts = judged_in_runs(verdicts, document, by_rules)
    cut = set(np.flatnonzero(verdicts.scores > verdicts.threshold).tolist())
    if not cut:
        return verdicts
    ruled = {m.block for m in marks if m.voter in (site.VOTER, publisher.VOTER) and m.verdict is CUT}
    spared = set() if _shows_furniture(named) else cut - ruled - named.keys()
    spared |= _with_their_lists(blocks, spared) - ruled - by_rules
    spared |= _leads(blocks, cut, named.keys() | ruled)
    spared |= _within(document, marks, cut - spared - ruled, named)
    spared |= _said_to_stay(verdicts, document, marks) - named.keys() - ruled
    if len(cut - spared) == len(blocks):
        spared |= _least(blocks, cut, named.keys() | ruled, verdicts)
    return _without(verdicts, spared) if spared else verdicts


def left_alone(verdicts: Verdicts, marks: list[Mark]) -> tuple[Verdicts, list[Mark]]:
    """The verdicts, and the marks without those on signs of Markdown where no line is cut: such a text is clean."""
    if (verdicts.scores > verdicts.threshold).any():
        return verdicts, marks
    return verdicts, [mark for mark in marks if mark.rule_id not in SIGNS]


def _named(document: Document, marks: Iterable[Mark]) -> dict[int, set[Category]]:
    """The categories that words or structure name, by block."""
    found: dict[int, set[Category]] = {}
    headlines = _headlines(document)
    for mark in marks:
        block = document.blocks[mark.block]
        if mark.rule_id == "headline" and mark.block not in headlines:
            continue  # the likeliest line where none is known to be the headline
        if mark.verdict is CUT and _names(mark) and _is_of_whole(block, mark):
            found.setdefault(mark.block, set()).add(mark.category)
    return found


def _by_rules(document: Document, marks: Sequence[Mark]) -> set[int]:
    """The blocks that more names than their words together."""
    return set(_named(document, [mark for mark in marks if mark.voter != lexicon.VOTER]))


def _headlines(document: Document) -> set[int]:
    """The blocks above the first sentence that read as the title does."""
    title = key_of(document.metadata.title or "")
    above = takewhile(lambda block: not is_prose(block.text), document.blocks)
    return {block.index for block in above if key_of(block.text) == title}


def _names(mark: Mark) -> bool:
    if mark.voter == lexicon.VOTER:
        return mark.strength >= WORDS_NAME
    return mark.strength >= NAMES and mark.rule_id not in OF_PLACES and mark.rule_id not in WEAK


def _is_of_whole(block: Block, mark: Mark) -> bool:
    return mark.end_char - mark.start_char >= WHOLE_PART * (block.end - block.start)


def _shows_furniture(named: dict[int, set[Category]]) -> bool:
    return any(not categories.issubset(_NAMELESS) for categories in named.values())


def _with_their_lists(blocks: Sequence[Block], spared: set[int]) -> set[int]:
    """The lines of lists of which more than half are spared."""
    lists = runs(blocks) if spared else ()
    return {index for run in lists if 2 * len(spared.intersection(run)) > len(run) for index in run}


def _within(document: Document, marks: Iterable[Mark], cut: set[int], named: dict[int, set[Category]]) -> set[int]:
    """Dates that part an article's own list, and signatures below quotations that are kept.

    Both stand between two lines that are kept, behind the first sentence.
    """
    blocks = document.blocks
    first = next((block.index for block in blocks if block.index not in cut and is_prose(block.text)), len(blocks))
    inner = {index for index in cut if first < index < len(blocks) - 1 and not {index - 1, index + 1} & cut}
    signed = {m.block for m in marks if m.rule_id.endswith(SIGNATURE) and m.block in inner}
    dates = {index for index in inner if named.get(index) == {Category.METADATA}}
    quoted = {index for index in signed if blocks[index - 1].text[0] in QUOTES}
    return quoted | (dates if len(dates) > 1 else set())


def _said_to_stay(verdicts: Verdicts, document: Document, marks: Iterable[Mark]) -> set[int]:
    """The sentences that are hardly cut, and whose words together speak for the article."""
    margins = verdicts.scores - verdicts.threshold
    kept = (m.block for m in marks if m.voter == lexicon.VOTER and m.verdict is KEEP)
    return {i for i in kept if 0 < margins[i] < UNSURE and SENTENCE_END.search(document.blocks[i].text[-8:])}


def _leads(blocks: Sequence[Block], cut: set[int], named: Iterable[int]) -> set[int]:
    """The sentences right above the first block that is kept."""
    first = next((block.index for block in blocks if block.index not in cut), len(blocks))
    spared: set[int] = set()
    for block in reversed(blocks[:first]):
        if block.index in named or not is_prose(block.text):
            break
        spared.add(block.index)
    return spared


def _least(blocks: Sequence[Block], cut: set[int], named: Iterable[int], verdicts: Verdicts) -> set[int]:
    """What is left of a text of which nothing would be: what nothing names, else the likeliest line."""
    nameless = cut - set(named)
    prose = {index for index in nameless if is_prose(blocks[index].text)}
    return prose or nameless or {min(cut, key=lambda index: (verdicts.scores[index], index))}


def is_prose(text: str) -> bool:
    """Whether a block ends as a sentence does and is long enough for one."""
    if not SENTENCE_END.search(text[-8:]):
        return len(UNENDED.findall(text)) >= UNENDED_SIGNS
    return len(WORD.findall(text)) >= PROSE_WORDS or len(UNSPACED.findall(text)) >= PROSE_SIGNS


def _without(verdicts: Verdicts, spared: set[int]) -> Verdicts:
    scores = verdicts.scores.astype(np.float64, copy=True)
    scores[sorted(spared)] = verdicts.threshold - SPARED
    return replace(verdicts, scores=scores)
