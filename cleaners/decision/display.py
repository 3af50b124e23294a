"""What a page holds and no reader sees, or sees a second time: hidden text, code, repeated quotes.

The forests were fitted on pages that hold too little of it. What is hidden until a reader asks for it (the answer
under its question, the rest of an article) or until a script shows it (the whole article) is left to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cleaners.decision.decide import Verdicts
from cleaners.formats.cues import BIT
from cleaners.formats.html import Page
from cleaners.formats.surroundings import ANNOTATION, NOT_SHOWN, QUOTE, READING, SCREEN_READERS, Surroundings
from cleaners.model import CUT, Block, Category, Document, Mark, new

VOTER = "display"
HIDDEN_TEXT, FOR_EARS, READING_AID, FORMULA_SOURCE = (
    "hidden-text",
    "screen-reader-text",
    "reading-aid",
    "formula-source",
)
SOURCE_CODE, REPEATED_QUOTE = "source-code", "repeated-quote"
RULES = (HIDDEN_TEXT, FOR_EARS, READING_AID, FORMULA_SOURCE, SOURCE_CODE, REPEATED_QUOTE)
STRENGTH = 0.95
# Log-odds above the threshold for what is cut here. On the dev pages 30 paragraphs of article text lie hidden on pages
# that show the rest of the article: all under a label that is kept, none beside; 12 lines for screen readers: no
# article text.
ODDS = 3.0
LONG = 80  # characters of a paragraph
LABEL = 120  # of the line above what opens under it
_UNSEEN = NOT_SHOWN | SCREEN_READERS | READING | ANNOTATION
_BESIDE = {READING: READING_AID, ANNOTATION: FORMULA_SOURCE}
_CODE = re.compile(
    r"\b(?:document|window)\.\w+|\b(?:var|let|const)\s+\w+\s*=|\bfunction\s*\w*\s*\([^()]*\)\s*\{|\.addEventListener\(|"
    r"\$\([^()]*\)\.|=>\s*\{|[\w\])]\s*\{\s*[a-z-]+\s*:\s*[^{};]+(?:;|\})"
)
_SIGNS = re.compile(r"[{}()\[\];=<>]")
CODE_SIGNS = 0.04  # of the characters of a line of code, at least
_SENTENCE = re.compile(r"[.!?…;]+")
_NO_WORD = re.compile(r"[^\w\s]+")
QUOTE_WORDS = 4


@dataclass(frozen=True)
class _Shown:
    """The blocks that would be kept, apart by whether a reader sees them."""

    blocks: Sequence[Block]
    around: Surroundings
    is_kept: Sequence[bool]
    unseen: Sequence[int]

    def chars(self, hidden: bool) -> int:
        return sum(len(b.text) for b, kept, no in zip(self.blocks, self.is_kept, self.unseen, strict=True)
                   if kept and bool(no) is hidden)  # fmt: skip

    @cached_property
    def seen(self) -> dict[int, str]:
        """The words of each block that is kept and seen, between blanks."""
        return {b.index: f" {_words(b.text)} " for b in self.blocks
                if self.is_kept[b.index] and not self.unseen[b.index]}  # fmt: skip

    def stands_elsewhere(self, words: str, index: int) -> bool:
        return any(f" {words} " in text for other, text in self.seen.items() if other != index)


def with_display(verdicts: Verdicts, document: Document) -> tuple[Verdicts, list[Mark]]:
    """The verdicts with what is hidden, code or repeated cut, and the marks that say so."""
    marks = vote(document, verdicts)
    if not marks:
        return verdicts, marks
    scores = verdicts.scores.astype(np.float64, copy=True)
    for mark in marks:
        scores[mark.block] = verdicts.threshold + ODDS
    return replace(verdicts, scores=scores), marks


def vote(document: Document, verdicts: Verdicts) -> list[Mark]:
    """A cut mark on each block that the verdicts keep and no reader is shown, or shown again."""
    page = document.page
    if not isinstance(page, Page):
        return []
    unseen = [flags & _UNSEEN for flags in page.around.flags]
    kept = (verdicts.scores <= verdicts.threshold).tolist()
    shown = _Shown(document.blocks, page.around, kept, unseen)
    found = dict(_repeated_quotes(shown)) | dict(_code(shown))
    if any(why and is_kept for why, is_kept in zip(unseen, kept, strict=True)):
        found |= dict(_unseen(shown))
    return [_mark(document.blocks[index], rule) for index, rule in sorted(found.items())]


def _mark(block: Block, rule: str) -> Mark:
    return new(Mark, (block.index, block.start, block.end, Category.OTHER, rule, CUT, STRENGTH, VOTER))


def _unseen(shown: _Shown) -> Iterator[tuple[int, str]]:
    is_article = shown.chars(hidden=True) > shown.chars(hidden=False)
    for run in _runs(shown.unseen):
        opens = is_article or _opens(shown, run)
        for index in run:
            if not shown.is_kept[index]:
                continue
            beside = shown.unseen[index] & (READING | ANNOTATION)
            if beside:
                yield index, _BESIDE[beside]
            elif shown.unseen[index] & SCREEN_READERS and len(shown.blocks[index].text) < LONG:
                yield index, FOR_EARS
            elif not opens or _is_repeated(shown, index):
                yield index, HIDDEN_TEXT


def _runs(unseen: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for index, why in enumerate(unseen):
        if why:
            run.append(index)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _opens(shown: _Shown, run: Sequence[int]) -> bool:
    """Whether hidden blocks are the rest of an article, or stand under a label that a reader opens them with."""
    prose = [i for i in run if shown.is_kept[i] and len(shown.blocks[i].text) >= LONG]
    if len(prose) > 1:
        return True
    label = shown.blocks[run[0] - 1] if run[0] else None
    return bool(prose) and label is not None and shown.is_kept[label.index] and _is_label(label.text)


def _is_label(text: str) -> bool:
    return len(text) <= LABEL and not text.endswith((".", "!", "。", "…", '"', "”"))


def _is_repeated(shown: _Shown, index: int) -> bool:
    words = _words(shown.blocks[index].text)
    return len(words) >= LONG // 2 and shown.stands_elsewhere(words, index)


def _repeated_quotes(shown: _Shown) -> Iterator[tuple[int, str]]:
    """Quotes set apart whose every sentence stands in the text too."""
    for block, kept, bits, flags in zip(
        shown.blocks, shown.is_kept, shown.around.bits, shown.around.flags, strict=True
    ):
        if not kept or not (flags & QUOTE or bits & BIT["quote"]):
            continue
        sentences = [words for part in _SENTENCE.split(block.text) if (words := _words(part))]
        if sum(len(s.split()) for s in sentences) < QUOTE_WORDS:
            continue
        if all(shown.stands_elsewhere(words, block.index) for words in sentences):
            yield block.index, REPEATED_QUOTE


def _code(shown: _Shown) -> Iterator[tuple[int, str]]:
    """Scripts and style sheets that came to stand in the text of a page that is not about them."""
    if any("/pre[" in block.path or "/code[" in block.path for block in shown.blocks):
        return
    for block in shown.blocks:
        text = block.text
        if shown.is_kept[block.index] and ("{" in text or "=" in text) and _is_code(text):
            yield block.index, SOURCE_CODE


def _is_code(text: str) -> bool:
    return _CODE.search(text) is not None and len(_SIGNS.findall(text)) >= CODE_SIGNS * len(text)


def _words(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", text.lower()).split())
