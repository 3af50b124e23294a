"""One language file, `languages/<iso>.toml`: its rules, read and checked.

A rule says which text is boilerplate (or must be protected), why, and shows it by examples; the examples are tests.
Patterns are RE2 and are matched against `normalise(text)`, so they are lower case with straight quotes and
plain dashes. A pattern may be a list of its pieces, which are put together. A rule may also list `lines`: plain
phrases that are the whole of a block but for symbols around them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import re2

from cleaners.model import Category, Verdict
from cleaners.rules.literals import Clause, required, worth_finding
from cleaners.text.wording import normalise

DEFAULT_MAX_CHARS = 300  # of a block; longer blocks are prose nearly always
DEFAULT_SPAN_MAX_CHARS = 2000  # of a block in which a part is looked for

# Shorthands that a pattern may use; RE2 knows no such braces, so they cannot mean anything else.
MACROS = {
    "{start}": "(?:^|[.!?:;|>»•*] )",  # where a sentence starts; not after a quotation mark, where somebody speaks
    "{end}": "[^\\pL\\pN\"')]*$",  # the end of the block, arrows and full stops aside
}
_LINE_HEAD, _LINE_TAIL = "^[^\\pL\\pN\"'(]*(?:", ")[^\\pL\\pN\"')]*$"
_NEVER_BEFORE, _NEVER_AFTER = "\"'(", "\"')"  # the same signs: no part of what stands around a phrase
_LINE_WILDCARDS = {r"\#": r"\pN[\pN.,:/]*", r"\*": "[^.!?:]+"}


class RuleError(ValueError):
    """A rule file that cannot be used; the message names the file, the rule and the remedy."""


class Span(StrEnum):
    """What a rule marks when it matches."""

    BLOCK = "block"
    MATCH = "match"  # only the matched part (group 1 of the pattern if it has one)


@dataclass(frozen=True, slots=True)
class Asked:
    """A pattern as a matcher asks it: only about lines that hold a member of each of `needs`."""

    source: str
    needs: tuple[Clause, ...]


LOOKED_UP: Clause = frozenset()  # what a pattern waits for that is never asked


@dataclass(frozen=True, slots=True)
class Rule:
    """One [[rule]] of a language file. `id` carries the language: `en/newsletter.imperative`."""

    id: str
    category: Category
    verdict: Verdict
    patterns: tuple[str, ...]  # RE2, shorthands expanded
    max_chars: int  # of a block's original text; longer blocks are not matched
    strength: float
    span: Span
    why: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    lines: tuple[str, ...]  # phrases, normalised, that are the whole of a block; `patterns` has one for them all
    asked: tuple[Asked, ...]  # what `patterns` and `lines` come to


def parse_rules(name: str, data: bytes) -> tuple[Rule, ...]:
    """The rules of one file called `name` (`<iso>.toml`). Raises RuleError."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise RuleError(f"{name}: not valid TOML in UTF-8: {error}") from error
    language = name.removesuffix(".toml")
    if table.get("language") != language:
        raise RuleError(f"{name}: `language` is {table.get('language')!r}; write language = {language!r}")
    if unknown := set(table) - {"language", "words", "rule"}:
        raise RuleError(f"{name}: unknown keys {sorted(unknown)}; a file holds `language`, [words] and [[rule]] tables")
    rules = tuple(_Row(name, language, row).rule() for row in table.get("rule", []))
    _check_unique(name, (rule.id for rule in rules))
    return rules


