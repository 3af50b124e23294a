"""JSON lines, and the whole JSON documents that some call .json: an array of records, or records printed over lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import orjson

from cleaners.model import RejectReason
from flows.sources.base import Item, Place, Slot, SourceFile
from flows.sources.fields import MissingPayloadError, read_fields
from flows.sources.framing.compression import ByteSource, Piece, Resumed
from flows.sources.framing.json_values import is_document, read_values
from flows.sources.framing.lines import FramedLine, read_lines
from flows.sources.framing.opening import open_bytes
from flows.sources.framing.transcode import as_utf8

BOM = b"\xef\xbb\xbf"


def read(source: SourceFile, first: int) -> Iterator[Item]:
    """Every record of the file; blank lines are none."""
    stream = as_utf8(open_bytes(source.file, source.options.limits))
    kind = "decompressed_offset" if stream.compressed else "byte_offset"
    frames = (line for line in _frames(source, stream) if line.fault or line.data.strip())
    for ordinal, line in enumerate(frames):
        if ordinal >= first:
            yield _item(source.slot(Place(str(line.number), kind, line.offset, line.size), ordinal), line)


def _frames(source: SourceFile, stream: ByteSource) -> Iterator[FramedLine]:
    cap = source.options.max_record_bytes
    name = source.path.lower().removesuffix(".gz").removesuffix(".zst")
    head = stream.next() if name.endswith(".json") else None
    if head is None:
        return read_lines(stream, cap)
    document = isinstance(head, Piece) and is_document(head.data)
    return (read_values if document else read_lines)(Resumed(stream, head), cap)


def _item(slot: Slot, line: FramedLine) -> Item:
    if line.fault:
        return slot.broken(line.fault, line.data)
    if line.size > slot.source.options.max_record_bytes:
        return slot.too_large(line.size, line.data)
    try:
        record = parse(line.data)
    except UnicodeDecodeError as error:
        detail = f"line {line.number} is not UTF-8 at its byte {error.start}; write the dump as UTF-8"
        return slot.rejection(RejectReason.UNDECODABLE, detail, line.data)
    except (ValueError, RecursionError) as error:
        reason = RejectReason.BROKEN_RECORD if line.ended else RejectReason.TRUNCATED
        return slot.rejection(reason, f"line {line.number} is not JSON: {error}", line.data)
    if not isinstance(record, Mapping):
        detail = f"line {line.number} holds a JSON {type(record).__name__}, not an object with fields"
        return slot.rejection(RejectReason.BROKEN_RECORD, detail, line.data)
    return record_item(slot, record, line.data)


def record_item(slot: Slot, record: Mapping[str, object], raw: bytes) -> Item:
    """The item for one record of named fields. `raw` is kept should no field hold a page."""
    try:
        found = read_fields(record, slot.source.options.fields)
    except MissingPayloadError as error:
        return slot.rejection(RejectReason.MISSING_PAYLOAD, str(error), raw)
    if found.record_id is not None:
        slot = replace(slot, place=replace(slot.place, record_id=found.record_id))
    return slot.record(found.payload, found.kind, found.charset, found.hints)


def parse(data: bytes) -> object:
    """One JSON value, leniently: byte order mark, lone surrogates, NaN, raw control characters and integers beyond
    64 bits are read. Raises ValueError (of which UnicodeDecodeError is one) or RecursionError."""
    data = data.removeprefix(BOM)
    try:
        record = orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data.decode("utf-8"), strict=False)
    if isinstance(record, dict) and isinstance(record.get("id"), float):  # an integer too big for 64 bits?
        return json.loads(data)
    return record
