"""A page to blocks: every visible text node lies in exactly one block, each with its DOM path and surroundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import lxml.html

from cleaners.formats.reveal import ARTICLE, prose, reveal
from cleaners.formats.surroundings import IN_LINK, Surroundings
from cleaners.formats.walk import Walk
from cleaners.model import Block, Document, Metadata, PayloadKind

FURNITURE_CHARS = 80  # of a line below which a menu or footer holds it


@dataclass(frozen=True, slots=True)
class Page:
    """The side table of an HTML document: what surrounds each block, and the tree they share."""

    root: lxml.html.HtmlElement
    around: Surroundings
    beside_furniture: Sequence[Block]  # the blocks that are not furniture


def worth_asking(document: Document) -> Sequence[Block]:
    """All blocks but what fills a page's menus and footers: near half of a page, and what it is is plain already.

    That is what lies in a nav or footer element, as a link or a short line. By tag alone: names such as `toolbar` or
    `bottom` stand on boxes within articles too.
    """
    page = document.page
    return page.beside_furniture if isinstance(page, Page) else document.blocks


def parse_page(root: lxml.html.HtmlElement, metadata: Metadata, kind: PayloadKind = PayloadKind.HTML) -> Document:
    """Cut a tree into blocks. It stays reachable as `document.page.root`.

    The tree is changed where the page shows no article and holds one in script data or a fallback: that is put in.
    """
    walk = _walk(root)
    shown = prose(walk)
    if shown < ARTICLE and kind is PayloadKind.HTML and (flag := reveal(root, shown)) is not None:
        metadata = replace(metadata, flags=(*metadata.flags, flag))
        walk = _walk(root)
    blocks, around = tuple(walk.blocks), walk.surroundings
    return Document(kind, walk.text, blocks, metadata, Page(root, around, _beside_furniture(blocks, around)))


def _walk(root: lxml.html.HtmlElement) -> Walk:
    body = root.find("body")
    return Walk(root if body is None else body)


def _beside_furniture(blocks: Sequence[Block], around: Surroundings) -> Sequence[Block]:
    return [
        block
        for block, flags in zip(blocks, around.flags, strict=True)
        if ("/nav[" not in block.path and "/footer[" not in block.path)
        or (not flags & IN_LINK and len(block.text) >= FURNITURE_CHARS)
    ]
