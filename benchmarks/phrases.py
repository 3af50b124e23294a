"""What the phrase rules find on labelled lines, and what the voter costs.

    python -m benchmarks.phrases GOLD_DIR [--missed CODE] [--wrong] [--language en]

GOLD_DIR holds `*.jsonl.gz` files of {"id", "lines": [[label, text], ...]}. Prints per language and label which share
of lines some rule would cut, and the milliseconds that a page of 400 short blocks takes. What each rule does, and how
often it is right, is told by `winnow rules report --gold`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import py3langid

from cleaners.model import Block, Document, Mark, Metadata, PayloadKind, Verdict
from cleaners.rules.rulebook import RuleSet, load_rules
from cleaners.voters.phrases import vote

ARTICLE = "K"
LABELS = "ADCPNSRVULMXTK"


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line and the marks that it got."""

    language: str
    label: str
    text: str
    marks: tuple[Mark, ...]

    def is_cut(self) -> bool:
        """Does any rule ask to cut it (whatever protects it)?"""
        return any(mark.verdict is Verdict.CUT for mark in self.marks)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--missed", metavar="CODE", help="print lines of this label that no rule marks")
    parser.add_argument("--wrong", action="store_true", help="print article lines that a rule would cut")
    parser.add_argument("--language", help="look only at documents of this language")
    options = parser.parse_args()
    rules = load_rules()
    lines = [line for line in labelled(options.gold, rules) if options.language in (None, line.language)]
    if options.missed:
        print_missed(lines, options.missed)
    elif options.wrong:
        print_wrong(lines)
    else:
        print_recall(lines)
        print(f"\n{milliseconds_a_page(rules):.2f} ms a page of 400 short blocks")


def labelled(folder: Path, rules: RuleSet) -> Iterator[Line]:
    """Each distinct line of each language once (the same text recurs where it was put into several documents)."""
    seen: set[tuple[str, str, str]] = set()
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for record in map(json.loads, file):
                for line in _lines(record, rules):
                    key = (line.language, line.label, line.text)
                    if key not in seen:
                        seen.add(key)
                        yield line


def _lines(record: dict[str, list[list[str]]], rules: RuleSet) -> Iterator[Line]:
    pairs = [(label, text) for label, text in record.get("lines", []) if text.strip()]
    article = " ".join(text for label, text in pairs if label == ARTICLE)
    language = py3langid.classify(article[:4000])[0]
    marks = defaultdict(list)
    for mark in vote(document([text for _, text in pairs], language), rules):
        marks[mark.block].append(mark)
    for index, (label, text) in enumerate(pairs):
        yield Line(language, label, text, tuple(marks[index]))


def document(texts: list[str], language: str) -> Document:
    """Lines as a document of plain text."""
    blocks, start = [], 0
    for index, text in enumerate(texts):
        blocks.append(Block(index, start, start + len(text), text, "line"))
        start += len(text) + 1
    return Document(PayloadKind.TEXT, "\n".join(texts), tuple(blocks), Metadata(language=language))


def print_recall(lines: list[Line]) -> None:
    total, cut = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for line in lines:
        for language in (line.language, "all"):
            total[language, line.label] += 1
            cut[language, line.label] += line.is_cut()
    print("share of lines that some rule would cut\nlang " + "".join(f"{label:>10}" for label in LABELS))
    for language in sorted({language for language, _ in total}):
        cells = (f"{cut[language, x]}/{total[language, x]}" if total[language, x] else "" for x in LABELS)
        print(f"{language:5}" + "".join(f"{cell:>10}" for cell in cells))


def print_missed(lines: list[Line], label: str) -> None:
    for line in lines:
        if line.label == label and not line.is_cut():
            print(f"{line.language}\t{line.text.strip()[:400]}")


def print_wrong(lines: list[Line]) -> None:
    for line in lines:
        if line.label == ARTICLE and line.is_cut():
            print(f"{line.language}\t{' '.join(f'{m.rule_id}({m.strength})' for m in line.marks)}\t{line.text[:300]}")


def milliseconds_a_page(rules: RuleSet, pages: int = 20) -> float:
    """CPU time of a vote over 400 distinct short blocks, compiled sets assumed; the median of `pages` pages."""
    texts = [[f"Page {p}, item {i}: council votes on the harbour plan" for i in range(400)] for p in range(pages + 1)]
    times = []
    for page in texts:
        began = time.process_time()
        vote(document(page, "de"), rules)
        times.append(time.process_time() - began)
    return sorted(times[1:])[pages // 2] * 1000


if __name__ == "__main__":
    main()
