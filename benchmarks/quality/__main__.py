"""The gate: every dev set through the real pipeline, from dump to Parquet, scored and held against its floors.

    python -m benchmarks.quality [--raise]

Exit status 1 when a figure is under its floor. `--raise` lifts floors to what was measured; nothing lowers them.
Figures of sets that the weights were fitted on are in sample; `benchmarks.quality.train_page --held-out` and
`benchmarks.quality.train_plain` print those that are not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.shared import SETS, SHARED, gold, require, scorer

FLOORS = Path(__file__).with_name("floors.json")
# Figures that the gate holds; those of the second tuple are better when lower.
HIGHER = (
    "word F1",
    "snippet F1",
    "article text kept",
    "boilerplate lines removed",
    "line F1 (boilerplate)",
    "documents exactly right",
)
LOWER = ("snippets unwanted found",)
SLACK = 0.0005  # rounding of the committed floors

Figures = dict[str, dict[str, float]]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floors to what is measured")
    parser.add_argument("--curated", help="score this curated folder instead of cleaning the dumps again")
    options = parser.parse_args(arguments)
    require()
    with tempfile.TemporaryDirectory() as folder:
        curated = options.curated or f"{folder}/curated"
        if options.curated is None:
            backfill(curated)
        figures = measure(Path(curated))
    show(figures)
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    failed = below(figures, floors)
    for line in failed:
        print(line, file=sys.stderr)
    if options.lift and not failed:
        FLOORS.write_text(json.dumps(lifted(figures, floors), indent=1, sort_keys=True) + "\n")
    return 1 if failed else 0


def backfill(curated: str) -> None:
    """Clean all the dev dumps with the command line that users have."""
    command = "import sys; from flows.cli import main; sys.exit(main())"
    options = ["backfill", "--raw", str(SHARED / "dumps"), "--curated", curated, "--direct"]
    subprocess.run([sys.executable, "-c", command, *options], check=True)


def measure(curated: Path) -> Figures:
    """The scorer's figures, for each set, from the published articles."""
    score = scorer()
    texts = score.read_predictions((curated / "latest" / "articles").resolve(), "record_id", "text")
    return {name: score.score(gold(name), texts) for name in SETS}


def show(figures: Figures) -> None:
    for name, measured in figures.items():
        print(f"\n{name}")
        for key, value in measured.items():
            print(f"  {key:<45} {value:.4f}" if isinstance(value, float) else f"  {key:<45} {value}")


def below(figures: Figures, floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """A line for each figure that is worse than its floor."""
    lines = []
    for name, held in floors.items():
        for key, floor in held.items():
            value = figures[name][key]
            worse = value > floor + SLACK if key in LOWER else value < floor - SLACK
            if worse:
                lines.append(f"{name}: {key} is {value:.4f}, the floor is {floor:.4f}")
    return lines


def lifted(figures: Figures, floors: Mapping[str, Mapping[str, float]]) -> Figures:
    """Floors that are nowhere easier than before."""
    out: Figures = {}
    for name, measured in figures.items():
        held = floors.get(name, {})
        out[name] = {k: round(max(measured[k], held.get(k, 0.0)), 4) for k in HIGHER if k in measured}
        out[name] |= {k: round(min(measured[k], held.get(k, 1.0)), 4) for k in LOWER if k in measured}
    return out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
