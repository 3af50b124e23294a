"""Markup to a tree, however broken: what stops libxml2 before a page's end is mended."""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

from cleaners.formats.mend import mend_tree, with_title_closed

TRAILER = 40  # characters after the first closing body tag from which it is taken for a mistake
# All tags but those that cannot nest: what is left of a page whose nesting is beyond libxml2 keeps its lines.
_NESTING = re.compile(rb"(?:</?(?!(?:p|br|h[1-6]|script|style|title|meta|head|body|html)\b)[a-zA-Z][^<>]*>\s*)+")
_BREAK_END = re.compile(rb"</[bB][rR]\b[^<>]*>")
_PARAGRAPH_END = re.compile(rb"(</[pP]>)(?=\s*[^\s<])")
_MENDED_END = re.compile(rb"</(?=[bBpPhH])(?:[pP]>\s*[^\s<]|[bB][rR]\b|(?:body|html|BODY|HTML|Body|Html)\s*>)")
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
    markup = _with_ends_mended(utf8.replace(b"\0", "\ufffd".encode()))
    root, is_whole = _parse(markup)
    closed = with_title_closed(markup, root)
    if closed is not None:
        markup = closed
        root, is_whole = _parse(markup)
    if not is_whole:
        root, _ = _parse(_NESTING.sub(b"<br>", markup))
    mend_tree(root)
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


def _with_ends_mended(markup: bytes) -> bytes:
    """The markup with those end tags mended that libxml2 takes otherwise than a browser; most pages have none.

    `</br>` is a line break, and so is `</p>` where text follows, whether or not a paragraph was open.
    """
    first = _MENDED_END.search(markup)
    if first is None or _is_page_end(markup, first):
        return markup
    return _without_early_end(_PARAGRAPH_END.sub(rb"\1<br>", _BREAK_END.sub(b"<br>", markup)))


def _is_page_end(markup: bytes, end: re.Match[bytes]) -> bool:
    return _BODY_END.match(markup, end.start()) is not None and len(_beyond(markup, end)) < TRAILER


def _beyond(markup: bytes, end: re.Match[bytes]) -> str:
    return markup[end.start() :][: 4 * TRAILER].decode("utf-8", "ignore")


def _without_early_end(markup: bytes) -> bytes:
    """Drop `</body>` and `</html>` where much follows: browsers read on after them, libxml2 does not."""
    first = _BODY_END.search(markup)
    if first is None or len(_beyond(markup, first)) < TRAILER:
        return markup
    return _BODY_END.sub(b"", markup)
