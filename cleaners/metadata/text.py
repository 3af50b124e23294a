"""Text of metadata values made safe and even: no controls, no odd spaces, bounded."""

from __future__ import annotations

import re
import unicodedata

#: Characters of a column's value; longer ones are cut.
MAX_VALUE_CHARS = 500

# Controls, zero-width and direction marks, soft hyphens, lone surrogates: invisible, and no value needs them.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def squeeze(text: str) -> str:
    """NFC, without invisible characters, every run of white space one space."""
    spaced = " ".join(text.split())
    if not spaced.isprintable():  # else nothing in it is invisible: most values leave here
        spaced = " ".join(_INVISIBLE.sub("", text).split())
    return spaced if spaced.isascii() else unicodedata.normalize("NFC", spaced)


def column(text: str | None) -> str | None:
    """A value as a column holds it: squeezed, at most 500 characters; None instead of nothing."""
    return squeeze(text[: 2 * MAX_VALUE_CHARS])[:MAX_VALUE_CHARS].rstrip() or None if text else None


def address(url: str | None) -> str | None:
    """An address without invisible characters and white space around; None instead of nothing."""
    return _INVISIBLE.sub("", url).strip() or None if url else None
