"""What a file of the dump holds, beyond what compression and columnar writers make of it."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib

import pyarrow.parquet as pq
import zstandard
from pyarrow import feather


def content_of(path: str, data: bytes) -> object:
    """A value that is equal for two files of equal content, whatever library version wrote them."""
    if path.endswith(".gz"):
        return content_of(path.removesuffix(".gz"), _gunzipped(data))
    if path.endswith(".zst"):
        return content_of(path.removesuffix(".zst"), zstandard.ZstdDecompressor().stream_reader(data).read())
    if path.endswith(".tar"):
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            return [(member.name, (tar.extractfile(member) or io.BytesIO()).read()) for member in tar]
    if path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(name, archive.read(name)) for name in archive.namelist()]
    if path.endswith(".parquet"):
        return pq.read_table(io.BytesIO(data)).to_pylist()
    return feather.read_table(io.BytesIO(data)).to_pylist() if path.endswith(".arrow") else data


def _gunzipped(data: bytes) -> bytes:
    """The bytes of all members, the last of which may be cut short."""
    out = b""
    while data:
        member = zlib.decompressobj(31)
        out += member.decompress(data) + member.flush()
        data = member.unused_data
    return out
