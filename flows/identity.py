"""Who made a row: the engine, and the code between the dump's bytes and the engine, and between it and the table."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from cleaners.identity import EngineOptions, engine_identity
from cleaners.model import EngineIdentity

_PACKAGE = Path(__file__).parent
# Code of ours, outside the engine, that decides what records there are and what rows are made of them.
_DECIDING = ("sources", "tables", "worker")


def pipeline_identity(options: EngineOptions) -> EngineIdentity:
    """The identity of everything that decides a row's bytes; without loading the engine. Raises OSError."""
    return with_code(engine_identity(options))


def with_code(engine: EngineIdentity) -> EngineIdentity:
    """An engine's identity, extended by the code around it."""
    digest = hashlib.sha256(engine.digest.encode())
    for path in [file for room in _DECIDING for file in sorted((_PACKAGE / room).rglob("*.py"))]:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(_PACKAGE).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return replace(engine, digest=digest.hexdigest())
