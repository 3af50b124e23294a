"""Months and weekdays of every language file, from CLDR as Babel ships it: `python -m benchmarks.cldr [--check]`.

Writes the tables [words.cldr] and [words.cldr.months]: wide and abbreviated names, as they stand in a date and alone,
lower case, without full stops, in the form in which dates are looked for. What CLDR lacks (old, colloquial and other
inflected forms) is written by hand in [words]. With `--check` it only names the files that would change.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import localedata

from benchmarks.languages import FOLDER, formed
from cleaners.metadata.dates import fold

_DAY_KEYS = range(7)
_TABLES = re.compile(r"\n# From CLDR.*?(?=\n\[\[rule\]\]|\n# |\Z)", re.DOTALL)
_HEAD = re.compile(r"\n(?=(?:#[^\n]*\n|\n)*\[\[rule\]\])")
_WIDTHS = ("wide", "abbreviated")
_REMARK = "# From CLDR, by python -m benchmarks.cldr."


def months(language: str) -> dict[int, list[str]]:
    """The names of each month, 1 to 12; names that begin with a number, as in Chinese, are no words."""
    names = {month: _names(language, "months", month) for month in range(1, 13)}
    return {month: [name for name in own if not name[0].isdigit()] for month, own in names.items()}


def weekdays(language: str) -> list[str]:
    """The names of the days, those of one Latin or other letter left out."""
    found = {name for day in _DAY_KEYS for name in _names(language, "days", day)}
    return sorted(name for name in found if not any(sign.isdigit() for sign in name) and _is_word(name))


def _is_word(name: str) -> bool:
    return len(name) > 1 or name >= "\u3040"


def _names(language: str, table: str, key: int) -> list[str]:
    """A locale's own names; what it inherits is left out: roots have numbers only."""
    contexts = localedata.load(language, merge_inherited=False).get(table, {})
    found = [
        names[width][key]
        for names in contexts.values()
        if isinstance(names, dict)
        for width in _WIDTHS
        if isinstance(names.get(width), dict) and key in names[width]
    ]
    return sorted({fold(name).strip(". ") for name in found})


def with_tables(text: str, language: str) -> str:
    """A language file with its tables made anew, before its first rule."""
    lines = ["", _REMARK, "[words.cldr]", f"weekdays = {_list(weekdays(language))}", "", "[words.cldr.months]"]
    lines.extend(f"{month} = {_list(names)}" for month, names in months(language).items() if names)
    if lines[-1].startswith("["):
        del lines[-2:]
    bare = _TABLES.sub("\n", text)
    rule = _HEAD.search(bare)
    place = rule.start() if rule else len(bare)
    return formed(bare[:place] + "\n".join(lines) + "\n" + bare[place:])


def _list(words: list[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _files() -> Iterator[tuple[Path, str, str]]:
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem != "any":
            text = path.read_text("utf-8")
            yield path, text, with_tables(text, path.stem)


def main() -> int:
    """Rewrite the tables, or name the files that would change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    changed = [(path, made) for path, text, made in _files() if made != text]
    for path, made in changed:
        print(path.name)
        if not check:
            path.write_text(made, "utf-8")
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
