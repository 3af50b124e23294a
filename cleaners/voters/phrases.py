"""The phrases voter: what the words of a block say it is, by the rules of `languages/*.toml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, groupby
from operator import attrgetter, itemgetter

from cleaners.formats.html import worth_asking
from cleaners.formats.plain import span_in_text
from cleaners.model import Block, Document, Mark, PayloadKind, new
from cleaners.rules.matcher import Lines, Matcher, Pattern
from cleaners.rules.rulebook import SHARED_LANGUAGES, RuleSet, base_language
from cleaners.rules.rulefile import Rule, Span, compile_pattern
from cleaners.text.function_words import FUNCTION_WORDS
from cleaners.text.language import detect_language
from cleaners.text.wording import normalise_all, offset_map, original_span

VOTER = "phrases"
BATCH = 1000  # blocks that are matched together: nearly any page, and a bound on what a huge one takes
SHORT_CHARS = 200  # of a line that may be furniture
SHORT_SAMPLE = 1500  # characters of such lines that the detector reads
SURE = 0.7  # its score from which it is believed


def vote(document: Document, rules: RuleSet) -> list[Mark]:
    """Marks of all matching rules, in order of blocks and of rules. Pure: equal documents give equal marks."""
    languages = (document.metadata.language, short_language(document))
    matchers = matchers_for(rules, languages)
    longest = max((matcher.max_chars for matcher in matchers), default=0)
    blocks = [block for block in worth_asking(document) if len(block.text) <= longest]
    marks = _all_marks(document, blocks, matchers)
    if document.kind is PayloadKind.TEXT:
        marked = {mark.block for mark in marks}
        strangers = strangers_of([block for block in blocks if block.index not in marked], languages)
        for language in sorted(strangers.keys() & rules.languages.keys()):
            marks += _all_marks(document, strangers[language], [matcher_of(rules, (language,))])
    return sorted(marks, key=attrgetter("block"))


def _all_marks(document: Document, blocks: Sequence[Block], matchers: Sequence[Matcher]) -> list[Mark]:
    batches = (blocks[first : first + BATCH] for first in range(0, len(blocks), BATCH))
    return [mark for batch in batches for mark in _batch_marks(document, batch, matchers)]


def strangers_of(blocks: Iterable[Block], known: Iterable[str | None]) -> dict[str, list[Block]]:
    """Short lines that are surely in another language than those that are `known`, by their language."""
    asked = {*SHARED_LANGUAGES, *map(base_language, known)}
    strangers: dict[str, list[Block]] = {}
    for block in blocks:
        if len(block.text) < SHORT_CHARS and not _is_spoken(block.text, asked):
            language, score = detect_language(block.text)
            if score >= SURE and language not in asked:
                strangers.setdefault(language, []).append(block)
    return strangers


def _is_spoken(text: str, languages: Collection[str]) -> bool:
    """Whether a line has more of the commonest words of these languages than of any other: a tenth of detection."""
    common = _speakers()
    counts = Counter(chain.from_iterable(common.get(word, ()) for word in text.lower().split()))
    ours = max((counts.pop(code, 0) for code in languages), default=0)
    return ours > max(counts.values(), default=0)


@cache
def _speakers() -> Mapping[str, Sequence[str]]:
    """The languages of which each word is one of the commonest."""
    pairs = [(word, code) for code, words in FUNCTION_WORDS.items() for word in words]
    return {word: [code for _, code in group] for word, group in groupby(sorted(pairs), key=itemgetter(0))}


def _batch_marks(document: Document, blocks: Sequence[Block], matchers: Sequence[Matcher]) -> list[Mark]:
    lines = Lines.of(normalise_all([block.text for block in blocks]), [len(block.text) for block in blocks])
    marks: list[dict[Mark, None]] = [{} for _ in blocks]  # a rule may match by several patterns
    for matcher in matchers:
        for number, pattern in matcher.hits(lines):
            marks[number].update(dict.fromkeys(_marks(document, blocks[number], pattern, lines.normalised[number])))
    return [mark for found in marks for mark in found]


def matchers_for(rules: RuleSet, languages: Iterable[str | None]) -> list[Matcher]:
    """Matchers for a page: one that every page shares (English furniture stands on pages of any language), its own."""
    own = dict.fromkeys(base_language(language) for language in languages)
    groups = [(name,) for name in own if name in rules.languages and name not in SHARED_LANGUAGES]
    return [matcher_of(rules, group) for group in (SHARED_LANGUAGES, *groups)]


def short_language(document: Document) -> str | None:
    """The language of a plain text's short lines, where it can be told: furniture need not speak the article's."""
    if document.kind is not PayloadKind.TEXT:
        return None
    short = "\n".join(block.text for block in document.blocks if len(block.text) < SHORT_CHARS)
    language, score = detect_language(short[:SHORT_SAMPLE])
    return language if score >= SURE else None


@lru_cache(maxsize=128)
def matcher_of(rules: RuleSet, languages: tuple[str, ...]) -> Matcher:
    """The rules of these languages, made ready once a process."""
    return Matcher.of([rule for language in languages for rule in rules.languages.get(language, ())])


def _marks(document: Document, block: Block, pattern: Pattern, normalised: str) -> Iterable[Mark]:
    if pattern.rule.span is Span.BLOCK:
        return (_mark(block, pattern.rule, (block.start, block.end)),)
    return _part_marks(document, block, pattern, normalised)


def _mark(block: Block, rule: Rule, span: tuple[int, int]) -> Mark:
    return new(Mark, (block.index, *span, rule.category, rule.id, rule.verdict, rule.strength, VOTER))


def _part_marks(document: Document, block: Block, pattern: Pattern, normalised: str) -> Iterator[Mark]:
    offsets = offset_map(block.text, normalised)
    if offsets is None:
        return
    for match in compile_pattern(pattern.source).finditer(normalised):
        start, end = match.span(1 if match.re.groups else 0)
        if 0 <= start < end:
            span = original_span(block.text, offsets, start, end)
            yield _mark(block, pattern.rule, span_in_text(document, block, *span))
