"""Parsers: a decoded payload and the container's hints in, Document out. One line a payload kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cleaners.formats.fragment import parse_fragment
from cleaners.formats.html import parse_page
from cleaners.formats.plain import parse_plain
from cleaners.formats.tree import parse_tree
from cleaners.metadata import hint_metadata, page_metadata, text_metadata
from cleaners.model import Decoded, Document, Hints, PayloadKind

Parser = Callable[[Decoded, Hints], Document]


def _page(decoded: Decoded, hints: Hints) -> Document:
    root = parse_tree(decoded.text if decoded.utf8 is None else decoded.utf8)
    return parse_page(root, page_metadata(root, hints))


def _text(decoded: Decoded, hints: Hints) -> Document:
    document = parse_plain(decoded.text)
    return replace(document, metadata=text_metadata([block.text for block in document.blocks], hints))


PARSERS: dict[PayloadKind, Parser] = {
    PayloadKind.HTML: _page,
    PayloadKind.FRAGMENT: lambda decoded, hints: parse_fragment(decoded.text, hint_metadata(hints)),
    PayloadKind.TEXT: _text,
}
