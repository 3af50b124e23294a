"""The team's dev sets and scorer, which lie beside the repository and are never copied into it."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

SHARED = Path(os.environ.get("WINNOW_SHARED", Path(__file__).parents[2] / "shared"))
SETS = (
    "seeds", "residue-dev", "injected-dev", "layouts-dev", "crude-dev", "fundus16", "wcxb-dev", "trafilatura-a", "andy",
    "andy-blind", "wcxb-other",
)  # fmt: skip
BLIND = ("andy-blind",)  # of which totals are shown and nothing else
GROUPED = ("layouts-dev", "crude-dev")  # whose records are named after the layout or the tool
DUMPS = {
    "seeds": "seeds",
    "residue-dev": "residue-dev.jsonl.gz",
    "injected-dev": "injected-dev.jsonl.gz",
    "fundus16": "fundus16.jsonl.gz",
    "wcxb-dev": "wcxb-dev.warc.gz",
    "trafilatura-a": "trafilatura-a.warc.gz",
    "andy": "andy.jsonl.gz",
    "andy-blind": "andy-blind.jsonl.gz",  # scored, never looked at
    "wcxb-other": "wcxb-other.jsonl.gz",
    "layouts-dev": "layouts-dev.jsonl.gz",
    "crude-dev": "crude-dev.jsonl.gz",
}


def is_present() -> bool:
    """Whether the dev sets are there; whatever needs them says so and stops where they are not."""
    return (SHARED / "score.py").is_file()


def require() -> None:
    """Leave with a clear word when the dev sets are absent."""
    if not is_present():
        sys.exit("skipped: this needs the dev sets; put them at ../shared or name their folder in WINNOW_SHARED")


def scorer() -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("winnow_shared_score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(name: str) -> list[dict[str, Any]]:
    """The gold records of one set."""
    return list(scorer().read_jsonl(SHARED / "gold" / f"{name}.jsonl.gz"))
