"""Records made to hurt: each a file of the landing zone, with sound neighbours where its container has room for them.

Everything is built on the spot, and none of it crashes or hangs a library: bombs are small ones under low limits
(limited.py), and what no harmless record does (to hang, to swell, to die) the fault hook does in its stead. A poison's
reasons say what may become of it: an empty word stands for an article.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice, product
from string import ascii_lowercase, digits

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

STORY = "<p>The ferry to Vell stopped on Monday, the harbour master said, and it will not sail again before June.</p>"
BEFORE, AFTER = "before", "after"
POISON = "poison"
ARTICLE = ""
EXPANDED, RECORD = 4 << 20, 6 << 20  # the limits of these runs, in bytes: what may come of a member, a record


@dataclass(frozen=True)
class Poison:
    """A file: its name, how its bytes are made, what may become of the poison, and how many sound neighbours it has."""

    name: str
    make: Callable[[], bytes]
    reasons: frozenset[str]
    neighbours: int = 2


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>Ferry</title></head><body>{body}</body></html>"


def line(record_id: str, html: str, **extra: object) -> bytes:
    return json.dumps({"id": record_id, "html": html, **extra}).encode() + b"\n"


def between(poison: bytes) -> bytes:
    """Lines of JSON with a sound record before and after the poison."""
    return line(BEFORE, page(STORY)) + poison + line(AFTER, page(STORY))


def body(html: str) -> Callable[[], bytes]:
    """A page with this body, between sound ones."""
    return lambda: between(line(POISON, page(STORY + html)))


def attributes(count: int) -> str:
    names = ("".join(letters) for letters in product(ascii_lowercase, *[ascii_lowercase + digits] * 4))
    return " ".join(islice(names, count))


def entities(depth: int) -> str:
    names = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(depth))
    return f'<!DOCTYPE html [<!ENTITY e0 "ha">{names}]><html><body>{STORY}<p>&e{depth};</p></body></html>'


def bomb(compress: Callable[[bytes], bytes]) -> bytes:
    """Zeros that take a thousandth of the room, twice as many as may come of one member, between two sound members."""
    return compress(line(BEFORE, page(STORY))) + compress(bytes(2 * EXPANDED)) + compress(line(AFTER, page(STORY)))


def warc(record_id: str, html: str, length: int | None = None) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <{record_id}>\r\nWARC-Date: 2026-03-01T10:00:00Z\r\n"
        f"WARC-Target-URI: https://gull.example/{record_id}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def lying_warc(length: int) -> bytes:
    return warc(BEFORE, page(STORY)) + warc(POISON, page(STORY), length) + warc(AFTER, page(STORY))


def archive_zip(name: str, link: str = "") -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{BEFORE}.html", page(STORY))
        info = zipfile.ZipInfo(name)
        if link:
            info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, link or page(STORY))
        archive.writestr(f"{AFTER}.html", page(STORY))
    return sink.getvalue()


def archive_tar(name: str, link: str) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for member in (f"{BEFORE}.html", name, f"{AFTER}.html"):
            info = tarfile.TarInfo(member)
            data = b"" if member == name else page(STORY).encode()
            info.size = len(data)
            if member == name:
                info.type, info.linkname = tarfile.SYMTYPE, link
            archive.addfile(info, io.BytesIO(data))
    return sink.getvalue()


def parquet_bomb() -> bytes:
    """A row group of some kilobytes that declares, and holds, twice what may come of it; sound groups around it."""
    sink = io.BytesIO()
    schema = pa.schema([("id", pa.string()), ("html", pa.string())])
    with pq.ParquetWriter(sink, schema, use_dictionary=False, compression="zstd") as writer:
        for record, html in ((BEFORE, page(STORY)), (POISON, "y" * (EXPANDED // 4)), (AFTER, page(STORY))):
            row = pa.table({"id": [record], "html": [html]})
            writer.write_table(pa.concat_tables([row] * (8 if record == POISON else 1)))
    return sink.getvalue()


def _table(rows: Mapping[str, tuple[str, Callable[[], bytes], str]], neighbours: int = 2) -> tuple[Poison, ...]:
    return tuple(
        Poison(f"{name.replace(' ', '-')}.{suffix}", make, frozenset(reasons.split("|")), neighbours)
        for name, (suffix, make, reasons) in rows.items()
    )


# What may become of it: reasons, joined by `|`; nothing before the first bar means that it may be an article.
POISONS = _table(
    {
        "nested divs": ("jsonl", body("<div>" * 100_000 + "deep" + "</div>" * 100_000), ""),
        "nested spans unclosed": ("jsonl", body("<span>" * 100_000), ""),
        "misnested formatting": ("jsonl", body("<b><i><u>x</b></i></u>" * 5_000), "|timeout"),
        "nested tables": ("jsonl", body("<table><tr><td>" * 20_000), "|timeout"),
        "angle brackets": ("jsonl", body("<" * 1_000_000), ""),
        "angle brackets and a letter": ("jsonl", body("<a" * 500_000), ""),
        "open comments": ("jsonl", body("<!--" * 300_000), ""),
        "attributes": ("jsonl", body(f"<p {attributes(2_000)}>x</p>"), ""),
        "entity bomb": ("jsonl", lambda: between(line(POISON, entities(4))), ""),
        "deep json": (
            "jsonl",
            lambda: between(b'{"id": "poison", "html": "x", "meta": ' + b"[" * 2_000 + b"]" * 2_000 + b"}\n"),
            "broken_record|",
        ),
        "deep json-ld": (
            "jsonl",
            body(f'<script type="application/ld+json">{"[" * 2_000}{"]" * 2_000}</script>'),
            "",
        ),
        "controls": ("jsonl", body("<p>\x00\x01\x07\x08\x1b[2J\x7f\x9b31m \ufffe \U0010ffff</p>"), ""),
        "bidi": ("jsonl", body("<p>\u202egnp.exe\u2066\u2067\u200f\u2028\u2029\ufeff</p>" * 1000), ""),
        "lone surrogates": ("jsonl", body("<p>\ud800 and \udfff, or \udc80\ud83d.</p>"), ""),
        "nuls": ("jsonl", body("<p>The qu\0ay is op\0en.</p>" + "\0" * 100_000), "|binary_payload|undecodable"),
        "combining marks": ("jsonl", body("<p>a" + "\u0301" * 500_000 + "</p>"), ""),
        "one endless word": ("jsonl", body("<p>" + "a" * 3_000_000 + "</p>"), "|timeout"),
        "one line of words": ("jsonl", body("<p>" + "the quay is open and " * 150_000 + "</p>"), "|timeout"),
        "many short lines": ("jsonl", body("<p>More</p>" * 30_000), "|timeout"),
        "gzip bomb": ("jsonl.gz", lambda: bomb(gzip.compress), "bomb"),
        "zstd bomb": ("jsonl.zst", lambda: bomb(zstandard.compress), "bomb"),
        "content length too long": ("warc", lambda: lying_warc(10**12), "broken_record|truncated|corrupt_container"),
        "content length too short": ("warc", lambda: lying_warc(20), "broken_record|corrupt_container|bad_http|"),
        "up": ("zip", lambda: archive_zip("../../poison.html"), "unsafe_member"),
        "absolute": ("zip", lambda: archive_zip("/etc/cron.d/poison.html"), "unsafe_member"),
        "drive": ("zip", lambda: archive_zip("C:\\poison.html"), "unsafe_member"),
        "symlink": ("zip", lambda: archive_zip("poison.html", "/etc/passwd"), "unsafe_member"),
        "symlink in a tar": ("tar", lambda: archive_tar("poison.html", "/etc/passwd"), "unsafe_member"),
        "a line too long": ("jsonl", body("The quay is open. " * (RECORD // 16)), "too_large"),
        "huge row group": ("parquet", parquet_bomb, "bomb"),
    }
) + _table(
    {"a page too long": ("html", lambda: page("The quay is open. " * (RECORD // 16)).encode(), "too_large")},
    neighbours=0,
)
