"""Where WARC records begin and end (ISO 28500), found without trusting any one of them.

A record is framed by its Content-Length, checked against what follows: the next record, the end of a compressed
member, or the end of the file. Where they disagree the record is handed on as broken, and framing goes on at the next
record start, so that neither a false length nor a corrupt or cut member costs its neighbours.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from cleaners.model import RejectReason
from flows.sources.framing.compression import ByteSource, Fault

MAX_HEADER: Final = 64 << 10
RECORD_START: Final = b"WARC/"
_START: Final = re.compile(rb"\nWARC/\d\.\d\r?\n(?=[A-Za-z-]+:)")
_HEADER_END: Final = re.compile(rb"\r?\n\r?\n")
_BLANK: Final = re.compile(rb"[\r\n]*")
_LENGTH: Final = re.compile(rb"\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r?\n", re.IGNORECASE)
_TAIL: Final = 64  # bytes kept back in a search, so that a record start is never seen in halves
_CUT: Final = Fault(RejectReason.TRUNCATED, "the file ends in the middle of a record; fetch it again", -1)


@dataclass(frozen=True, slots=True)
class Frame:
    """One record, or what stands where one should be.

    `data` holds its first bytes, at most the cap; `size` is its whole expanded length; `header` the length of its
    WARC header with the blank line. `member` is the stored offset of the compressed member that it fills, or -1 when
    it shares one.
    """

    offset: int  # in expanded bytes
    size: int
    data: bytes
    header: int
    problem: Fault | None = None
    member: int = -1
    stored_size: int = 0


@dataclass(slots=True)
class _Window:
    """Expanded bytes read and not yet framed, with the places where members begin."""

    source: ByteSource
    base: int = 0  # expanded offset of the first byte
    buffer: bytes | bytearray = b""
    members: deque[tuple[int, int]] = field(default_factory=deque)  # (expanded, stored) offsets, from base on
    fault: Fault | None = None  # at the end of the buffer
    ended: bool = False
    member: int = -1  # stored offset of the member that was read last

    def fill(self) -> bool:
        """Read one more piece. False at the end of the file, or at a fault that was not taken yet."""
        if self.fault is not None or self.ended:
            return False
        piece = self.source.next()
        if piece is None:
            self.ended = True
        elif isinstance(piece, Fault):
            self.fault = piece
        else:
            if piece.member >= 0:
                self.members.append((self.base + len(self.buffer), piece.member))
                self.member = piece.member
            self._add(piece.data)
            return True
        return False

    def _add(self, data: bytes) -> None:
        """Most records are one piece: that is not copied."""
        if self.buffer:
            self._growing().extend(data)
        else:
            self.buffer = data

    def _growing(self) -> bytearray:
        """The buffer as one that grows and shrinks in place: copied if it is a piece as it came."""
        if isinstance(self.buffer, bytes):
            self.buffer = bytearray(self.buffer)
        return self.buffer

    def want(self, size: int) -> bool:
        """Whether the buffer holds `size` bytes, after reading as far as that takes."""
        while len(self.buffer) < size:
            if not self.fill():
                return False
        return True

    def first(self, size: int) -> bytes:
        """A copy of the first bytes, or of all."""
        with memoryview(self.buffer) as view:
            return bytes(view[:size])

    def drop(self, size: int) -> None:
        """Let the first bytes go. The rest is copied where it is less than they are, else shortened in place."""
        if not size:
            return
        if 2 * size >= len(self.buffer):
            with memoryview(self.buffer) as view:
                self.buffer = bytes(view[size:])
        else:
            del self._growing()[:size]
        self.base += size
        while self.members and self.members[0][0] < self.base:
            self.members.popleft()

    def take_fault(self) -> Fault | None:
        """The fault at the end of the buffer, and leave to read on behind it."""
        fault, self.fault = self.fault, None
        return fault

    def member_here(self) -> int:
        """Stored offset of the member that begins with the first byte of the buffer, or -1."""
        return self.members[0][1] if self.members and self.members[0][0] == self.base else -1

    def member_start(self, position: int) -> bool:
        """Whether a member begins at this position of the buffer."""
        return any(expanded - self.base == position for expanded, _ in self.members)

    def next_start(self, position: int) -> int:
        """Where in the buffer, at or behind `position`, a record starts; -1 when none is seen."""
        found = _START.search(self.buffer, max(0, position - 1))
        starts = [found.start() + 1] if found else []
        for expanded, _ in self.members:
            at = expanded - self.base
            if at >= position and self.buffer.startswith(RECORD_START, at):
                starts.append(at)
        return min(starts, default=-1)


def read_frames(source: ByteSource, cap: int) -> Iterator[Frame]:
    """Every record of the stream, and a frame with a `problem` for each stretch that is none."""
    window = _Window(source)
    while True:
        _skip_blank(window)
        if window.buffer:
            yield _frame(window, cap)
            source.mark()
        elif window.fault is not None:
            yield Frame(window.base, 0, b"", 0, window.take_fault())
        else:
            return


def _skip_blank(window: _Window) -> None:
    """Pass the line ends between records."""
    while window.want(1):
        blank = _BLANK.match(window.buffer)
        assert blank
        window.drop(blank.end())
        if window.buffer:
            return


def _frame(window: _Window, cap: int) -> Frame:
    """The frame that begins with the window's first byte."""
    window.want(len(RECORD_START))
    if not window.buffer.startswith(RECORD_START):
        return _broken(window, cap, 0, Fault(RejectReason.CORRUPT_CONTAINER, "bytes that are no WARC record", -1))
    header = _header_size(window)
    found = _LENGTH.search(window.buffer, 0, header)
    if found is None:
        fault = Fault(RejectReason.BROKEN_RECORD, "a WARC header without end or without Content-Length", -1)
        return _broken(window, cap, header, fault)
    size = header + int(found.group(1))
    if size > header + cap:
        return _oversized(window, cap, header, size)
    if not _reach(window, header, size):
        return _short(window, cap, header, size)
    return (
        _whole(window, header, size)
        if _ends_cleanly(window, size)
        else _broken(window, cap, header, _lie(size - header))
    )


