"""Loose pages and texts: one file, one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.model import PayloadKind
from flows.sources.base import Item, Place, Slot, SourceFile
from flows.sources.framing.compression import ByteSource, Fault
from flows.sources.framing.opening import open_bytes
from flows.sources.markup import LOOK_CHARS, kind_of_html, kind_of_text


@dataclass(frozen=True, slots=True)
class Content:
    """What could be read of one file: of `size` bytes the first, up to the record cap or a little more."""

    data: bytes
    size: int
    fault: Fault | None = None


def read(source: SourceFile, first: int) -> Iterator[Item]:
    """The one record of the file."""
    if first > 0:
        return
    stream = open_bytes(source.file, source.options.limits)
    content = read_capped(stream, source.options.max_record_bytes)
    name = source.path.rpartition("/")[2]
    place = Place(name, "decompressed_offset" if stream.compressed else "byte_offset", 0, content.size)
    yield page_item(source.slot(place, 0), name, content)


def page_item(slot: Slot, name: str, content: Content) -> Item:
    """The item for one page or text file, here or in an archive."""
    if content.fault is not None:
        return slot.broken(content.fault, content.data, kind_of_file(name, content.data))
    if content.size > slot.source.options.max_record_bytes:
        return slot.too_large(content.size, content.data)
    return slot.record(content.data, kind_of_file(name, content.data))


def read_capped(stream: ByteSource, cap: int) -> Content:
    """Read a stream to its end or its first fault, in bounded memory."""
    parts: list[bytes] = []
    size = 0
    while (piece := stream.next()) is not None:
        if isinstance(piece, Fault):
            return Content(b"".join(parts), size, piece)
        if size <= cap:
            parts.append(piece.data)
        size += len(piece.data)
    return Content(b"".join(parts), size)


def kind_of_file(name: str, data: bytes) -> PayloadKind:
    """What a page file is, by its name and a look at its first bytes."""
    look = data[:LOOK_CHARS].replace(b"\0", b"").decode("latin-1")  # UTF-16 shows its tags without the NULs
    look = look.removeprefix("\xef\xbb\xbf").removeprefix("\xff\xfe").removeprefix("\xfe\xff")
    plain_name = name.lower().removesuffix(".gz").removesuffix(".zst")
    if plain_name.endswith((".html", ".htm", ".xhtml")):
        return kind_of_html(look)
    kind = kind_of_text(look)
    if kind is PayloadKind.FRAGMENT and plain_name.endswith((".md", ".markdown")):
        return PayloadKind.TEXT  # Markdown may hold tags
    return kind
