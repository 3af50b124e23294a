"""Pages under construction: every visible text is written with its label, so that page and gold cannot part."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from benchmarks.sample.material import PARAGRAPH, Part

ARTICLE: Final = "K"
CELLS: Final = " | "  # what the parser writes between the cells of a row
_LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_EMPHASIS: Final = re.compile(r"\*([^*]+)\*")


@dataclass(frozen=True, slots=True)
class Line:
    """One visible text and its label, see tests/corpus/README.md."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page, and every visible text of it in order."""

    source: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """How a layout shows a box: the element around it, what stands before its text, the elements of its lines."""

    wrapper: str
    head: str
    item: str = ""
    before: str = ""
    items: str = ""  # element around the items


@dataclass(frozen=True, slots=True)
class Style:
    """The elements of a layout, each written as the inside of its opening tag: `p class="lead"`."""

    paragraph: str
    heading: str
    quote: str
    list: str
    item: str
    boxes: Mapping[str, Box]
    paragraph_end: str = ""


@dataclass(slots=True)
class PageWriter:
    """Gathers markup and labelled text."""

    style: Style
    _markup: list[str] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)

    def raw(self, markup: str) -> None:
        """Markup without any visible text."""
        self._markup.append(markup)

    def text(self, label: str, text: str) -> None:
        """A visible text where the page stands."""
        self._markup.append(as_markup(text))
        self._lines.append(Line(label, as_plain(text)))

    def element(self, opening: str, label: str, text: str) -> None:
        """One element around one text; nothing for an empty text."""
        if text:
            self.raw(f"<{opening}>")
            self.text(label, text)
            self.raw(f"</{opening.split(maxsplit=1)[0]}>\n")

    def elements(self, opening: str, label: str, texts: Iterable[str], wrapper: str = "div") -> None:
        """The same element for several texts, in a wrapper; nothing for none."""
        found = [text for text in texts if text]
        if found:
            self.raw(f"<{wrapper}>\n")
            for text in found:
                self.element(opening, label, text)
            self.raw(f"</{wrapper.split(maxsplit=1)[0]}>\n")

    def box(self, label: str, texts: Iterable[str]) -> None:
        """A box of the layout for that label: its first text as the head, the others as items."""
        first, *rest = texts
        box = self.style.boxes.get(label) or self.style.boxes["X"]
        self.raw(f"<{box.wrapper}>{box.before}\n")
        self.element(box.head, label, first)
        if rest and box.items:
            self.elements(box.item or box.head, label, rest, box.items)
        else:
            for text in rest:
                self.element(box.item or box.head, label, text)
        self.raw(f"</{box.wrapper.split()[0]}>\n")

    def body(self, parts: Iterable[Part]) -> None:
        """The parts of an article; list items that follow one another are one list, table rows one table."""
        for kind, run in groupby(parts, key=lambda part: part.kind):
            if kind == "li":
                self.elements(self.style.item, ARTICLE, (part.texts[0] for part in run), self.style.list)
            elif kind == "tr":
                self._table(run)
            else:
                for part in run:
                    self._part(part)

    def _table(self, rows: Iterable[Part]) -> None:
        self.raw("<table>\n")
        for row in rows:
            cells = "".join(f"<td>{as_markup(text)}</td>" for text in row.texts)
            self.raw(f"<tr>{cells}</tr>\n")
            self._lines.append(Line(ARTICLE, CELLS.join(as_plain(text) for text in row.texts)))
        self.raw("</table>\n")

    def _part(self, part: Part) -> None:
        elements = {PARAGRAPH: self.style.paragraph, "h": self.style.heading, "q": self.style.quote}
        if part.kind not in elements:
            self.box(part.kind, part.texts)
            return
        self.element(elements[part.kind], ARTICLE, part.texts[0])
        self.raw(self.style.paragraph_end)

    def page(self) -> Page:
        """What was written."""
        return Page("".join(self._markup), tuple(self._lines))


def as_markup(text: str) -> str:
    """Text of the material as HTML: links and emphasis as elements, all else escaped."""
    escaped = html.escape(text, quote=False)
    return _EMPHASIS.sub(r"<em>\1</em>", _LINK.sub(r'<a href="\2">\1</a>', escaped))


def as_plain(text: str) -> str:
    """Text of the material as a reader sees it."""
    return _EMPHASIS.sub(r"\1", _LINK.sub(r"\1", text))


def plain_parts(parts: Iterable[Part]) -> Iterator[Line]:
    """The parts of an article as lines of crude page text."""
    for part in parts:
        label = ARTICLE if part.kind in (PARAGRAPH, "h", "q", "li", "tr") else part.kind
        bullet = "• " if part.kind == "li" else ""
        texts = ("\t".join(part.texts),) if part.kind == "tr" else part.texts
        yield from (Line(label, bullet + as_plain(text)) for text in texts)
