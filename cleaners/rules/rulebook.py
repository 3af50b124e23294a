"""The phrase rules of all languages: the files `languages/*.toml`, frozen, with their digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import orjson

from cleaners.cache import cached
from cleaners.errors import RuleError
from cleaners.model import Category, Verdict
from cleaners.rules.rulefile import Asked, Rule, Span, check_patterns, matches, parse_rules
from cleaners.text.wording import normalise

SHARED_LANGUAGES = ("any", "en")  # rules for every page, whatever its language

__all__ = [
    "SHARED_LANGUAGES",
    "Rule",
    "RuleError",
    "RuleSet",
    "Span",
    "base_language",
    "check_patterns",
    "load_rules",
    "matches",
    "normalise",
    "parse_rules",
]


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """Every rule of every language. Two sets are the same when their digests are; hashing is by identity, so cheap."""

    languages: Mapping[str, tuple[Rule, ...]]
    digest: str  # sha256 over the names and bytes of all rule files


def base_language(language: str | None) -> str:
    """`pt` for `pt-BR`; `und` for nothing."""
    return re.split(r"[-_]", language or "und", maxsplit=1)[0].lower()


def load_rules(folder: Traversable | None = None) -> RuleSet:
    """The rules of every `*.toml` of `folder` (default: the package's own `languages`).

    A file is read when its language is first asked for; that raises RuleError where it is not TOML, or where a rule is
    incomplete or misspelt.
    """
    folder = folder if folder is not None else resources.files("cleaners") / "languages"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    contents = {file.name: file.read_bytes() for file in files}
    return RuleSet(_Languages(contents), _digest(contents))


class _Languages(Mapping[str, tuple[Rule, ...]]):
    """The rules of each language, read when they are first asked for: a page needs three files of thirty."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._files = {name.removesuffix(".toml"): name for name in contents}
        self._contents = contents
        self._read: dict[str, tuple[Rule, ...]] = {}

    def __getitem__(self, language: str) -> tuple[Rule, ...]:
        if language not in self._read:
            name = self._files[language]
            data = self._contents[name]
            ready = cached(f"rules.{language}", data, lambda: to_json(parse_rules(name, data)))
            self._read[language] = of_json(ready)
        return self._read[language]

    def __contains__(self, language: object) -> bool:
        return language in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def to_json(rules: tuple[Rule, ...]) -> bytes:
    """What `of_json` reads: rules with all that was worked out about them."""
    return orjson.dumps(rules, default=sorted)


def of_json(data: bytes | memoryview) -> tuple[Rule, ...]:
    """The rules that `to_json` wrote."""
    return tuple(map(_rule, orjson.loads(data)))


def _rule(row: dict[str, Any]) -> Rule:
    row |= {key: tuple(row[key]) for key in ("patterns", "removes", "keeps", "lines")}
    row |= {key: kind(row[key]) for key, kind in (("category", Category), ("verdict", Verdict), ("span", Span))}
    asked = (Asked(each["source"], tuple(map(frozenset, each["needs"]))) for each in row["asked"])
    return Rule(**(row | {"asked": tuple(asked)}))


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in contents.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
