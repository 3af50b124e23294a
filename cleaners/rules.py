"""The phrase rules of all languages: the files `languages/*.toml`, frozen, with their digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from cleaners.rulefile import Rule, RuleError, Span, check_patterns, matches, parse_rules
from cleaners.wording import normalise

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
    """Read every `*.toml` of `folder` (default: the package's own `languages`).

    Raises RuleError for a file that is not TOML, or for a rule that is incomplete or misspelt.
    """
    folder = folder if folder is not None else resources.files("cleaners") / "languages"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    contents = {file.name: file.read_bytes() for file in files}
    languages = {name.removesuffix(".toml"): parse_rules(name, data) for name, data in contents.items()}
    return RuleSet(languages, _digest(contents))


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in contents.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
