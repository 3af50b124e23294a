"""Trafilatura's main-text decision, aligned back onto the blocks.

Trafilatura answers with text of its own making; what it kept is found again by comparing letters
and digits alone. Its process-wide duplicate cache stays off: an answer must not depend on a
worker's history.
"""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

from cleaners.formats.html import Page
from cleaners.model import Block, Category, Document, Mark, Verdict

VOTER = "extraction"
RULE = "trafilatura"
STRENGTH = 0.7
LONG = 20  # letters and digits from which a block may be found inside a longer run of kept text
PROBE = 40  # letters and digits of a long block's head, middle and tail that are looked for

_LETTERS = re.compile(r"[\W_]+")
_INLINE = frozenset(("hi", "ref", "del", "graphic", "span"))


def vote(document: Document) -> list[Mark]:
    """A keep mark on each block of the document, or excerpt, that trafilatura kept, a cut mark on each that it dropped.

    No marks at all where trafilatura finds no main text: it then has no opinion.
    """
    page = document.page
    if not isinstance(page, Page):
        return []
    kept = kept_runs(page.root)
    if not kept:
        return []
    return [_mark(block, found) for block, found in zip(document.blocks, align(document.blocks, kept), strict=True)]


def kept_runs(root: lxml.html.HtmlElement) -> list[str]:
    """The runs of text that trafilatura keeps, in its order, each squeezed to letters and digits."""
    from trafilatura import bare_extraction  # a tenth of a second, for the few pages that are in doubt
    from trafilatura.settings import Document as Extracted
    from trafilatura.settings import Extractor

    options = Extractor(fast=True, comments=False, dedup=False, output_format="python")
    result = bare_extraction(
        root, fast=True, include_comments=False, with_metadata=False, deduplicate=False, options=options
    )
    if not isinstance(result, Extracted) or result.body is None:
        return []
    return [run for run in (squeeze(text) for text in _runs(result.body)) if run]


def align(blocks: tuple[Block, ...], kept: list[str]) -> list[bool]:
    """Which blocks stand in the kept runs: whole, or for longer ones inside a run or across runs."""
    whole = set(kept)
    everything = "".join(kept)
    return [_stands(squeeze(block.text), whole, everything) for block in blocks]


def squeeze(text: str) -> str:
    """Letters and digits of a text, lower-cased."""
    return _LETTERS.sub("", text).lower()


def _stands(letters: str, whole: set[str], everything: str) -> bool:
    if letters in whole:
        return True
    if len(letters) < LONG:
        return False
    if letters in everything:
        return True
    if len(letters) < 2 * PROBE:
        return False
    middle = len(letters) // 2
    probes = (letters[:PROBE], letters[middle : middle + PROBE], letters[-PROBE:])
    return sum(probe in everything for probe in probes) >= 2


def _mark(block: Block, found: bool) -> Mark:
    verdict = Verdict.KEEP if found else Verdict.CUT
    return Mark(block.index, block.start, block.end, Category.OTHER, RULE, verdict, STRENGTH, VOTER)


def _runs(body: etree._Element) -> list[str]:
    """Texts of the result, parted wherever an element is not an inline one."""
    runs: list[str] = []
    parts: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        inline = element.tag in _INLINE
        if not inline and parts:
            runs.append("".join(parts))
            parts = []
        piece = element.text if event == "start" else element.tail
        if piece:
            parts.append(piece)
    if parts:
        runs.append("".join(parts))
    return runs
