"""What libxml2 builds otherwise than a browser does, put right in its tree.

Each of these swallowed text: it came to lie in an element that shows none, or on one line with its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

SWALLOWED = 2000  # characters in a noscript from which it is looked at closely
SHADOW_ROOT = ("shadowrootmode", "shadowroot")  # attributes of a template that a browser shows in place of its host
_OF_HEADS = frozenset(
    "title meta link style script base noscript template object svg iframe bgsound basefont isindex".split()
)
_OF_PICTURES = frozenset(("source", "img"))
_TITLE = re.compile(rb"<title\b[^<>]*>", re.IGNORECASE)
_AFTER_TITLE = re.compile(r"</head\b|<(?:body|meta|link|script|style|base|div|p)\b", re.IGNORECASE)


def with_title_closed(markup: bytes, root: etree._Element) -> bytes:
    """The markup with its title ended before the next tag, if the title was left open and took in what follows."""
    title = root.find("head/title")
    text = title.text if title is not None else None
    if not text or "<" not in text or not _AFTER_TITLE.search(text):
        return markup
    opening = _TITLE.search(markup)
    end = markup.find(b"<", opening.end()) if opening else -1
    return markup[:end] + b"</title>" + markup[end:] if end > 0 else markup


def mend_tree(root: etree._Element) -> None:
    """Give back what elements without content took in, and what a browser shows of head, picture and template."""
    etree.strip_tags(root, "wbr")
    for element in list(root.iter(*_REPAIRS)):
        _REPAIRS[element.tag](element, root)
    _mend_head(root)


def _open_noscript(element: etree._Element, root: etree._Element) -> None:
    """One whose content is not closed takes in the rest of the page."""
    inside = sum(map(len, element.itertext()))
    if inside > SWALLOWED and inside > 0.5 * sum(map(len, root.itertext())):
        element.tag = "div"


def _open_shadow_root(element: etree._Element, _: etree._Element) -> None:
    if any(name in element.attrib for name in SHADOW_ROOT):
        element.tag = "div"


def _mend_picture(element: etree._Element, _: etree._Element) -> None:
    if element.text and not element.text.isspace():
        _spill(element)
        return
    for child in element:
        if child.tag not in _OF_PICTURES or (child.tail and not child.tail.isspace()):
            _spill(element)
            return


def _mend_embed(element: etree._Element, _: etree._Element) -> None:
    """It has no content: libxml2 puts into it what follows."""
    if len(element) or element.text:
        _spill(element)


_REPAIRS: dict[str, Callable[[etree._Element, etree._Element], None]] = {
    "noscript": _open_noscript,
    "template": _open_shadow_root,
    "picture": _mend_picture,
    "embed": _mend_embed,
}


def _spill(element: etree._Element) -> None:
    """Put the content of an element behind it."""
    for child in reversed(element):
        element.addnext(child)  # goes in before the element's tail
    if element.text:
        element.tail = element.text + (element.tail or "")
        element.text = None


def _mend_head(root: etree._Element) -> None:
    """Move what does not belong in a head to the front of the body, as a browser begins the body there."""
    head = root.find("head")
    strangers = [child for child in head if child.tag not in _OF_HEADS and _holds(child)] if head is not None else []
    if not strangers:
        return
    body = root.find("body")
    if body is None:
        body = next(head.iter("body"), None)
        if body is None:
            body = etree.SubElement(root, "body")
        else:
            root.append(body)
    for stranger in reversed(strangers):
        stranger.tail = f"{stranger.tail or ''}{body.text or ''}" or None
        body.text = None
        body.insert(0, stranger)


def _holds(element: etree._Element) -> bool:
    return any(text.strip() for text in element.itertext())
