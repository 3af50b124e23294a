"""The article of a page that shows none: it lies in what a browser keeps for those without scripts, or in script data.

A page that a script builds holds its text all the same: in `noscript`, in the fallback of a player, in JSON-LD's
`articleBody`, in the state that its script starts from (`__NEXT_DATA__`). It becomes a part of the tree, below an
element of its own, only where the visible page has no article.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.html
from lxml import etree

from cleaners.formats.walk import Walk

FROM_FALLBACK, FROM_SCRIPT, MORE_IN_SCRIPT = "text_from_fallback", "text_from_script", "more_in_script"
ARTICLE = 400  # characters of paragraphs that make an article
PARAGRAPH = 100  # characters of one
MORE = 3  # times what the page shows, from which script data holds more of it
MAX_SCRIPT = 5_000_000  # characters of a script that are looked at
_FALLBACKS = ("noscript", "object", "video", "audio", "canvas", "applet")
_RAW = ("noframes", "iframe", "textarea")  # whose content is text to libxml2
_ARTICLE_BODY = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\]|\\.)*+")', re.DOTALL)
_MARKUP = re.compile(r"<(?:p|br|div|h[2-6])\b")
_STATE = re.compile(r"(?s)^\s*(?:window\.)?[\w.$\[\]\"']+\s*=\s*(\{.*\})\s*;?\s*$")


def prose(walk: Walk) -> int:
    """Characters of the paragraphs that a page shows, up to the first few that make an article."""
    chars = 0
    for block in walk.blocks:
        size = len(block.text)
        if size >= PARAGRAPH and block.link_chars < size // 3:
            chars += size
            if chars >= ARTICLE:
                break
    return chars


def reveal(root: etree._Element, shown: int) -> str | None:
    """Put the article into the body of a page that shows `shown` characters of prose; a flag that says from where.

    Only told of, not put in, where the page shows a part of it and script data holds the whole.
    """
    if shown < PARAGRAPH and _open_fallbacks(root):
        return FROM_FALLBACK
    lines = _script_lines(root)
    if sum(map(len, lines)) < max(ARTICLE, MORE * shown):
        return None
    if shown >= PARAGRAPH:
        return MORE_IN_SCRIPT
    _insert(root, lines)
    return FROM_SCRIPT


def _open_fallbacks(root: etree._Element) -> bool:
    body = root.find("body")
    found = False
    for element in list(body.iter(*_FALLBACKS, *_RAW)) if body is not None else ():
        if element.tag in _RAW and element.text and _MARKUP.search(element.text):
            element.append(_parsed(element.text))
            element.text = None
        tag, element.tag = element.tag, "div"  # what a walk skips has no prose
        if prose(Walk(element)) >= ARTICLE:
            found = True
        else:
            element.tag = tag
    return found


def _parsed(markup: str) -> etree._Element:
    return lxml.html.fragment_fromstring(markup, create_parent="div")


def _script_lines(root: etree._Element) -> list[str]:
    """The paragraphs of the longest article in script data."""
    bodies: list[list[str]] = []
    for script in root.iter("script"):
        text, kind = script.text or "", (script.get("type") or "").lower()
        if "articleBody" in text:
            bodies += ([*_lines(_load(found))] for found in _ARTICLE_BODY.findall(text[:MAX_SCRIPT]))
        elif "json" in kind or "__" in text[:200]:
            bodies.append(_state_lines(text))
    return max(bodies, key=lambda lines: sum(map(len, lines)), default=[])


def _lines(text: str | None) -> Iterator[str]:
    if not text:
        return
    if _MARKUP.search(text):
        yield from (block.text for block in Walk(_parsed(text)).blocks)
    else:
        yield from (line for raw in text.splitlines() if (line := " ".join(raw.split())))


def _state_lines(script: str) -> list[str]:
    """The prose of a page's state: of the strings that stand at one kind of place in it, the longest lot."""
    lots: defaultdict[str, list[str]] = defaultdict(list)
    for place, text in _strings(_load(script[:MAX_SCRIPT])):
        lines = [*_lines(text)]
        if sum(len(line) for line in lines if len(line) >= PARAGRAPH and " " in line):
            lots[place] += (line for line in lines if line not in lots[place])
    return max(lots.values(), key=lambda lines: sum(map(len, lines)), default=[])


def _load(script: str) -> Any:
    assigned = _STATE.match(script)
    try:
        return json.loads(assigned.group(1) if assigned else script, strict=False)
    except (ValueError, RecursionError):
        return None


def _strings(value: Any) -> Iterable[tuple[str, str]]:
    """Every string in it, in order, with the keys that lead to it."""
    pending = [("", value)]
    while pending:
        place, one = pending.pop()
        if isinstance(one, str) and len(one) >= PARAGRAPH:
            yield place, one
        elif isinstance(one, dict):
            pending += reversed([(f"{place}/{key}", inner) for key, inner in one.items()])
        elif isinstance(one, list):
            pending += reversed([(place, inner) for inner in one])


def _insert(root: etree._Element, lines: Iterable[str]) -> None:
    """Below the headline, where a reader would find it."""
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    data = etree.Element("script-data")
    for line in lines:
        etree.SubElement(data, "p").text = line
    headline = next(body.iter("h1"), None)
    if headline is not None:
        headline.addnext(data)
        data.tail, headline.tail = headline.tail, None
    else:
        body.insert(0, data)
