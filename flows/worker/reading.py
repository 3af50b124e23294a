"""A worker's eyes: the items of input files, with the cursor saying what is read and how far."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from cleaners.model import RawRecord, Rejection, Skip
from flows.errors import InputChangedError
from flows.protocol import Cursor, Phase, UnitInput
from flows.storage import FileInfo, Storage, storage_at

Item = RawRecord | Rejection | Skip
Read = Callable[[Storage, str, str, int], Iterator[Item]]

_DATE = re.compile(r"(?:19[89]|20\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


class _Counting(io.FileIO):
    """A file that reports each read, so that a slow reader can be told from one that hangs."""

    def __init__(self, path: str, cursor: Cursor) -> None:
        super().__init__(path, "rb")
        self._cursor = cursor

    def readinto(self, buffer: object, /) -> int:
        count = super().readinto(buffer)  # type: ignore[arg-type]
        self._cursor.advance(count)
        return count


@dataclass(slots=True)
class WatchedStorage:
    """A storage whose reads move the cursor. `file` is the file opened last."""

    inner: Storage
    cursor: Cursor
    file: _Counting | None = None

    def open_read(self, path: str) -> BinaryIO:
        self.file = _Counting(self.inner.local_path(path), self.cursor)
        return cast(BinaryIO, io.BufferedReader(self.file, 1 << 16))

    def info(self, path: str) -> FileInfo:
        return self.inner.info(path)

    def list_files(self, under: str = "") -> Iterator[FileInfo]:
        return self.inner.list_files(under)

    def local_path(self, path: str) -> str:
        return self.inner.local_path(path)

    @property
    def position(self) -> int:
        """How far into the file opened last its reader has come, in bytes."""
        return self.file.tell() if self.file is not None and not self.file.closed else 0


@dataclass(slots=True)
class _Open:
    """A container that stays open between units, so that its next range need not be searched from the start."""

    input: UnitInput
    options: str
    items: Iterator[Item]
    position: int
    storage: WatchedStorage


@dataclass(slots=True)
class Reader:
    """Reads items of inputs. Keeps one container open."""

    read: Read
    cursor: Cursor
    _open: _Open | None = None
    _ended_at: int = 0

    def items(self, source: UnitInput, options: str, first: int, stop: int) -> Iterator[tuple[int, Item]]:
        """The items [first, stop) of a container with their ordinals; ends early where the container ends."""
        opened = self._opened(source, options, first)
        while opened.position < stop:
            self.cursor.mark(max(first, opened.position), Phase.READ)
            item = next(opened.items, None)
            if item is None:
                self.close()
                return
            ordinal, opened.position = opened.position, opened.position + 1
            if ordinal >= first:
                yield ordinal, item

    def page(self, source: UnitInput, options: str, position: int) -> Iterator[Item]:
        """All items of a loose page: one, unless the reader finds cause for more."""
        self.close()
        self.cursor.mark(position, Phase.READ)
        storage = WatchedStorage(storage_at(source.root), self.cursor)
        for item in self.read(storage, source.path, options, 0):
            yield item
            self.cursor.mark(position, Phase.READ)

    def _opened(self, source: UnitInput, options: str, first: int) -> _Open:
        """The open container when it has not passed `first`, else the container opened there."""
        opened = self._open
        if opened is None or (opened.input, opened.options) != (source, options) or opened.position > first:
            self.cursor.mark(first, Phase.READ)
            check_unchanged(source)
            storage = WatchedStorage(storage_at(source.root), self.cursor)
            opened = self._open = _Open(
                source, options, self.read(storage, source.path, options, first), first, storage
            )
        return opened

    @property
    def position(self) -> int:
        """How many bytes of its container the reader has read, or had when it came to the end."""
        return self._open.storage.position if self._open is not None else self._ended_at

    def close(self) -> None:
        """Forget the open container."""
        self._ended_at = self._open.input.size if self._open is not None else 0
        self._open = None


def fetch_date(reader: Reader, source: UnitInput, options: str, first: int, stop: int) -> str | None:
    """The date at which the first record to state one was fetched, among those at [first, stop)."""
    found = (
        _DATE.match(item.hints.fetched or "")
        for _, item in reader.items(source, options, first, stop)
        if not isinstance(item, Skip)
    )
    return next((date.group() for date in found if date), None)


def check_unchanged(source: UnitInput) -> None:
    """Raise InputChangedError unless the file looks as it did when its digest was taken."""
    if source.size < 0:  # a dangling link; its reader says so
        return
    try:
        found = storage_at(source.root).info(source.path)
    except OSError as error:
        raise InputChangedError(
            f"{source.path}: vanished while it was read ({error}); land it again and rerun"
        ) from error
    if (found.size, found.mtime_ns) != (source.size, source.mtime_ns):
        raise InputChangedError(f"{source.path}: changed while it was read; let its writer finish, then run again")
