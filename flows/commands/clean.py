"""Clean one page or text and print it.

FILE may be HTML or plain text, compressed or not; - reads standard input.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from flows.printable import one_line, visible

if TYPE_CHECKING:
    from cleaners.model import CleanedArticle, RawRecord, Rejection, Skip


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the page or text; - for standard input")
    parser.add_argument(
        "--format",
        choices=("text", "json", "marked"),
        default="text",
        help="the kept text; everything as JSON; or the whole text with what was removed [-category: in brackets-]",
    )


def run(given: argparse.Namespace) -> int:
    from cleaners.clean import clean_record
    from cleaners.engine import load_engine
    from cleaners.model import RawRecord, Rejection

    item = _from_stdin() if given.file == "-" else _from_file(given.file)
    result = clean_record(item, load_engine()) if isinstance(item, RawRecord) else item
    if isinstance(result, Rejection):
        print(one_line(f"winnow: {given.file}: {result.reason}: {result.detail}"), file=sys.stderr)
        return 1
    words = _FORMATS[given.format](result)
    print(visible(words) if sys.stdout.isatty() else words)  # a page must not steer the terminal
    return 0


def _from_file(path: str) -> RawRecord | Rejection | Skip:
    from flows.sources import SourceOptions, detect_format, read_items
    from flows.storage import storage_at

    folder, name = os.path.split(os.path.abspath(path))
    if detect_format(name, b"") in ("html", "text"):
        return next(read_items(storage_at(folder), name, SourceOptions()))
    with open(path, "rb") as file:
        return _page(name, file.read())


def _from_stdin() -> RawRecord:
    return _page("-", sys.stdin.buffer.read())


def _page(name: str, data: bytes) -> RawRecord:
    from cleaners.model import Origin, RawRecord
    from flows.sources.loose import kind_of_file

    return RawRecord(Origin(name, name, "page", "byte_offset", 0, len(data), 0), data, kind_of_file(name, data))


def _json(article: CleanedArticle) -> str:
    import dataclasses
    import json

    return json.dumps(dataclasses.asdict(article), ensure_ascii=False, indent=2, default=str)


def _marked(article: CleanedArticle) -> str:
    """The whole text, every removed span in brackets that name its category."""
    from cleaners.cut import restore

    text = restore(article.text, article.removals)
    parts: list[str] = []
    position = 0
    for removal in article.removals:
        inner = removal.text.strip()
        marked = removal.text.replace(inner, f"[-{removal.category}: {inner}-]", 1) if inner else removal.text
        parts += (text[position : removal.start_char], marked)
        position = removal.end_char
    return "".join((*parts, text[position:]))


_FORMATS = {"text": lambda article: article.text, "json": _json, "marked": _marked}
