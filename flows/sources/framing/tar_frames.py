"""The members of a tar stream (POSIX.1-2017, pax interchange format), read without trusting a header.

The standard library's stream mode reads a long name or pax header of any stated size into memory, and ends at a cut
without a word; so only its parser of single headers is used.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cleaners.model import RejectReason
from flows.sources.framing.compression import ByteSource, Fault, corrupt
from flows.sources.framing.members import Member, unsafe_name

_BLOCK: Final = 512
_MAX_EXTRA: Final = 1 << 20  # bytes of a pax header or a long name
_PAX: Final = re.compile(rb"\d+ (path|size)=([^\n]*)\n")
_FILES: Final = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_LINKS: Final = {tarfile.SYMTYPE: "a symbolic link", tarfile.LNKTYPE: "a hard link"}
_CUT: Final = Fault(RejectReason.TRUNCATED, "the archive ends in the middle of it; fetch the file again", -1)


@dataclass(slots=True)
class _Bytes:
    """Exact reads from a stream of pieces."""

    source: ByteSource
    buffer: bytearray = field(default_factory=bytearray)
    fault: Fault | None = None

    def read(self, size: int) -> bytes:
        """`size` bytes, or fewer at the end or at a fault."""
        while len(self.buffer) < size and self._fill():
            pass
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data

    def skip(self, size: int) -> bool:
        """Pass `size` bytes. False when there are fewer."""
        while size > len(self.buffer):
            size -= len(self.buffer)
            self.buffer.clear()
            if not self._fill():
                return False
        del self.buffer[:size]
        return True

    def _fill(self) -> bool:
        piece = self.source.next() if self.fault is None else None
        if isinstance(piece, Fault):
            self.fault = piece
        elif piece is not None:
            self.buffer += piece.data
            return True
        return False


@dataclass(slots=True)
class _Pending:
    """What extension headers say of the next member."""

    name: str | None = None
    size: int | None = None


def read_members(source: ByteSource, cap: int) -> Iterator[Member]:
    """Every file of the archive, and a member with a fault where the stream breaks or no header is."""
    stream, pending, index = _Bytes(source), _Pending(), 0
    while block := stream.read(_BLOCK):
        if block.count(0) == len(block) == _BLOCK:
            continue  # end marks; a joined archive may follow
        header = _header(block)
        if header is None:
            yield _lost(stream, index, len(block))
            return
        if header.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME):
            if not _extend(stream, header, pending):
                yield _lost(stream, index, _BLOCK)
                return
            continue
        member = _member(stream, header, pending, index, cap)
        pending, index = _Pending(), index + 1
        source.mark()
        if member is not None:
            yield member
        if member is not None and member.fault is not None:
            return
    if stream.fault is not None:
        yield Member(index, "", 0, b"", fault=stream.fault)


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return None
    return header if header.size >= 0 else None


def _lost(stream: _Bytes, index: int, size: int) -> Member:
    """No header where one must be: the rest of the archive cannot be told apart."""
    stored = stream.source.stored
    broken = _CUT if size < _BLOCK else corrupt("no tar header where one must be", stored, stored)
    return Member(index, "", 0, b"", fault=stream.fault or broken)


def _extend(stream: _Bytes, header: tarfile.TarInfo, pending: _Pending) -> bool:
    """Read an extension header's content. False when it is cut or beyond all sense."""
    if header.size > _MAX_EXTRA:
        return False
    data = stream.read(header.size)
    if len(data) < header.size or not stream.skip(-header.size % _BLOCK):
        return False
    if header.type == tarfile.GNUTYPE_LONGNAME:
        pending.name = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
        return True
    for key, value in _PAX.findall(data):
        if key == b"path":
            pending.name = value.decode("utf-8", "surrogateescape")
        elif value.isdigit() and len(value) < 16:
            pending.size = int(value)
    return True


def _member(stream: _Bytes, header: tarfile.TarInfo, pending: _Pending, index: int, cap: int) -> Member | None:
    """The next member; None for a folder or a global header."""
    name = pending.name or header.name
    size = header.size if pending.size is None else pending.size
    if header.type in (*_LINKS, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        return Member(index, name, 0, header.linkname.encode("utf-8", "replace"), _LINKS.get(header.type, "a device"))
    data = stream.read(min(size, cap + 1))
    if not stream.skip(size - len(data)) or not stream.skip(-size % _BLOCK):
        return Member(index, name, len(data), data, fault=stream.fault or _CUT)
    if header.type == tarfile.GNUTYPE_SPARSE:
        fault = Fault(RejectReason.BROKEN_RECORD, "a sparse file; pack it as a plain one", -1)
        return Member(index, name, size, data, fault=fault)
    return Member(index, name, size, data, unsafe_name(name)) if header.type in _FILES else None
