"""Parsers: decoded text and the container's hints in, Document out. One line a payload kind."""

from __future__ import annotations

from collections.abc import Callable

from cleaners.formats.fragment import parse_fragment
from cleaners.formats.html import parse_page
from cleaners.formats.plain import parse_plain
from cleaners.formats.tree import parse_tree
from cleaners.metadata import hint_metadata, page_metadata, text_metadata
from cleaners.model import Document, Hints, PayloadKind

Parser = Callable[[str, Hints], Document]


def _page(text: str, hints: Hints) -> Document:
    root = parse_tree(text)
    return parse_page(root, page_metadata(root, hints))


PARSERS: dict[PayloadKind, Parser] = {
    PayloadKind.HTML: _page,
    PayloadKind.FRAGMENT: lambda text, hints: parse_fragment(text, hint_metadata(hints)),
    PayloadKind.TEXT: lambda text, hints: parse_plain(text, text_metadata(text, hints)),
}
