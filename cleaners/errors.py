"""The root of the errors that a person can act on, and those of the cleaners. flows/errors.py draws the whole tree."""

from __future__ import annotations

from typing import ClassVar


class WinnowError(Exception):
    """Something a person can mend. The message names what is wrong, where, and after a semicolon the remedy."""

    remedy: ClassVar[str] = "run again; if it stays, report these words"

    def told(self) -> str:
        """The message with its remedy; the class's own where the message has none."""
        words = str(self)
        return words if ";" in words else f"{words}; {self.remedy}"


class RuleError(WinnowError, ValueError):
    """A rule file that cannot be used; the message names the file, the rule and the remedy."""

    remedy = "mend the rule file, or install the package again"


class OverlayError(WinnowError, ValueError):
    """An overlay that cannot be used; the message names the file, the rule and the remedy."""

    remedy = "mend the overlay (see docs/sites.md), or leave --publishers out"


class TemplateError(WinnowError, ValueError):
    """A snapshot that cannot be used. The message names the file and the remedy."""

    remedy = "delete the snapshot and learn again with `winnow learn`"


class WordsError(WinnowError, ValueError):
    """A [words] table that cannot be used; the message names the file, the key and the remedy."""

    remedy = "mend the table in the language's file, or install the package again"
