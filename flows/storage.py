"""The one filesystem seam: where raw bytes come from, and how small files are written whole or not at all.

`Storage` is what the readers need of the raw zone. `LocalStorage` is a folder on this machine; an object store
joins by another class with the same four methods. All paths are relative to the root and separated by `/`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol
from urllib.parse import unquote

from flows.errors import StorageError, UnsafePathError


@dataclass(frozen=True, slots=True)
class FileInfo:
    """One file: its path below the root, its size in bytes and its last change in nanoseconds since 1970.

    A dangling link is listed with size -1, so that it is reported when it is read and not overlooked.
    """

    path: str
    size: int
    mtime_ns: int


class Storage(Protocol):
    """Read access to a tree of files. Implementations are small values that can be sent to another process."""

    def open_read(self, path: str) -> BinaryIO:
        """Open one file for reading from its start. The result is seekable. Raises OSError."""
        ...

    def info(self, path: str) -> FileInfo:
        """Size and time of one file. Raises OSError when it is not there."""
        ...

    def list_files(self, under: str = "") -> Iterator[FileInfo]:
        """Every file below the folder `under` (or `under` itself when it is a file), sorted by path."""
        ...

    def local_path(self, path: str) -> str:
        """A path on this machine that holds the file's bytes (an object store fetches it first)."""
        ...


@dataclass(frozen=True, slots=True)
class LocalStorage:
    """A folder of this machine."""

    root: str

    def local_path(self, path: str) -> str:
        return os.path.join(self.root, *safe_parts(path))

    def open_read(self, path: str) -> BinaryIO:
        return open(self.local_path(path), "rb")

    def info(self, path: str) -> FileInfo:
        return _file_info(self.local_path(path), path)

    def list_files(self, under: str = "") -> Iterator[FileInfo]:
        parts = safe_parts(under)
        start = os.path.join(self.root, *parts)
        if parts and os.path.isfile(start):
            yield _file_info(start, "/".join(parts))
            return
        yield from _walk(start, "".join(part + "/" for part in parts), frozenset())


def storage_at(address: str) -> Storage:
    """The tree of files at an address: a folder of this machine, by its path or as file://.

    The one place that knows what kinds of storage there are; another kind is another line. Raises StorageError.
    """
    scheme, there, rest = address.partition("://")
    if not there:
        return LocalStorage(address)
    if scheme == "file":
        return LocalStorage(unquote(rest))
    raise StorageError(f"{address!r}: there is no storage of kind {scheme!r}; give a folder of this machine")


def safe_parts(path: str) -> tuple[str, ...]:
    """The segments of a relative path. Raises UnsafePathError for an absolute path or one with `..`."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        raise UnsafePathError(f"{path!r} leaves the storage root; give a path below it")
    return pure.parts


def _file_info(full: str, path: str) -> FileInfo:
    found = os.stat(full)
    return FileInfo(path, found.st_size, found.st_mtime_ns)


def _walk(folder: str, prefix: str, above: frozenset[tuple[int, int]]) -> Iterator[FileInfo]:
    """Depth first. Sorting a folder as `name/` makes the whole walk come out sorted by path."""
    try:
        here = os.stat(folder)
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name + "/" if entry.is_dir() else entry.name)
    except OSError as error:
        raise StorageError(f"cannot list {folder!r}: {error.strerror}; check that it exists and is readable") from error
    identity = (here.st_dev, here.st_ino)
    if identity in above:  # a link back to a folder that we are inside of
        return
    for entry in entries:
        if entry.is_dir():
            yield from _walk(entry.path, f"{prefix}{entry.name}/", above | {identity})
        else:
            yield from _listed(entry, prefix + entry.name)


def _listed(entry: os.DirEntry[str], path: str) -> Iterator[FileInfo]:
    """The entry if it is a file; sockets and pipes are not data and would block a reader."""
    try:
        found = entry.stat()
    except FileNotFoundError:
        if entry.is_symlink():
            yield FileInfo(path, -1, 0)
        return  # deleted while we listed
    if stat.S_ISREG(found.st_mode):
        yield FileInfo(path, found.st_size, found.st_mtime_ns)


def write_atomic(path: str, data: bytes) -> None:
    """Write a small file so that a reader, or a crash at any moment, sees it whole or not at all.

    The folder must exist. Raises OSError; the former file, if any, is then untouched.
    """
    folder, name = os.path.split(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    fsync_path(folder)


def fsync_path(path: str) -> None:
    """Make a file's bytes, or a folder's entries, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_REMEDIES = {
    errno.ENOSPC: "free some space there, then run again: finished shards are kept",
    errno.EDQUOT: "raise the quota or free some space, then run again: finished shards are kept",
    errno.EFBIG: "raise the limit on the size of files (ulimit -f), then run again: finished shards are kept",
    errno.EACCES: "give this user write permission there, then run again",
    errno.EPERM: "give this user write permission there, then run again",
    errno.EROFS: "mount it writable or choose another folder, then run again",
    errno.ENOENT: "something removed it during the run; run again",
}


@contextlib.contextmanager
def explained(action: str) -> Iterator[None]:
    """Turn an OSError inside into a StorageError that names the action, the path and the remedy."""
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        where = f" at {error.filename!r}" if error.filename else ""
        remedy = _REMEDIES.get(error.errno or 0, "check the disk and the folder, then run again")
        explanation = StorageError(f"cannot {action}{where}: {error.strerror or error}; {remedy}")
        explanation.errno = error.errno
        raise explanation from error
