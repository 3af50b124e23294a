"""A cache of what takes long to make and follows from files alone, beside the code as Python's own of bytecode.

A file of this cache is no part of the engine. One that is absent, damaged, or made from anything else than what is
there now is made anew; where none can be written, none is. So a run gives the same with it and without, only later.
`python -m cleaners.ready` makes them all.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import orjson
from zlib_ng import zlib_ng

from cleaners.identity import PACKAGE, code_digest, library_versions

FOLDER = PACKAGE / "__pycache__"
_HEAD = 64  # bytes: the key, the checksum, and zeros up to where arrays like to begin


def cached(name: str, source: bytes, make: Callable[[], bytes], folder: Path = FOLDER) -> memoryview:
    """What `make` gives: as an earlier process cached it under `name`, if it made it from the same.

    `source` is what `make` works on; the code of this package, its libraries and Python count besides. What `make`
    raises is raised. The bytes lie in the file, read into memory as they are looked at, and shared by processes.
    """
    path = folder / f"{name}.{sys.implementation.cache_tag}.cache"
    key = hashlib.sha256(_makers() + source).digest()
    found = _read(path, key)
    if found is not None:
        return found
    made = make()
    if not sys.dont_write_bytecode:
        _write(path, _head(key, made), made)
    return memoryview(made)


@cache
def _makers() -> bytes:
    """All but the source that decides what is made. One process has one code."""
    return orjson.dumps([sys.version, code_digest(), library_versions()], option=orjson.OPT_SORT_KEYS)


def _head(key: bytes, body: bytes | memoryview) -> bytes:
    return (key + zlib_ng.crc32(body).to_bytes(4, "big")).ljust(_HEAD, b"\0")


def _read(path: Path, key: bytes) -> memoryview | None:
    """The body of a cached file; None if it is absent, damaged or of another key."""
    try:
        with path.open("rb") as file:
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):  # ValueError: it is empty
        return None
    body = whole[_HEAD:]
    return body if whole[: len(key)] == key and whole[:_HEAD] == _head(key, body) else None


def _write(path: Path, head: bytes, body: bytes) -> None:
    """Whole or not at all, whoever else writes it; what writers left that were killed goes."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        for left in path.parent.glob(f"{path.stem}.[0-9]*"):
            left.unlink(missing_ok=True)
        try:
            unfinished.write_bytes(head + body)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