def _check_unique(name: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for rule_id in ids:
        if rule_id in seen:
            raise RuleError(f"{name}: rule {rule_id}: the id is used twice; ids must be unique in a file")
        seen.add(rule_id)


_KEYS = frozenset("id category verdict pattern patterns lines max_chars strength span why removes keeps".split())
E = TypeVar("E", bound=StrEnum)
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class _Row:
    """One [[rule]] table on its way to a Rule; every check knows the file and rule that it speaks of."""

    file: str
    language: str
    row: Mapping[str, object]

    def rule(self) -> Rule:
        if unknown := set(self.row) - _KEYS:
            raise self.error(f"unknown keys {sorted(unknown)}; known are {sorted(_KEYS)}")
        span = self.member("span", Span, Span.BLOCK)
        patterns = self.patterns()
        lines = tuple(map(normalise, self.texts("lines", at_least=1))) if "lines" in self.row else ()
        rule = Rule(
            id=f"{self.language}/{self.identifier()}",
            category=self.member("category", Category, None),
            verdict=self.member("verdict", Verdict, Verdict.CUT),
            patterns=patterns,
            max_chars=self.max_chars(DEFAULT_MAX_CHARS if span is Span.BLOCK else DEFAULT_SPAN_MAX_CHARS),
            strength=self.strength(),
            span=span,
            why=self.text("why"),
            removes=self.texts("removes", at_least=2),
            keeps=self.texts("keeps", at_least=1),
            lines=lines,
            asked=tuple(_asked(patterns, lines)),
        )
        self.check_lengths(rule)
        return rule

    def error(self, problem: str) -> RuleError:
        return RuleError(f"{self.file}: rule {self.row.get('id', '(no id)')}: {problem}")

    def identifier(self) -> str:
        value = self.text("id")
        if not _ID.fullmatch(value):
            raise self.error("`id` must look like newsletter.imperative (lower case, dots between parts)")
        return value

    def text(self, key: str) -> str:
        value = self.row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"`{key}` must be a text that is not empty")
        return value

    def texts(self, key: str, at_least: int) -> tuple[str, ...]:
        values = self.row.get(key)
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            raise self.error(f"`{key}` must be a list of texts")
        if len(values) < at_least:
            raise self.error(f"`{key}` needs {at_least} or more examples")
        return tuple(values)

    def member(self, key: str, kind: type[E], default: E | None) -> E:
        value = self.row.get(key, default)
        try:
            return kind(value)  # type: ignore[arg-type]
        except ValueError:
            raise self.error(f"`{key}` is {value!r}; it must be one of {[str(m) for m in kind]}") from None

    def max_chars(self, default: int) -> int:
        value = self.row.get("max_chars", default)
        if not isinstance(value, int) or not 1 <= value <= 5000:
            raise self.error("`max_chars` must be a whole number from 1 to 5000")
        return value

    def strength(self) -> float:
        value = self.row.get("strength", 0.8)
        if not isinstance(value, (int, float)) or not 0 < value <= 1:
            raise self.error("`strength` must be a number above 0 and at most 1")
        return float(value)

    def patterns(self) -> tuple[str, ...]:
        kinds = [key for key in ("pattern", "patterns", "lines") if key in self.row]
        if not kinds or {"pattern", "patterns"} <= set(kinds):
            raise self.error("write `pattern`, or `patterns`, or `lines` (`lines` may stand beside either)")
        written = [self.row["pattern"]] if "pattern" in kinds else self.alternatives() if "patterns" in kinds else []
        found = tuple(expand(self.whole(pattern)) for pattern in written)
        return (*found, lines_pattern(self.texts("lines", at_least=1))) if "lines" in kinds else found

    def alternatives(self) -> list[object]:
        values = self.row["patterns"]
        if not isinstance(values, list) or not values:
            raise self.error("`patterns` must be a list of one or more patterns")
        return values

    def whole(self, pattern: object) -> str:
        """A pattern, which may be written as a list of its pieces."""
        pieces = pattern if isinstance(pattern, list) else [pattern]
        texts = [piece for piece in pieces if isinstance(piece, str) and piece.strip()]
        if not texts or len(texts) != len(pieces):
            raise self.error("a pattern must be a text that is not empty, or a list of its pieces")
        return "".join(texts)

    def check_lengths(self, rule: Rule) -> None:
        for example in rule.removes:
            if len(example) > rule.max_chars:
                raise self.error(f"an example of `removes` is longer than max_chars ({rule.max_chars})")


