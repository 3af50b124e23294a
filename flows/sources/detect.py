"""Which reader a file is for: by its name, else by its first bytes."""

from __future__ import annotations

import re
import zlib
from typing import Final

import zstandard

from flows.sources.framing.compression import GZIP_MAGIC, ZSTD_MAGIC

_EXTENSIONS: Final = {
    "warc": "warc",
    "wet": "wet",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "json": "jsonl",
    "parquet": "parquet",
    "parq": "parquet",
    "arrow": "arrow",
    "feather": "arrow",
    "ipc": "arrow",
    "csv": "csv",
    "tsv": "csv",
    "zip": "zip",
    "tar": "tar",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "txt": "text",
    "text": "text",
    "md": "text",
    "markdown": "text",
}
_SHORT: Final = {"tgz": "tar", "tzst": "tar"}
_PACKED: Final = ("gz", "zst", "zstd")
_PACKABLE: Final = frozenset(_EXTENSIONS) - {"parquet", "parq", "arrow", "feather", "ipc", "zip"}
_HEADS: Final = (  # first bytes that no other format has
    (re.compile(rb"WARC/\d"), "warc"),
    (re.compile(rb"PAR1"), "parquet"),
    (re.compile(rb"ARROW1\0\0"), "arrow"),
    (re.compile(rb"PK\x03\x04"), "zip"),
    (re.compile(rb".{257}ustar[\0 ]", re.DOTALL), "tar"),
    (re.compile(rb'(\xef\xbb\xbf)?\s*\{\s*"[^"\n]{1,100}"\s*:'), "jsonl"),
)


def detect_format(rel_path: str, head: bytes) -> str | None:
    """A key of READERS, or None for a file of unknown type. `head` (some first bytes, may be empty) decides only
    where the name tells nothing: `part-00000`, `dump.gz`."""
    name = rel_path.rpartition("/")[2].lower()
    stem, _, extension = name.rpartition(".")
    if extension in _PACKED:
        inner = stem.rpartition(".")[2]
        return _EXTENSIONS[inner] if inner in _PACKABLE and "." in stem else _by_head(head)
    known = (_EXTENSIONS | _SHORT).get(extension) if stem else None
    return known or (_by_head(head) if "." not in name or name.startswith("part-") else None)


def _by_head(head: bytes) -> str | None:
    expanded = _expanded(head)
    found = next((name for pattern, name in _HEADS if pattern.match(expanded)), None)
    return None if found in ("parquet", "arrow", "zip") and expanded is not head else found


def _expanded(head: bytes) -> bytes:
    """The beginning of what a compressed beginning holds; the same bytes when it is not compressed."""
    try:
        if head.startswith(GZIP_MAGIC):
            return zlib.decompressobj(31).decompress(head, 4096)
        if head.startswith(ZSTD_MAGIC):
            return zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(head).read(4096)
    except (zlib.error, zstandard.ZstdError):
        return b""
    return head
