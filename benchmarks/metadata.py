"""Title, author and date against gold, and milliseconds a page, beside trafilatura's metadata on the same pages.

    python -m benchmarks.metadata [SHARED]

SHARED (default ../shared) holds dumps/wcxb-dev.warc.gz and gold/wcxb-dev.jsonl.gz. Without them the benchmark says
so and ends with status 0. Both systems get the same parsed tree and the page's address.

A title is right when it has the gold's words in order; authors when they have the gold's words in any order ("and",
"by" apart); a date when its UTC day is the gold's. `invented` counts values on pages where gold has none.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaners.metadata import page_metadata
from cleaners.model import Hints

_WORD = re.compile(r"\w+")
FIELDS = ("title", "author", "date")

Answer = dict[str, str]


@dataclass
class Score:
    """Counts of one system on one field."""

    right: int = 0
    filled: int = 0
    asked: int = 0
    invented: int = 0

    def add(self, name: str, answer: str, gold: str | None) -> None:
        """Count one page."""
        if gold is None:
            self.invented += bool(answer)
            return
        self.asked += 1
        self.filled += bool(answer)
        self.right += bool(answer) and is_right(name, answer, gold)


@dataclass
class System:
    """A way to get metadata, its scores and its times."""

    name: str
    read: Callable[[lxml.html.HtmlElement, Hints], Answer]
    scores: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in FIELDS})
    times: list[float] = field(default_factory=list)  # milliseconds of CPU, one a page

    def run(self, root: lxml.html.HtmlElement, hints: Hints, gold: dict[str, str | None]) -> None:
        """Answer one page and keep score."""
        start = time.process_time()
        answer = self.read(root, hints)
        self.times.append((time.process_time() - start) * 1e3)
        for name in FIELDS:
            self.scores[name].add(name, answer[name], gold.get(name) or None)


def is_right(name: str, answer: str, gold: str) -> bool:
    """Whether an answer is the gold's, by the rule of its field."""
    if name == "date":
        return answer.startswith(gold)
    mine, wanted = (_WORD.findall(html.unescape(text).lower()) for text in (answer, gold))
    if name == "title":
        return mine == wanted
    return sorted(set(mine) - {"and", "by"}) == sorted(set(wanted) - {"and", "by"})


def ours(root: lxml.html.HtmlElement, hints: Hints) -> Answer:
    """The engine's own columns."""
    found = page_metadata(root, hints)
    day = found.published_at.strftime("%Y-%m-%d") if found.published_at else ""
    return {"title": found.title or "", "author": "; ".join(found.authors), "date": day}


def trafilaturas(root: lxml.html.HtmlElement, hints: Hints) -> Answer:
    """trafilatura's metadata with its defaults."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(root, default_url=hints.url)
    return {"title": found.title or "", "author": found.author or "", "date": found.date or ""}


def read_pages(warc: Path) -> Iterator[tuple[str, lxml.html.HtmlElement, Hints]]:
    """(record id, tree, hints) of every response."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    with warc.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            body = record.reader.read().decode(record.http_charset or "utf-8", "replace")
            root = lxml.html.document_fromstring(body.encode("utf-8", "replace"), parser=parser)
            hints = Hints(url=record.headers.get("WARC-Target-URI"), fetched=record.headers.get("WARC-Date"))
            yield record.record_id.strip("<>"), root, hints


def report(systems: list[System]) -> str:
    """The table: a line a system and field, then the times."""
    lines = [f"{'system':<12} {'field':<8} {'right':>7} {'filled':>7} {'invented':>9}"]
    for system in systems:
        for name, score in system.scores.items():
            right, filled = score.right / max(1, score.asked), score.filled / max(1, score.asked)
            lines.append(f"{system.name:<12} {name:<8} {right:>7.4f} {filled:>7.4f} {score.invented:>9}")
    for system in systems:
        spread = statistics.quantiles(system.times, n=10)
        lines.append(
            f"{system.name:<12} ms a page: mean {statistics.mean(system.times):.2f}, "
            f"median {statistics.median(system.times):.2f}, 9 in 10 under {spread[-1]:.2f}"
        )
    return "\n".join(lines)


def main() -> int:
    """Print the comparison; the status is 0 unless a field is no better than trafilatura's."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("shared", nargs="?", type=Path, default=Path(__file__).parents[2] / "shared")
    shared = arguments.parse_args().shared
    warc, gold_file = shared / "dumps/wcxb-dev.warc.gz", shared / "gold/wcxb-dev.jsonl.gz"
    if not (warc.exists() and gold_file.exists()):
        print(f"skipped: {warc} or its gold is not there")
        return 0
    with gzip.open(gold_file, "rt", encoding="utf-8") as rows:
        gold = {row["id"]: row for row in map(json.loads, rows)}
    systems = [System("winnow", ours), System("trafilatura", trafilaturas)]
    for record_id, root, hints in read_pages(warc):
        for system in systems:
            system.run(root, hints, gold[record_id])
    print(report(systems))
    mine, theirs = (system.scores for system in systems)
    return int(any(mine[name].right <= theirs[name].right for name in FIELDS))


if __name__ == "__main__":
    sys.exit(main())
