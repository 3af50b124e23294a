"""The HTML of an article body, as feeds carry it, to blocks.

Feed bodies are hand-made, escaped, nested and cut short in ways that pages are not; BeautifulSoup
mends them before they take the same road as pages.
"""

from __future__ import annotations

import html
import re

from cleaners.formats.html import parse_page
from cleaners.formats.tree import parse_tree
from cleaners.model import Document, Metadata, PayloadKind

_ESCAPED = re.compile(r"&lt;/?(?:p|div|br|a|img|span|strong|em|ul|li|h[1-6]|blockquote)\b")


def parse_fragment(text: str, metadata: Metadata) -> Document:
    """Blocks of a fragment. Markup that was escaped once too often is unescaped first.

    Raises:
        UnparsablePageError: nothing in it is an element.
    """
    from bs4 import BeautifulSoup  # takes a twentieth of a second, and few dumps hold fragments

    if _ESCAPED.search(text) and "<p" not in text.lower():
        text = html.unescape(text)
    soup = BeautifulSoup(text, "lxml")
    return parse_page(parse_tree(str(soup)), metadata, PayloadKind.FRAGMENT)
