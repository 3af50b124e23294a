"""Other stories as crude page text lists them: what made-up documents hold beside the lines of our own writing.

Four fifths of what is left over on pages has no cue word: headlines of other stories, with or without a sentence below,
in a list after the article or one at a time between its paragraphs. The headlines are those of the dev pages, taken
from texts that no fold parts from the document (else a lexicon would have read them), and of our own (`headlines/`).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.layouts import Row
from benchmarks.quality.texts import PAGE_SETS, LabelledText

HEADLINES = Path(__file__).with_name("headlines")
LEAST_CHARS, MOST_CHARS = 18, 130  # of a headline
SUMMARY_CHARS = 40, 240
LISTS = 0.35  # share of documents that end in a list of stories
BETWEEN = 0.3  # share with stories between the paragraphs
MOST_LISTED, MOST_BETWEEN = 8, 4


@dataclass(frozen=True, slots=True)
class Story:
    """A headline, and the sentence that stands below it in a teaser; empty where there is none."""

    headline: str
    summary: str


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories of our own by language, and those of pages by language and fold."""

    own: Mapping[str, Sequence[Story]]
    of_pages: Mapping[tuple[str, int], Sequence[Story]]

    def known(self, language: str | None, fold: int) -> list[Story]:
        """What a document of this fold may be given."""
        return [*self.own.get(language or "", ()), *self.of_pages.get((language or "", fold), ())]


Manner = Callable[[Story], list[str]]


def known_stories(texts: Sequence[LabelledText], fold: Callable[[LabelledText], int]) -> Stories:
    """Our own stories, and the headlines of the pages among `texts`, each with a short paragraph of its page."""
    own = {path.stem: [_story(row) for row in _rows(path)] for path in sorted(HEADLINES.glob("*.txt"))}
    of_pages: defaultdict[tuple[str, int], list[Story]] = defaultdict(list)
    for text in texts:
        title = text.document.metadata.title or ""
        if text.set_name in PAGE_SETS and LEAST_CHARS <= len(title) <= MOST_CHARS:
            of_pages[text.document.metadata.language or "", fold(text)].append(Story(title, _summary(text)))
    return Stories(own, of_pages)


def _rows(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _story(row: str) -> Story:
    headline, _, summary = row.partition("\t")
    return Story(headline, summary)


def _summary(text: LabelledText) -> str:
    least, most = SUMMARY_CHARS
    return next((line for _, line, label in text.lines if label == "K" and least <= len(line) <= most), "")


def with_stories(rows: Sequence[Row], stories: Sequence[Story], label: str, chance: random.Random) -> list[Row]:
    """The rows with a list of stories at the end, or some between them. `label` announces a list; it may be empty."""
    out = list(rows)
    if len(stories) < MOST_LISTED:
        return out
    if chance.random() < BETWEEN:
        manner = chance.choice(BETWEEN_MANNERS)
        for story in chance.sample(stories, chance.randint(1, MOST_BETWEEN)):
            place = chance.randint(2, max(2, len(out) - 1))
            out[place:place] = _lines(manner(story))
    if chance.random() < LISTS:
        manner = chance.choice(LIST_MANNERS)
        out += [Row("R", label, written=True)] if label and chance.random() < 0.5 else []
        for story in chance.sample(stories, chance.randint(2, MOST_LISTED)):
            out += _lines(manner(story))
    return out


def _lines(texts: Sequence[str]) -> list[Row]:
    return [Row("R", text) for text in texts if text]


def _titled(story: Story) -> list[str]:
    return [story.headline]


def _teased(story: Story) -> list[str]:
    return [story.headline, story.summary]


def _shouted(story: Story) -> list[str]:
    return [story.headline.upper()]


def _doubled(story: Story) -> list[str]:
    return [f"{story.headline} {story.headline}"]


def _cut_short(story: Story) -> list[str]:
    return [story.headline, f"{story.summary[:110].rsplit(' ', 1)[0]}…" if story.summary else ""]


def _bulleted(story: Story) -> list[str]:
    return [f"• {story.headline}"]


BETWEEN_MANNERS: tuple[Manner, ...] = (_titled, _titled, _shouted, _shouted, _teased, _doubled)
LIST_MANNERS: tuple[Manner, ...] = (_titled, _titled, _teased, _teased, _cut_short, _bulleted, _doubled)
