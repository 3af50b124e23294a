"""The page's head and landmarks, gathered in one pass over the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

import lxml.html

from cleaners.metadata.text import squeeze

#: Elements looked at; pages stay far below it.
MAX_ELEMENTS = 5_000
_MAX_VALUE_CHARS = 2_000
_MAX_HEADINGS = 12
_MAX_TIMES = 60


@dataclass(frozen=True, slots=True)
class Head:
    """Meta tags by lower-cased name, and the elements that may carry metadata, in document order."""

    meta: Mapping[str, tuple[str, ...]]
    title: str | None
    canonical: str | None
    language: str | None
    scripts: tuple[str, ...]
    headings: tuple[lxml.html.HtmlElement, ...]  # h1
    times: tuple[lxml.html.HtmlElement, ...]

    def first(self, *names: str) -> str | None:
        """The first value of the first of these meta names that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def read_head(root: lxml.html.HtmlElement) -> Head:
    """Gather meta tags, title, canonical link, JSON-LD scripts, first headings and time elements."""
    meta: dict[str, tuple[str, ...]] = {}
    title = canonical = None
    scripts: list[str] = []
    headings: list[lxml.html.HtmlElement] = []
    times: list[lxml.html.HtmlElement] = []
    for element in islice(root.iter("meta", "title", "link", "script", "h1", "time"), MAX_ELEMENTS):
        match element.tag:
            case "meta":
                _add_meta(element, meta)
            case "title":
                title = title or squeeze((element.text or "")[:_MAX_VALUE_CHARS]) or None
            case "link":
                if canonical is None and (element.get("rel") or "").lower() == "canonical":
                    canonical = (element.get("href") or "").strip() or None
            case "script":
                if "ld+json" in (element.get("type") or "").lower() and element.text:
                    scripts.append(element.text)
            case "h1" if len(headings) < _MAX_HEADINGS:
                headings.append(element)
            case "time" if len(times) < _MAX_TIMES:
                times.append(element)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Head(meta, title, canonical, language, tuple(scripts), tuple(headings), tuple(times))


def _add_meta(element: lxml.html.HtmlElement, meta: dict[str, tuple[str, ...]]) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
    content = (element.get("content") or "").strip()
    if name and content:
        key = name.strip().lower()
        meta[key] = (*meta.get(key, ()), content[:_MAX_VALUE_CHARS])[:100]
