"""What is fuzzed: one function a target, which takes any bytes and raises when a law of the project is broken."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from cleaners.clean import clean_record
from cleaners.cut import restore
from cleaners.engine import Engine, load_engine
from cleaners.model import CleanedArticle, Origin, PayloadKind, RawRecord, Rejection, RejectReason, Skip
from cleaners.text.decode import Undecodable, decode
from flows.sources import SourceOptions, read_items
from flows.storage import FileInfo

SEEDS = Path(__file__).parent / "seeds"
CASES = Path(__file__).parent / "cases"
OPTIONS = SourceOptions(max_record_bytes=1 << 20, max_expanded_bytes=4 << 20, kept_bytes=1 << 10)
MOST_ITEMS = 5_000  # of one file: more than any mutation of a seed of some kilobytes may yield
_CHARSETS = (None, "utf-8", "windows-1252", "shift_jis", "utf-16", "gb18030", "unicode", "iso-2022-jp", "x-none")


def decoding(data: bytes) -> None:
    """Any bytes under any declaration are text or refused; the first byte chooses the declaration and the kind."""
    chosen, payload = data[:1] or b"\0", data[1:]
    charset = _CHARSETS[chosen[0] % len(_CHARSETS)]
    kind = list(PayloadKind)[chosen[0] // len(_CHARSETS) % len(PayloadKind)]
    try:
        decoded = decode(payload, kind, charset)
    except Undecodable:
        return
    assert decoded.text.strip()
    decoded.text.encode("utf-8")
    assert "\0" not in decoded.text


def source(name: str) -> Callable[[bytes], None]:
    """The target that reads bytes as a file of this name."""

    def read(data: bytes) -> None:
        items = list(islice(_items(name, data, 0), MOST_ITEMS + 1))
        assert len(items) <= MOST_ITEMS, "a file without end"
        assert items, "a file yields at least why it yields nothing"
        for number, item in enumerate(items):
            assert isinstance(item, RawRecord | Rejection | Skip)
            origin = item.origin
            assert (origin.source_path, origin.ordinal) == (name, number)
            assert origin.offset >= 0
            assert origin.length >= 0
            assert origin.record_id
        first = len(data) % (len(items) + 1)
        assert list(_items(name, data, first)) == items[first:]

    return read


def cleaning(kind: PayloadKind) -> Callable[[bytes], None]:
    """The target that cleans bytes as a payload of this kind."""

    def clean(data: bytes) -> None:
        record = RawRecord(Origin("r", "news/a", "html", "byte_offset", 0, len(data), 0), data, kind)
        result = clean_record(record, _engine())
        if isinstance(result, Rejection):
            assert result.reason is not RejectReason.CRASHED, result.detail
            assert result.payload == data
        else:
            _check_article(result)

    return clean


def _check_article(article: CleanedArticle) -> None:
    whole = restore(article.text, article.removals)
    assert len(whole) == article.chars_in
    assert article.chars_in == article.chars_out + sum(article.removed_chars.values())
    assert whole.strip()


@cache
def _engine() -> Engine:
    return load_engine()


def _items(name: str, data: bytes, first: int) -> Iterator[RawRecord | Rejection | Skip]:
    return read_items(_OneFile(name, data), name, OPTIONS, first)


class _OneFile:
    """A storage that holds one file in memory."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name, self._data = name, data

    def open_read(self, path: str) -> BinaryIO:
        if path != self._name:
            raise FileNotFoundError(2, "No such file", path)
        return io.BytesIO(self._data)

    def info(self, path: str) -> FileInfo:
        return FileInfo(path, len(self._data), 0)

    def list_files(self, under: str = "") -> Iterator[FileInfo]:
        yield self.info(under or self._name)

    def local_path(self, path: str) -> str:
        raise FileNotFoundError(path)


def seeds(target: str) -> list[bytes]:
    """The seeds of a target, in the order of their names."""
    return [path.read_bytes() for path in sorted((SEEDS / target.partition("/")[0]).iterdir()) if _is_for(path, target)]


def _is_for(path: Path, target: str) -> bool:
    name = target.partition("/")[2]
    return not name or path.name.partition(".")[2] == name.partition(".")[2]


_NAMES = sorted({path.name.partition(".")[2] for path in (SEEDS / "sources").iterdir()})
TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {"decode": decoding}
    | {f"sources/dump.{suffix}": source(f"dump.{suffix}") for suffix in _NAMES}
    | {
        "page": cleaning(PayloadKind.HTML),
        "fragment": cleaning(PayloadKind.FRAGMENT),
        "text": cleaning(PayloadKind.TEXT),
    }
)
