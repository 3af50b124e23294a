"""Hundreds of patterns over all lines of a page, at the price of the few that may match.

One automaton for all patterns would be simplest, but patterns with gaps (`subscribe [^.]*newsletter`) multiply its
states until it builds a new one for nearly every character. So each pattern waits for literals that it cannot do
without (cleaners/rules/prefilter.py), and one that was woken is asked once about all of its lines together: where it
says no, as it mostly does, that was all. Phrases that are a whole line are looked up. Every step is linear in the text;
benchmarks/phrases.py measures the cost.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import re2

from cleaners.rules.prefilter import Prefilter
from cleaners.rules.rulefile import Rule, compile_pattern, core_of, is_exact_line, is_line_pattern, pattern_options

_MEMORY = 8 << 20  # bytes; a pattern's automaton fills with states as texts need them, and starts afresh there
_FEW = 1  # a line that is not worth joining
_BEYOND = "ÿ"  # in Latin-1 it stands for every character of a pattern that Latin-1 has not; no line in Latin-1 holds it
_NOT_LATIN = re.compile(r"[^\x00-\xff]")
# Signs of many pages and patterns, which Latin-1 has not, by control characters that it has and texts have not.
_CODES = str.maketrans({sign: chr(0x80 + n) for n, sign in enumerate("•→▶►↑›€★☆✓✔✅✕")})
_FOREIGN = re.compile(f"[^\x00-\x7f\xa0-\xff{''.join(map(chr, _CODES))}]+")
# What stands for foreign letters, numbers and signs, and the syntax that tells these from others.
_LETTER, _NUMBER, _SIGN = "ª²¬"
_TELLS_APART = re.compile(r"[ª²¬]|\\[pP](?![LN])|\\[xQ]|\(\?[^:]|\[:|-[^\x00-\x7f]|[^\x00-\x7f]-")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a page as patterns see them: `chars` is the length of each as it was written."""

    normalised: Sequence[str]
    encoded: Sequence[bytes]
    latin: Sequence[bytes]  # in Latin-1 and _CODES; empty where a line has foreign characters
    foreign: frozenset[int]  # the numbers of those lines
    chars: Sequence[int]

    @classmethod
    def of(cls, normalised: Sequence[str], chars: Sequence[int]) -> Lines:
        encoded = [line.encode() for line in normalised]
        latin = [same if line.isascii() else _in_latin(line) for line, same in zip(normalised, encoded, strict=True)]
        foreign = frozenset([number for number, line in enumerate(latin) if line is None])
        return cls(normalised, encoded, [line or b"" for line in latin], foreign, chars)

    def folded(self, number: int) -> bytes:
        """A line in Latin-1, with one letter, one number and one sign for all foreign ones."""
        return _folded(self.normalised[number]) if number in self.foreign else self.latin[number]


def _in_latin(line: str) -> bytes | None:
    return None if _FOREIGN.search(line) or _BEYOND in line else _coded(line)


def _coded(line: str) -> bytes:
    return line.translate(_CODES).encode("latin-1")


@lru_cache(maxsize=1 << 10)  # a page's: several patterns ask
def _folded(line: str) -> bytes:
    return _coded(_FOREIGN.sub(lambda run: "".join(map(_stand_in, run[0])), line))


@lru_cache(maxsize=1 << 12)
def _stand_in(foreign: str) -> str:
    """By RE2's own tables: Python's may be of another year."""
    kinds = ((compile_pattern(r"\pL"), _LETTER), (compile_pattern(r"\pN"), _NUMBER))
    return next((one for kind, one in kinds if kind.search(foreign)), _SIGN)


@lru_cache(maxsize=1 << 12)
def _treats_alike(source: str) -> bool:
    """Whether a pattern tells foreign characters apart by no more than being letters or numbers."""
    return not (_TELLS_APART.search(source) or _NOT_LATIN.search(source.translate(_CODES)))


