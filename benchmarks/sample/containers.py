"""Writers of containers, in memory and deterministic: no clock, no names of machines or people in their bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from pyarrow import feather

Record = Mapping[str, Any]
Member = tuple[str, bytes]
EPOCH: Final = (2026, 11, 1, 0, 0, 0)  # time of every archive member


def packed(data: bytes) -> bytes:
    """One gzip member."""
    return gzip.compress(data, mtime=0)


def cut_short(data: bytes, missing: int) -> bytes:
    """A gzip member that lacks its last bytes. Stored, so that where it ends is no matter of the compressor."""
    return gzip.compress(data, compresslevel=0, mtime=0)[:-missing]


def zstd(data: bytes) -> bytes:
    """One zstd frame."""
    return zstandard.ZstdCompressor(level=10).compress(data)


def json_line(record: Record) -> bytes:
    """One record as a line of JSON."""
    return json.dumps(record, ensure_ascii=False, default=str).encode() + b"\n"


def json_lines(records: Iterable[Record]) -> bytes:
    """Records as lines of JSON."""
    return b"".join(json_line(record) for record in records)


def csv_table(records: Sequence[Record]) -> bytes:
    """Records as CSV with a header; all have the fields of the first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def parquet(records: Sequence[Record]) -> bytes:
    """Records as Parquet, in row groups of three so that there are several."""
    out = io.BytesIO()
    pq.write_table(
        pa.Table.from_pylist([dict(record) for record in records]), out, row_group_size=3, compression="zstd"
    )
    return out.getvalue()


def arrow(records: Sequence[Record]) -> bytes:
    """Records as an Arrow file."""
    out = io.BytesIO()
    feather.write_feather(pa.Table.from_pylist([dict(record) for record in records]), out, compression="zstd")
    return out.getvalue()


def zip_archive(members: Iterable[Member]) -> bytes:
    """A zip of the members, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tar_archive(members: Iterable[Member]) -> bytes:
    """An uncompressed tar of the members, in their order."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(data), 1_793_491_200, 0o644
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()
