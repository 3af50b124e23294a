"""Plain page text as a Document: every paragraph is one block, whether it stands on one line or on many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleaners.formats.layout import Line, Texture, joint, lines_of, paragraphs, texture_of
from cleaners.formats.markdown import Reading, is_markdown, read_markdown
from cleaners.model import Block, Document, Metadata, PayloadKind

# Every sequence that some system calls the end of a line, longest first.
LINE_END = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")

NO_METADATA = Metadata()
_ITEM = re.compile(r"(?:[*+•‣◦▪●■·–-]|\(?\d{1,3}[.)])\s+(?=\S)")
_ADDRESS = re.compile(r"(?:\d{1,4}\.\s+|[*•-]\s+)?(?:https?|file|mailto|javascript)[:]\S+")
_NUMBERED_LINK = re.compile(r"(?:[*+•o-]\s+)?\[\d{1,4}\](?=\S)")  # as text browsers print links: `* [12]Weather`
NUMBERED_LINK_WORDS = 10  # of a line that is taken for a link and nothing else


@dataclass(frozen=True, slots=True)
class PlainPage:
    """The side table of a plain text: its layout, and those of its blocks that read otherwise than they stand there."""

    texture: Texture
    readings: dict[int, Reading]  # by block; places count from the start of the document's text


def parse_plain(decoded_text: str, metadata: Metadata = NO_METADATA) -> Document:
    """Cut decoded page text into its paragraphs.

    Line ends of every kind become a line feed first, and offsets count code points of that text. A block covers its
    lines without the white space around them, so that what lies between blocks is white space alone; its text is what
    they read as one line, without the signs of Markdown. The path of a block is the number of its first line, from 0,
    blank lines counted.
    """
    text = LINE_END.sub("\n", decoded_text)
    lines, markdown = lines_of(text), is_markdown(text)
    grouped = paragraphs(lines)
    read = [_read(group, markdown) for group in grouped]
    blocks = tuple(_block(index, group, found) for index, (group, found) in enumerate(zip(grouped, read, strict=True)))
    readings = {index: found for index, found in enumerate(read) if found is not None}
    texture = texture_of(text, blocks, markdown)
    return Document(PayloadKind.TEXT, text, blocks, metadata, PlainPage(texture, readings))


def _read(lines: Sequence[Line], markdown: bool) -> Reading | None:
    """What is read in these lines; None where it is the line as it stands there."""
    first = lines[0]
    if len(lines) == 1 and not markdown and not first.quote:
        return None
    written, places = _joined([line for line in lines if line.content])
    if not written:
        return None
    if not markdown:
        return Reading(written, places, "p")
    reading = read_markdown(written)
    if not reading.text:  # a link without words, or a row of signs
        return Reading(written, places, reading.tag or "line", len(written) if reading.links else 0)
    return reading._replace(
        places=[places[place] for place in reading.places],
        images=_placed(reading.images, places),
        links=_placed(reading.links, places),
    )


def _placed(spans: Sequence[tuple[int, int]], places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple((places[start], places[end - 1] + 1) for start, end in spans)


def _joined(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """The lines read as one, and where in the text each character stands."""
    written: list[str] = []
    places: list[int] = []
    for before, line in pairwise([None, *lines]):
        assert line is not None
        between = joint(before, line) if before is not None else ""
        written += (between, line.content)
        places += [before.end] * len(between) if before is not None else []
        places += range(line.end - len(line.content), line.end)
    return "".join(written), places


def _block(index: int, lines: Sequence[Line], reading: Reading | None) -> Block:
    first, last = lines[0], lines[-1]
    text = reading.text if reading else first.content or first.quote
    tag, linked = (reading.tag or "line", reading.link_chars) if reading else ("line", 0)
    if not linked and text[0] in "[*+•o-hfmj0123456789":
        tag, linked = _plain_tag(text, tag)
    return Block(index, first.start, last.end, text, tag, f"line[{first.number}]", linked)


def _plain_tag(text: str, tag: str) -> tuple[str, int]:
    """The tag of a line that begins with a sign of lists or links, and its characters that are a link."""
    if _ADDRESS.fullmatch(text):
        return "a", len(text)
    if _NUMBERED_LINK.match(text) and text.count(" ") <= NUMBERED_LINK_WORDS:
        return "li", len(text)
    return ("li" if tag in ("line", "p") and _ITEM.match(text) else tag), 0


def is_reread(document: Document) -> bool:
    """Whether some block of a text reads otherwise than the document's text between its ends."""
    return isinstance(document.page, PlainPage) and bool(document.page.readings)


def readings(document: Document) -> Iterator[tuple[Block, Reading]]:
    """The blocks of a text that read otherwise than they stand there, and how."""
    if isinstance(document.page, PlainPage):
        yield from ((document.blocks[index], reading) for index, reading in document.page.readings.items())


def reading_of(document: Document, block: Block) -> Reading | None:
    """How a block of a text is read, where that is otherwise than it stands there."""
    return document.page.readings.get(block.index) if isinstance(document.page, PlainPage) else None


def span_in_text(document: Document, block: Block, start: int, end: int) -> tuple[int, int]:
    """The span of the document's text that characters `start` to `end` of a block's text come from."""
    reading = reading_of(document, block)
    if reading is None:
        return block.start + start, block.start + end
    return reading.places[start], reading.places[end - 1] + 1
