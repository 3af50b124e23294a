"""WARC and WET: `response`, `resource` and `conversion` records as pages; all others are counted by reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fastwarc.warc import HeaderMap

from cleaners.model import Hints, RejectReason, SkipReason
from flows.sources.base import Item, Place, Slot, SourceFile
from flows.sources.fields import clean_hint
from flows.sources.framing.opening import open_bytes
from flows.sources.framing.warc_frames import MAX_HEADER, RECORD_START, Frame, read_frames
from flows.sources.http import charset_of, page_kind, parse_headers, parse_response, undo_codings

_PAGES: Final = ("response", "resource", "conversion")


@dataclass(frozen=True, slots=True)
class _Record:
    """A sound WARC record, as far as it is held. `whole` is false for one over the cap."""

    headers: HeaderMap
    data: bytes
    start: int  # of the block
    size: int
    whole: bool

    @property
    def block(self) -> bytes:
        """What follows the header; a copy of it."""
        return self.data[self.start :]


def read(source: SourceFile, first: int) -> Iterator[Item]:
    """Every record of the file, whole or broken."""
    stream = open_bytes(source.file, source.options.limits, RECORD_START)
    for ordinal, frame in enumerate(read_frames(stream, source.options.max_record_bytes)):
        if ordinal >= first:
            yield _item(source, frame, ordinal)


def _item(source: SourceFile, frame: Frame, ordinal: int) -> Item:
    headers = parse_headers(_header(frame))
    slot = source.slot(_place(headers, frame), ordinal)
    if frame.problem is not None:
        return slot.broken(frame.problem, frame.data)
    record_type = (headers.get("WARC-Type") or "").strip().lower()
    if record_type not in _PAGES:
        return slot.skip(SkipReason.NOT_A_PAGE_RECORD, clean_hint(record_type))
    record = _Record(headers, frame.data, frame.header, frame.size, frame.size <= len(frame.data))
    if record_type == "response" and not _is_bare(record):
        return _response(slot, record)
    return _page(slot, record, record.block, headers.get("Content-Type"))


def _header(frame: Frame) -> bytes:
    """The WARC header; of one that is cut off, its whole lines."""
    if frame.header or not frame.data.startswith(RECORD_START):
        return frame.data[: frame.header]
    return frame.data[:MAX_HEADER].rpartition(b"\n")[0]


def _is_bare(record: _Record) -> bool:
    """Whether a response was stored without its HTTP head (or never had one, as DNS answers)."""
    declared = (record.headers.get("Content-Type") or "").lower()
    return not record.data.startswith(b"HTTP/", record.start) and not declared.startswith("application/http")


def _response(slot: Slot, record: _Record) -> Item:
    response = parse_response(record.data, record.start)
    if response.status is None and response.body.strip() and page_kind(None, response.body) is None:
        return slot.rejection(RejectReason.BROKEN_RECORD, "the response has no HTTP status line", response.body)
    if response.status not in (200, None):
        return slot.skip(SkipReason.NOT_OK_STATUS, str(response.status))
    options = slot.source.options
    body = undo_codings(response, options.max_record_bytes) if record.whole else response.body
    if len(body) > options.max_record_bytes:
        bomb = len(body) > options.max_expansion_ratio * len(response.body)
        detail = f"the body expands from {len(response.body):,} to more than {options.max_record_bytes:,} bytes"
        reason = RejectReason.BOMB if bomb else RejectReason.TOO_LARGE
        return slot.rejection(reason, detail, body[: options.kept_bytes])
    return _page(slot, record, body, response.headers.get("Content-Type"))


def _page(slot: Slot, record: _Record, body: bytes, declared: str | None) -> Item:
    """The item for a body, judged by the media type that is declared for it."""
    kind = page_kind(declared, body)
    if kind is None:
        return slot.skip(SkipReason.NOT_HTML, clean_hint(declared or "no media type"))
    if not record.whole:
        return slot.too_large(record.size, body)
    hints = Hints(
        url=_value(record.headers, "WARC-Target-URI"),
        fetched=_value(record.headers, "WARC-Date"),
        language=_value(record.headers, "WARC-Identified-Content-Language"),
    )
    return slot.record(body, kind, charset_of(declared), hints)


def _value(headers: HeaderMap, name: str) -> str | None:
    found = clean_hint(headers.get(name) or "")
    return found.removeprefix("<").removesuffix(">") or None  # some writers put brackets around the URI too


def _place(headers: HeaderMap, frame: Frame) -> Place:
    """Identity and locator: the stored member where the record fills one, so that one ranged read fetches it."""
    record_id = _value(headers, "WARC-Record-ID") or f"at-{frame.offset}"
    if frame.member >= 0:
        return Place(record_id, "warc_offset", frame.member, frame.stored_size)
    return Place(record_id, "decompressed_offset", frame.offset, frame.size)