def _asked(patterns: Sequence[str], lines: Sequence[str]) -> Iterator[Asked]:
    """That of listed phrases stands for those that are looked up; a second one is for those with wildcards."""
    for source in patterns:
        if not is_line_pattern(source):
            yield Asked(source, worth_finding(required(source)))
            continue
        yield Asked(source, (LOOKED_UP,))
        if wild := [line for line in lines if not is_exact_line(line)]:
            own = lines_pattern(wild)
            yield Asked(own, worth_finding(required(own)))


def check_patterns(rule: Rule) -> None:
    """Patterns must be RE2, must not match nothing at all, and must be written in characters that text can have.

    Raises RuleError. Separate from reading, because compiling every language takes a second and a page needs three;
    the tests check all.
    """
    for pattern in rule.patterns:
        try:
            compiled = compile_pattern(pattern)
        except re2.error as error:
            raise RuleError(f"rule {rule.id}: pattern {pattern!r} is not RE2: {error}") from None
        if compiled.search(""):
            raise RuleError(f"rule {rule.id}: pattern {pattern!r} matches the empty text")
        if strange := sorted({c for c in _literals(pattern) if not c.isspace() and normalise(c) != c}):
            forms = [normalise(c) for c in strange]
            raise RuleError(f"rule {rule.id}: pattern {pattern!r} can never match {strange}: text has {forms}")


def expand(pattern: str) -> str:
    """`pattern` with the MACROS written out."""
    for name, meaning in MACROS.items():
        pattern = pattern.replace(name, meaning)
    return pattern


def lines_pattern(lines: Iterable[str]) -> str:
    """One pattern for many phrases, each the whole of a block; `#` stands for a number, `*` for words of a sentence.

    Symbols around the phrase do not matter, but quotation marks and brackets do: what is quoted is article text.
    """
    return _LINE_HEAD + "|".join(sorted({line_source(line) for line in lines})) + _LINE_TAIL


def line_source(line: str) -> str:
    """The pattern of one phrase, without what may stand around it."""
    source = re2.escape(normalise(line))
    for sign, meaning in _LINE_WILDCARDS.items():
        source = source.replace(sign, meaning)
    return source


def is_exact_line(line: str) -> bool:
    """Whether a phrase stands for itself alone, so that it can be looked up."""
    return "#" not in line and "*" not in line and bool(core_of(line)[0])


def core_of(text: str) -> tuple[str, int]:
    """A line without the signs around it that a phrase may have, and how many stood before."""
    start, end = 0, len(text)
    while start < end and not (text[start].isalnum() or text[start] in _NEVER_BEFORE):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in _NEVER_AFTER):
        end -= 1
    return text[start:end], start


def is_line_pattern(pattern: str) -> bool:
    """Was it made by `lines_pattern`?"""
    return pattern.startswith(_LINE_HEAD) and pattern.endswith(_LINE_TAIL)


_ESCAPE = re.compile(r"\\[pP](\{\^?\w+\}|\w)|\\x(\{[0-9A-Fa-f]+\}|..)|\\.|\(\?(P<\w+>|[imsU-]*:?)", re.DOTALL)


def _literals(pattern: str) -> str:
    return _ESCAPE.sub("", pattern)


def pattern_options() -> re2.Options:
    """RE2's default options, quiet: errors are raised, not printed."""
    options = re2.Options()
    options.log_errors = False
    return options


def compile_pattern(pattern: str) -> re2._Regexp:
    """One pattern on its own; matching takes time linear in the text. Raises re2.error."""
    return re2.compile(pattern, pattern_options())


def matches(rule: Rule, text: str) -> bool:
    """Does this rule alone match `text`, as a block? For tests and tools; voters match all rules at once."""
    normalised = normalise(text)
    return len(text) <= rule.max_chars and any(compile_pattern(p).search(normalised) for p in rule.patterns)
