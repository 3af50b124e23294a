"""The form of a text that rules are matched against, and the way back from it to the text as written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

_DASHES = "‐‑‒–—―−⸺⸻﹘﹣－"
_SINGLE_QUOTES = "‘’‚‛′ʼ´"
_DOUBLE_QUOTES = "“”„‟″"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u2060\ufeff"
_INVISIBLE_RANGES = ((0x200B, 0x200F), (0x202A, 0x202E), (0x2061, 0x2064), (0x2066, 0x2069), (0xFE00, 0xFE0F))


def _translation() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(map(ord, _DASHES), "-")
    table |= dict.fromkeys(map(ord, _SINGLE_QUOTES), "'") | dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"')
    table |= dict.fromkeys(map(ord, _INVISIBLE), None)
    for first, last in _INVISIBLE_RANGES:
        table |= dict.fromkeys(range(first, last + 1), None)
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # lone surrogates, which no encoder takes
    # Turkish has two letters i whose cases cross; folding both to `i` lets one pattern match either case.
    return table | dict.fromkeys(map(ord, "İı"), "i")


_TRANSLATION: Mapping[int, str | None] = _translation()
# In ASCII lines with a NUL before and after each: blanks that are not single spaces between words.
_ODD_BLANKS = ("  ", "\0 ", " \0", "\t", "\n", "\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x1f")
_TRANSLATED = re.compile("[" + re.escape("".join(map(chr, _TRANSLATION))) + "]")


def normalise(text: str) -> str:
    """The form of `text` that patterns see: NFKC, lower case, straight quotes, `-` for dashes, single spaces.

    Invisible characters (soft hyphens, zero-width, bidi controls) are gone, and Turkish `İ` and `ı` are `i`.
    """
    return " ".join(fold(text).split())


def normalise_all(texts: Sequence[str]) -> list[str]:
    """`normalise` of each text, in a few calls for all of them: most are ASCII, and their blanks single already."""
    lines = [text if text.isascii() else " ".join(_compatible(text).split()) for text in texts]
    page = "\0".join(["", *lines, ""]).lower()
    if page.count("\0") != len(texts) + 1 or any(odd in page for odd in _ODD_BLANKS):
        return list(map(normalise, texts))
    return page.split("\0")[1:-1]


def fold(text: str) -> str:
    """`normalise` without its treatment of white space."""
    return (text if text.isascii() else _compatible(text)).lower()


def _compatible(text: str) -> str:
    # Ten times as fast as str.translate where few characters change.
    text = _TRANSLATED.sub(lambda match: _TRANSLATION[ord(match[0])] or "", text)
    return unicodedata.normalize("NFKC", text)


def original_span(text: str, offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The span of `text` that the normalised characters `start` to `end` came from (`offsets` by `offset_map`).

    It ends where the next character of another origin begins, so it takes trailing combining marks with it.
    """
    following = bisect_right(offsets, offsets[end - 1])
    return offsets[start], offsets[following] if following < len(offsets) else len(text)


def offset_map(text: str, normalised: str) -> list[int] | None:
    """For each character of `normalised` the index in `text` of the character that it came from.

    None where the two cannot be aligned character by character (text composed across characters, as in Korean
    typed in single letters); a caller then has no place to point to.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text):
        for folded in fold(cluster):
            character = " " if folded.isspace() else folded
            if character == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(character)
            offsets.append(start)
    if characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return offsets if "".join(characters) == normalised else None


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each character with the combining marks that follow it, and its index."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            yield start, text[start:i]
            start = i
