"""Readers' comments by the names of their boxes, on pages that are no forum: below an article, they are no part of it.

The forests were fitted on forums too, where posts stand in boxes of the same names and are what the page is about. So a
long comment in a box that says what it is can look to them like a post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cleaners.decision.decide import Verdicts
from cleaners.formats.cues import BIT
from cleaners.formats.html import Page
from cleaners.model import Block, Document

# Of 10,100 blocks in such boxes on the article pages of the dev sets 44 are article text by their labels, nearly all on
# pages whose gold holds comments; of the 560 on other kinds of pages, 176 (all with so much prose beside them).
ODDS = 5.0  # log-odds that a block in such a box is given
PROSE_WORDS = 40  # words of prose beside the boxes from which they are taken to belong to it
LINE_WORDS = 15  # from which a line is prose
LINKED = 0.4  # share of characters in links from which it is not
_FORUM = re.compile(
    r"forum|thread|communit|discuss|topic|/t/|question|board|stackexchange|/comments/|answers|item\?id|/r/|tapatalk",
    re.IGNORECASE,
)


def with_comment_boxes(verdicts: Verdicts, document: Document) -> Verdicts:
    """The verdicts with the odds of all blocks in boxes of comments raised, where they stand below an article."""
    page = document.page
    if not isinstance(page, Page) or _FORUM.search(document.metadata.url or ""):
        return verdicts
    inside = (np.array(page.around.inherited, dtype=np.int64) & BIT["comments"]) > 0
    if not inside.any() or _prose([b for b in document.blocks if not inside[b.index]]) < PROSE_WORDS:
        return verdicts
    return replace(verdicts, scores=verdicts.scores + ODDS * inside)


def _prose(blocks: Sequence[Block]) -> int:
    """Words of the lines that are prose."""
    sizes = [len(block.text.split()) for block in blocks if block.link_chars < LINKED * len(block.text)]
    return sum(size for size in sizes if size >= LINE_WORDS)
