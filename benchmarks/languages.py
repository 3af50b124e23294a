"""The form of the language files: arrays one string a line, sorted where order means nothing, no line over 400 signs.

    python -m benchmarks.languages [--check]

Rewrites every file of `cleaners/languages` in that form, comments kept; with `--check` it only names the files that
are not in it, and ends with status 1. A pattern that is too long for a line becomes a list of its pieces, broken
where an alternative begins; the reader of the rules puts them together again.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "cleaners" / "languages"
MAX_LINE = 400  # characters
PIECE = 110  # characters of a pattern's piece, where alternatives are short enough

_TABLE = re.compile(r"\[+[\w.]+\]+$")
_KEY = re.compile(r"(\w[\w-]*|\"[^\"]+\") = ")
_PATTERNS = ("pattern", "patterns")
_IN_ORDER = ("months", "persian_months", *_PATTERNS)  # arrays whose order means something
_CONTROLS = re.compile(r'[\x00-\x1f\x7f"\\]')

Value = object


def formed(text: str) -> str:
    """A language file in its form; it says the same as before."""
    lines: list[str] = []
    for comments, table, values in _tables(text):
        lines.extend([*([""] if table else []), *comments, *([table] if table else [])])
        for key, value, remarks in values:
            lines.extend([*remarks, *_pair(key, value)])
    return "\n".join(_calm(lines)) + "\n"


def long_lines(text: str) -> list[int]:
    """Numbers of the lines that are longer than a diff can show."""
    return [number for number, line in enumerate(text.split("\n"), 1) if len(line) > MAX_LINE]


def _tables(text: str) -> Iterator[tuple[list[str], str, list[tuple[str, Value, list[str]]]]]:
    """(comments above it, header, pairs with the comments above each) of every table, in the file's order."""
    header, above, comments, body = "", [], [], []
    for line in text.split("\n"):
        if _TABLE.match(line):
            yield above, header, _pairs(body)
            header, above, comments, body = line, comments, [], []
        elif line.startswith("#") or not line.strip():
            comments.append(line)
        else:
            body.extend([*comments, line])
            comments = []
    yield above, header, _pairs([*body, *comments])


def _pairs(body: list[str]) -> list[tuple[str, Value, list[str]]]:
    """The keys of one table with their values and the comments above them."""
    values = tomllib.loads("\n".join(body))
    remarks: dict[str, list[str]] = {}
    waiting: list[str] = []
    for line in body:
        if line.startswith("#") or not line.strip():
            waiting.append(line)
        elif hit := _KEY.match(line):
            remarks[hit[1].strip('"')], waiting = waiting, []
    return [(key, value, remarks.get(key, [])) for key, value in values.items()]


def _pair(key: str, value: Value) -> Iterator[str]:
    """The lines of `key = value`."""
    name = key if re.fullmatch(r"[\w-]+", key, re.ASCII) else f'"{key}"'
    if isinstance(value, list):
        yield f"{name} = ["
        yield from _items(value if key in _IN_ORDER else sorted(set(value)), key, "  ")
        yield "]"
    elif key == "pattern" and len(_written(value, key)) + len("pattern = ") > MAX_LINE:
        yield from _pair(key, pieces(str(value)))
    else:
        yield f"{name} = {_written(value, key)}"


def _items(values: Iterable[Value], key: str, indent: str) -> Iterator[str]:
    for value in values:
        whole = "".join(value) if isinstance(value, list) else value
        if key == "patterns" and len(_written(whole, key)) + 8 > MAX_LINE:
            yield f"{indent}["
            yield from _items(pieces(str(whole)), "pattern", indent + "  ")
            yield f"{indent}],"
        else:
            yield f"{indent}{_written(whole, key)},"


def pieces(pattern: str) -> list[str]:
    """A long pattern cut before signs of alternatives; joined, the pieces are the pattern."""
    places = [0, *_breaks(pattern), len(pattern)]
    found, start = [], 0
    for place, following in zip(places[1:], [*places[2:], len(pattern) + PIECE], strict=True):
        if following - start > PIECE:
            found.append(pattern[start:place])
            start = place
    return [piece for piece in found if piece]


def _breaks(pattern: str) -> Iterator[int]:
    """Places of `|` outside of a class of characters."""
    inside = escaped = False
    for place, sign in enumerate(pattern):
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign in "[]":
            inside = sign == "["
        elif sign == "|" and not inside:
            yield place


def _written(value: Value, key: str) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{name}" = {_written(inner, name)}' for name, inner in value.items()) + " }"
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    literal = (key in _PATTERNS or _CONTROLS.search(value)) and not re.search(r"[\x00-\x1f]|'''|'$|^'\n", value)
    if literal:
        return f"'''{value}'''" if key in _PATTERNS or "'" in value else f"'{value}'"
    return '"' + _CONTROLS.sub(lambda hit: {'"': '\\"', "\\": "\\\\"}.get(hit[0], f"\\u{ord(hit[0]):04x}"), value) + '"'


def _calm(lines: list[str]) -> Iterator[str]:
    """No blank line at the start, at the end or after another."""
    last = ""
    for line in lines:
        if line or last:
            yield line
        last = line


def main() -> int:
    """Rewrite the files, or name those that would change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    changed = [
        path for path in sorted(FOLDER.glob("*.toml")) if formed(path.read_text("utf-8")) != path.read_text("utf-8")
    ]
    for path in changed:
        print(path.name)
        if not check:
            path.write_text(formed(path.read_text("utf-8")), "utf-8")
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
