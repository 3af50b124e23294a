"""What lies in the landing zone: which files are dumps, which are still being written, which are none of ours.

A source path is relative to the raw root and names an input for ever. A path outside the raw root is taken relative
to the parent of the folder given (or of the folder that holds the file given), so that it begins with that folder's
name, and names the same input whether the folder or the file was given.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from flows.errors import LandingError, StorageError
from flows.storage import FileInfo, Storage, storage_at

PAGE_FORMATS = frozenset({"html", "text"})
_HEAD_BYTES = 4096
_PARTIAL = re.compile(r"(\.(part|partial|tmp|temp|crdownload|download|swp|filepart|aria2)|~)$", re.IGNORECASE)
_NOT_DATA = re.compile(r"^(readme|licen[cs]e|notice|copying)(\.[a-z]+)?$|^winnow\.toml$", re.IGNORECASE)

Detect = Callable[[str, bytes], str | None]


@dataclass(frozen=True, slots=True)
class Scope:
    """Part of a tree of dumps: `under` names a folder or a file below `root`; empty is the whole."""

    root: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Landed:
    """A file that is a dump, or a page of one."""

    root: str
    path: str
    size: int
    mtime_ns: int
    pages: bool  # one page of a folder of pages, rather than a container of records


@dataclass(frozen=True, slots=True)
class Landing:
    """Everything found. `ignored` counts what is not a dump, by suffix; `partial` names what is still being written."""

    files: tuple[Landed, ...]
    ignored: dict[str, int]
    partial: tuple[str, ...]


def scopes(raw: str, paths: Sequence[str]) -> tuple[Scope, ...]:
    """What the command line's paths mean; none means the whole raw root. Raises LandingError."""
    if not paths:
        if not os.path.isdir(raw):
            raise LandingError(f"the raw folder {raw!r} does not exist; create it, or name another with --raw")
        return (Scope(os.path.abspath(raw)),)
    return tuple(dict.fromkeys(_scope(os.path.abspath(raw), path) for path in paths))


def _scope(raw: str, path: str) -> Scope:
    full = os.path.abspath(path)
    if not os.path.exists(full):
        raise LandingError(f"{path!r} does not exist; give a dump, or a folder of dumps")
    if full == raw:
        return Scope(raw)
    if full.startswith(raw + os.sep):
        return Scope(raw, _slashed(os.path.relpath(full, raw)))
    folder = full if os.path.isdir(full) else os.path.dirname(full)
    root = os.path.dirname(folder)
    return Scope(root, _slashed(os.path.relpath(full, root)))


def _slashed(path: str) -> str:
    return path.replace(os.sep, "/")


def survey(wanted: Iterable[Scope], detect: Detect) -> Landing:
    """List what the scopes hold. A page that is named alone brings the other pages of its folder.

    Raises StorageError when a folder cannot be listed, LandingError when two files have one source path.
    """
    found: dict[str, Landed] = {}
    ignored: Counter[str] = Counter()
    partial: set[str] = set()
    for scope in wanted:
        storage = storage_at(scope.root)
        for info in _listed(storage, scope.under, detect):
            name = PurePosixPath(info.path).name
            if _PARTIAL.search(name):
                partial.add(info.path)
            elif _hidden(info.path, scope.under) or (kind := _kind_of(storage, info, detect)) is None:
                ignored[PurePosixPath(info.path).suffix or name] += 1
            else:
                _add(found, Landed(scope.root, info.path, info.size, info.mtime_ns, kind in PAGE_FORMATS))
    return Landing(tuple(found[path] for path in sorted(found)), dict(sorted(ignored.items())), tuple(sorted(partial)))


def _listed(storage: Storage, under: str, detect: Detect) -> Iterator[FileInfo]:
    """The files of a scope; for a single page, all files that lie directly in its folder."""
    if under and os.path.isfile(storage.local_path(under)):
        info = storage.info(under)
        if _kind_of(storage, info, detect) in PAGE_FORMATS:
            folder = str(PurePosixPath(under).parent)
            beside = storage.list_files("" if folder == "." else folder)
            pages = (other for other in beside if str(PurePosixPath(other.path).parent) == folder)
            yield from (other for other in pages if _kind_of(storage, other, detect) in PAGE_FORMATS)
            return
    yield from storage.list_files(under)


def _hidden(path: str, under: str) -> bool:
    """Whether the file, or a folder between it and the folder asked for, is marked as not data by its name."""
    below = PurePosixPath(path).parts[len(PurePosixPath(under).parts) :]
    return any(part.startswith((".", "_")) for part in below)


def _kind_of(storage: Storage, info: FileInfo, detect: Detect) -> str | None:
    if _NOT_DATA.match(PurePosixPath(info.path).name):
        return None
    known = detect(info.path, b"")
    return known if known is not None else detect(info.path, _head(storage, info.path))


def _head(storage: Storage, path: str) -> bytes:
    """The first bytes of a file; nothing when it cannot be read, which is then found out by its reader."""
    try:
        with storage.open_read(path) as file:
            return file.read(_HEAD_BYTES)
    except StorageError:
        raise
    except OSError:
        return b""


def _add(found: dict[str, Landed], landed: Landed) -> None:
    other = found.setdefault(landed.path, landed)
    if other.root != landed.root:
        raise LandingError(
            f"{landed.path!r} lies both in {other.root!r} and in {landed.root!r}, and source paths must be unique; "
            "give the two in separate runs, or rename one folder"
        )


def still_written(landed: Landed, now_ns: int, settle_seconds: float) -> bool:
    """Whether a file changed so recently that its writer may not be done.

    A time far in the future is a clock that jumped, not a writer at work.
    """
    return abs(now_ns - landed.mtime_ns) < settle_seconds * 1e9
