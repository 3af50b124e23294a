"""Hundreds of patterns over all lines of a page, at the price of the few that may match.

One automaton for all patterns would be simplest, but patterns with gaps (`subscribe [^.]*newsletter`) multiply its
states until it builds a new one for nearly every character. So each pattern waits for a literal that it cannot do
without; one pass over the page finds all literals (Aho and Corasick, "Efficient String Matching", 1975), and a pattern
that was woken is asked once about all of its lines together: where it says no, as it mostly does, that was all.
Phrases that are a whole line are looked up. Every step is linear in the text; benchmarks/phrases.py measures the cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick_rs
import re2

from cleaners.literals import END, START, required, union
from cleaners.rulefile import (
    Rule,
    core_of,
    is_exact_line,
    is_line_pattern,
    line_source,
    lines_pattern,
    pattern_options,
)

_MEMORY = 8 << 20  # bytes; a pattern's automaton fills with states as texts need them, and starts afresh there
_FEW = 1  # a line that is not worth joining


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a page as patterns see them: `chars` is the length of each as it was written."""

    normalised: Sequence[str]
    encoded: Sequence[bytes]
    chars: Sequence[int]
    joined: bytes  # all of them, each between its edges
    limits: Sequence[int]  # where in `joined` each ends

    @classmethod
    def of(cls, normalised: Sequence[str], chars: Sequence[int]) -> Lines:
        encoded = [line.encode() for line in normalised]
        framed = [b"%b%b%b" % (_START, line, _END) for line in encoded]
        limits, end = [], 0
        for line in framed:
            end += len(line)
            limits.append(end)
        return cls(normalised, encoded, chars, b"".join(framed), limits)


_START, _END = START.encode(), END.encode()


class Pattern:
    """One pattern of a rule. Most are never woken, so each is compiled when it is first asked."""

    __slots__ = ("_automaton", "rule", "source")

    def __init__(self, rule: Rule, source: str) -> None:
        self.rule = rule
        self.source = source
        self._automaton: re2.Set | None = None

    def matches(self, encoded: bytes) -> bool:
        """Whether any line of `encoded` may match; exact for one line, as only a match across a line end is wrong.

        A set of one answers yes or no in one pass; RE2's search would go on to find where.
        """
        if self._automaton is None:
            self._automaton = _automaton(f"(?m){self.source}")
        return self._automaton.Match(encoded) is not None

    def among(self, lines: Lines, asked: Iterable[int]) -> list[int]:
        """Those of the asked lines that match."""
        allowed = [i for i in asked if lines.chars[i] <= self.rule.max_chars]
        if len(allowed) > _FEW and not self.matches(b"\n".join([lines.encoded[i] for i in allowed])):
            return []
        return [i for i in allowed if self.matches(lines.encoded[i])]


def _automaton(source: str) -> re2.Set:
    options = pattern_options()
    options.never_capture = True
    options.max_mem = _MEMORY
    automaton = re2.Set.SearchSet(options)
    automaton.Add(source)
    automaton.Compile()
    return automaton


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that is a whole line but for signs around it, and the rule (by its place) that lists it."""

    place: int
    text: str
    before: int  # signs of its own before its core


@dataclass(frozen=True, slots=True)
class Matcher:
    """The patterns of some rules, compiled, in the order of the rules."""

    patterns: tuple[Pattern, ...]
    phrases: dict[str, list[Phrase]]  # by their core
    literals: ahocorasick_rs.BytesAhoCorasick
    waiting: tuple[tuple[int, ...], ...]  # for each literal, the patterns that wait for it
    awake: tuple[int, ...]  # patterns that wait for nothing
    max_chars: int  # of a line that any rule looks at
    phrase_chars: int  # of one that is looked up

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Matcher:
        """Made ready once a process: .1 s for English."""
        patterns, awake = [], []
        waiting: dict[str, list[int]] = defaultdict(list)
        for place, (pattern, needed) in enumerate(found for rule in rules for found in _patterns(rule)):
            patterns.append(pattern)
            if needed is None:
                awake.append(place)
            for literal in sorted(needed or ()):
                waiting[literal].append(place)
        return cls(
            tuple(patterns),
            _phrases(patterns),
            ahocorasick_rs.BytesAhoCorasick([literal.encode() for literal in waiting]),
            tuple(map(tuple, waiting.values())),
            tuple(awake),
            max((rule.max_chars for rule in rules), default=0),
            max((rule.max_chars for rule in rules if rule.lines), default=0),
        )

    def hits(self, lines: Lines) -> Iterator[tuple[int, Pattern]]:
        """Each line that a rule's pattern matches, by its number, and the pattern; by pattern, then by line."""
        found = self._listed(lines)
        for place, asked in self._woken(lines).items():
            found.setdefault(place, []).extend(self.patterns[place].among(lines, asked))
        for place in sorted(found):
            for line in found[place]:
                yield line, self.patterns[place]

    def _woken(self, lines: Lines) -> dict[int, list[int]]:
        """The lines that each pattern has to be asked about."""
        woken: dict[int, list[int]] = {place: list(range(len(lines.chars))) for place in self.awake}
        waiting, limits = self.waiting, lines.limits
        line = 0
        for literal, _, end in self.literals.find_matches_as_indexes(lines.joined, overlapping=True):
            while end > limits[line]:
                line += 1
            for place in waiting[literal]:
                asked = woken.get(place)
                if asked is None:
                    woken[place] = [line]
                elif asked[-1] != line:
                    asked.append(line)
        return woken

    def _listed(self, lines: Lines) -> dict[int, list[int]]:
        """The lines that are a listed phrase, by the place of the rule's pattern."""
        found: dict[int, list[int]] = {}
        for number, text in enumerate(lines.normalised):
            if lines.chars[number] > self.phrase_chars:
                continue
            core, before = core_of(text)
            for phrase in self.phrases.get(core, ()):
                rule = self.patterns[phrase.place].rule
                if lines.chars[number] <= rule.max_chars and _stands_in(phrase, text, before):
                    found.setdefault(phrase.place, []).append(number)
        return found


def _patterns(rule: Rule) -> Iterator[tuple[Pattern, frozenset[str] | None]]:
    """The patterns of a rule, and the literals of which each waits for one; None where it waits for nothing.

    That of its listed phrases only stands for those that are looked up; a second one is for those with wildcards.
    """
    for source in rule.patterns:
        if not is_line_pattern(source):
            yield Pattern(rule, source), required(source)
            continue
        yield Pattern(rule, source), frozenset()
        if wild := [line for line in rule.lines if not is_exact_line(line)]:
            yield Pattern(rule, lines_pattern(wild)), union(required(line_source(line)) for line in wild)


def _phrases(patterns: Sequence[Pattern]) -> dict[str, list[Phrase]]:
    phrases: dict[str, list[Phrase]] = defaultdict(list)
    for place, pattern in enumerate(patterns):
        if is_line_pattern(pattern.source) and pattern.source in pattern.rule.patterns:
            for line in filter(is_exact_line, pattern.rule.lines):
                core, before = core_of(line)
                phrases[core].append(Phrase(place, line, before))
    return dict(phrases)


def _stands_in(phrase: Phrase, text: str, before: int) -> bool:
    """Whether a line of the same core holds the phrase with its own signs; what is beyond them is around it."""
    start = before - phrase.before
    return start >= 0 and text.startswith(phrase.text, start)
