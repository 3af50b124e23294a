"""Markup to a tree, however broken: what stops libxml2 before a page's end is mended."""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

SWALLOWED = 2000  # characters in a noscript from which it is looked at closely
TRAILER = 40  # characters after the first closing body tag from which it is taken for a mistake
# All tags but those that cannot nest: what is left of a page whose nesting is beyond libxml2 keeps its lines.
_NESTING = re.compile(rb"(?:</?(?!(?:p|br|h[1-6]|script|style|title|meta|head|body|html)\b)[a-zA-Z][^<>]*>\s*)+")
_BODY_END = re.compile(rb"</(?:body|html|BODY|HTML|Body|Html)\s*>")
# Every element of one class: lxml.html's own choice, by tag, is made in Python for each element that is looked at.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)


class UnparsablePageError(ValueError):
    """The payload holds no element at all."""


def parse_tree(page: str | bytes) -> lxml.html.HtmlElement:
    """The tree of a page; bytes are UTF-8.

    Raises:
        UnparsablePageError: libxml2 finds no element.
    """
    # libxml2 stops at a NUL; the decoder has already replaced them in records, this guards direct callers.
    utf8 = page.encode("utf-8", "replace") if isinstance(page, str) else page
    markup = _without_early_end(utf8.replace(b"\0", "\ufffd".encode()))
    root, is_whole = _parse(markup)
    if not is_whole:
        root, _ = _parse(_NESTING.sub(b"<br>", markup))
    for element in list(root.iter("noscript")):
        if _swallows(element, root):
            element.tag = "div"
    return root


def _parse(markup: bytes) -> tuple[lxml.html.HtmlElement, bool]:
    """A tree, and whether libxml2 read to the end: it gives up where elements nest too deep (2,048)."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )  # fmt: skip
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = lxml.html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise UnparsablePageError(f"no HTML element found ({error})") from error
    last = parser.error_log.last_error
    return root, last is None or last.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _swallows(noscript: etree._Element, root: etree._Element) -> bool:
    """Whether most of the page's text came to lie in a noscript: one whose content is not closed takes in the rest."""
    inside = sum(map(len, noscript.itertext()))
    return inside > SWALLOWED and inside > 0.5 * sum(map(len, root.itertext()))


def _without_early_end(markup: bytes) -> bytes:
    """Drop `</body>` and `</html>` where much follows: browsers read on after them, libxml2 does not."""
    first = _BODY_END.search(markup)
    if first is None or len(markup[first.start() :][: 4 * TRAILER].decode("utf-8", "ignore")) < TRAILER:
        return markup
    return _BODY_END.sub(b"", markup)
