"""Who made a row: the engine, and the code between the dump's bytes and the engine, and between it and the table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cleaners.identity import EngineOptions, engine_identity
from cleaners.model import EngineIdentity
from flows.errors import EngineError

_PACKAGE = Path(__file__).parents[1]
# Code of ours, outside the engine, that decides what records there are and what rows are made of them.
_DECIDING = ("sources/**/*.py", "tables/**/*.py", "worker/**/*.py", "kit/of_worker.py")


@contextmanager
def engine_files() -> Iterator[None]:
    """Tell what is wrong with rules, overlays or a snapshot as an EngineError; their words name the remedy."""
    from cleaners.rules.overlays import OverlayError
    from cleaners.rules.rulefile import RuleError
    from cleaners.templates import TemplateError

    try:
        yield
    except (OverlayError, RuleError, TemplateError) as error:
        raise EngineError(str(error), "") from error


def pipeline_identity(options: EngineOptions) -> EngineIdentity:
    """The identity of everything that decides a row's bytes; without loading the engine. Raises OSError."""
    return with_code(engine_identity(options))


def with_code(engine: EngineIdentity) -> EngineIdentity:
    """An engine's identity, extended by the code around it."""
    digest = hashlib.sha256(engine.digest.encode())
    for path in [file for files in _DECIDING for file in sorted(_PACKAGE.glob(files))]:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(_PACKAGE).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return replace(engine, digest=digest.hexdigest())
