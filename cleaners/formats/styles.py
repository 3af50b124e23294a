"""What an element's own attributes say of how a browser shows it: on lines of its own, or not at all."""

from __future__ import annotations

import re

from lxml import etree

from cleaners.formats.surroundings import HIDDEN, NOT_SHOWN

HIDING = frozenset(("hidden", "aria-hidden", "style"))
BREAKS = 1 << 20  # beside the flags of Surroundings: the element stands on lines of its own
MAX_STYLE = 500  # characters of a style that are looked at
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡§¶]|[ivx]{1,5})(?:[,;–-]\s?\d{1,3})*[\])]?")
_NOTE_NAMES = re.compile(r"(?i)foot-?note|note-?ref|fn-?ref|reference|citation|endnote")
_BEFORE_NOTE = frozenset(".,;:!?…\"'”’»)]。、」』")


def how_shown(name: str, value: str) -> int:
    """HIDDEN, NOT_SHOWN and BREAKS as one attribute of HIDING asks for. What is hidden from screen readers is shown."""
    if name == "style":
        return _by_style(value) if "display" in value or "visibility" in value else 0
    if name == "hidden":
        return HIDDEN if value == "until-found" else HIDDEN | NOT_SHOWN
    return HIDDEN if value == "true" else 0


def _by_style(style: str) -> int:
    style = style[:MAX_STYLE].replace(" ", "").lower()
    if "display:none" in style:
        return HIDDEN | NOT_SHOWN
    if "visibility:hidden" in style:
        return NOT_SHOWN
    return BREAKS if _ON_LINES.search(style) and "float:" not in style else 0


_ON_LINES = re.compile(r"(?:^|;)display:(?:block|flex|grid|table|list-item)\b")


def is_anchor(element: etree._Element) -> bool:
    """Whether an `a` without href is a place that links lead to, and no button that a script answers for."""
    names = element.attrib.keys()
    return "name" in names or all(name == "id" for name in names)


def is_note_mark(element: etree._Element, before: str) -> bool:
    """Whether a `sup` after this text is the mark of a note: it leads to one, is named so, or ends a sentence.

    Exponents, ordinals and units are not.
    """
    if _NOTE.fullmatch("".join(element.itertext()).strip()) is None:
        return False
    links = [*element.iter("a")]
    names = (value for part in (element, *links) for value in part.attrib.values())
    return (
        before[-1:] in _BEFORE_NOTE
        or any("#" in link.get("href", "") for link in links)
        or any(map(_NOTE_NAMES.search, names))
    )
