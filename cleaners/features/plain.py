"""What a line of plain text looks like, as numbers: the inputs of the fitted decision.

Nothing here is a verdict. Every feature is context-free (the shape of the line), positional (its place among the
document's paragraphs) or a summary of the marks that voters put on it; then the same for its neighbours.
Lengths are natural logarithms of one more than a count of characters or words; shares lie in 0..1; -1 means absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaners.features import series
from cleaners.features.characters import Characters
from cleaners.features.lines import Columns, shape, spans
from cleaners.features.series import FAR, Array
from cleaners.features.tokens import words_of
from cleaners.features.words import TOKEN_CHARS, Words, slug_words
from cleaners.formats.plain import PlainPage
from cleaners.model import Category, Document, Mark, Verdict

LONG_CHARS = 140  # a line of this length (60 in unspaced scripts) is taken for a paragraph when the body is sought
LONG_CHARS_UNSPACED = 60
MARKED = 0.6  # strength from which a mark says that a line is likely to go
PARTED = 2.0  # line feeds that part paragraphs: others are counted as if they did
SOLID = -0.5  # logarithm of a share of the document's median paragraph from which a line is surely one of them
STRONG = 0.8  # strength from which a phrase is a landmark

CATEGORIES = tuple(category.value for category in Category)
VOTERS = ("phrases", "structure")
TAGS = {
    "heading": ("h1", "h2", "h3", "h4", "h5", "h6"), "item": ("li",), "picture": ("figcaption",), "link": ("a",),
    "cell": ("td", "tr", "th"),
}  # fmt: skip
TEXTURE = ("markdown", "wrapped", "clean", "page", "linked", "unit")
# Page shapes that are evidence of their own kind, each with a column beside the strongest of all.
SHAPES = (
    "headline", "headline.repeated", "head.above_headline", "credit.tail", "menu", "repeated.line",
    "link.run", "link.line", "picture", "related.below_label", "related.doubled", "related.capitals",
    "comments.section", "comments.headers", "tail.after_end",
    "tail.after_likely_end", "tail.titles",
)  # fmt: skip
MARKS = (
    *(f"cut.{name}" for name in CATEGORIES),
    *(f"{voter}.{side}" for voter in VOTERS for side in ("cut", "keep")),
    *SHAPES,
    "cut.share",
    "lexicon",
)


def features(document: Document, marks: Sequence[Mark], wording: npt.NDArray[np.float64]) -> Array:
    """One row a block, one column a name in `FEATURES`. `wording`: the character model's log-odds of each block."""
    if not document.blocks:
        return np.zeros((0, len(FEATURES)), np.float32)
    columns = all_columns(document, marks, wording)
    return np.stack([columns[name] for name in FEATURES], axis=1)


def all_columns(document: Document, marks: Sequence[Mark], wording: npt.NDArray[np.float64]) -> Columns:
    """Every feature by name, for a document of at least one block."""
    page = _Page(document, Characters.of(document), Words.of(document))
    columns = shape(page.characters) | spans(page.characters) | _signs(document) | _marks(document, marks)
    columns["wording"] = wording.astype(np.float32)
    columns |= _context(page, columns)
    columns |= _vocabulary(page, columns)
    columns |= _sides(columns) | _whole(document, columns)
    for step in STEPS:
        columns |= {f"{name}{step:+d}": series.shifted(columns[name], step) for name in NEIGHBOURS}
    columns |= {f"{name}~{reach}": series.around(columns[name], reach) for name in WINDOWS for reach in REACHES}
    return columns


@dataclass(frozen=True, slots=True)
class _Page:
    document: Document
    characters: Characters
    words: Words

    def __len__(self) -> int:
        return len(self.document.blocks)


def _signs(document: Document) -> Columns:
    """What the writer's signs say a line is: links, and tags where Markdown or a bullet names one."""
    blocks = document.blocks
    linked = [block.link_chars / len(block.text) for block in blocks]
    tags = {
        f"tag.{name}": np.array([block.tag in names for block in blocks], np.float32) for name, names in TAGS.items()
    }
    return {"linked": np.array(linked, np.float32), **tags}


