"""Publisher overlays: dated rules for one publisher's pages, as files `<host>.toml`, read, checked and frozen.

An overlay is for what no general rule can know. It names its publisher in its file name and so speaks of nobody else;
docs/sites.md shows how to write one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import re2

from cleaners.errors import OverlayError
from cleaners.model import Block, Category, Verdict
from cleaners.rules.rulefile import compile_pattern
from cleaners.text.wording import normalise

MAX_CHARS = 300  # of a block that a rule may cut, unless it says otherwise
PROTECT_MAX_CHARS = 20_000  # of a block that a rule may protect

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_INDEX = re.compile(r"\[\d+\]")
_FILE_KEYS = frozenset({"publisher", "valid_from", "valid_until", "rule"})
_RULE_KEYS = frozenset(
    {"id", "verdict", "category", "pattern", "path", "tag", "max_chars", "valid_from", "valid_until"}
    | {"why", "matches", "spares"}
)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a rule holds, both inclusive; None leaves an end open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether the rule holds for an article of `day`. One without a date counts as one of today's layout."""
        if day is None:
            return self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class OverlayRule:
    """One [[rule]]: all conditions that it states must hold. `id` is publisher/<host>/<id of the rule>."""

    id: str
    verdict: Verdict
    category: Category
    pattern: str | None  # RE2 on the normalised text
    path: str | None  # what the DOM path ends with, element numbers left out
    tag: str | None
    max_chars: int
    period: Period

    def fits(self, block: Block) -> bool:
        """Whether the rule speaks of this block."""
        if len(block.text) > self.max_chars or (self.tag is not None and block.tag != self.tag):
            return False
        if self.path is not None and not f"/{_INDEX.sub('', block.path)}".endswith(f"/{self.path}"):
            return False
        return self.pattern is None or bool(compile_pattern(self.pattern).search(normalise(block.text)))


@dataclass(frozen=True, slots=True, eq=False)
class Overlays:
    """The rules of every publisher, by host."""

    publishers: Mapping[str, tuple[OverlayRule, ...]] = field(default_factory=dict)

    def rules(self, host: str | None) -> tuple[OverlayRule, ...]:
        """The rules for a host: its own file's, else those of the nearest domain above it that has a file."""
        name = (host or "").lower()
        while name:
            if name in self.publishers:
                return self.publishers[name]
            name = name.partition(".")[2]
        return ()


NO_OVERLAYS = Overlays()


def load_overlays(folders: Iterable[Path]) -> Overlays:
    """Read every `<host>.toml` of `folders`; a later folder's file replaces an earlier one of the same name.

    Raises:
        OverlayError: a file is not TOML, or a rule is incomplete, misspelt or does not do what its examples say.
        OSError: a folder or file cannot be read.
    """
    publishers = {}
    for folder in folders:
        if not folder.is_dir():
            raise OverlayError(f"{folder}: not a folder; name the folder that holds the <host>.toml files")
        for path in sorted(folder.glob("*.toml")):
            publishers[path.stem] = parse_overlay(path.name, path.read_bytes())
    return Overlays(publishers)


def parse_overlay(name: str, data: bytes) -> tuple[OverlayRule, ...]:
    """The rules of one file called `name`. Raises OverlayError."""
    host = name.removesuffix(".toml")
    if not _HOST.fullmatch(host) or host.startswith("www."):
        raise OverlayError(f"{name}: the file must be named like harbour-courier.example.toml: host, no www., .toml")
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise OverlayError(f"{name}: not valid TOML in UTF-8: {error}") from error
    if unknown := set(table) - _FILE_KEYS:
        raise OverlayError(f"{name}: unknown keys {sorted(unknown)}; known are {sorted(_FILE_KEYS)}")
    if table.get("publisher") != host:
        raise OverlayError(f"{name}: `publisher` is {table.get('publisher')!r}; write publisher = {host!r}")
    if not isinstance(table.get("rule"), list):
        raise OverlayError(f"{name}: holds no [[rule]]; write one or delete the file")
    rules = tuple(_Row(name, host, table, row).rule() for row in table["rule"])
    _check_unique(name, [rule.id for rule in rules])
    return rules


def _check_unique(name: str, ids: list[str]) -> None:
    for rule_id in ids:
        if ids.count(rule_id) > 1:
            raise OverlayError(f"{name}: rule {rule_id}: the id is used twice; ids must be unique in a file")


