"""The worst records of the dev sets, to be looked at: what stands in them that should not, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.quality.release import Cleaned, score
from benchmarks.shared import scorer

WIDTH = 150  # characters shown of a line
SHOWN = 12  # lines shown of each kind


def worst(records: Sequence[Cleaned], number: int) -> Iterator[str]:
    """Reports on the records with the lowest figure, the lowest first."""
    ranked = sorted(((*_rank(record), record) for record in records), key=lambda row: (row[0], row[2].key))
    for figure, name, record in ranked[:number]:
        yield f"\n{record.key}  {name} {figure:.3f}  ({record.language})"
        yield from _shown("-", missing(record))
        yield from _shown("+", extra(record))


def _rank(record: Cleaned) -> tuple[float, str]:
    """What a record is ranked by, from 0 to 1, and its name. Texts have too few lines for an F1 of lines."""
    if "lines" in record.gold:
        article = sum(len(text) for label, text in record.gold["lines"] if label == "K")
        wrong = sum(map(len, missing(record) + extra(record)))
        return article / max(1, article + wrong), "article text to article text and errors"
    figures = score([record])
    name = "word F1" if "word F1" in figures else "snippet F1"
    return figures[name], name


def missing(record: Cleaned) -> list[str]:
    """Lines, or snippets, of the article that were not published."""
    gold = record.gold
    if gold.get("body"):
        return _lines_beside(str(gold["body"]), record.text)
    if "lines" in gold:
        return _lines_beside("\n".join(text for label, text in gold["lines"] if label == "K"), record.text)
    return [snippet for snippet in gold["with"] if _spaced(snippet) not in _spaced(record.text)]


def extra(record: Cleaned) -> list[str]:
    """Published lines, or snippets, that are not of the article."""
    gold = record.gold
    if gold.get("body"):
        return _lines_beside(record.text, str(gold["body"]))
    if "lines" in gold:
        return _lines_beside(record.text, "\n".join(text for label, text in gold["lines"] if label in "KTM?"))
    return [snippet for snippet in gold["without"] if _spaced(snippet) in _spaced(record.text)]


def _lines_beside(text: str, other: str) -> list[str]:
    """Lines of `text` that `other` does not hold, by the scorer's comparison."""
    squeeze, line_kept = scorer().squeeze, scorer().line_kept
    whole, rows = squeeze(other), {squeeze(row): 1 for row in other.split("\n")}
    return [line for line in text.split("\n") if line_kept(line, whole, rows) is False]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _shown(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines[:SHOWN]:
        yield f"  {sign} {line.strip()[:WIDTH]}"
    if len(lines) > SHOWN:
        yield f"  {sign} ... and {len(lines) - SHOWN} more"
