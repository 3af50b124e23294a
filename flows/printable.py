"""Words from dumps on their way to a terminal or a log, where control characters would be orders."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&:-])")
_WHITE = "\n\t"


def one_line(text: str) -> str:
    """The text with a blank for every character that is not for the eye: controls, line ends, bidi overrides."""
    return "".join(character if character.isprintable() else " " for character in text)


def visible(text: str) -> str:
    """The text with its lines, and what is not for the eye written out, as in `\\x1b`."""
    return "".join(c if c.isprintable() or c in _WHITE else c.encode("unicode_escape").decode() for c in text)


def as_markdown(text: str) -> str:
    """The text as one line of Markdown that shows it as it is: no tag, link, table cell or emphasis of its own."""
    return _MARKUP.sub(r"\\\1", one_line(text))
