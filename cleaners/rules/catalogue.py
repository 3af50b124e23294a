"""Every rule that an engine has, whichever voter holds it: what a report on rules counts, and what never fired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.decision import copies, decide, display
from cleaners.engine import Engine
from cleaners.model import Verdict
from cleaners.voters import dom, extraction, lexicon, phrases, publisher, site, structure


@dataclass(frozen=True, slots=True, order=True)
class KnownRule:
    """A rule and what it asks for. Extraction and lexicon ask for either, so each stands in the catalogue twice."""

    voter: str
    id: str
    verdict: Verdict


def known_rules(engine: Engine) -> list[KnownRule]:
    """All rules, by voter and id. `weighed-evidence` answers for cuts of blocks that no rule marked."""
    return sorted(KnownRule(*row) for row in _rows(engine))


def _rows(engine: Engine) -> Iterator[tuple[str, str, Verdict]]:
    yield from ((dom.VOTER, rule, Verdict.CUT) for rule in dom.RULES)
    yield from ((structure.VOTER, shape.id, Verdict.CUT) for shape in structure.SHAPES)
    for rules in engine.rules.languages.values():
        yield from ((phrases.VOTER, rule.id, rule.verdict) for rule in rules)
    for overlay in engine.overlays.publishers.values():
        yield from ((publisher.VOTER, rule.id, rule.verdict) for rule in overlay)
    yield site.VOTER, site.RULE, Verdict.CUT
    yield decide.MODEL_VOTER, decide.MODEL_RULE, Verdict.CUT
    yield copies.VOTER, copies.RULE, Verdict.CUT
    yield from ((display.VOTER, rule, Verdict.CUT) for rule in display.RULES)
    for verdict in Verdict:
        yield extraction.VOTER, extraction.RULE, verdict
        yield lexicon.VOTER, lexicon.RULE, verdict
