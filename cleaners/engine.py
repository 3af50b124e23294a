"""An engine: the rules and weights that clean a record, loaded once, and the identity that rows carry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cleaners.decision.trees import Trees, load_trees
from cleaners.features import page, plain
from cleaners.identity import DEFAULT_OPTIONS, PACKAGE, EngineOptions, engine_identity, overlay_folders
from cleaners.model import EngineIdentity
from cleaners.rules.overlays import NO_OVERLAYS, Overlays, load_overlays
from cleaners.rules.rulebook import RuleSet, load_rules
from cleaners.templates import NO_TEMPLATES, Templates, load_templates


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


def load_engine(options: EngineOptions = DEFAULT_OPTIONS) -> Engine:
    """Load rules and weights. Takes some tenths of a second; do it once a process.

    Raises:
        RuleError, OverlayError: a rule file is wrong; the message names file and rule.
        TemplateError: the snapshot cannot be used.
        ValueError: a weights file is damaged.
        OSError: a file named in `options` cannot be read.
    """
    templates, overlays = load_templates(options.templates), load_overlays(overlay_folders(options))
    return Engine(options, engine_identity(options), load_rules(), load_weights(), templates, overlays)


@cache
def load_weights() -> Weights:
    folder = PACKAGE / "weights"
    expected = {"page_quick": page.FEATURES, "page": page.FEATURES, "plain": plain.FEATURES}
    return Weights(*(load_trees(folder / f"{name}.json", names) for name, names in expected.items()))
