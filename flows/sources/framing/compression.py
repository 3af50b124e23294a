"""Stored bytes to expanded bytes, in bounded pieces, with every break in the stream told apart and survived.

A gzip or zstd file is a row of members (frames). Members are walked here rather than by the libraries' file objects,
because those stop silently at a truncation and give up the rest of a file at one bad member.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from cleaners.model import RejectReason

PIECE_BYTES: Final = 256 << 10  # expanded bytes handed on at a time
READ_BYTES: Final = 64 << 10  # stored bytes read at a time
GZIP_MAGIC: Final = b"\x1f\x8b\x08"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some expanded bytes, never empty. `member` is the stored offset of the member that they begin, else -1."""

    data: bytes
    member: int = -1


@dataclass(frozen=True, slots=True)
class Fault:
    """A break in the stream. What follows it, if anything, is a new member.

    `offset` is where the member that broke begins, or the bytes that are none, in stored bytes; -1 for a fault that
    is not the stream's but of the record itself.
    """

    reason: RejectReason
    detail: str
    offset: int


@dataclass(frozen=True, slots=True)
class ExpansionLimits:
    """When expansion without a new record is a bomb: beyond `expanded` bytes and `ratio` times the stored bytes."""

    expanded: int
    ratio: int


class ByteSource(Protocol):
    """A stream of pieces and faults."""

    @property
    def compressed(self) -> bool:
        """Whether offsets of expanded bytes differ from stored ones."""
        ...

    @property
    def stored(self) -> int:
        """The stored offset up to which bytes were used."""
        ...

    @property
    def between_members(self) -> bool:
        """Whether the last piece ended a member, so that the next one begins another; False where nobody knows."""
        ...

    def next(self) -> Piece | Fault | None:
        """The next piece or fault; None at the end. Raises OSError when the storage fails."""
        ...

    def mark(self) -> None:
        """A record ended here: expansion is measured anew."""
        ...


class PlainBytes:
    """Bytes that are stored as they are."""

    def __init__(self, file: BinaryIO) -> None:
        self.compressed = False
        self.between_members = False
        self.stored = 0
        self._file = file

    def next(self) -> Piece | Fault | None:
        data = self._file.read(PIECE_BYTES)
        if not data:
            return None
        member = 0 if self.stored == 0 else -1
        self.stored += len(data)
        return Piece(data, member)

    def mark(self) -> None:
        """Plain bytes do not expand."""


class Resumed:
    """A source of which the first piece was already taken, with that piece put back."""

    def __init__(self, source: ByteSource, first: Piece | Fault) -> None:
        self.compressed = source.compressed
        self._source = source
        self._first: Piece | Fault | None = first

    @property
    def stored(self) -> int:
        return self._source.stored

    @property
    def between_members(self) -> bool:
        return self._first is None and self._source.between_members

    def next(self) -> Piece | Fault | None:
        first, self._first = self._first, None
        return first if first is not None else self._source.next()

    def mark(self) -> None:
        self._source.mark()


@dataclass(slots=True)
class Expansion:
    """Bytes in and out since the last record."""

    limits: ExpansionLimits
    stored: int = 0
    expanded: int = 0

    def is_bomb(self) -> bool:
        return self.expanded > self.limits.expanded and self.expanded > self.limits.ratio * self.stored

    def add(self, stored: int, expanded: int) -> None:
        self.stored += stored
        self.expanded += expanded

    def reset(self) -> None:
        self.stored = self.expanded = 0

    def fault(self, offset: int) -> Fault:
        detail = f"one record expands from {self.stored:,} to more than {self.expanded:,} bytes"
        return Fault(RejectReason.BOMB, detail, offset)


def truncated(what: str, offset: int) -> Fault:
    """The file ends in the middle of a member."""
    return Fault(RejectReason.TRUNCATED, f"the file ends in the middle of a {what}; fetch it again", offset)


def corrupt(what: str, member: int, offset: int) -> Fault:
    """Bytes at `offset` that cannot be expanded, in the member at `member`."""
    return Fault(RejectReason.CORRUPT_CONTAINER, f"{what} at stored byte {offset:,}; fetch the file again", member)
