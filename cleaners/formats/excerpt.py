"""A part of a page: its tree without what holds none of the wanted blocks."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from cleaners.formats.html import Page
from cleaners.formats.surroundings import Surroundings
from cleaners.formats.walk import INLINE, INVISIBLE
from cleaners.model import Document

_WITHIN_LINES = INLINE | {"br"}  # elements that no path names


def excerpt(document: Document, wanted: Iterable[int]) -> Document:
    """The blocks that are left when elements of the tree are emptied that hold blocks, but none numbered in `wanted`.

    They keep their numbers and their places in the text. The document's own tree is not changed. A document without
    a tree is its own excerpt.
    """
    page = document.page
    if not isinstance(page, Page):
        return document
    kept = _with_ancestors({document.blocks[number].path for number in wanted})
    emptied = _with_ancestors({block.path for block in document.blocks}) - kept
    root = copy.copy(page.root)  # lxml copies all that is below
    body = root.find("body")
    for element in list(_elements(root if body is None else body, emptied)):
        _empty(element)
    blocks = tuple(block for block in document.blocks if block.path in kept)
    return replace(document, blocks=blocks, page=Page(root, Surroundings(), blocks))


def _empty(element: etree._Element) -> None:
    """Leave the element alone in its place, where it still parts the lines around it."""
    row = element.getparent()
    element.clear(keep_tail=True)
    if row is not None and row.tag == "tr":
        etree.SubElement(element, "p")  # without a block in any cell, the row would be read as one line


def _elements(top: etree._Element, paths: set[str]) -> Iterator[etree._Element]:
    """The outermost elements with these paths, in a tree that `Walk` cuts into blocks: counted as it counts them."""
    around: list[tuple[str, dict[str, int]]] = []  # the path of each open element, and its children so far by tag
    walker = etree.iterwalk(top, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if tag in INVISIBLE:
            if event == "start":
                walker.skip_subtree()
        elif tag in _WITHIN_LINES:
            continue
        elif event == "end":
            around.pop()
        else:
            path = _path(tag, *around[-1]) if around else tag
            around.append((path, {}))
            if path in paths:
                walker.skip_subtree()
                yield element


def _path(tag: str, parent: str, children: dict[str, int]) -> str:
    count = children[tag] = children.get(tag, 0) + 1
    return f"{parent}/{tag}[{count}]"


def _with_ancestors(paths: set[str]) -> set[str]:
    found = set(paths)
    further = paths
    while further := {path.rpartition("/")[0] for path in further} - found:
        found |= further
    return found - {""}
