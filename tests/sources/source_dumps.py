"""Small dumps of every container, made on the spot from the same invented records."""

from __future__ import annotations

import csv
import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from cleaners.model import RawRecord, Rejection, Skip
from flows.sources import Item, SourceOptions, read_items
from flows.storage import FileInfo


@dataclass
class MemoryStorage:
    """Files in a dictionary: the least that readers need of a storage."""

    files: dict[str, bytes] = field(default_factory=dict)

    def open_read(self, path: str) -> BinaryIO:
        if path not in self.files:
            raise FileNotFoundError(2, "No such file", path)
        return io.BytesIO(self.files[path])

    def info(self, path: str) -> FileInfo:
        return FileInfo(path, len(self.files[path]), 0)

    def list_files(self, under: str = "") -> Iterator[FileInfo]:
        return (self.info(path) for path in sorted(self.files) if path.startswith(under))

    def local_path(self, path: str) -> str:
        raise FileNotFoundError(path)


def read(path: str, data: bytes, first: int = 0, **options: object) -> list[Item]:
    """All items of one file from the `first`-th on."""
    return list(read_items(MemoryStorage({path: data}), path, SourceOptions(**options), first))  # type: ignore[arg-type]


def brief(items: list[Item]) -> list[str]:
    """Each item in a word: the record's id, or the reason why there is none."""
    return [item.origin.record_id if isinstance(item, RawRecord) else str(item.reason) for item in items]


def records(items: list[Item]) -> list[RawRecord]:
    return [item for item in items if isinstance(item, RawRecord)]


def rejections(items: list[Item]) -> list[Rejection]:
    return [item for item in items if isinstance(item, Rejection)]


def skips(items: list[Item]) -> list[Skip]:
    return [item for item in items if isinstance(item, Skip)]


def page(number: int) -> str:
    words = " ".join(f"word{number * 7919 + step}" for step in range(40))
    return f"<!doctype html><html><head><title>Page {number}</title></head><body><p>{words}</p></body></html>"


def json_lines(count: int) -> list[bytes]:
    return [orjson.dumps({"id": f"r{n}", "url": f"https://a.test/{n}", "html": page(n)}) for n in range(count)]


def jsonl(count: int) -> bytes:
    return b"".join(line + b"\n" for line in json_lines(count))


def warc_record(
    number: int,
    body: bytes,
    *,
    head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    kind: str = "response",
    media: str = "application/http; msgtype=response",
    length: int | None = None,
    extra: str = "",
) -> bytes:
    block = head + body
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{number}>",
        f"WARC-Target-URI: https://a.test/{number}",
        "WARC-Date: 2026-03-01T10:00:00Z",
        f"Content-Type: {media}",
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(lines + ([extra] if extra else [])).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def warc(count: int) -> list[bytes]:
    return [warc_record(n, page(n).encode()) for n in range(count)]


def parquet(count: int, group: int = 3) -> bytes:
    table = pa.table({"id": [f"r{n}" for n in range(count)], "html": [page(n) for n in range(count)]})
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=group, write_page_checksum=True)
    return sink.getvalue()


def arrow(count: int, *, stream: bool) -> bytes:
    table = pa.table({"id": [f"r{n}" for n in range(count)], "html": [page(n) for n in range(count)]})
    sink = io.BytesIO()
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=3)
    return sink.getvalue()


def csv_file(count: int) -> bytes:
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(["id", "url", "text"])
    writer.writerows(
        [f"r{n}", f"https://a.test/{n}", f'First line {n}.\nA "quoted" second, with comma.'] for n in range(count)
    )
    return sink.getvalue().encode()


def zip_file(count: int) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(count):
            archive.writestr(f"pages/{n}.html", page(n))
    return sink.getvalue()


def tar_file(count: int) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for n in range(count):
            add_member(archive, f"pages/{n}.html", page(n).encode())
    return sink.getvalue()


def add_member(archive: tarfile.TarFile, name: str, data: bytes, kind: bytes = tarfile.REGTYPE, link: str = "") -> None:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, link
    archive.addfile(info, io.BytesIO(data))


def zst(data: bytes) -> bytes:
    return zstandard.compress(data)


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def all_formats(count: int) -> dict[str, bytes]:
    """One sound dump of each kind, `count` records each."""
    return {
        "d.jsonl": jsonl(count),
        "d.ndjson.gz": gz(jsonl(count)),
        "d.jsonl.zst": zst(jsonl(count)),
        "members.jsonl.gz": b"".join(gz(line + b"\n") for line in json_lines(count)),
        "d.json": b"[" + b",\n".join(json_lines(count)) + b"]",
        "pretty.json": b"\n".join(
            orjson.dumps(orjson.loads(line), option=orjson.OPT_INDENT_2) for line in json_lines(count)
        ),
        "d.warc": b"".join(warc(count)),
        "d.warc.gz": b"".join(map(gz, warc(count))),
        "single.warc.gz": gz(b"".join(warc(count))),
        "d.warc.zst": b"".join(map(zst, warc(count))),
        "d.parquet": parquet(count),
        "file.arrow": arrow(count, stream=False),
        "stream.arrow": arrow(count, stream=True),
        "d.csv": csv_file(count),
        "d.csv.gz": gz(csv_file(count)),
        "d.zip": zip_file(count),
        "d.tar": tar_file(count),
        "d.tar.gz": gz(tar_file(count)),
        "d.tar.zst": zst(tar_file(count)),
    }
