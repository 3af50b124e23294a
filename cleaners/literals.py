"""What a text must hold for a pattern to match it: the cheap question that is asked before the pattern itself.

`required("^(sign up|subscribe) [^.]*newsletter")` is a set of which one member must occur in START + text + END:
here {"newsletter"} or {START + "sign up ", START + "subscribe "}, whichever is rarer in text. The idea (an index of
literals before regular expressions) is Russ Cox's, "Regular Expression Matching with a Trigram Index", 2012; RE2 has
it as FilteredRE2, whose search over literals costs ten times this one on our rules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

START, END = "\x02", "\x03"  # stand for the edges of a text; one inside a text wakes a pattern for nothing
_EDGES = START + END
MAX_EXACT = 40  # strings; larger sets are cut into parts

_LETTER = 0.06  # chance of a given ASCII letter at a given place
_PLAIN = re.compile(r"[^\\\[\](){}|.^$*+?]+(?![*+?{])")  # a run that means itself, up to what a sign repeats
_DIGITS = frozenset("0123456789")
_CLASS_ESCAPES = {"d": _DIGITS, "s": frozenset(" \t\n\r\f")}
_NOT_LITERAL = frozenset("wWDSpPbB")


@dataclass(frozen=True, slots=True)
class Need:
    """What one part of a pattern needs. `exact` is every text it can match, None when these are too many."""

    exact: frozenset[str] | None
    literals: frozenset[str] | None = None  # one of them is in every match; None when nothing is known
    head: frozenset[str] | None = None  # every match begins with one of them; None when nothing is known

    def best(self) -> frozenset[str] | None:
        return rarer(self.literals, _usable(self.exact))


EMPTY = Need(frozenset({""}))
ANYTHING = Need(None)


def required(pattern: str) -> frozenset[str] | None:
    """Strings of which one must occur in `START + text + END`, or None if the pattern promises none.

    Syntax that this reader does not know gives None, never a wrong promise.
    """
    try:
        reader = _Reader(pattern)
        need = reader.alternatives()
        found = need.best() if reader.done() else None
    except (_UnknownSyntaxError, IndexError, ValueError):
        return None
    return None if found is None or not found.isdisjoint((START, END)) else found


def frequency(literals: Iterable[str]) -> float:
    """A rough guess at how many of `literals` a text of one hundred characters holds."""
    return sum(_expected(literal) for literal in literals)


@lru_cache(maxsize=1 << 15)
def _expected(literal: str) -> float:
    text = literal.strip(START + END)
    places = 1 if len(text) < len(literal) else 100
    if text.isascii() and text.isalpha():
        return places * _LETTER ** len(text)
    return places * math.prod(map(_chance, text))


@lru_cache(maxsize=1 << 10)
def _chance(character: str) -> float:
    if character == " ":
        return 0.15
    if character.isalpha():
        return _LETTER if character.isascii() else 0.01
    return 0.008 if character in ".,-'" or character.isdigit() else 0.002


def rarer(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    if first is None or second is None:
        return second if first is None else first
    return first if frequency(first) <= frequency(second) else second


def _usable(exact: frozenset[str] | None) -> frozenset[str] | None:
    """A set of which some member must occur; those that hold a shorter member add nothing."""
    if exact is None or "" in exact:
        return None
    short = [text for text in exact if len(text) <= 2]
    return frozenset(text for text in exact if not any(s in text and s != text for s in short)) if short else exact


def _joined(run: frozenset[str], head: frozenset[str] | None) -> frozenset[str]:
    """The run with what must follow it, if that stays small."""
    if head is None or len(run) * len(head) > MAX_EXACT:
        return run
    return _product(run, head)


def _product(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    return frozenset(_glued(a, b) for a in first for b in second)


def _glued(first: str, second: str) -> str:
    """First and second together; an edge asked for twice is one edge, and edges in the wrong order promise nothing."""
    if first and second and second[0] in _EDGES and first[-1] in _EDGES:
        return first + second[1:] if first[-1] == second[0] else ""
    return first + second


def _either(needs: list[Need]) -> Need:
    if len(needs) == 1:
        return needs[0]
    exact = union(need.exact for need in needs)
    if exact is not None:
        return Need(exact)
    heads = (need.head if need.exact is None else need.exact for need in needs)
    return Need(None, union(need.best() for need in needs), union(heads))


def union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """All members, or None where one of the sets is not known: it may need anything."""
    members: set[str] = set()
    for found in sets:
        if found is None:
            return None
        members |= found
    return frozenset(members)


class _UnknownSyntaxError(Exception):
    """Syntax outside of what rules use."""


class _Reader:
    """Recursive descent over the syntax that rules use, yielding needs in place of a tree."""

    __slots__ = ("at", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def done(self) -> bool:
        return self.at >= len(self.pattern)

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1]

    def alternatives(self) -> Need:
        branches = [self.sequence()]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence())
        return _either(branches)

    def sequence(self) -> Need:
        """A run of exact text grows while it can; where it ends it becomes a condition, and a new run begins."""
        run, literals, exact, head = frozenset({""}), None, True, None
        while not self.done() and self.peek() not in "|)":
            part = self.repeated(self.atom())
            if part.exact is not None and len(run) * len(part.exact) <= MAX_EXACT:
                run = _product(run, part.exact)
                continue
            joined = _joined(run, part.head)
            head = joined if exact else head
            exact = False
            literals = rarer(rarer(literals, _usable(joined)), part.best())
            run = part.exact if part.exact is not None and len(part.exact) <= MAX_EXACT else frozenset({""})
        if exact:
            return Need(run)
        return Need(None, rarer(literals, _usable(run)), head)

    def atom(self) -> Need:
        if plain := _PLAIN.match(self.pattern, self.at):
            self.at = plain.end()
            return Need(frozenset({plain[0]}))
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return self.character_class()
        if character == "\\":
            return self.escape()
        if character == ".":
            return ANYTHING
        return Need(frozenset({{"^": START, "$": END}.get(character, character)}))

    def group(self) -> Need:
        if self.peek() == "?":
            if self.pattern[self.at : self.at + 2] != "?:":
                raise _UnknownSyntaxError
            self.at += 2
        need = self.alternatives()
        if self.take() != ")":
            raise _UnknownSyntaxError
        return need

    def escape(self) -> Need:
        character = self.take()
        if character in _CLASS_ESCAPES:
            return Need(_CLASS_ESCAPES[character])
        if character in _NOT_LITERAL:
            self.skip_property(character)
            return EMPTY if character in "bB" else ANYTHING
        if character.isalnum():
            raise _UnknownSyntaxError
        return Need(frozenset({character}))

    def skip_property(self, character: str) -> None:
        """Step over the L of \\pL, or the {Lu} of \\p{Lu}."""
        if character in "pP" and self.take() == "{":
            self.at = self.pattern.index("}", self.at) + 1

    def character_class(self) -> Need:
        members: set[str] | None = set()
        if self.peek() == "^":
            self.take()
            members = None
        first = True
        while first or self.peek() != "]":
            first = False
            found = self.member()
            members = None if members is None or found is None else members | found
        self.take()
        return ANYTHING if members is None else Need(frozenset(members))

    def member(self) -> set[str] | None:
        character = self.take()
        if character == "\\":
            need = self.escape()
            return set(need.exact) if need.exact is not None else None
        if character == "[" and self.peek() == ":":
            raise _UnknownSyntaxError
        if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] != "]":
            self.take()
            last = self.take()
            return {chr(c) for c in range(ord(character), ord(last) + 1)} if ord(last) - ord(character) < 10 else None
        return {character}

    def repeated(self, need: Need) -> Need:
        while self.peek() and self.peek() in "*+?{":
            need = _repeat(need, *self.bounds())
        return need

    def bounds(self) -> tuple[int, int | None]:
        sign = self.take()
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        end = self.pattern.index("}", self.at)
        low, _, high = self.pattern[self.at : end].partition(",")
        single = "," not in self.pattern[self.at : end]
        self.at = end + 1
        return int(low or 0), int(low) if single else int(high) if high else None


def _repeat(need: Need, low: int, high: int | None) -> Need:
    if (low, high) == (1, 1):
        return need
    if low > 0:
        return Need(None, need.best(), need.exact if need.exact is not None else need.head)
    return Need(need.exact | {""}) if high == 1 and need.exact is not None else ANYTHING
