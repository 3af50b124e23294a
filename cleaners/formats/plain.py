"""Plain page text as a Document: every paragraph is one block, whether it stands on one line or on many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.formats.layout import Line, joint, lines_of, paragraphs
from cleaners.model import Block, Document, Metadata, PayloadKind

# Every sequence that some system calls the end of a line, longest first.
LINE_END = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


NO_METADATA = Metadata()


@dataclass(frozen=True, slots=True)
class Reread:
    """The side table of a text some of whose blocks read otherwise than they stand there."""

    pieces: dict[int, tuple[tuple[int, str], ...]]  # by block: place in the document's text, and what is read there


def parse_plain(decoded_text: str, metadata: Metadata = NO_METADATA) -> Document:
    """Cut decoded page text into its paragraphs.

    Line ends of every kind become a line feed first, and offsets count code points of that text. A block covers its
    lines without the white space around them, so that what lies between blocks is white space alone; its text is what
    they read as one line. The path of a block is the number of its first line, from 0, blank lines counted.
    """
    text = LINE_END.sub("\n", decoded_text)
    blocks: list[Block] = []
    pieces: dict[int, tuple[tuple[int, str], ...]] = {}
    for lines in paragraphs(lines_of(text)):
        first, last = lines[0], lines[-1]
        read, tag = first.content, "line"
        if (len(lines) > 1 or first.quote) and (found := tuple(_pieces(lines))):
            pieces[len(blocks)] = found
            read, tag = "".join(piece for _, piece in found), "p"
        blocks.append(Block(len(blocks), first.start, last.end, read or first.quote, tag, f"line[{first.number}]"))
    return Document(PayloadKind.TEXT, text, tuple(blocks), metadata, Reread(pieces) if pieces else None)


def _pieces(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """What is read of each line, and between two."""
    read = [line for line in lines if line.content]
    found: list[tuple[int, str]] = []
    for before, line in zip([None, *read], read, strict=False):
        if before is not None and (between := joint(before, line)):
            found.append((before.end, between))
        found.append((line.end - len(line.content), line.content))
    return found


def is_reread(document: Document) -> bool:
    """Whether some block of a text reads otherwise than the document's text between its ends."""
    return isinstance(document.page, Reread)


def span_in_text(document: Document, block: Block, start: int, end: int) -> tuple[int, int]:
    """The span of the document's text that characters `start` to `end` of a block's text come from."""
    page = document.page
    pieces = page.pieces.get(block.index) if isinstance(page, Reread) else None
    if pieces is None:
        return block.start + start, block.start + end
    return _place(pieces, start), _place(pieces, end - 1) + 1


def _place(pieces: Sequence[tuple[int, str]], index: int) -> int:
    for place, read in pieces:
        if index < len(read):
            return place + index
        index -= len(read)
    raise IndexError("no character of the block stands there")
