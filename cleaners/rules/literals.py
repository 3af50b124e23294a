"""What a text must hold for a pattern to match it: the cheap question that is asked before the pattern itself.

`required("^(sign up|subscribe) [^.]*newsletter")` are sets of which one member each must occur in START + text + END:
{"newsletter"}, and {START + "sign up ", START + "subscribe "}. The idea (an index of literals before regular
expressions) is Russ Cox's, "Regular Expression Matching with a Trigram Index", 2012.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleaners.rules.rarity import END, START, frequency

__all__ = ["END", "MOST", "START", "Clause", "required", "worth_finding"]

Clause = frozenset[str]  # of which one member must occur
_EDGES = frozenset((START, END))
MAX_EXACT = 80  # strings; larger sets are cut into parts
MOST = 3  # clauses of a pattern that are looked for
# Times in a hundred characters: what is found as often costs more than it saves, as the rarest clause of a pattern or
# as a further one.
TOO_FREQUENT, TOO_FREQUENT_BESIDE = 1.0, 0.02

_ITSELF = r"[^\\\[\](){}|.^$*+?]|\\[^\w\\|]"  # a character, or an escaped sign
_PLAIN = re.compile(rf"(?:{_ITSELF})+(?![*+?{{])")  # a run that means itself, up to what a sign repeats
_CHOICE = re.compile(rf"(?:{_ITSELF}|\|)+(?=\)|\Z)")  # such runs, as all of a group
_DIGITS = frozenset("0123456789")
_CLASS_ESCAPES = {"d": _DIGITS, "s": frozenset(" \t\n\r\f")}
_NOT_LITERAL = frozenset("wWDSpPbB")


@dataclass(frozen=True, slots=True)
class Need:
    """What one part of a pattern needs. `exact` is every text it can match, None when these are too many."""

    exact: Clause | None
    clauses: tuple[Clause, ...] = ()  # of each, one member is in every match
    head: Clause | None = None  # every match begins with one of them; None when nothing is known

    def all(self) -> tuple[Clause, ...]:
        return (*self.clauses, *_usable(self.exact))


EMPTY = Need(frozenset({""}))
ANYTHING = Need(None)


def required(pattern: str) -> tuple[Clause, ...]:
    """Sets of strings, the rarest first; of each set one member must occur in `START + text + END`.

    Empty if the pattern promises nothing. Syntax that this reader does not know promises nothing.
    """
    try:
        reader = _Reader(pattern)
        need = reader.alternatives()
        found = need.all() if reader.done() else ()
    except (_UnknownSyntaxError, IndexError, ValueError):
        return ()
    by_rarity = _by_rarity(clause for clause in found if clause.isdisjoint((START, END)))
    kept: list[Clause] = []
    for clause in by_rarity:
        if not any(_implies(other, clause) for other in kept):
            kept.append(clause)
    return tuple(kept)


def worth_finding(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Those of a pattern's clauses, of which the rarest comes first, that save more than it costs to find them."""
    first = [clause for clause in clauses[:1] if frequency(clause) < TOO_FREQUENT]
    return (*first, *(clause for clause in clauses[1:MOST] if frequency(clause) < TOO_FREQUENT_BESIDE))


def _by_rarity(clauses: Iterable[Clause]) -> list[Clause]:
    return sorted(dict.fromkeys(clauses), key=frequency)


def _implies(first: Clause, second: Clause) -> bool:
    """Whether every text that holds a member of the first holds one of the second."""
    return all(any(b in a for b in second) for a in first)


def _usable(exact: Clause | None) -> tuple[Clause, ...]:
    """A set of which some member must occur, if there is one; those that hold a shorter member add nothing."""
    if exact is None or "" in exact:
        return ()
    short = [text for text in exact if len(text) <= 2]
    if len(short) == len(exact) == 1 or not short:
        return (exact,)
    return (frozenset([text for text in exact if not any(s in text and s != text for s in short)]),)


def _unescaped(plain: str) -> str:
    return plain.replace("\\", "")


def _joined(run: Clause, head: Clause | None) -> Clause:
    """The run with what must follow it, if that stays small."""
    if head is None or len(run) * len(head) > MAX_EXACT:
        return run
    return _product(run, head)


def _product(first: Clause, second: Clause) -> Clause:
    if _EDGES.isdisjoint(b[:1] for b in second):
        return frozenset([a + b for a in first for b in second])
    return frozenset([_glued(a, b) for a in first for b in second])


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
    return Need(None, _any_of([_by_rarity(need.all()) for need in needs]), union(heads))


def _any_of(branches: list[list[Clause]]) -> tuple[Clause, ...]:
    """What holds where all clauses of one of the branches hold: the rarest of each together, the next of each, ..."""
    if not all(branches):
        return ()
    longest = max(map(len, branches))
    return tuple(frozenset().union(*(branch[min(n, len(branch) - 1)] for branch in branches)) for n in range(longest))


def union(sets: Iterable[Clause | None]) -> Clause | None:
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
        if choice := _CHOICE.match(self.pattern, self.at):
            self.at = choice.end()
            return Need(frozenset(_unescaped(choice[0]).split("|")))
        branches = [self.sequence()]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence())
        return _either(branches)

    def sequence(self) -> Need:
        """A run of exact text grows while it can; where it ends it becomes a condition, and a new run begins."""
        clauses: list[Clause] = []
        run, exact, head = frozenset({""}), True, None
        while not self.done() and self.peek() not in "|)":
            part = self.repeated(self.atom())
            if part.exact is not None and len(run) * len(part.exact) <= MAX_EXACT:
                run = _product(run, part.exact)
                continue
            joined = _joined(run, part.head)
            head = joined if exact else head
            exact = False
            clauses += (*_usable(joined), *part.all())
            run = part.exact if part.exact is not None and len(part.exact) <= MAX_EXACT else frozenset({""})
        if exact:
            return Need(run)
        return Need(None, (*clauses, *_usable(run)), head)

    def atom(self) -> Need:
        if plain := _PLAIN.match(self.pattern, self.at):
            self.at = plain.end()
            return Need(frozenset({_unescaped(plain[0])}))
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
        return Need(None, need.all(), need.exact if need.exact is not None else need.head)
    return Need(need.exact | {""}) if high == 1 and need.exact is not None else ANYTHING
