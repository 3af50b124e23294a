"""Short lines of text around a headline, nearest first: where a page prints its byline and its date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaners.metadata.text import squeeze

#: Elements looked at after and before the headline, and characters of one line.
ELEMENTS_AFTER = 80
ELEMENTS_BEFORE = 40
MAX_TEXT = 140
_MAX_PARTS = 24

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "form", "select", "button"}
    | {"nav", "footer", "aside", "head", "figure", "video", "picture"}
)
_NAMING = frozenset({"class", "id", "itemprop", "rel", "data-testid"})
_EMPHASIS = frozenset({"b", "em", "i", "strong", "u", "mark", "code"})
_INLINE = frozenset(
    {"a", "abbr", "address", "b", "cite", "em", "i", "small", "span", "strong", "time", "u", "br", "img", "svg"}
)


class Line(NamedTuple):
    """A short text of the page and the element that holds it."""

    element: HtmlElement
    text: str
    label: str  # class, id, itemprop and rel of the element and its parent
    place: int  # lines from the headline: 1, 2, ... after it, -1, -2, ... before it


def lines_near(heading: HtmlElement | None, root: HtmlElement) -> list[Line]:
    """Lines after the headline and before it, by distance; from the start of the body where there is no headline."""
    if heading is None:
        body = root.find("body")
        first = body[0] if body is not None and len(body) else None
        return list(_lines(_walk(first, ELEMENTS_AFTER), 1))
    after = list(_lines(_walk(_next_outside(heading), ELEMENTS_AFTER), 1))
    before = list(_lines(_preceding(heading), -1))
    return _by_distance(after, before)


def _by_distance(after: list[Line], before: list[Line]) -> list[Line]:
    """Two lines from after the headline for every one from before it."""
    merged: list[Line] = []
    for number in range(max((len(after) + 1) // 2, len(before))):
        merged.extend(after[2 * number : 2 * number + 2])
        merged.extend(before[number : number + 1])
    return merged


def _lines(elements: Iterator[HtmlElement], step: int) -> Iterator[Line]:
    place = 0
    for element in elements:
        if element.get("datetime") is None and not _holds_line(element):
            continue
        text = short_text(element)
        if text or element.get("datetime"):
            place += step
            yield Line(element, text, _label(element), place)


def _holds_line(element: HtmlElement) -> bool:
    """Whether the element itself has text, or is a row of inline elements; emphasis inside a sentence is neither."""
    if element.tag in _EMPHASIS and element.tail and not element.tail.isspace():
        return False
    text = element.text
    if text and not text.isspace():
        return True
    if not 0 < len(element) <= 8:
        return False
    return all(child.tag in _INLINE for child in element)


def short_text(element: HtmlElement) -> str:
    """The element's text when it is short, else nothing; stops reading at the cap."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part.strip())
        if length > MAX_TEXT or len(parts) > _MAX_PARTS:
            return ""
    return squeeze(" ".join(parts))


def _label(element: HtmlElement) -> str:
    parent = element.getparent()
    own = _names(element)
    return own if parent is None else f"{own} {_names(parent)}"


def _names(element: HtmlElement) -> str:
    return " ".join(value for name, value in element.items() if name in _NAMING)[:200]


def _walk(element: HtmlElement | None, limit: int) -> Iterator[HtmlElement]:
    """Elements from this one on in document order, without what never holds a byline."""
    for _ in range(limit):
        if element is None:
            return
        inside = isinstance(element.tag, str) and element.tag not in _SKIPPED
        if inside:
            yield element
        element = element[0] if inside and len(element) else _next_outside(element)


def _next_outside(element: HtmlElement) -> HtmlElement | None:
    current: HtmlElement | None = element
    while current is not None:
        sibling = current.getnext()
        if sibling is not None:
            return sibling
        current = current.getparent()
    return None


def _preceding(start: HtmlElement) -> Iterator[HtmlElement]:
    """Elements before the start, nearest first, its ancestors left out."""
    left = ELEMENTS_BEFORE
    current: HtmlElement | None = start
    while current is not None:
        for sibling in current.itersiblings(preceding=True):
            inside = list(_inside(sibling, left))
            left -= len(inside) + 1
            yield from reversed(inside)
            if left <= 0:
                return
        current = current.getparent()


def _inside(element: HtmlElement, limit: int) -> Iterator[HtmlElement]:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return
    for number, inner in enumerate(element.iter()):
        if number >= limit:
            return
        if isinstance(inner.tag, str) and inner.tag not in _SKIPPED:
            yield inner
