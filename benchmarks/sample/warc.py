"""WARC and WET records, as crawlers write them."""

from __future__ import annotations

import uuid
from typing import Final

from benchmarks.sample.containers import packed

REASONS: Final = {200: "OK", 301: "Moved Permanently", 404: "Not Found"}


def record(kind: str, url: str, date: str, block: bytes, media: str) -> bytes:
    """One record of the type `kind`. Its id follows from its type, address and date."""
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url} {date}")
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{identity}>\r\nWARC-Date: {date}\r\n"
        + (f"WARC-Target-URI: {url}\r\n" if url else "")
        + f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def info(date: str) -> bytes:
    """The record that opens a file."""
    block = b"software: invented-crawler/1.0\r\nformat: WARC File Format 1.0\r\n"
    return record("warcinfo", "", date, block, "application/warc-fields")


def request(url: str, date: str) -> bytes:
    """What the crawler sent."""
    host, _, path = url.removeprefix("https://").partition("/")
    block = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    return record("request", url, date, block, "application/http; msgtype=request")


def response(url: str, date: str, body: bytes, media: str = "text/html; charset=utf-8", status: int = 200) -> bytes:
    """What the server answered."""
    head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    return record("response", url, date, head.encode() + body, "application/http; msgtype=response")


def conversion(url: str, date: str, text: str) -> bytes:
    """The plain text of a page, as WET files hold it."""
    return record("conversion", url, date, text.encode(), "text/plain")


def packed_records(records: list[bytes]) -> bytes:
    """Each record in a gzip member of its own, as the standard asks."""
    return b"".join(packed(data) for data in records)
