"""UTF-16 streams, as some exports and shells write them, turned into UTF-8 on the way."""

from __future__ import annotations

import codecs
from typing import Final

from flows.sources.framing.compression import ByteSource, Fault, Piece, Resumed

_MARKS: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Transcoded:
    """A UTF-16 source read as UTF-8. Offsets are those of the UTF-8 bytes."""

    def __init__(self, source: ByteSource, codec: str) -> None:
        self.compressed = True
        self.between_members = False
        self._source = source
        self._decoder = codecs.getincrementaldecoder(codec)("replace")

    @property
    def stored(self) -> int:
        return self._source.stored

    def next(self) -> Piece | Fault | None:
        while (piece := self._source.next()) is not None:
            if isinstance(piece, Fault):
                return piece
            if text := self._decoder.decode(piece.data):
                return Piece(text.encode("utf-8", "replace"), piece.member)
        rest = self._decoder.decode(b"", final=True)
        return Piece(rest.encode("utf-8", "replace")) if rest else None

    def mark(self) -> None:
        self._source.mark()


def as_utf8(source: ByteSource) -> ByteSource:
    """The source itself, or what it says in UTF-8 when it begins with a UTF-16 mark."""
    first = source.next()
    if first is None:
        return source
    resumed = Resumed(source, first)
    head = first.data if isinstance(first, Piece) else b""
    codec = next((codec for mark, codec in _MARKS if head.startswith(mark)), None)
    return Transcoded(resumed, codec) if codec and not head.startswith(codecs.BOM_UTF32_LE) else resumed