@dataclass(frozen=True, slots=True)
class _Row:
    """One [[rule]] table on its way to an OverlayRule; every check knows the file and rule that it speaks of."""

    file: str
    host: str
    table: Mapping[str, object]
    row: Mapping[str, object]

    def rule(self) -> OverlayRule:
        if unknown := set(self.row) - _RULE_KEYS:
            raise self.error(f"unknown keys {sorted(unknown)}; known are {sorted(_RULE_KEYS)}")
        self.required_text("why")
        verdict = self.member("verdict", Verdict)
        rule = OverlayRule(
            id=f"publisher/{self.host}/{self.identifier()}",
            verdict=verdict,
            category=self.member("category", Category) if verdict is Verdict.CUT else Category.OTHER,
            pattern=self.text("pattern"),
            path=self.text("path"),
            tag=self.text("tag"),
            max_chars=self.max_chars(MAX_CHARS if verdict is Verdict.CUT else PROTECT_MAX_CHARS),
            period=self.period(),
        )
        self.check(rule)
        return rule

    def error(self, problem: str) -> OverlayError:
        return OverlayError(f"{self.file}: rule {self.row.get('id', '(no id)')}: {problem}")

    def identifier(self) -> str:
        value = self.required_text("id")
        if not _ID.fullmatch(value):
            raise self.error("`id` must look like newsletter-box (lower case, hyphens between words)")
        return value

    def text(self, key: str) -> str | None:
        return self.required_text(key) if key in self.row else None

    def required_text(self, key: str) -> str:
        value = self.row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"`{key}` must be a text that is not empty")
        return value

    def texts(self, key: str) -> list[str]:
        value = self.row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(f"`{key}` must be a list of texts")
        return value

    def member(self, key: str, kind: type[E]) -> E:
        try:
            return kind(self.row.get(key))  # type: ignore[arg-type]
        except ValueError:
            raise self.error(f"`{key}` is {self.row.get(key)!r}; it must be one of {[str(m) for m in kind]}") from None

    def max_chars(self, default: int) -> int:
        value = self.row.get("max_chars", default)
        if not isinstance(value, int) or not 1 <= value <= PROTECT_MAX_CHARS:
            raise self.error(f"`max_chars` must be a whole number from 1 to {PROTECT_MAX_CHARS}")
        return value

    def period(self) -> Period:
        """The rule's own dates, else the file's."""
        days = []
        for key in ("valid_from", "valid_until"):
            value = self.row.get(key, self.table.get(key))
            if value is not None and type(value) is not date:
                raise self.error(f"`{key}` is {value!r}; write a date without quotes, like 2024-03-01")
            days.append(value)
        first, last = days
        if first is not None and last is not None and last < first:
            raise self.error(f"`valid_until` ({last}) lies before `valid_from` ({first})")
        return Period(first, last)

    def check(self, rule: OverlayRule) -> None:
        """Some condition must be there, and the rule's examples must come out as they say."""
        if rule.pattern is None and rule.path is None and rule.tag is None:
            raise self.error("needs a `pattern`, a `path` or a `tag`; without one it would fit every block")
        if rule.path is not None and (_INDEX.search(rule.path) or rule.path.strip("/") != rule.path):
            raise self.error(f"`path` is {rule.path!r}; write element names alone, like aside/div/p")
        examples, near_misses = self.texts("matches"), self.texts("spares")
        if rule.pattern is None:
            if examples or near_misses:
                raise self.error("`matches` and `spares` are examples of texts, so they need a `pattern`")
            return
        self.check_pattern(rule.pattern, examples, near_misses)

    def check_pattern(self, pattern: str, examples: list[str], near_misses: list[str]) -> None:
        try:
            compiled = compile_pattern(pattern)
        except re2.error as error:
            raise self.error(f"pattern {pattern!r} is not RE2: {error}") from None
        if compiled.search(""):
            raise self.error(f"pattern {pattern!r} matches the empty text")
        if not examples or not near_misses:
            raise self.error("a `pattern` needs an example or more in `matches`, and a near miss or more in `spares`")
        for text in examples:
            if not compiled.search(normalise(text)):
                raise self.error(f"does not match its example {text!r}; patterns see normalised, lower-case text")
        for text in near_misses:
            if compiled.search(normalise(text)):
                raise self.error(f"matches {text!r}, which it should spare")
