"""Markup to a tree, however broken: what stops libxml2 before a page's end is mended."""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

from cleaners.formats.mend import mend_tree, with_title_closed

TOO_DEEP = "too deep"
TRAILER = 40  # characters after the first closing body tag from which it is taken for a mistake
# All tags but those that cannot nest: what is left of a page whose nesting is beyond libxml2 keeps its lines.
_NESTING = re.compile(rb"(?:</?(?!(?:p|br|h[1-6]|script|style|title|meta|head|body|html)\b)[a-zA-Z][^<>]*>\s*)+")
_BREAK_END = re.compile(rb"</[bB][rR]\b[^<>]*>")
_PARAGRAPH_END = re.compile(rb"(</[pP]>)(?=\s*[^\s<])")
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
    root, said = _parse(markup)
    mended = with_title_closed(_with_ends_mended(markup, said), root)
    if mended is not markup and mended != markup:
        markup = mended
        root, said = _parse(markup)
    if TOO_DEEP in said:
        root, _ = _parse(_NESTING.sub(b"<br>", markup))
    mend_tree(root)
    return root


def _parse(markup: bytes) -> tuple[lxml.html.HtmlElement, set[str]]:
    """A tree, and what libxml2 said of the markup: TOO_DEEP where it gave up on elements that nest (2,048)."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )  # fmt: skip
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = lxml.html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise UnparsablePageError(f"no HTML element found ({error})") from error
    limit = etree.ErrorTypes.ERR_RESOURCE_LIMIT
    return root, {TOO_DEEP if error.type == limit else error.message for error in parser.error_log}


def _with_ends_mended(markup: bytes, unexpected: set[str]) -> bytes:
    """The markup with the end tags that libxml2 passed over put in as the line breaks that browsers make of them.

    That is `</br>`, and `</p>` without a paragraph where text follows.
    """
    if "Unexpected end tag : br" in unexpected:
        markup = _BREAK_END.sub(b"<br>", markup)
    if "Unexpected end tag : p" in unexpected:
        markup = _PARAGRAPH_END.sub(rb"\1<br>", markup)
    return markup


def _without_early_end(markup: bytes) -> bytes:
    """Drop `</body>` and `</html>` where much follows: browsers read on after them, libxml2 does not."""
    first = _BODY_END.search(markup)
    if first is None or len(markup[first.start() :][: 4 * TRAILER].decode("utf-8", "ignore")) < TRAILER:
        return markup
    return _BODY_END.sub(b"", markup)
