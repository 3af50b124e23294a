"""Labels of page blocks, given by reading: `labels/<set>.jsonl`, a page a line, keyed by hashes: no page text is kept.

    python -m benchmarks.quality.labels show SET [--first N] [--pages N]    # pages as a reader labels them
    python -m benchmarks.quality.labels take SET FILE ...                   # what readers wrote, into labels/SET.jsonl

A reader writes `PAGE n`, then ranges of blocks with a letter: `0-34 V, 35 T, 36-37 M, 38-60 K`. The letters are those
of the dev texts (K article text, T headline, M metadata, A, D, C, P, N, S, R, V, U, L, X other, ? undecidable);
docs/quality.md has the convention. A label outlives another segmentation: it is found again by the letters and digits
of its block, by its order where several blocks share them.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from benchmarks.quality.records import read_records
from cleaners.clean import parse_record
from cleaners.formats.cues import NAMES
from cleaners.formats.html import Page
from cleaners.model import Block, Document
from cleaners.voters.extraction import squeeze

FOLDER = Path(__file__).with_name("labels")
LETTERS = "KTMADCPNSRVULX?"
HASH = 8  # hexadecimal digits of a block's name; a page has some hundred blocks
SHOWN = 150  # characters of a block that a reader sees
_RANGE = re.compile(rf"(\d+)(?:-(\d+))?\s+([{re.escape(LETTERS)}])")
_PAGE = re.compile(r"PAGE (\d+)")


class LabelError(ValueError):
    """What a reader wrote cannot be taken; the message names the page and the place."""


def block_name(text: str) -> str:
    """The name of a block: a hash of its letters and digits."""
    return hashlib.sha256(squeeze(text).encode("utf-8", "surrogatepass")).hexdigest()[:HASH]


def load_labels(name: str) -> Mapping[str, tuple[str, str]]:
    """For each record id of a set the names of its labelled blocks, one after another, and a letter for each."""
    path = FOLDER / f"{name}.jsonl"
    rows = map(orjson.loads, path.read_bytes().splitlines()) if path.is_file() else ()
    return {row["id"]: (row["blocks"], row["letters"]) for row in rows}


def letters_of(blocks: Sequence[Block], labelled: tuple[str, str]) -> str:
    """The letter of each block, `?` where no labelled block has its name."""
    names, letters = labelled
    waiting: defaultdict[str, deque[str]] = defaultdict(deque)
    for place, letter in enumerate(letters):
        waiting[names[place * HASH : (place + 1) * HASH]].append(letter)
    return "".join(_next(waiting[block_name(block.text)]) for block in blocks)


def _next(letters: deque[str]) -> str:
    return (letters.popleft() if len(letters) > 1 else letters[0]) if letters else "?"


def read_ranges(lines: Iterable[str]) -> dict[int, dict[int, str]]:
    """Letters by page and block, as readers wrote them. Raises LabelError."""
    pages: dict[int, dict[int, str]] = {}
    page: dict[int, str] | None = None
    for line in filter(None, map(str.strip, lines)):
        if found := _PAGE.fullmatch(line):
            page = pages.setdefault(int(found[1]), {})
            continue
        if page is None:
            raise LabelError(f"{line!r} stands before the first PAGE")
        for part in filter(None, map(str.strip, line.split(","))):
            page.update(_range(part, len(pages)))
    return pages


def _range(part: str, page: int) -> Iterator[tuple[int, str]]:
    found = _RANGE.fullmatch(part)
    if found is None:
        raise LabelError(f"page {page} of the file: {part!r} is no range with a letter, such as `3-7 K`")
    first, last = int(found[1]), int(found[2] or found[1])
    return ((place, found[3]) for place in range(first, last + 1))


def take(name: str, files: Sequence[Path]) -> int:
    """Write the labels of a set from what readers wrote; how many pages. Later files win."""
    pages: dict[int, dict[int, str]] = {}
    for path in files:
        pages |= read_ranges(path.read_text(encoding="utf-8").splitlines())
    rows = []
    for number, record in enumerate(read_records(name)):
        document = parse_record(record)
        if number in pages and isinstance(document, Document):
            letters = "".join(pages[number].get(block.index, "?") for block in document.blocks)
            names = "".join(block_name(block.text) for block in document.blocks)
            rows.append(orjson.dumps({"id": record.origin.record_id, "blocks": names, "letters": letters}))
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.jsonl").write_bytes(b"\n".join(rows) + b"\n")
    return len(rows)


def show(name: str, first: int, count: int) -> Iterator[str]:
    """Pages as a reader sees them: a line a block, and what class names hint at where that changes."""
    for number, record in enumerate(read_records(name)):
        document = parse_record(record)
        if first <= number < first + count and isinstance(document, Document):
            yield f"##### PAGE {number}  url={record.hints.url}  title={document.metadata.title or '-'}"
            yield from _shown_blocks(document)


def _shown_blocks(document: Document) -> Iterator[str]:
    assert isinstance(document.page, Page)
    before = ""
    for block, bits in zip(document.blocks, document.page.around.bits, strict=True):
        cues = "+".join(name for place, name in enumerate(NAMES) if bits >> place & 1)
        if cues != before:
            yield f"   <{cues}>"
        before = cues
        mark = "L" if block.link_chars > 0.8 * len(block.text) else ""
        yield f"{block.index} {block.tag}{mark}: {_short(block.text)}"


def _short(text: str) -> str:
    text = text.replace("\n", " / ")
    return text if len(text) <= SHOWN else f"{text[: SHOWN * 3 // 4]} … {text[-SHOWN // 4 :]} ({len(text)})"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    shown = commands.add_parser("show")
    shown.add_argument("--first", type=int, default=0)
    shown.add_argument("--pages", type=int, default=1)
    taken = commands.add_parser("take")
    for command in (shown, taken):
        command.add_argument("set")
    taken.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    if given.command == "take":
        print(f"{take(given.set, given.files)} pages labelled")
    else:
        print("\n".join(show(given.set, given.first, given.pages)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
