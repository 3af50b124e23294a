"""The phrases voter: what the words of a block say it is, by the rules of `languages/*.toml`.

Hundreds of patterns are asked of every block. One automaton for all of them would be simplest, but patterns with gaps
(`subscribe [^.]*newsletter`) multiply its states until it builds a new one for nearly every character. So each
pattern waits for a literal that it cannot do without; one automaton finds all literals in one pass, and the few
patterns that it wakes are matched alone. Lists of whole lines have no literal that is rare, but anchored as they are
they share an automaton well. Every step is linear in the text; benchmarks/phrases.py measures the cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import re2

from cleaners.formats.html import Page, is_furniture
from cleaners.language import detect_language
from cleaners.literals import END, START, required
from cleaners.model import Block, Document, Mark, PayloadKind
from cleaners.rulefile import Rule, Span, compile_pattern, is_line_pattern, pattern_options
from cleaners.rules import SHARED_LANGUAGES, RuleSet, base_language
from cleaners.wording import normalise, offset_map, original_span

VOTER = "phrases"
_START, _END = START.encode(), END.encode()
# Automata fill with states as texts need them and start afresh at these bounds (bytes), so memory stays flat.
SHORT_CHARS = 200  # of a line that may be furniture
SHORT_SAMPLE = 1500  # characters of such lines that the detector reads
SURE = 0.7  # its score from which it is believed
SHARED_MEMORY = 128 << 20
PATTERN_MEMORY = 8 << 20


def vote(document: Document, rules: RuleSet) -> list[Mark]:
    """Marks of all matching rules, in order of blocks and of rules. Pure: equal documents give equal marks."""
    matchers = matchers_for(rules, (document.metadata.language, short_language(document)))
    longest = max((matcher.max_chars for matcher in matchers), default=0)
    return [
        mark
        for block in _worth_asking(document)
        if len(block.text) <= longest
        for mark in _block_marks(block, normalise(block.text), matchers)
    ]


def _worth_asking(document: Document) -> Iterable[Block]:
    """All blocks but what fills a page's menus and footers: near half of a page, and what it is is plain already."""
    page = document.page
    if not isinstance(page, Page):
        return document.blocks
    return (b for b, c in zip(document.blocks, page.contexts, strict=True) if not is_furniture(b, c))


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
    """The rules of these languages, made ready once a process (English takes 0.3 s, another language 0.1)."""
    chosen = [rule for language in languages for rule in rules.languages.get(language, ())]
    patterns = tuple(Pattern(rule, source) for rule in chosen for source in rule.patterns)
    return Matcher(patterns, Triggers.build(patterns), max((rule.max_chars for rule in chosen), default=0))


def _block_marks(block: Block, normalised: str, matchers: Sequence[Matcher]) -> dict[Mark, None]:
    encoded = normalised.encode()
    marks: dict[Mark, None] = {}  # a rule may match by several patterns
    for matcher in matchers:
        for pattern in matcher.hits(encoded, len(block.text)):
            if pattern.rule.span is Span.BLOCK:
                marks[_mark(block, pattern.rule, 0, len(block.text))] = None
            else:
                marks.update(dict.fromkeys(_part_marks(block, pattern, normalised)))
    return marks


class Pattern:
    """One pattern of a rule. Most are never woken, so each is compiled when it is first asked."""

    __slots__ = ("_automaton", "rule", "source")

    def __init__(self, rule: Rule, source: str) -> None:
        self.rule = rule
        self.source = source
        self._automaton: re2.Set | None = None

    def matches(self, encoded: bytes) -> bool:
        """A set of one answers yes or no in one pass; RE2's search would go on to find where."""
        if self._automaton is None:
            self._automaton = _automaton([self.source], _options(PATTERN_MEMORY))
        return self._automaton.Match(encoded) is not None


@dataclass(frozen=True, slots=True)
class Triggers:
    """Which patterns are worth asking for a text."""

    literals: re2.Set
    waiting: tuple[tuple[int, ...], ...]  # for each literal of the set, the patterns that wait for it
    together: re2.Set  # the patterns that wait for nothing: lists of lines, and what has no literal
    members: tuple[int, ...]  # for each pattern of `together`, its index
    max_chars: int  # of a block that `together` is asked about

    @classmethod
    def build(cls, patterns: Sequence[Pattern]) -> Triggers:
        waiting: dict[str, list[int]] = defaultdict(list)
        members = []
        for index, pattern in enumerate(patterns):
            needed = None if is_line_pattern(pattern.source) else required(pattern.source)
            if needed is None:
                members.append(index)
            for literal in needed or ():
                waiting[literal].append(index)
        return cls(
            literals=_automaton(map(re2.escape, waiting), _options(SHARED_MEMORY)),
            waiting=tuple(map(tuple, waiting.values())),
            together=_automaton((patterns[i].source for i in members), _options(SHARED_MEMORY)),
            members=tuple(members),
            max_chars=max((patterns[i].rule.max_chars for i in members), default=0),
        )

    def sure(self, encoded: bytes, chars: int) -> set[int]:
        """Patterns that do match."""
        found = self.together.Match(encoded) if chars <= self.max_chars else None
        return {self.members[i] for i in found} if found else set()

    def possible(self, encoded: bytes) -> set[int]:
        """Patterns that may match: one of their literals is there."""
        found = self.literals.Match(_START + encoded + _END)
        return {index for literal in found for index in self.waiting[literal]} if found else set()


def _options(memory: int) -> re2.Options:
    options = pattern_options()
    options.never_capture = True  # lets RE2 share common prefixes
    options.max_mem = memory
    return options


def _automaton(sources: Iterable[str], options: re2.Options) -> re2.Set:
    automaton = re2.Set.SearchSet(options)
    for source in sources:
        automaton.Add(source)
    automaton.Compile()
    return automaton


@dataclass(frozen=True, slots=True)
class Matcher:
    """The rules of some languages, compiled."""

    patterns: tuple[Pattern, ...]
    triggers: Triggers
    max_chars: int

    def hits(self, encoded: bytes, chars: int) -> list[Pattern]:
        """Patterns that match a block of `chars` characters, and are allowed to, in the order of the rules."""
        sure = self.triggers.sure(encoded, chars)
        hits = {i for i in sure if chars <= self.patterns[i].rule.max_chars}
        for i in self.triggers.possible(encoded):
            pattern = self.patterns[i]
            if chars <= pattern.rule.max_chars and pattern.matches(encoded):
                hits.add(i)
        return [self.patterns[i] for i in sorted(hits)]


def _mark(block: Block, rule: Rule, start: int, end: int) -> Mark:
    first = block.start
    return Mark(block.index, first + start, first + end, rule.category, rule.id, rule.verdict, rule.strength, VOTER)


def _part_marks(block: Block, pattern: Pattern, normalised: str) -> Iterator[Mark]:
    offsets = offset_map(block.text, normalised)
    if offsets is None:
        return
    for match in compile_pattern(pattern.source).finditer(normalised):
        start, end = match.span(1 if match.re.groups else 0)
        if 0 <= start < end:
            yield _mark(block, pattern.rule, *original_span(block.text, offsets, start, end))
