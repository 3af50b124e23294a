"""From marks and features to log-odds: which forest judges which kind of document."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.decide import Verdicts
from cleaners.engine import Engine
from cleaners.features import page, plain
from cleaners.model import Document, Mark, PayloadKind


def judge(document: Document, marks: Sequence[Mark], engine: Engine) -> Verdicts:
    """Log-odds that each block is boilerplate."""
    if document.kind is PayloadKind.TEXT:
        return Verdicts(engine.weights.plain.score(plain.features(document, marks)), engine.weights.plain.threshold)
    return Verdicts(engine.weights.page.score(page.features(document, marks)), engine.weights.page.threshold)
