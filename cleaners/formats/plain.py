"""Plain page text as a Document: every line that is not blank is one block."""

from __future__ import annotations

import re

from cleaners.model import Block, Document, Metadata, PayloadKind

# Every sequence that some system calls the end of a line, longest first.
LINE_END = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
LINE = re.compile(r"[^\n]+")


def parse_plain(decoded_text: str, metadata: Metadata) -> Document:
    """Split decoded page text into one block a line; bullets and markdown stay as they are.

    Line ends of every kind become a line feed first, and offsets count code points of that text. A block covers its
    line without the white space around it, so that what lies between blocks is white space alone. The path of a
    block is the number of its line in the text, from 0, blank lines counted.
    """
    text = LINE_END.sub("\n", decoded_text)
    blocks: list[Block] = []
    for number, line in _lines(text):
        content = line.group().strip()
        if content:
            start = line.start() + line.group().index(content)
            blocks.append(Block(len(blocks), start, start + len(content), content, "line", f"line[{number}]"))
    return Document(PayloadKind.TEXT, text, tuple(blocks), metadata)


def _lines(text: str) -> list[tuple[int, re.Match[str]]]:
    """The lines of the text that hold a character at all, each with its number."""
    numbered: list[tuple[int, re.Match[str]]] = []
    number = seen = 0
    for line in LINE.finditer(text):
        number += line.start() - seen  # between two matches stand line feeds only
        numbered.append((number, line))
        seen = line.end()
    return numbered
