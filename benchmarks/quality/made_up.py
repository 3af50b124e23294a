"""Documents made up for training: article bodies with boilerplate and treacherous article lines put in.

The lines are our own (`lines/`, `boxes/`, `headlines/`) or the headlines of other pages, so their places and labels are
known, and no rule was written with them in view.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from benchmarks.quality.layouts import Row
from benchmarks.quality.stories import Stories, known_stories, with_stories
from benchmarks.quality.texts import RELAID, Box, LabelledText, WrittenLine, laid_out
from cleaners.model import Hints

Item = TypeVar("Item")
SEED = 7
LEAST_LINES = 8  # of article text, for a body to be of use
MOST_LINES = 50
ENGLISH, GERMAN = 360, 90  # bodies taken from pages
LABEL_CHARS = 30  # of a line that may announce other stories
TIMES = 3  # that each body of another language is used
REPEATED = 0.03  # of the boxes stand twice
TIGHT = 0.4  # of the boxes have no empty lines inside
BOXES = (0, 0, 1, 1, 2)  # how many a document gets; one of these at random
TITLED, ADDRESSED = 0.2, 0.5  # share of documents whose title, whose address the container states
FOREIGN = 0.12  # share of the lines that are of another language than the article
HEADLINED = 0.85  # share of documents that begin with their headline


@dataclass(frozen=True, slots=True)
class Stock:
    """What is put in, by language; a language without its own takes English."""

    lines: Mapping[str, Sequence[WrittenLine]]
    boxes: Mapping[str, Sequence[Box]]
    stories: Stories

    def lines_of(self, language: str | None, keeps: bool) -> list[WrittenLine]:
        found = [line for line in self.lines[language or "en"] if (line.label == "K") == keeps]
        return found or [line for line in self.lines["en"] if (line.label == "K") == keeps]

    def boxes_of(self, language: str | None) -> Sequence[Box]:
        return self.boxes.get(language or "en") or self.boxes["en"]


def made_up(
    texts: Sequence[LabelledText],
    lines: Sequence[WrittenLine],
    boxes: Sequence[Box],
    fold: Callable[[LabelledText], int],
) -> Iterator[LabelledText]:
    """Documents whose bodies come from `texts`. The same input gives the same documents.

    Boxes of article lines (recipes, tables, letters) are not put in: a forest that met them let lists of links pass.
    """
    chance = random.Random(SEED)
    single = (x for x in lines if x.text.strip() and "\n" not in x.text and not (x.rule_example and x.label != "K"))
    stock = Stock(
        _by_language((line.language, line) for line in single),
        _by_language((box[0].language, box) for box in boxes if box[0].label != "K"),
        known_stories(texts, fold),
    )
    for number, text in enumerate(_bodies(texts, chance)):
        rows = _filled(_body(text, chance), text, stock, fold(text), chance)
        headline = _headline(text)
        if headline and chance.random() < HEADLINED:
            rows.insert(0, Row("T", headline))
        yield _document(number, text, rows, chance)


def _by_language(found: Iterable[tuple[str, Item]]) -> Mapping[str, list[Item]]:
    out: defaultdict[str, list[Item]] = defaultdict(list)
    for language, one in found:
        out[language].append(one)
    return out


def _bodies(texts: Sequence[LabelledText], chance: random.Random) -> list[LabelledText]:
    pages = [t for t in texts if t.set_name not in ("seeds", "residue-dev", "injected-dev")]
    pages = [t for t in pages if t.labels.count("K") >= LEAST_LINES]
    chance.shuffle(pages)
    english = [t for t in pages if t.document.metadata.language == "en"][:ENGLISH]
    german = [t for t in pages if t.document.metadata.language == "de"][:GERMAN]
    others = [t for t in pages if t.document.metadata.language not in ("en", "de")]
    others += [t for t in texts if t.set_name == "injected-dev" and t.document.metadata.language != "en"]
    return english + german + [text for text in others for _ in range(TIMES)]


def _body(text: LabelledText, chance: random.Random) -> list[Row]:
    least = 40 if text.set_name == "injected-dev" else 0  # short lines of that set may be put in
    rows = [Row("K", line) for _, line, label in text.lines if label == "K" and len(line) > least]
    start = chance.randrange(0, max(1, len(rows) - MOST_LINES))
    return rows[start : start + MOST_LINES]


def _headline(text: LabelledText) -> str | None:
    wanted = "T" if text.set_name == "injected-dev" else "X"
    return next((line for _, line, label in text.lines if label == wanted and 20 < len(line) < 120), None)


def _filled(rows: list[Row], text: LabelledText, stock: Stock, fold: int, chance: random.Random) -> list[Row]:
    language = text.document.metadata.language
    cut, keeps = stock.lines_of(language, keeps=False), stock.lines_of(language, keeps=True)
    strangers = [stock.lines_of(chance.choice(list(stock.lines)), keeps=False) for _ in range(3)]
    _put_lines(rows, Offer(cut, keeps, strangers), chance)
    labels = [line.text for line in cut if line.label == "R" and len(line.text) < LABEL_CHARS]
    rows = with_stories(rows, stock.stories.known(language, fold), chance.choice(labels or [""]), chance)
    for _ in range(chance.choice(BOXES)):
        _put_box(rows, chance.choice(stock.boxes_of(language)), chance)
    return rows


class Offer(NamedTuple):
    """Lines that a document may be given: boilerplate, article lines, and boilerplate of some other languages."""

    cut: Sequence[WrittenLine]
    keeps: Sequence[WrittenLine]
    strangers: Sequence[Sequence[WrittenLine]]


def _put_lines(rows: list[Row], offer: Offer, chance: random.Random) -> None:
    """Two to nine boilerplate lines, some in company of their kind, and up to four article lines."""
    for _ in range(chance.randint(2, 9)):
        stock = chance.choice(offer.strangers) if chance.random() < FOREIGN else offer.cut
        line = chance.choice(stock)
        place = _place(rows, chance)
        group = [line]
        if chance.random() < 0.25:
            group.append(chance.choice([other for other in stock if other.label == line.label]))
        rows[place:place] = [Row(one.label, one.text, written=True) for one in group]
    for _ in range(chance.randint(0, 4)):
        rows.insert(chance.randint(1, max(1, len(rows))), Row("K", chance.choice(offer.keeps).text, written=True))


def _place(rows: Sequence[Row], chance: random.Random) -> int:
    return chance.choice((0, len(rows), *(chance.randint(0, len(rows)) for _ in range(3))))


def _put_box(rows: list[Row], box: Box, chance: random.Random) -> None:
    tight = chance.random() < TIGHT
    lines = [Row(line.label, line.text, written=True, tight=tight and i > 0) for i, line in enumerate(box)]
    for _ in range(2 if chance.random() < REPEATED else 1):
        place = _place(rows, chance)
        rows[place:place] = lines


def _document(number: int, text: LabelledText, rows: Sequence[Row], chance: random.Random) -> LabelledText:
    layout = chance.choices(list(RELAID), list(RELAID.values()))[0]
    metadata = text.document.metadata
    title = next((row.text for row in rows if row.label == "T"), None) if chance.random() < TITLED else None
    hints = Hints(url=metadata.url if chance.random() < ADDRESSED else None, title=title)
    found = laid_out(rows, layout, hints, chance)
    return LabelledText("made-up", f"made-up-{number}", text.site, *found, form=layout)
