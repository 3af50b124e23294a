"""A gzip file as a row of members (RFC 1952), each of which may be broken without harm to the next."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, BinaryIO, Final

from zlib_ng import zlib_ng as zlib  # the same streams and errors as the standard library's, in half the time

from cleaners.model import RejectReason
from flows.sources.framing.compression import (
    GZIP_MAGIC,
    PIECE_BYTES,
    READ_BYTES,
    Expansion,
    ExpansionLimits,
    Fault,
    Piece,
    corrupt,
    truncated,
)

_ERROR: Final[type[Exception]] = zlib.error  # type: ignore[assignment]  # its stubs take it for an instance
_GZIP: Final = 31  # zlib's wbits for a gzip member with header and checksum
_LOOK_BACK: Final = 1 << 20  # a break is noticed some way behind it: search this far before for the next member
_TRIAL_BYTES: Final = 16 << 10


class GzipBytes:
    """Expands members one after the other. After a corrupt one it searches for the next that can be expanded."""

    def __init__(self, file: BinaryIO, limits: ExpansionLimits, member_start: bytes) -> None:
        self.compressed = True
        self.stored = 0
        self._file = file
        self._member_start = member_start
        self._expansion = Expansion(limits)
        self._input = b""  # read, not yet used
        self._inflater: zlib._Decompress | None = None
        self._former: zlib._Decompress | None = None  # what it was before the present step, unless that is the first
        self._member = 0  # stored offset of the present member
        self._handed = 0  # bytes of it that were handed on
        self._fault: Fault | None = None  # to be told after the bytes before it

    def next(self) -> Piece | Fault | None:
        while True:
            if self._fault is not None:
                return self._break()
            if self._inflater is None and not self._open_member():
                if self._fault is None:
                    return None
                continue
            data = self._inflate()
            if data:
                member = -1 if self._handed else self._member
                self._handed += len(data)
                return Piece(data, member)

    @property
    def between_members(self) -> bool:
        return self._inflater is None and self._fault is None

    def mark(self) -> None:
        self._expansion.reset()

    def _open_member(self) -> bool:
        """Start the member that lies here. False at the end of the file, or with a fault where none starts."""
        self._fill(len(GZIP_MAGIC))
        while self._input.startswith(b"\0"):  # padding, as tapes and disks leave it
            self._use(len(self._input) - len(self._input.lstrip(b"\0")))
            self._fill(len(GZIP_MAGIC))
        if not self._input:
            return False
        if not self._input.startswith(GZIP_MAGIC):
            self._fault = (
                truncated("gzip member", self.stored)
                if GZIP_MAGIC.startswith(self._input)
                else corrupt("bytes that are no gzip member", self.stored, self.stored)
            )
            return False
        self._inflater = zlib.decompressobj(_GZIP)
        self._member, self._handed = self.stored, 0
        return True

    def _inflate(self) -> bytes:
        """Expand a step of the present member. Sets the fault when it breaks here."""
        assert self._inflater is not None
        if not self._input:
            self._fill(1)
        if not self._input:
            self._fault = truncated("gzip member", self._member)
            return self._inflater.flush()
        first = self.stored == self._member  # as nearly every step is
        self._former = None if first else self._inflater.copy()  # type: ignore[attr-defined]  # its stubs lack it
        try:
            data = self._inflater.decompress(self._input, PIECE_BYTES)
        except _ERROR as error:
            self._fault = corrupt(f"a gzip member is corrupt ({error})", self._member, self.stored)
            return self._salvaged()
        rest = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail
        used = len(self._input) - len(rest)
        self._input = rest
        self.stored += used
        self._expansion.add(used, len(data))
        if self._inflater.eof:
            self._inflater = None
        elif self._expansion.is_bomb():
            self._fault = self._expansion.fault(self._member)
        return data

    def _break(self) -> Fault:
        """Tell the fault and move to the next member that can be expanded."""
        fault, self._fault = self._fault, None
        assert fault is not None
        in_member, self._inflater = self._inflater is not None, None
        self._expansion.reset()
        if fault.reason is RejectReason.CORRUPT_CONTAINER and in_member:
            self._search(max(self._member + 1, self.stored - _LOOK_BACK))
        elif fault.reason is RejectReason.TRUNCATED:
            self._use(len(self._input))
        else:
            self._search(self.stored)
        return fault

    def _salvaged(self) -> bytes:
        """What the present step can expand before its error: of the longest part of its input that has none."""

        former: Any = self._former

        def expanded(size: int) -> bytes | None:
            inflater = zlib.decompressobj(_GZIP) if former is None else former.copy()
            try:
                return inflater.decompress(self._input[:size], PIECE_BYTES)
            except _ERROR:
                return None

        broken = bisect_left(range(len(self._input)), True, key=lambda size: expanded(size) is None)
        return expanded(broken - 1) or b""

    def _search(self, start: int) -> None:
        """Go to the first member at or after `start`, or to the end of the file."""
        offset, window = start, b""
        self._file.seek(start)
        while block := self._file.read(READ_BYTES):
            window += block
            found = window.find(GZIP_MAGIC)
            while found >= 0:
                if self._is_member(offset + found):
                    self._go(offset + found)
                    return
                self._file.seek(offset + len(window))
                found = window.find(GZIP_MAGIC, found + 1)
            tail = window[-2:]  # a window of one byte keeps that one: nothing may end before the file does
            offset, window = offset + len(window) - len(tail), tail
        self._go(offset + len(window))

    def _is_member(self, offset: int) -> bool:
        """Whether the bytes at `offset` expand without error, to what a member of this format starts with."""
        self._file.seek(offset)
        trial = self._file.read(_TRIAL_BYTES)
        inflater = zlib.decompressobj(_GZIP)
        try:
            data = inflater.decompress(trial, PIECE_BYTES)
        except _ERROR:
            return False
        return data.startswith(self._member_start) if data else inflater.eof

    def _go(self, offset: int) -> None:
        self._file.seek(offset)
        self._input = b""
        self.stored = offset

    def _fill(self, size: int) -> None:
        while len(self._input) < size and (block := self._file.read(READ_BYTES)):
            self._input += block

    def _use(self, size: int) -> None:
        self._input = self._input[size:]
        self.stored += size