def _lie(length: int) -> Fault:
    return Fault(RejectReason.BROKEN_RECORD, f"Content-Length says {length:,} bytes, and no record ends there", -1)


def _placed(window: _Window, frame: Frame) -> Frame:
    """The frame with its stored place, where that is the same as its place in the stream: in a plain file."""
    return frame if window.source.compressed else replace(frame, member=frame.offset, stored_size=frame.size)


def _header_size(window: _Window) -> int:
    """Length of the WARC header with its blank line, 0 when there is no end to it."""
    position = 0
    while True:
        found = _HEADER_END.search(window.buffer, max(0, position - 4), MAX_HEADER)
        if found:
            return found.end()
        position = len(window.buffer)
        if position >= MAX_HEADER or not window.fill():
            return 0


def _reach(window: _Window, header: int, size: int) -> bool:
    """Read to the record's stated end. False when the stream or another record's member comes before it."""
    seen = len(window.members)
    while len(window.buffer) < size:
        if not window.fill():
            return False
        if len(window.members) > seen:
            seen = len(window.members)
            at = window.members[-1][0] - window.base
            if header <= at < size and window.want(at + len(RECORD_START)) and window.next_start(at) == at:
                return False
    return True


def _short(window: _Window, cap: int, header: int, size: int) -> Frame:
    """A record whose content ends before its length: cut with the file, or stating a false length."""
    if window.next_start(header) >= 0:
        return _broken(window, cap, header, _lie(size - header))
    offset, left, data = window.base, len(window.buffer), window.first(cap)
    window.drop(left)
    return _placed(window, Frame(offset, left, data, header, window.take_fault() or _CUT))


def _ends_cleanly(window: _Window, size: int) -> bool:
    """Whether what follows the stated end is blank lines, and then a record, a new member or the end."""
    position = size
    while window.want(position + 1) and window.buffer[position] in b"\r\n":
        if window.member_start(position):
            return True
        position += 1
        if position == len(window.buffer) and window.source.between_members:
            return True  # without reading the next member, which would be copied to the end of this one
    if not window.want(position + 1) or window.member_start(position):
        return True
    window.want(position + len(RECORD_START))
    return window.buffer.startswith(RECORD_START, position)


def _whole(window: _Window, header: int, size: int) -> Frame:
    """A sound record; or an unsound one, when its own member fails its checksum right behind it."""
    offset, member, data = window.base, window.member_here(), window.first(size)
    window.drop(size)
    _skip_blank(window)
    fault = window.fault
    spoilt = fault is not None and fault.reason is RejectReason.CORRUPT_CONTAINER and fault.offset == window.member
    if spoilt and not window.buffer:
        return _placed(window, Frame(offset, size, data, header, window.take_fault()))
    follower = window.member_here() if window.buffer else window.source.stored
    if not window.source.compressed or member < 0 or follower < 0 or fault is not None:
        return _placed(window, Frame(offset, size, data, header))
    return Frame(offset, size, data, header, None, member, follower - member)


def _broken(window: _Window, cap: int, header: int, problem: Fault) -> Frame:
    """Everything up to the next record start, with the reason; the fault's own where the stream breaks before it."""
    offset = window.base
    size, data = _consume(window, cap, None)
    if not window.buffer and window.fault is not None:
        problem = window.take_fault() or problem
    elif not header and not window.buffer and RECORD_START.startswith(data[: len(RECORD_START)]):
        problem = _CUT
    return _placed(window, Frame(offset, size, data, header, problem))


def _oversized(window: _Window, cap: int, header: int, size: int) -> Frame:
    """A record that says it is over the cap. It is passed in bounded memory; a record start inside it shows a lie."""
    offset = window.base
    passed, data = _consume(window, cap, size)
    if passed < size and not window.buffer:
        return _placed(window, Frame(offset, passed, data, header, window.take_fault() or _CUT))
    honest = passed == size and _ends_cleanly(window, 0)
    return _placed(window, Frame(offset, passed, data, header, None if honest else _lie(size - header)))


def _consume(window: _Window, cap: int, limit: int | None) -> tuple[int, bytes]:
    """Pass the bytes up to the next record start, the end, or `limit` bytes. How many, and the first `cap`."""
    kept, passed, position = bytearray(), 0, 1
    while True:
        window.want(position + _TAIL)
        left = len(window.buffer) if limit is None else limit - passed
        start = window.next_start(position)
        end = min(left, start) if start >= 0 else min(left, len(window.buffer) - _TAIL)
        done = start >= 0 or end == left
        if not done and not (window.want(len(window.buffer) + 1)):
            end, done = min(left, len(window.buffer)), True
        end = max(end, 0)
        kept += window.buffer[: min(end, max(0, cap - len(kept)))]
        window.drop(end)
        passed, position = passed + end, 0
        if done:
            return passed, bytes(kept)
