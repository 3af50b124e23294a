"""The expanded bytes of a file, whatever it is compressed with."""

from __future__ import annotations

from typing import BinaryIO

from flows.sources.framing.compression import GZIP_MAGIC, ZSTD_MAGIC, ByteSource, ExpansionLimits, PlainBytes
from flows.sources.framing.gzip_members import GzipBytes
from flows.sources.framing.zstd_frames import ZstdBytes


def open_bytes(file: BinaryIO, limits: ExpansionLimits, member_start: bytes = b"") -> ByteSource:
    """The expanded bytes of a file, by the compression that its first bytes show.

    `member_start` is what every member expands to at its start, where the format knows: after a break it tells
    a member from bytes that look like one.
    """
    head = file.read(4)
    file.seek(0)
    if head.startswith(GZIP_MAGIC):
        return GzipBytes(file, limits, member_start)
    if head == ZSTD_MAGIC or (head[1:] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50):
        return ZstdBytes(file, limits, member_start)
    return PlainBytes(file)
