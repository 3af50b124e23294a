"""An engine: the rules and weights that clean a record, loaded once, and the identity that rows carry."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import orjson

from cleaners.features import page, plain
from cleaners.model import EngineIdentity
from cleaners.overlays import NO_OVERLAYS, Overlays, load_overlays
from cleaners.rules import RuleSet, load_rules
from cleaners.templates import NO_TEMPLATES, Templates, load_templates
from cleaners.trees import Trees, load_trees

PACKAGE = Path(__file__).parent
# Libraries whose behaviour reaches the bytes of a row.
LIBRARIES = (
    "trafilatura",
    "lxml",
    "beautifulsoup4",
    "google-re2",
    "ahocorasick-rs",
    "py3langid",
    "numpy",
    "htmldate",
    "courlan",
    "justext",
)
VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What may differ between two engines of the same code. JSON-able: it crosses process borders."""

    templates: str | None = None  # path of a frozen site-template snapshot
    publishers: str | None = None  # folder of overlays, beside those that ship with the package

    def to_json(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)

    @classmethod
    def from_json(cls, data: bytes | str) -> EngineOptions:
        return cls(**orjson.loads(data))


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted forests: a page by its own evidence, a page with trafilatura's answer, plain text."""

    page_quick: Trees
    page: Trees
    plain: Trees


@dataclass(frozen=True, slots=True, eq=False)
class Engine:
    """Everything that `clean_record` needs beside the record."""

    options: EngineOptions
    identity: EngineIdentity
    rules: RuleSet
    weights: Weights
    templates: Templates = NO_TEMPLATES
    overlays: Overlays = NO_OVERLAYS


def load_engine(options: EngineOptions = EngineOptions()) -> Engine:
    """Load rules and weights. Takes some tenths of a second; do it once a process.

    Raises:
        RuleError, OverlayError: a rule file is wrong; the message names file and rule.
        TemplateError: the snapshot cannot be used.
        ValueError: a weights file is damaged.
        OSError: a file named in `options` cannot be read.
    """
    templates, overlays = load_templates(options.templates), load_overlays(_overlay_folders(options))
    return Engine(options, engine_identity(options), load_rules(), load_weights(), templates, overlays)


@cache
def load_weights() -> Weights:
    folder = PACKAGE / "weights"
    expected = {"page_quick": page.FEATURES, "page": page.FEATURES, "plain": plain.FEATURES}
    return Weights(*(load_trees(folder / f"{name}.json", names) for name, names in expected.items()))


def engine_identity(options: EngineOptions = EngineOptions()) -> EngineIdentity:
    """The identity of the engine that `options` give, without loading it."""
    code = _digest_of(sorted(PACKAGE.rglob("*.py")))
    rules = _digest_of(_rule_files(options))
    libraries = {name: version(name) for name in LIBRARIES}
    whole = orjson.dumps([VERSION, code, rules, libraries], option=orjson.OPT_SORT_KEYS)
    return EngineIdentity(
        digest=hashlib.sha256(whole).hexdigest(),
        code_version=f"{VERSION}+{code[:12]}",
        rules_digest=rules,
        trafilatura_version=libraries["trafilatura"],
    )


def _rule_files(options: EngineOptions) -> list[Path]:
    """Every file of data that decides: languages, weights, overlays, and the template snapshot."""
    folders = [PACKAGE / "languages", PACKAGE / "weights", *_overlay_folders(options)]
    files = [path for folder in folders for path in sorted(folder.glob("*")) if path.suffix in (".toml", ".json")]
    return files + ([Path(options.templates)] if options.templates is not None else [])


def _overlay_folders(options: EngineOptions) -> list[Path]:
    return [PACKAGE / "publishers", *([Path(options.publishers)] if options.publishers is not None else [])]


def _digest_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
