"""Archives of pages: zip by its directory, tar (plain, .gz, .zst) as a stream. Nothing is ever unpacked to disk."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise

from cleaners.model import RejectReason
from flows.sources.base import Item, SourceFile
from flows.sources.framing.compression import Fault
from flows.sources.framing.members import Member, is_page, member_item, unsafe_name
from flows.sources.framing.opening import open_bytes
from flows.sources.framing.tar_frames import read_members

_READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    ValueError,
)


def read(source: SourceFile, first: int) -> Iterator[Item]:
    """Every file of the archive; folders are none."""
    members = _zip_members(source, first) if source.format == "zip" else _tar_members(source)
    for ordinal, member in enumerate(members):
        if ordinal >= first:
            yield (
                member_item(source, member, ordinal)
                if isinstance(member, Member)
                else source.whole().broken(member, b"")
            )


def _tar_members(source: SourceFile) -> Iterator[Member]:
    return read_members(open_bytes(source.file, source.options.limits), source.options.max_record_bytes)


def _zip_members(source: SourceFile, first: int) -> Iterator[Member | Fault]:
    try:
        archive = zipfile.ZipFile(source.file)
    except _READ_ERRORS as error:
        head = source.file.seek(0) or source.file.read(4)
        if head == b"PK\x03\x04":
            detail = f"the directory at its end is missing ({error}); fetch the file again"
            yield Fault(RejectReason.TRUNCATED, detail, 0)
        else:
            yield Fault(RejectReason.UNREADABLE_FILE, f"not a zip archive ({error}); give it its right name", 0)
        return
    overlapping = _overlapping(archive.infolist())
    # Not entry.is_dir(), which an entry without a name breaks.
    files = ((index, entry) for index, entry in enumerate(archive.infolist()) if not entry.filename.endswith("/"))
    for ordinal, (index, entry) in enumerate(files):
        if ordinal < first:
            yield Member(index, entry.filename, 0, b"")
        elif entry.header_offset in overlapping:
            fault = Fault(RejectReason.BOMB, "shares its stored bytes with another member", entry.header_offset)
            yield Member(index, entry.filename, entry.file_size, b"", fault=fault)
        else:
            yield _zip_member(source, archive, index, entry)


def _overlapping(entries: list[zipfile.ZipInfo]) -> frozenset[int]:
    """Header offsets of members whose stored bytes reach into the next one: how a small file holds endless data."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    pairs = pairwise(ordered)
    return frozenset(
        one.header_offset for one, other in pairs if one.header_offset + one.compress_size > other.header_offset
    )


def _zip_member(source: SourceFile, archive: zipfile.ZipFile, index: int, entry: zipfile.ZipInfo) -> Member:
    unsafe = unsafe_name(entry.orig_filename) or unsafe_name(entry.filename)
    if stat.S_ISLNK(entry.external_attr >> 16):
        unsafe = unsafe or "a symbolic link"
    if not unsafe and not is_page(entry.filename):
        return Member(index, entry.filename, entry.file_size, b"")
    options = source.options
    over = entry.file_size > options.max_record_bytes
    if not 0 <= entry.header_offset < source.size:
        fault = Fault(RejectReason.CORRUPT_CONTAINER, "the directory says it lies outside of the file", 0)
        return Member(index, entry.filename, entry.file_size, b"", unsafe, fault)
    try:
        with archive.open(entry) as file:
            data = file.read(options.kept_bytes if over or unsafe else options.max_record_bytes + 1)
    except (*_READ_ERRORS, OSError) as error:
        if isinstance(error, OSError) and error.errno:  # the storage's; bad bytes have no error number
            raise
        fault = Fault(RejectReason.CORRUPT_CONTAINER, f"cannot be unpacked ({error})", entry.header_offset)
        return Member(index, entry.filename, entry.file_size, b"", unsafe, fault)
    bomb = _bomb(source, entry) if over else None
    return Member(index, entry.filename, entry.file_size, data, unsafe, bomb)


def _bomb(source: SourceFile, entry: zipfile.ZipInfo) -> Fault | None:
    """A fault for a member over the record cap that comes from next to nothing."""
    if entry.file_size <= source.options.max_expansion_ratio * max(1, entry.compress_size):
        return None
    detail = f"expands from {entry.compress_size:,} to {entry.file_size:,} bytes"
    return Fault(RejectReason.BOMB, detail, entry.header_offset)
