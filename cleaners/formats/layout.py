"""How a plain text is laid out: which of its lines are one paragraph, told from the text as a whole.

Mail, extracted PDF pages and text browsers break paragraphs at a fixed width; readers of HTML that print one text node
a line break sentences at links. Both are mended here, and nothing else: poems, lists, one sentence a line and menus
keep their lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from cleaners.model import Block

MIN_WIDTH, MAX_WIDTH = 36, 132  # columns at which writers break lines
OUTLIERS = 0.03  # share of lines that may be wider: addresses and the like cannot be broken
MIN_PAIRS = 3  # neighbouring lines from which a habit can be told
FILLED = 0.7  # share of the long lines that must have had no room for the next line's first word
OPEN = 0.5  # share of those that must break off within a sentence
SLACK = 0.88  # of the width: proportional fonts and hyphenation leave lines ragged
SPLICE_CHARS = 40  # of a line that is prose enough to have been broken at a link

_BLANK_OR_LINE = re.compile(r"[^\n]+")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_MARKER = re.compile(r"(?:[-*+•‣◦▪●■·–—]|\(?\d{1,3}[.)]|\[\d{1,3}\]|#{1,6}|[|]|```|~~~)(?=\s|$)|\[\d{1,3}\]|[|]")
_COLUMNS = re.compile(r"\t|\S {3,}\S")
_DENSE = re.compile(r"[\u1100-\u11ff\u3000-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")
_ENDS = re.compile(r"[.!?…。！？؟।։:：][\"'”’»)\]」』）*_]*$")
_FOLLOWS = re.compile(r"[,;.)](?:\s+\w|$)")
_CONTINUES = frozenset(",;.)]!?…，、；。")
_GEORGIAN = range(0x10D0, 0x1100)  # lower case by Unicode's tables, though nothing stands in capitals


class Line(NamedTuple):
    """A line that holds something: its number, its place in the text, what it holds, and what stands before that."""

    number: int
    start: int
    end: int
    content: str  # without white space around and without the marks of a quotation; nothing where those are all
    indent: int
    quote: str

    @property
    def width(self) -> int:
        """Columns, a wide character counted as two."""
        wide = 0 if self.content.isascii() else len(_DENSE.findall(self.content))
        return self.indent + len(self.quote) + len(self.content) + wide


def lines_of(text: str) -> list[Line]:
    """The lines of the text that are not blank."""
    found: list[Line] = []
    number = seen = 0
    for match in _BLANK_OR_LINE.finditer(text):
        number += match.start() - seen  # between two matches stand line feeds only
        seen = match.end()
        whole = match.group()
        content = whole.strip()
        if content:
            indent = whole.index(content)
            start = match.start() + indent
            quote = _QUOTE.match(content) if content[0] == ">" else None
            marks = quote.group() if quote else ""
            end = start + len(content)
            found.append(Line(number, start, end, content[len(marks) :].strip(), indent, marks.rstrip()))
    return found


def wrap_width(lines: Sequence[Line]) -> int:
    """The column at which the text breaks its paragraphs; 0 where its lines are whole."""
    if len(lines) <= MIN_PAIRS:
        return 0
    widths = sorted(len(line.content) for line in lines)
    if widths[-1 - int(OUTLIERS * len(widths))] > MAX_WIDTH:
        return 0
    widths = sorted(line.width for line in lines if " " in line.content or not line.content.isascii())
    width = widths[-1 - int(OUTLIERS * len(widths))] if widths else 0
    return width if MIN_WIDTH <= width <= MAX_WIDTH and _is_wrapped(lines, width) else 0


def _is_wrapped(lines: Sequence[Line], width: int) -> bool:
    long = [(a, b) for a, b in _neighbours(lines) if 2 * a.width >= width and not _COLUMNS.search(a.content)]
    filled = [(a, b) for a, b in long if _is_filled(a, b, width)]
    broken = sum(not _ENDS.search(a.content) for a, _ in filled)
    return len(filled) >= max(MIN_PAIRS, FILLED * len(long)) and broken >= OPEN * len(filled)


def _neighbours(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    for a, b in pairwise(lines):
        if a.content and b.content and _are_neighbours(a, b) and not _MARKER.match(b.content):
            yield a, b


def _are_neighbours(a: Line, b: Line) -> bool:
    return b.number == a.number + 1 and a.quote == b.quote


def _is_filled(a: Line, b: Line, width: int) -> bool:
    """Whether the first word of `b` had no room behind `a`; of a script without spaces, any two characters."""
    word = 2 if _UNSPACED.match(b.content) else len(b.content.split(None, 1)[0])
    return a.width + 1 + word > SLACK * width


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines by the paragraph that they belong to, in their order."""
    width = wrap_width(lines)
    joined = [_joins(lines, place, width) for place in range(len(lines))]
    found: list[list[Line]] = []
    for line, with_last in zip(lines, joined, strict=True):
        if with_last:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _joins(lines: Sequence[Line], place: int, width: int) -> bool:
    """Whether the line there goes on with what the line before it said."""
    if place == 0:
        return False
    before, line = lines[place - 1], lines[place]
    if not line.content:
        return True  # an empty line of a quotation goes with what stands above it
    if not before.content or not _are_neighbours(before, line) or _MARKER.match(line.content):
        return False
    if not width:
        return _is_splice(before, line) or (place + 1 < len(lines) and _is_link_within(before, line, lines[place + 1]))
    if line.indent > before.indent + 1 and not _MARKER.match(before.content):
        return False  # the first line of a paragraph is indented
    return not _COLUMNS.search(line.content) and (_is_filled(before, line, width) or _goes_on(before, line))


