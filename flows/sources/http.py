"""HTTP responses as archives store them: head, media type, and the body with its codings undone."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fastwarc.stream_io import BrotliReader, GzipReader, ZstdReader
from fastwarc.warc import HeaderMap

from cleaners.model import PayloadKind
from flows.sources.framing.compression import GZIP_MAGIC
from flows.sources.markup import looks_like_page

_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_LINE_END: Final = re.compile(rb"\r?\n")
_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b", re.IGNORECASE)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_CHUNK: Final = re.compile(rb"\s*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_READ: Final = 64 << 10
_HTML: Final = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_NEVER_PAGES: Final = re.compile(
    r"(image|audio|video|font|model|multipart)/|text/(css|csv|javascript|calendar|dns|vcard|x-component)\b"
    r"|application/(json|javascript|x-javascript|ecmascript|pdf|zip|gzip|msword|vnd\.(ms|openxml|oasis)|rss\+xml"
    r"|atom\+xml|ld\+json|wasm|x-shockwave-flash|x-font|font)"
)


@dataclass(frozen=True, slots=True)
class Response:
    """A parsed response. `status` is None when the block has no status line."""

    status: int | None
    headers: HeaderMap
    body: bytes


def parse_headers(head: bytes) -> HeaderMap:
    """A status or version line and header lines, with either line end, parsed leniently."""
    headers = HeaderMap("utf-8")
    headers.parse(io.BytesIO(_LINE_END.sub(b"\r\n", head.strip()) + b"\r\n\r\n"), has_status_line=True)
    return headers


def parse_response(data: bytes, start: int = 0) -> Response:
    """Split a response that is stored from `start` on. One that does not begin with a status line is all body."""
    status = _STATUS.match(data, start)
    if status is None:
        return Response(None, HeaderMap("utf-8"), data[start:])
    end = _HEAD_END.search(data, start, start + (256 << 10))
    head, body = (data[start : end.start()], data[end.end() :]) if end else (data[start:], b"")
    return Response(int(status.group(1)), parse_headers(head), body)


def charset_of(content_type: str | None) -> str | None:
    """The charset parameter of a Content-Type, as written."""
    found = _CHARSET.search(content_type or "")
    return found.group(1)[:40] if found else None


def page_kind(content_type: str | None, body: bytes) -> PayloadKind | None:
    """What a body is, by its declared type, or by its first bytes where that is missing or odd. None: no page."""
    media = (content_type or "").split(";")[0].split(",")[0].strip().lower()
    if media in _HTML or not (media or body):
        return PayloadKind.HTML
    if _NEVER_PAGES.match(media):
        return None
    if looks_like_page(body):
        return PayloadKind.HTML
    return PayloadKind.TEXT if media in ("text/plain", "text/markdown") else None


def undo_codings(response: Response, cap: int) -> bytes:
    """The body with chunks joined and compression undone, cut behind `cap` + 1 bytes.

    A header that lies about the body is passed over: what cannot be undone is left as it is.
    """
    body = response.body
    if "chunked" in (response.headers.get("Transfer-Encoding") or "").lower():
        body = _joined_chunks(body)
    codings = (response.headers.get("Content-Encoding") or "").lower().split(",")
    for coding in reversed(codings):
        for undo in _UNDO.get(coding.strip(), ()):
            undone = undo(body, cap)
            if undone:
                body = undone
                break
    return body


def _joined_chunks(body: bytes) -> bytes:
    """The chunks' data, as far as they go; the body itself when it is not made of chunks."""
    parts, position = [], 0
    while found := _CHUNK.match(body, position):
        size = int(found.group(1), 16)
        parts.append(body[found.end() : found.end() + size])
        position = found.end() + size
        if not size or position >= len(body):
            return b"".join(parts)
    return body


def _drained(reader: Any, cap: int) -> bytes:
    """What a reader gives before it ends, breaks, or passes the cap."""
    parts, size = [], 0
    try:
        while size <= cap and (part := reader.read(_READ)):
            parts.append(part)
            size += len(part)
    except OSError:
        pass
    return b"".join(parts)


def _gunzip(body: bytes, cap: int) -> bytes:
    return _drained(GzipReader(io.BytesIO(body)), cap) if body.startswith(GZIP_MAGIC) else b""


def _inflate(body: bytes, cap: int) -> bytes:
    return _drained(GzipReader(io.BytesIO(body), zlib=True), cap)


def _inflate_raw(body: bytes, cap: int) -> bytes:
    try:
        return zlib.decompressobj(-15).decompress(body, cap + 1)
    except zlib.error:
        return b""


def _unbrotli(body: bytes, cap: int) -> bytes:
    return _drained(BrotliReader(io.BytesIO(body)), cap)


def _unzstd(body: bytes, cap: int) -> bytes:
    return _drained(ZstdReader(io.BytesIO(body)), cap)


_UNDO: Final[dict[str, tuple[Callable[[bytes, int], bytes], ...]]] = {
    "gzip": (_gunzip, _inflate),
    "x-gzip": (_gunzip, _inflate),
    "deflate": (_inflate, _inflate_raw, _gunzip),
    "br": (_unbrotli,),
    "zstd": (_unzstd,),
}