def _marks(document: Document, marks: Sequence[Mark]) -> Columns:
    """The strongest mark of each kind on every block."""
    place = {name: column for column, name in enumerate(MARKS)}
    table = np.zeros((len(document.blocks), len(MARKS)), np.float32)
    table[:, place["lexicon"]] = -1  # too long to be judged by its words
    for mark in marks:
        row = table[mark.block]
        if mark.voter == "lexicon":
            row[place["lexicon"]] = (mark.strength - 0.5) * (1 if mark.verdict is Verdict.CUT else -1)
            continue
        names = [f"{mark.voter}.{mark.verdict.value}", mark.rule_id]
        if mark.verdict is Verdict.CUT:
            block = document.blocks[mark.block]
            names.append(f"cut.{mark.category.value}")
            share = (mark.end_char - mark.start_char) / (block.end - block.start)
            row[place["cut.share"]] = max(row[place["cut.share"]], share)
        for name in names:
            if name in place:
                row[place[name]] = max(row[place[name]], mark.strength)
    return {name: table[:, column] for column, name in enumerate(MARKS)}


def _context(page: _Page, columns: Columns) -> Columns:
    """Where the line stands among the lines and paragraphs of the document."""
    count, chars = len(page), page.characters
    length = (chars.ends - chars.starts).astype(np.float32)
    index = np.arange(count, dtype=np.float32)
    long = _paragraphs(length, columns)
    places = np.flatnonzero(long)
    first, last = (places[0], places[-1]) if len(places) else (count, -1)
    typical = np.median(length[long]) if len(places) else np.float32(0)
    gaps = _gaps(page.document)
    return {
        "from_head": np.minimum(index, FAR),
        "from_tail": np.minimum(count - 1 - index, FAR),
        "place": index / max(count - 1, 1),
        "text_before": (np.cumsum(length) - length) / length.sum(),
        "before_body": np.clip(first - index, -FAR, FAR),
        "after_body": np.clip(index - last, -FAR, FAR),
        "long": long.astype(np.float32),
        "to_typical": columns["chars"] - np.log1p(typical),
        "run": np.minimum(series.run_lengths(~long), FAR),
        "run_before": np.minimum(series.run_so_far(~long), FAR),
        "run_after": np.minimum(series.run_so_far(~long[::-1])[::-1], FAR),
        "gap_before": gaps[:-1],
        "gap_after": gaps[1:],
    }


def _paragraphs(length: Array, columns: Columns) -> npt.NDArray[np.bool_]:
    limit = np.where(columns["unspaced"] > 0.3, LONG_CHARS_UNSPACED, LONG_CHARS)
    return (length >= limit) & (columns["cut.share"] < 0.9)


def _gaps(document: Document) -> Array:
    """Line feeds before each block and after the last, as if two parted the document's paragraphs; at most 4."""
    feeds = np.array(feeds_between(document), dtype=np.float32)
    unit = document.page.texture.unit if isinstance(document.page, PlainPage) else PARTED
    return np.minimum(feeds * np.float32(PARTED / unit), 4).astype(np.float32)


def feeds_between(document: Document) -> list[int]:
    """Line feeds before each block, and after the last."""
    borders = [0, *(place for block in document.blocks for place in (block.start, block.end)), len(document.text)]
    return [document.text.count("\n", *gap) for gap in zip(borders[::2], borders[1::2], strict=True)]


def _vocabulary(page: _Page, columns: Columns) -> Columns:
    words = page.words
    body = columns["long"] > 0
    title = page.document.metadata.title
    headline = frozenset(title.lower().split()) if title else words_of(page.document.blocks[0].text[:TOKEN_CHARS])
    return {
        "repeats": words.repeats(),
        "function_words": words.function_share(),
        "in_body": words.shared_with(body),
        "like_headline": words.likeness(headline),
        "like_slug": words.likeness(slug_words(page.document.metadata.url)),
    }


