"""Who cleans: the options of an engine, and the digest of all that decides its output, without loading it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import orjson

from cleaners.model import EngineIdentity

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
    "rensa",
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


DEFAULT_OPTIONS = EngineOptions()


def engine_identity(options: EngineOptions = DEFAULT_OPTIONS) -> EngineIdentity:
    """The identity of the engine that `options` give, without loading it."""
    code, libraries = code_digest(), library_versions()
    rules = _digest_of(_rule_files(options))
    whole = orjson.dumps([VERSION, code, rules, libraries], option=orjson.OPT_SORT_KEYS)
    return EngineIdentity(
        digest=hashlib.sha256(whole).hexdigest(),
        code_version=f"{VERSION}+{code[:12]}",
        rules_digest=rules,
        trafilatura_version=libraries["trafilatura"],
    )


def code_digest() -> str:
    """SHA-256 (hex) of the package's modules."""
    return _digest_of(sorted(PACKAGE.rglob("*.py")))


def library_versions() -> dict[str, str]:
    """The installed version of each of LIBRARIES."""
    return {name: version(name) for name in LIBRARIES}


def _rule_files(options: EngineOptions) -> list[Path]:
    """Every file of data that decides: languages, weights, overlays, and the template snapshot."""
    folders = [PACKAGE / "languages", PACKAGE / "weights", *overlay_folders(options)]
    files = [path for folder in folders for path in sorted(folder.glob("*")) if path.suffix in (".toml", ".json")]
    return files + ([Path(options.templates)] if options.templates is not None else [])


def overlay_folders(options: EngineOptions) -> list[Path]:
    """Where overlays lie: in the package, and in the folder that is given."""
    return [PACKAGE / "publishers", *([Path(options.publishers)] if options.publishers is not None else [])]


def _digest_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
