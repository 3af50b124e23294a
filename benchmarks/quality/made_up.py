"""Documents made up for training: article bodies with boilerplate and treacherous article lines put in.

The lines are our own (`lines/`), so their places and labels are known, and no rule was written with them in view.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.quality.texts import LabelledText, WrittenLine
from cleaners.formats.plain import parse_plain
from cleaners.model import Metadata

SEED = 7
LEAST_LINES = 8  # of article text, for a body to be of use
MOST_LINES = 50
ENGLISH, GERMAN = 260, 90  # bodies taken from pages
TIMES = 2  # that each body of another language is used
HEADLINED = 0.85  # share of documents that begin with their headline

Row = tuple[str, str, bool]  # label, text, written


def made_up(texts: Sequence[LabelledText], lines: Sequence[WrittenLine]) -> Iterator[LabelledText]:
    """Documents whose bodies come from `texts`. The same input gives the same documents."""
    chance = random.Random(SEED)
    stock = _by_language([line for line in lines if line.label != "K" and not line.rule_example])
    keeps = _by_language([line for line in lines if line.label == "K"])
    for number, text in enumerate(_bodies(texts, chance)):
        language = text.document.metadata.language if text.document.metadata.language in stock else "en"
        rows = _with_lines(_body(text, chance), stock[language], keeps[language] or keeps["en"], chance)
        headline = _headline(text)
        if headline and chance.random() < HEADLINED:
            rows.insert(0, ("T", headline, False))
        yield _document(number, text, rows)


def _by_language(lines: Sequence[WrittenLine]) -> Mapping[str, list[WrittenLine]]:
    found: defaultdict[str, list[WrittenLine]] = defaultdict(list)
    for line in lines:
        if line.text.strip() and "\n" not in line.text:
            found[line.language].append(line)
    return found


def _bodies(texts: Sequence[LabelledText], chance: random.Random) -> list[LabelledText]:
    pages = [t for t in texts if t.set_name not in ("seeds", "residue-dev", "injected-dev")]
    pages = [t for t in pages if t.labels.count("K") >= LEAST_LINES]
    chance.shuffle(pages)
    english = [t for t in pages if t.document.metadata.language == "en"][:ENGLISH]
    german = [t for t in pages if t.document.metadata.language == "de"][:GERMAN]
    others = [t for t in texts if t.set_name == "injected-dev" and t.document.metadata.language != "en"]
    return english + german + [text for text in others for _ in range(TIMES)]


def _body(text: LabelledText, chance: random.Random) -> list[Row]:
    least = 40 if text.set_name == "injected-dev" else 0  # short lines of that set may be put in
    rows: list[Row] = [("K", line, False) for _, line, label in text.lines if label == "K" and len(line) > least]
    start = chance.randrange(0, max(1, len(rows) - MOST_LINES))
    return rows[start : start + MOST_LINES]


def _headline(text: LabelledText) -> str | None:
    wanted = "T" if text.set_name == "injected-dev" else "X"
    return next((line for _, line, label in text.lines if label == wanted and 20 < len(line) < 120), None)


def _with_lines(
    rows: list[Row], stock: Sequence[WrittenLine], keeps: Sequence[WrittenLine], chance: random.Random
) -> list[Row]:
    """The rows with two to nine boilerplate lines, some in company of their kind, and up to four article lines."""
    for _ in range(chance.randint(2, 9)):
        line = chance.choice(stock)
        place = chance.choice((0, len(rows), *(chance.randint(0, len(rows)) for _ in range(3))))
        group = [line]
        if chance.random() < 0.25:
            group.append(chance.choice([other for other in stock if other.label == line.label]))
        rows[place:place] = [(one.label, one.text, True) for one in group]
    for _ in range(chance.randint(0, 4)):
        rows.insert(chance.randint(1, max(1, len(rows))), ("K", chance.choice(keeps).text, True))
    return rows


def _document(number: int, text: LabelledText, rows: Sequence[Row]) -> LabelledText:
    document = parse_plain("\n\n".join(row[1] for row in rows), Metadata(language=text.document.metadata.language))
    labels, written = tuple(row[0] for row in rows), tuple(row[2] for row in rows)
    return LabelledText("made-up", f"made-up-{number}", text.site, document, labels, written)
