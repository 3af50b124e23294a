"""WARC and WET: `response`, `resource` and `conversion` records as pages; all others are counted by reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastwarc.warc import HeaderMap

from cleaners.model import Hints, PayloadKind, RawRecord, RejectReason, SkipReason
from flows.sources.base import Item, Place, SourceFile
from flows.sources.compression import Limits, open_bytes
from flows.sources.fields import clean_hint
from flows.sources.http import charset_of, page_kind, parse_headers, parse_response, undo_codings
from flows.sources.warc_frames import RECORD_START, Frame, read_frames

_PAGES: Final = ("response", "resource", "conversion")


def read(source: SourceFile, first: int) -> Iterator[Item]:
    """Every record of the file, whole or broken."""
    limits = Limits(source.options.max_expanded_bytes, source.options.max_expansion_ratio)
    stream = open_bytes(source.file, limits, RECORD_START)
    for ordinal, frame in enumerate(read_frames(stream, source.options.max_record_bytes)):
        if ordinal >= first:
            yield _item(source, frame, ordinal)


def _item(source: SourceFile, frame: Frame, ordinal: int) -> Item:
    headers = parse_headers(frame.data[: frame.header], has_status_line=True)
    place = _place(headers, frame)
    if frame.problem is not None:
        kept = frame.data[: source.options.kept_bytes]
        return source.rejection(place, ordinal, frame.problem.reason, frame.problem.detail, kept)
    record_type = (headers.get("WARC-Type") or "").strip().lower()
    if record_type not in _PAGES:
        return source.skip(place, ordinal, SkipReason.NOT_A_PAGE_RECORD, clean_hint(record_type))
    block = frame.data[frame.header :]
    declared = headers.get("Content-Type")
    if record_type == "response" and not _is_bare(declared, block):
        return _response(source, place, ordinal, headers, frame, block)
    return _page(source, place, ordinal, headers, frame, block, declared)


def _is_bare(declared: str | None, block: bytes) -> bool:
    """Whether a response was stored without its HTTP head (or never had one, as DNS answers)."""
    return not block.startswith(b"HTTP/") and not (declared or "").lower().startswith("application/http")


def _response(
    source: SourceFile, place: Place, ordinal: int, headers: HeaderMap, frame: Frame, block: bytes
) -> Item:
    response = parse_response(block)
    if response.status is None and block.strip() and page_kind(None, block) is None:
        detail = "the response has no HTTP status line"
        return source.rejection(place, ordinal, RejectReason.BROKEN_RECORD, detail, block)
    if response.status not in (200, None):
        return source.skip(place, ordinal, SkipReason.NOT_OK_STATUS, str(response.status))
    cap = source.options.max_record_bytes
    body = response.body if frame.size > len(frame.data) else undo_codings(response, cap)
    if len(body) > cap:
        ratio = len(body) // max(1, len(response.body))
        detail = f"the body expands from {len(response.body):,} to more than {cap:,} bytes"
        reason = RejectReason.BOMB if ratio > source.options.max_expansion_ratio else RejectReason.TOO_LARGE
        return source.rejection(place, ordinal, reason, detail, body[: source.options.kept_bytes])
    return _page(source, place, ordinal, headers, frame, body, response.headers.get("Content-Type"))


def _page(
    source: SourceFile,
    place: Place,
    ordinal: int,
    headers: HeaderMap,
    frame: Frame,
    body: bytes,
    declared: str | None,
) -> Item:
    kind = PayloadKind.HTML if not body and not declared else page_kind(declared, body)
    if kind is None:
        return source.skip(place, ordinal, SkipReason.NOT_HTML, clean_hint(declared or "no media type"))
    if frame.size > len(frame.data):
        return source.too_large(place, ordinal, frame.size, body)
    hints = Hints(
        url=_value(headers, "WARC-Target-URI"),
        fetched=_value(headers, "WARC-Date"),
        language=_value(headers, "WARC-Identified-Content-Language"),
    )
    return RawRecord(source.origin(place, ordinal), body, kind, charset_of(declared), hints)


def _value(headers: HeaderMap, name: str) -> str | None:
    found = clean_hint(headers.get(name) or "")
    return found.removeprefix("<").removesuffix(">") or None  # some writers put brackets around the URI too


def _place(headers: HeaderMap, frame: Frame) -> Place:
    """Identity and locator: the stored member where the record fills one, so that one ranged read fetches it."""
    record_id = _value(headers, "WARC-Record-ID") or f"at-{frame.offset}"
    if frame.member >= 0:
        return Place(record_id, "warc_offset", frame.member, frame.stored_size)
    return Place(record_id, "decompressed_offset", frame.offset, frame.size)
