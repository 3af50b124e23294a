"""A zstd file as a row of frames, walked block by block (RFC 8878, section 3.1).

The walk shows exactly where a frame ends or is cut, which the library's readers do not tell; and a block expands to
128 KiB at most, so that a bomb is noticed long before it fills the memory.
"""

from __future__ import annotations

from typing import BinaryIO, Final

import zstandard

from flows.sources.framing.compression import (
    READ_BYTES,
    ZSTD_MAGIC,
    Expansion,
    ExpansionLimits,
    Fault,
    Piece,
    corrupt,
    truncated,
)

_MAX_WINDOW: Final = 1 << 31  # `zstd --long=31`, in which large public dumps are written
_MAX_BLOCK: Final = 128 << 10
_RLE, _RESERVED = 1, 3  # block types; the other two are raw and compressed


class _Cut(Exception):  # noqa: N818 - a state of the file
    """The file ends here."""


class _Bad(Exception):  # noqa: N818 - a state of the file
    """These bytes are no part of a frame."""


class ZstdBytes:
    """Expands frames one after the other. After a corrupt one it searches for the next."""

    def __init__(self, file: BinaryIO, limits: ExpansionLimits, member_start: bytes) -> None:
        self.compressed = True
        self.stored = 0
        self._file = file
        self._member_start = member_start
        self._expansion = Expansion(limits)
        self._inflater: zstandard.ZstdDecompressionObj | None = None
        self._checksum = False
        self._frame = 0  # stored offset of the present frame
        self._member = -1  # the same until its first bytes are handed on

    def next(self) -> Piece | Fault | None:
        try:
            while (data := self._step()) == b"":
                pass
        except _Cut:
            self._inflater = None
            return truncated("zstd frame", self._frame)
        except (_Bad, zstandard.ZstdError) as error:
            return self._broken(corrupt(f"a zstd frame is corrupt ({error})", self._frame, self.stored))
        if data is None:
            return None
        if self._expansion.is_bomb():
            return self._broken(self._expansion.fault(self._frame))
        member, self._member = self._member, -1
        return Piece(data, member)

    @property
    def between_members(self) -> bool:
        return self._inflater is None

    def mark(self) -> None:
        self._expansion.reset()

    def _step(self) -> bytes | None:
        """Expand one block, or open the next frame. None at the end of the file."""
        if self._inflater is None:
            return b"" if self._open_frame() else None
        header = self._take(3)
        word = int.from_bytes(header, "little")
        last, kind, size = word & 1, word >> 1 & 3, word >> 3
        if kind == _RESERVED or size > _MAX_BLOCK:
            raise _Bad("a block header that cannot be")
        block = self._take(1 if kind == _RLE else size)
        data = self._inflater.decompress(header + block)
        if last:
            data += self._inflater.decompress(self._take(4)) if self._checksum else b""
            self._inflater = None
        self._expansion.add(len(header) + len(block), len(data))
        return data

    def _open_frame(self) -> bool:
        """Read a frame's header, or a whole skippable frame. False at the end of the file."""
        self._frame = self.stored
        magic = self._file.read(4)
        if not magic:
            return False
        self.stored += len(magic)
        if len(magic) < 4:
            raise _Cut
        if magic[1:] == b"\x2a\x4d\x18" and magic[0] & 0xF0 == 0x50:
            self._skip(int.from_bytes(self._take(4), "little"))
            return True
        if magic != ZSTD_MAGIC:
            raise _Bad("no frame starts here")
        descriptor = self._take(1)
        header = descriptor + self._take(_header_size(descriptor[0]))
        self._checksum = bool(descriptor[0] & 4)
        self._inflater = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
        self._inflater.decompress(magic + header)
        self._member = self._frame
        return True

    def _take(self, size: int) -> bytes:
        data = self._file.read(size)
        self.stored += len(data)
        if len(data) < size:
            raise _Cut
        return data

    def _skip(self, size: int) -> None:
        for start in range(0, size, READ_BYTES):
            self._take(min(READ_BYTES, size - start))

    def _broken(self, fault: Fault) -> Fault:
        """Give the frame up and move to the next one that can be expanded, or to the end of the file."""
        self._inflater, self._member = None, -1
        self._expansion.reset()
        offset, window = self.stored, b""
        while block := self._file.read(READ_BYTES):
            window += block
            found = window.find(ZSTD_MAGIC)
            while found >= 0:
                if self._is_frame(offset + found):
                    self._go(offset + found)
                    return fault
                self._file.seek(offset + len(window))
                found = window.find(ZSTD_MAGIC, found + 1)
            tail = window[-3:]  # a shorter window keeps all of itself: nothing may end before the file does
            offset, window = offset + len(window) - len(tail), tail
        self.stored = offset + len(window)
        return fault

    def _is_frame(self, offset: int) -> bool:
        self._file.seek(offset)
        trial = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
        try:
            data = trial.decompress(self._file.read(_MAX_BLOCK // 64))
        except zstandard.ZstdError:
            return False
        return not data or data.startswith(self._member_start)

    def _go(self, offset: int) -> None:
        self._file.seek(offset)
        self.stored = offset


def _header_size(descriptor: int) -> int:
    """Bytes of a frame header behind its descriptor (RFC 8878, 3.1.1.1)."""
    single = descriptor >> 5 & 1
    dictionary = (0, 1, 2, 4)[descriptor & 3]
    content = (single, 2, 4, 8)[descriptor >> 6]
    return (1 - single) + dictionary + content