class Pattern:
    """One pattern of a rule. Most are never woken, so each is compiled when it is first asked.

    It has two automata: that for lines in Latin-1 reads a character as one byte, so that it has a fraction of the
    states of that for UTF-8, and is compiled in a third of the time.
    """

    __slots__ = ("_any", "_latin", "rule", "source")

    def __init__(self, rule: Rule, source: str) -> None:
        self.rule = rule
        self.source = source
        self._any: re2.Set | None = None
        self._latin: re2.Set | None = None

    def matches(self, encoded: bytes) -> bool:
        """Whether any line of `encoded` may match; exact for one line, as only a match across a line end is wrong.

        A set of one answers yes or no in one pass; RE2's search would go on to find where.
        """
        if self._any is None:
            self._any = _automaton(self.source.encode(), re2.Options.Encoding.UTF8)
        return self._any.Match(encoded) is not None

    def matches_latin(self, encoded: bytes) -> bool:
        """`matches` for lines in Latin-1; for folded ones if the pattern treats foreign characters alike."""
        if self._latin is None:
            source = _NOT_LATIN.sub(_BEYOND, self.source.translate(_CODES)).encode("latin-1")
            self._latin = _automaton(source, re2.Options.Encoding.LATIN1)
        return self._latin.Match(encoded) is not None

    def among(self, lines: Lines, asked: Sequence[int]) -> list[int]:
        """Those of the asked lines that match."""
        others = [i for i in asked if i in lines.foreign] if lines.foreign else ()
        if not others:
            return _matching(self.matches_latin, lines.latin, asked)
        if _treats_alike(self.source):
            return _matching(self.matches_latin, {i: lines.folded(i) for i in asked}, asked)
        latin = [i for i in asked if i not in lines.foreign]
        found = _matching(self.matches_latin, lines.latin, latin) + _matching(self.matches, lines.encoded, others)
        return sorted(found)


def _matching(
    matches: Callable[[bytes], bool], lines: Sequence[bytes] | Mapping[int, bytes], asked: Sequence[int]
) -> list[int]:
    """The numbers of the asked lines that match; all at once first, for mostly none does."""
    if len(asked) > _FEW and not matches(b"\n".join([lines[i] for i in asked])):
        return []
    return [i for i in asked if matches(lines[i])]


def _automaton(source: bytes, encoding: re2.Options.Encoding) -> re2.Set:
    options = pattern_options()
    options.encoding = encoding
    options.never_capture = True
    options.max_mem = _MEMORY
    automaton = re2.Set.SearchSet(options)
    automaton.Add(b"(?m)" + source)
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
    prefilter: Prefilter
    max_chars: int  # of a line that any rule looks at
    phrase_chars: int  # of one that is looked up

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Matcher:
        """Made ready once a process."""
        asked = [(rule, asked) for rule in rules for asked in rule.asked]
        patterns = [Pattern(rule, asked.source) for rule, asked in asked]
        return cls(
            tuple(patterns),
            _phrases(patterns),
            Prefilter.of([asked.needs for _, asked in asked], [rule.max_chars for rule, _ in asked]),
            max((rule.max_chars for rule in rules), default=0),
            max((rule.max_chars for rule in rules if rule.lines), default=0),
        )

    def hits(self, lines: Lines) -> Iterator[tuple[int, Pattern]]:
        """Each line that a rule's pattern matches, by its number, and the pattern; by pattern, then by line."""
        found = self._listed(lines)
        for place, asked in self.prefilter.worth_asking(lines.encoded, lines.chars).items():
            found.setdefault(place, []).extend(self.patterns[place].among(lines, asked))
        for place in sorted(found):
            for line in found[place]:
                yield line, self.patterns[place]

    def _listed(self, lines: Lines) -> dict[int, list[int]]:
        """The lines that are a listed phrase, by the place of the rule's pattern."""
        found: dict[int, list[int]] = {}
        for number, text in enumerate(lines.normalised):
            if lines.chars[number] > self.phrase_chars:
                continue
            if text not in self.phrases and text[:1].isalnum() and text[-1:].isalnum():  # as nearly all lines are
                continue
            core, before = core_of(text)
            for phrase in self.phrases.get(core, ()):
                rule = self.patterns[phrase.place].rule
                if lines.chars[number] <= rule.max_chars and _stands_in(phrase, text, before):
                    found.setdefault(phrase.place, []).append(number)
        return found


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
