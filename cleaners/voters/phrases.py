"""The phrases voter: what the words of a block say it is, by the rules of `languages/*.toml`.

All rules for a language run together in two automata (RE2 sets): one for rules that mark whole blocks, one for rules
that mark a part of a longer block. Time is linear in the text whatever the patterns; see benchmarks/phrases.py.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import re2

from cleaners.model import Block, Document, Mark
from cleaners.rules import Rule, RuleSet, Span, base_language, compile_pattern, fold, normalise, pattern_options

VOTER = "phrases"
SET_MEMORY_BYTES = 64 << 20  # bounds program and cached states of one set; filled only as far as texts need


def vote(document: Document, rules: RuleSet) -> list[Mark]:
    """Marks of all matching rules, in order of blocks and of rules. Pure: equal documents give equal marks."""
    matcher = matcher_for(rules, base_language(document.metadata.language))
    return [mark for block in document.blocks for mark in matcher.marks(block)]


@lru_cache(maxsize=64)
def matcher_for(rules: RuleSet, language: str) -> Matcher:
    """The compiled matcher for pages in `language`; compiling takes up to some 100 ms, once a process."""
    chosen = rules.for_language(language)
    return Matcher(
        whole=PatternSet.compile([r for r in chosen if r.span is Span.BLOCK]),
        part=PatternSet.compile([r for r in chosen if r.span is Span.MATCH]),
    )


@dataclass(frozen=True, slots=True)
class PatternSet:
    """Many rules, matched together.

    Patterns that must contain some literal are found through RE2's filter: one look for all literals, then the few
    patterns whose literals are there. Those without any run as two automata, anchored and not; in one automaton with
    the rest they multiply its states until RE2 falls back to its slow engine (160 ms a page instead of 7).
    """

    filtered: re2.Filter | None
    filtered_ids: tuple[int, ...]
    automata: tuple[tuple[re2.Set, tuple[int, ...]], ...]
    rules: tuple[Rule, ...]  # the rule of each pattern
    patterns: tuple[str, ...]
    max_chars: int  # the largest of the rules; longer texts need no look

    @classmethod
    def compile(cls, rules: Sequence[Rule]) -> PatternSet:
        pairs = [(rule, pattern) for rule in rules for pattern in rule.patterns]
        patterns = tuple(pattern for _, pattern in pairs)
        bare = _without_literals(patterns)
        literal = tuple(i for i in range(len(patterns)) if i not in bare)
        anchored = tuple(i for i in bare if patterns[i].startswith("^"))
        loose = tuple(i for i in bare if not patterns[i].startswith("^"))
        return cls(
            filtered=_filter([patterns[i] for i in literal]) if literal else None,
            filtered_ids=literal,
            automata=tuple((_automaton([patterns[i] for i in ids]), ids) for ids in (anchored, loose) if ids),
            rules=tuple(rule for rule, _ in pairs),
            patterns=patterns,
            max_chars=max((rule.max_chars for rule in rules), default=0),
        )

    def hits(self, normalised: str, chars: int) -> list[int]:
        """Indices of the patterns that match a block of `chars` characters and are allowed to."""
        if chars > self.max_chars or not normalised:
            return []
        found = [self.filtered_ids[i] for i in self.filtered.Match(normalised) or ()] if self.filtered else []
        for automaton, ids in self.automata:
            found += [ids[i] for i in automaton.Match(normalised) or ()]
        return sorted(i for i in found if chars <= self.rules[i].max_chars)


def _without_literals(patterns: Sequence[str]) -> list[int]:
    """Patterns that the filter can never rule out: it offers them even for a text that no rule knows."""
    return sorted(_filter(patterns).Match("\ue000", potential=True) or ()) if patterns else []


def _filter(patterns: Sequence[str]) -> re2.Filter:
    chosen = re2.Filter()
    for pattern in patterns:
        chosen.Add(pattern, pattern_options())
    chosen.Compile()
    return chosen


def _automaton(patterns: Sequence[str]) -> re2.Set:
    options = pattern_options()
    options.never_capture = True  # lets RE2 share common prefixes
    options.max_mem = SET_MEMORY_BYTES
    automaton = re2.Set.SearchSet(options)
    for pattern in patterns:
        automaton.Add(pattern)
    automaton.Compile()
    return automaton


@dataclass(frozen=True, slots=True)
class Matcher:
    """The rules of one language combination, compiled."""

    whole: PatternSet
    part: PatternSet

    def marks(self, block: Block) -> list[Mark]:
        chars = len(block.text)
        if chars > self.whole.max_chars and chars > self.part.max_chars:
            return []
        normalised = normalise(block.text)
        whole = dict.fromkeys(self.whole.rules[i] for i in self.whole.hits(normalised, chars))
        marks = [_mark(block, rule, 0, chars) for rule in whole]
        for i in self.part.hits(normalised, chars):
            marks.extend(_part_marks(block, self.part.rules[i], self.part.patterns[i], normalised))
        return marks


def _mark(block: Block, rule: Rule, start: int, end: int) -> Mark:
    first = block.start
    return Mark(block.index, first + start, first + end, rule.category, rule.id, rule.verdict, rule.strength, VOTER)


def _part_marks(block: Block, rule: Rule, pattern: str, normalised: str) -> Iterator[Mark]:
    offsets = offset_map(block.text, normalised)
    if offsets is None:
        return
    for match in compile_pattern(pattern).finditer(normalised):
        start, end = match.span(1 if match.re.groups else 0)
        if 0 <= start < end:
            yield _mark(block, rule, *original_span(block.text, offsets, start, end))


def original_span(text: str, offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The span of `text` that the normalised characters `start` to `end` came from (`offsets` by `offset_map`).

    It ends where the next character of another origin begins, so it takes trailing combining marks with it.
    """
    following = bisect_right(offsets, offsets[end - 1])
    return offsets[start], offsets[following] if following < len(offsets) else len(text)


def offset_map(text: str, normalised: str) -> list[int] | None:
    """For each character of `normalised` the index in `text` of the character that it came from.

    None where the two cannot be aligned character by character (text composed across characters, as in Korean
    typed in single letters); a caller then has no place to point to.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text):
        for folded in fold(cluster):
            character = " " if folded.isspace() else folded
            if character == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(character)
            offsets.append(start)
    if characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return offsets if "".join(characters) == normalised else None


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each character with the combining marks that follow it, and its index."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            yield start, text[start:i]
            start = i