def _goes_on(before: Line, line: Line) -> bool:
    """Whether the line begins in the middle of a sentence that the line before it leaves open."""
    first = line.content[0]
    if first in _CONTINUES:
        return True
    return first.islower() and ord(first) not in _GEORGIAN and not _ENDS.search(before.content)


def _is_splice(before: Line, line: Line) -> bool:
    """A sentence that was broken at a link: one of the parts at least is prose, or a sign can only follow a word."""
    if max(len(before.content), len(line.content)) >= SPLICE_CHARS:
        return _goes_on(before, line)
    return bool(_FOLLOWS.match(line.content)) and not _ENDS.search(before.content)


def _is_link_within(before: Line, line: Line, after: Line) -> bool:
    """`... told the` / `Port Sallow Herald` / `, and the mayor agreed.`: a name in the middle of a sentence."""
    if _ENDS.search(before.content) or len(before.content) < SPLICE_CHARS or len(line.content) > 2 * SPLICE_CHARS:
        return False
    return (
        bool(after.content)
        and _are_neighbours(line, after)
        and not _ENDS.search(line.content)
        and _goes_on(line, after)
    )


def joint(before: Line, line: Line) -> str:
    """What is read at the end of a line that goes on: a blank, but nothing in scripts without spaces or in a word."""
    if _CONTINUES.intersection(line.content[0]) and line.content[0] != "…":
        return ""
    if _UNSPACED.match(before.content[-1]) and _UNSPACED.match(line.content):
        return ""
    hyphen = before.content[-2:-1].isalpha() and before.content[-1] in "-\u00ad"
    return "" if hyphen and line.content[0].islower() else " "


@dataclass(frozen=True, slots=True)
class Texture:
    """What kind of text a text is, as numbers that hold for every block of it. Shares are of its blocks, in 0..1."""

    markdown: float  # share that holds signs of Markdown; 0 where the text shows none
    wrapped: float  # share that spans lines
    clean: float  # share that is a sentence, or stands alone between two
    page: float  # share that lies in runs of four or more that are no sentences
    linked: float  # share of characters in links
    unit: float  # line feeds between two paragraphs


RUN = 4
PROSE_CHARS = 60  # of a block that ends as a sentence does; of scripts without spaces, half


def texture_of(text: str, blocks: Sequence[Block], markdown: bool) -> Texture:
    """The texture of a text that was cut into these blocks."""
    size = max(len(blocks), 1)
    prose = [_is_prose(block) for block in blocks]
    runs = [(is_prose, sum(1 for _ in run)) for is_prose, run in groupby(prose)]
    alone = sum(length for is_prose, length in runs[1:-1] if not is_prose and length == 1)
    long_runs = sum(length for is_prose, length in runs if not is_prose and length >= RUN)
    return Texture(
        markdown=sum(_is_marked(block) for block in blocks) / size if markdown else 0.0,
        wrapped=sum("\n" in text[block.start : block.end] for block in blocks) / size,
        clean=(sum(prose) + alone) / size,
        page=long_runs / size,
        linked=sum(block.link_chars for block in blocks) / max(sum(len(block.text) for block in blocks), 1),
        unit=_unit(text, blocks, prose),
    )


def _is_prose(block: Block) -> bool:
    least = PROSE_CHARS if block.text.isascii() or not _UNSPACED.search(block.text[:PROSE_CHARS]) else PROSE_CHARS // 2
    return len(block.text) >= least and _ENDS.search(block.text[-8:]) is not None


def _is_marked(block: Block) -> bool:
    return block.end - block.start > len(block.text) or block.tag not in ("line", "p")


def _unit(text: str, blocks: Sequence[Block], prose: Sequence[bool]) -> float:
    """The usual count of line feeds between two blocks: of prose, where there are a few; 2 where there is one block."""
    pairs = list(zip(pairwise(blocks), pairwise(prose), strict=True))
    beside = [pair for pair, is_prose in pairs if all(is_prose)]
    chosen = beside if len(beside) >= MIN_PAIRS else [pair for pair, _ in pairs]
    gaps = sorted(text.count("\n", a.end, b.start) for a, b in chosen)
    return float(max(gaps[len(gaps) // 2], 1)) if gaps else 2.0
