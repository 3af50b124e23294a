"""Loose pages and texts: one file, one record."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.model import PayloadKind, RawRecord
from flows.sources.base import Item, Place, SourceFile
from flows.sources.compression import ByteSource, Fault, Limits, open_bytes
from flows.sources.markup import LOOK_CHARS, kind_of_html, kind_of_text


def read(source: SourceFile, first: int) -> Iterator[Item]:
    """The one record of the file."""
    if first > 0:
        return
    limits = Limits(source.options.max_expanded_bytes, source.options.max_expansion_ratio)
    stream = open_bytes(source.file, limits)
    data, size, fault = read_capped(stream, source.options.max_record_bytes)
    name = source.path.rpartition("/")[2]
    place = Place(name, "decompressed_offset" if stream.compressed else "byte_offset", 0, size)
    yield page_item(source, place, 0, name, data, fault, size)


def page_item(
    source: SourceFile, place: Place, ordinal: int, name: str, data: bytes, fault: Fault | None, size: int
) -> Item:
    """The item for one page or text file, here or in an archive. `data` is what could be read of `size` bytes."""
    if fault is not None:
        kept = data[: source.options.kept_bytes]
        return source.rejection(place, ordinal, fault.reason, fault.detail, kept, kind_of_file(name, data))
    if size > source.options.max_record_bytes:
        return source.too_large(place, ordinal, size, data)
    return RawRecord(source.origin(place, ordinal), data, kind_of_file(name, data))


def read_capped(stream: ByteSource, cap: int) -> tuple[bytes, int, Fault | None]:
    """The first `cap` bytes or a little more, how many bytes there are, and the first fault."""
    parts: list[bytes] = []
    size = 0
    while (piece := stream.next()) is not None:
        if isinstance(piece, Fault):
            return b"".join(parts), size, piece
        if size <= cap:
            parts.append(piece.data)
        size += len(piece.data)
    return b"".join(parts), size, None


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


