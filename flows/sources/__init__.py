"""Readers of dumps: one module a container, named in one table.

    read_items(storage, path, options, first) -> the items of one file, in order

An item is a RawRecord, a Rejection (bad input, typed, with its bytes) or a Skip (not an article by its own word).
Whatever the bytes, reading goes on behind them where the format allows, in bounded memory. OSError is raised only
when the storage fails while a file is read: that is no property of the input, and trying again is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO, Final, cast

from cleaners.model import RejectReason, SkipReason
from flows.sources.base import Item, Reader, SourceFile, SourceOptions
from flows.sources.detect import detect_format
from flows.sources.field_names import SOURCE_FILE_NAME, FieldMap
from flows.storage import Storage

# The format that detect_format names, and the module that reads it. A new container is one module and one line here.
READERS: Final = {
    "warc": "warc",
    "wet": "warc",
    "jsonl": "jsonl",
    "parquet": "columnar",
    "arrow": "columnar",
    "csv": "csv",
    "zip": "archives",
    "tar": "archives",
    "html": "loose",
    "text": "loose",
}
HEAD_BYTES: Final = 4096

__all__ = [
    "READERS",
    "SOURCE_FILE_NAME",
    "FieldMap",
    "Item",
    "SourceOptions",
    "detect_format",
    "read_items",
    "source_options",
]


def read_items(storage: Storage, rel_path: str, options: SourceOptions, first: int = 0) -> Iterator[Item]:
    """Every item of one file from the `first`-th on, in order, with `origin.ordinal` counted from the file's start.

    The same items whatever `first` is. Bad input is never raised but comes as Rejections; a file of unknown type is
    one Skip, one without any record one Rejection. Raises OSError when the storage fails in the middle of the file.
    """
    try:
        file = storage.open_read(rel_path)
    except OSError as error:
        if first == 0:
            yield _file_rejection(
                rel_path, RejectReason.UNREADABLE_FILE, f"cannot be opened: {error.strerror or error}"
            )
        return
    with file:
        none = first == 0
        for item in _items(file, rel_path, options, first):
            none = False
            yield item
        if none:
            yield _file_rejection(rel_path, RejectReason.EMPTY_FILE, "the file holds no record")


def source_options(storage: Storage, rel_path: str, options: SourceOptions) -> SourceOptions:
    """The options for one file: the field mapping of the nearest `winnow.toml` at or above its folder, if any,
    under the one given. Raises FieldError for a broken one."""
    folder = rel_path
    while folder:
        folder = folder.rpartition("/")[0]
        path = f"{folder}/{SOURCE_FILE_NAME}".lstrip("/")
        try:
            with storage.open_read(path) as file:
                mapping = FieldMap.from_toml(file.read(), path)
        except FileNotFoundError:
            continue
        return options.with_fields(options.fields.over(mapping))
    return options


def _items(file: BinaryIO, rel_path: str, options: SourceOptions, first: int) -> Iterator[Item]:
    head = file.read(HEAD_BYTES)
    size = file.seek(0, 2)
    file.seek(0)
    if not head:
        return iter(())
    found = detect_format(rel_path, head)
    source = SourceFile(rel_path, found or "unknown", size, file, options)
    if found is None:
        skip = source.whole().skip(SkipReason.UNKNOWN_FILE_TYPE, f"{rel_path} is of no type that is read here")
        return iter([skip][first:])
    read = cast(Reader, import_module(f"flows.sources.{READERS[found]}").read)
    return read(source, first)


def _file_rejection(rel_path: str, reason: RejectReason, detail: str) -> Item:
    source = SourceFile(rel_path, detect_format(rel_path, b"") or "unknown", 0, cast(BinaryIO, None), SourceOptions())
    return source.whole().rejection(reason, detail)
