"""The records of a whole JSON document: the members of a top-level array, or objects printed over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from flows.sources.framing.compression import ByteSource, Fault
from flows.sources.framing.lines import FramedLine

_TOKEN: Final = re.compile(rb'["\[\]{}]')
_STRING_REST: Final = re.compile(rb'(?:[^"\\]++|\\.)*+("?)', re.DOTALL)


def is_document(head: bytes) -> bool:
    """Whether a .json file that begins so is one document, rather than a record a line."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"["):
        return True
    line, feed, _ = head.partition(b"\n")
    return bool(feed) and line.startswith(b"{") and line.rstrip().endswith((b"{", b",", b"["))


@dataclass(slots=True)
class _Scanner:
    """Finds where records begin and end by brackets and strings, without parsing them."""

    cap: int
    buffer: bytearray = field(default_factory=bytearray)
    base: int = 0  # expanded offset of the buffer's first byte
    position: int = 0  # in the buffer: up to where it was scanned
    depth: int = 0
    floor: int = 0  # depth at which records lie: 1 in a top-level array
    in_string: bool = False
    start: int = -1  # expanded offset of the open record, or -1
    head: bytes = b""  # its first bytes, once it is over the cap
    number: int = 1

    def feed(self, data: bytes) -> Iterator[FramedLine]:
        self.buffer += data
        while self._advance():
            if self.start >= 0 and self.depth <= self.floor:
                yield self.finish(ended=True)
        self._trim()

    def _advance(self) -> bool:
        """Go behind the next token. False when the buffer ends before it."""
        if self.in_string:
            rest = _STRING_REST.match(self.buffer, self.position)
            assert rest is not None  # it matches the empty string
            self.position = rest.end()
            self.in_string = not rest.group(1)
            return not self.in_string
        token = _TOKEN.search(self.buffer, self.position)
        if token is None:
            self.position = len(self.buffer)
            return False
        self.position = token.end()
        self._take(token.group(), token.start())
        return True

    def _take(self, token: bytes, where: int) -> None:
        if token == b'"':
            self.in_string = True
        elif token in b"]}":
            self.depth = max(0, self.depth - 1)
            self.floor = min(self.floor, self.depth)
        elif token == b"[" and self.depth == self.floor == 0 and self.start < 0:
            self.depth = self.floor = 1
        else:
            self.depth += 1
            if self.start < 0:
                self.start = self.base + where

    def _trim(self) -> None:
        """Let go of scanned bytes that no record needs."""
        if self.start >= 0 and self.position + self.base - self.start <= self.cap:
            keep_from = self.start - self.base
        else:
            if self.start >= 0 and not self.head:
                self.head = bytes(self.buffer[self.start - self.base : self.position])
            keep_from = self.position
        del self.buffer[:keep_from]
        self.base += keep_from
        self.position -= keep_from

    def finish(self, *, ended: bool, fault: Fault | None = None) -> FramedLine:
        """The open record as a line, and none is open from here on."""
        end = self.base + (self.position if ended else len(self.buffer))
        start = self.start if self.start >= 0 else end
        data = self.head or bytes(self.buffer[start - self.base : end - self.base])
        line = FramedLine(self.number, start, end - start, data, ended, fault)
        self.number += 1
        self.start, self.head = -1, b""
        return line

    def restart(self) -> None:
        """Behind a break in the stream: outside of any record."""
        self.base += len(self.buffer)
        self.buffer.clear()
        self.position, self.depth, self.in_string = 0, self.floor, False


def read_values(source: ByteSource, cap: int) -> Iterator[FramedLine]:
    """Every record of a document, numbered from 1. Of one longer than `cap` bytes only the first part is kept."""
    scanner = _Scanner(cap)
    while (piece := source.next()) is not None:
        if isinstance(piece, Fault):
            yield scanner.finish(ended=False, fault=piece)
            scanner.restart()
            continue
        for line in scanner.feed(piece.data):
            yield line
            source.mark()
    if scanner.start >= 0:
        yield scanner.finish(ended=False)
