"""Tables of a release by language and by category."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.quality.release import Cleaned, score
from benchmarks.shared import scorer
from cleaners.model import Category

ARTICLE = "K"
# The label of the gold lines (../shared/gold/LABELS.md) that a category answers to; T is the headline.
LABELS = {
    "A": Category.ADVERTISING, "D": Category.DONATION, "C": Category.CAPTION, "P": Category.CONSENT,
    "N": Category.NEWSLETTER, "S": Category.SOCIAL, "R": Category.RELATED, "V": Category.NAVIGATION,
    "U": Category.COMMENTS, "L": Category.LEGAL, "M": Category.METADATA, "T": Category.METADATA, "X": Category.OTHER,
}  # fmt: skip
LANGUAGE_FIGURES = (
    ("word F1", "word F1"),
    ("snippets unwanted found", "unwanted"),
    ("article text kept", "kept"),
    ("boilerplate lines removed", "removed"),
    ("line F1 (boilerplate)", "line F1"),
    ("documents exactly right", "exact"),
)


def by_language(records: Sequence[Cleaned]) -> Iterator[str]:
    """A row for each detected language, most records first: figures of its pages, then of its texts."""
    groups = defaultdict(list)
    for record in records:
        groups[record.language].append(record)
    yield f"{'':<6}{'pages':>6}{'texts':>6}" + "".join(f"{head:>10}" for _, head in LANGUAGE_FIGURES)
    for language, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        figures = score(group)
        texts = sum("lines" in record.gold for record in group)
        cells = (f"{figures[key]:10.3f}" if key in figures else f"{'':>10}" for key, _ in LANGUAGE_FIGURES)
        yield f"{language:<6}{len(group) - texts:>6}{texts:>6}" + "".join(cells)


def by_category(records: Sequence[Cleaned]) -> Iterator[str]:
    """What became of the lines of the text sets, by label; then of the article's lines, by the category they fell to.

    A line counts as removed when the ledger holds it whole. `named so` is the share of those whose category in the
    ledger is the one of the label.
    """
    fates = Counter(fate for record in records for fate in _fates(record))
    yield f"{'texts':<14}{'label':>6}{'lines':>7}{'removed':>9}{'missed':>8}{'named so':>10}"
    for label, category in LABELS.items():
        names = Counter({name: n for (found, name), n in fates.items() if found == label})
        lines, missed = names.total(), names[""]
        removed = lines - missed
        named = f"{names[category.value] / removed:10.3f}" if removed else ""
        yield f"{category.value:<14}{label:>6}{lines:>7}{removed:>9}{missed:>8}{named}"
    yield f"\n{'texts and pages':<14} {'removals':>9} {'characters':>11} {'of them article text':>22}"
    yield from _wrongly_cut(records)


def _fates(record: Cleaned) -> Iterator[tuple[str, str]]:
    """The label of each line, and the category that it was removed under, or nothing."""
    names = defaultdict(list)
    for category, text in record.removed:
        names[text.strip()].append(category)
    for label, text in record.gold.get("lines", ()):
        if text.strip():
            found = names[text.strip()]
            yield label, found.pop(0) if found else ""


def _wrongly_cut(records: Iterable[Cleaned]) -> Iterator[str]:
    number, chars, wrong = Counter[str](), Counter[str](), Counter[str]()
    for record in records:
        lost = _Lost(record)
        for category, text in record.removed:
            number[category] += 1
            chars[category] += len(text)
            wrong[category] += len(text) * lost.holds(text)
    for category in Category:
        share = f"{wrong[category]:>13} ({wrong[category] / max(1, chars[category]):.4f})"
        yield f"{category.value:<15} {number[category]:>9} {chars[category]:>11} {share}"


class _Lost:
    """What the gold has and the published text has not; nothing where the gold knows snippets only."""

    def __init__(self, record: Cleaned) -> None:
        self._scorer = scorer()
        self._gold, self._text = self._lines(_article(record)), self._lines(record.text)

    def _lines(self, text: str) -> tuple[str, Counter[str]]:
        return self._scorer.squeeze(text), Counter(map(self._scorer.squeeze, text.split("\n")))

    def holds(self, text: str) -> bool:
        return bool(self._scorer.line_kept(text, *self._gold)) and not self._scorer.line_kept(text, *self._text)


def _article(record: Cleaned) -> str:
    lines = (text for label, text in record.gold.get("lines", ()) if label == ARTICLE)
    return str(record.gold.get("body") or "\n".join(lines))