def _sides(columns: Columns) -> Columns:
    """What all the lines before and all the lines after look like: past the article's end nothing is prose any more."""
    marked = np.maximum(columns["phrases.cut"], columns["structure.cut"]) >= MARKED
    strong = (columns["phrases.cut"] >= STRONG).astype(np.float32)
    measures = {
        "chars": columns["chars"],
        "ends_sentence": columns["ends_sentence"],
        "in_body": columns["in_body"],
        "long": columns["long"],
        "marked": marked.astype(np.float32),
        "wording": columns["wording"],
    }
    sides: Columns = {}
    for name, values in measures.items():
        sides[f"{name}<"] = series.mean_before(values)
        sides[f"{name}>"] = series.mean_before(values[::-1])[::-1]
    sides["longest>"] = series.max_before(columns["chars"][::-1])[::-1]
    sides["longest<"] = series.max_before(columns["chars"])
    solid = (columns["to_typical"] > SOLID).astype(np.float32) * (columns["phrases.cut"] < MARKED)
    sides["since_solid"] = series.since(solid)
    sides["until_solid"] = series.since(solid[::-1])[::-1]
    sides["solid>"] = series.mean_before(solid[::-1])[::-1]
    sides["since_mark"] = series.since(strong)
    sides["until_mark"] = series.since(strong[::-1])[::-1]
    sides["since_long"] = series.since(columns["long"])
    sides["until_long"] = series.since(columns["long"][::-1])[::-1]
    return sides


def _whole(document: Document, columns: Columns) -> Columns:
    """What kind of text the document is, the same for all its blocks: how much of it is prose, marked, furniture."""
    size = np.expm1(columns["chars"])
    marked = np.maximum(columns["phrases.cut"], columns["structure.cut"]) >= MARKED
    measures = {
        "all.blocks": np.log1p(len(size)),
        "all.chars": np.log1p(size.sum()),
        "all.long": (columns["long"] * size).sum() / size.sum(),
        "all.ended": (columns["ends_sentence"] * size).sum() / size.sum(),
        "all.marked": marked.mean(),
        "all.wording": columns["wording"].mean(),
        "all.furniture": (columns["wording"] > 0).mean(),
    }
    page = document.page
    measures |= {f"all.{name}": getattr(page.texture, name) if isinstance(page, PlainPage) else -1 for name in TEXTURE}
    return {name: np.full(len(size), value, np.float32) for name, value in measures.items()}


STEPS = (-2, -1, 1, 2)
REACHES = (2, 6)
NEIGHBOURS = (
    "chars", "ends_sentence", "title", "in_body", "phrases.cut", "structure.cut", "digits", "long", "wording",
    "linked",
)  # fmt: skip
WINDOWS = ("chars", "ends_sentence", "in_body", "phrases.cut", "structure.cut", "long", "wording", "linked")


# Written out, so that the order of the columns is that of the committed weights whatever the code above does.
SHAPE = tuple(
    """
    chars words upper title digits punctuation symbols emoji unspaced word_chars separators quotes money pauses
    sentences ends_sentence ends_closed ends_colon ends_pause ends_digit ends_letter starts_lower starts_upper
    starts_digit starts_bullet starts_quote starts_sign links years clocks
    """.split()
)
CONTEXT = tuple(
    """
    from_head from_tail place text_before before_body after_body long to_typical run run_before run_after gap_before
    gap_after repeats function_words in_body like_headline like_slug
    """.split()
)
SIDES = tuple(
    """
    chars< chars> ends_sentence< ends_sentence> in_body< in_body> long< long> marked< marked> wording< wording>
    longest> longest< since_mark until_mark since_long until_long since_solid until_solid solid>
    """.split()
)
WHOLE = (
    "all.blocks", "all.chars", "all.long", "all.ended", "all.marked", "all.wording", "all.furniture",
    *(f"all.{name}" for name in TEXTURE),
)  # fmt: skip
FEATURES: tuple[str, ...] = (
    *SHAPE,
    *MARKS,
    "wording",
    "linked",
    *(f"tag.{name}" for name in TAGS),
    *CONTEXT,
    *(f"{name}{step:+d}" for step in STEPS for name in NEIGHBOURS),
    *SIDES,
    *WHOLE,
    *(f"{name}~{reach}" for reach in REACHES for name in WINDOWS),
)
