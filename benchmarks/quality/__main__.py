"""The gate: every dev set through the real pipeline, from dump to Parquet, scored and held against its floors.

    python -m benchmarks.quality [--raise] [--ablate] [--by-language] [--by-category] [--worst 20] [--full]

Exit status 1 when a figure is under its floor. `--raise` lifts floors to what was measured; nothing lowers them.
Figures of sets that the weights were fitted on are in sample; `benchmarks.quality.train_page --held-out` and
`benchmarks.quality.train_plain` print those that are not.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.quality.ablation import ablate, rows
from benchmarks.quality.release import Cleaned, Figures, read_release, score_sets
from benchmarks.quality.tables import by_category, by_language
from benchmarks.quality.worst import worst
from benchmarks.shared import BLIND, SHARED, require

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
LAYOUT_GOALS = {"blank": 0.99, "single": 0.99, "titled": 0.99, "sentences": 0.99, "wrap72": 0.99, "brief": 1.0}
TOOL_GOALS = {"wet": 0.93, "inscriptis": 0.93, "soup-lines": 0.92, "markdown": 0.90, "trafilatura": 0.975}
# What to reach on each set, and what the best of the others reaches where that was measured (../shared/README.md).
GOALS: dict[str, dict[str, tuple[float, float | None]]] = {
    "fundus16": {"word F1": (0.970, 0.9332)},
    "wcxb-dev": {"word F1": (0.960, 0.9381)},
    "trafilatura-a": {"snippet F1": (0.955, 0.9319), "snippets unwanted found": (0.045, 0.086)},
    "residue-dev": dict(zip(HIGHER[2:], ((0.995, 0.834), (0.93, None), (0.94, 0.592), (0.55, None)), strict=True)),
    "injected-dev": dict(zip(HIGHER[2:], ((0.995, 0.868), (0.95, None), (0.95, 0.438), (0.70, None)), strict=True)),
    "seeds": dict.fromkeys(HIGHER[2:], (1.0, None)),
    **{f"layouts-dev/{name}": {"word R": (goal, None)} for name, goal in LAYOUT_GOALS.items()},
    **{f"crude-dev/{name}": {"word F1": (goal, None)} for name, goal in TOOL_GOALS.items()},
    "andy": {"word F1": (0.95, 0.901)},
    "andy-blind": {"word F1": (0.95, 0.922)},
    "wcxb-other": {"word F1": (0.80, 0.775)},
}


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    require()
    with tempfile.TemporaryDirectory() as folder:
        curated = options.curated or f"{folder}/curated"
        if options.curated is None:
            backfill(curated)
        records = read_release(curated)
        figures = score_sets(records)
        _say("", (every(figures) if options.full else against_goals(figures)))
        show([record for record in records if record.set_name not in BLIND], options, curated)
    return gate(figures, options.lift)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floors to what is measured")
    parser.add_argument("--curated", help="score this curated folder instead of cleaning the dumps again")
    parser.add_argument("--full", action="store_true", help="every figure of the scorer, not only those with a goal")
    parser.add_argument("--by-language", action="store_true", help="figures by detected language")
    parser.add_argument("--by-category", action="store_true", help="lines removed, missed and wrongly cut, by category")
    parser.add_argument("--ablate", action="store_true", help="judge again without each voter's marks; 2 minutes")
    parser.add_argument("--worst", type=int, metavar="N", default=0, help="the N worst records, with what is wrong")
    return parser.parse_args(arguments)


def backfill(curated: str) -> None:
    """Clean all the dev dumps with the command line that users have, and say what a record cost."""
    command = "import sys; from flows.cli import main; sys.exit(main())"
    options = ["backfill", "--raw", str(SHARED / "dumps"), "--curated", curated, "--direct"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", command, *options], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{seconds:.0f} s of CPU for learning, cleaning and publishing, start-up of the workers included")


def show(records: Sequence[Cleaned], options: argparse.Namespace, curated: str) -> None:
    """The tables that were asked for."""
    if options.by_language:
        _say("by detected language", by_language(records))
    if options.by_category:
        _say("by category", by_category(records))
    if options.ablate:
        _say("every voter, and the difference without the marks of one", rows(ablate(curated)))
    if options.worst:
        _say(f"the {options.worst} worst", worst(records, options.worst))


def _say(title: str, lines: Iterable[str]) -> None:
    print("\n".join(["", title, *lines] if title else ["", *lines]), flush=True)


def against_goals(figures: Mapping[str, Figures]) -> Iterable[str]:
    """Each figure that has a goal, beside it."""
    yield f"{'':<24}{'':<28}{'others':>8}{'goal':>8}{'Winnow':>8}"
    for name, goals in GOALS.items():
        for key, (goal, others) in goals.items():
            best = "" if others is None else f"{others:.3f}"
            yield f"{name:<24}{key:<28}{best:>8}{goal:>8.3f}{figures[name][key]:>8.4f}"


def every(figures: Mapping[str, Figures]) -> Iterable[str]:
    """Each figure of the scorer."""
    for name, measured in figures.items():
        yield f"\n{name}"
        for key, value in measured.items():
            yield f"  {key:<45} {value:.4f}" if isinstance(value, float) else f"  {key:<45} {value}"


def gate(figures: Mapping[str, Figures], lift: bool) -> int:
    """Hold the figures against the floors, and lift these if asked; the exit status."""
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    failed = below(figures, floors)
    for line in failed:
        print(line, file=sys.stderr)
    if lift and not failed:
        FLOORS.write_text(json.dumps(lifted(figures, floors), indent=1, sort_keys=True) + "\n")
    return 1 if failed else 0


def below(figures: Mapping[str, Figures], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """A line for each figure that is worse than its floor."""
    lines = []
    for name, held in floors.items():
        for key, floor in held.items():
            value = figures[name][key]
            worse = value > floor + SLACK if key in LOWER else value < floor - SLACK
            if worse:
                lines.append(f"{name}: {key} is {value:.4f}, the floor is {floor:.4f}")
    return lines


def lifted(figures: Mapping[str, Figures], floors: Mapping[str, Mapping[str, float]]) -> dict[str, Figures]:
    """Floors that are nowhere easier than before."""
    out: dict[str, Figures] = {}
    for name, measured in figures.items():
        held = floors.get(name, {})
        out[name] = {k: round(max(measured[k], held.get(k, 0.0)), 4) for k in HIGHER if k in measured}
        out[name] |= {k: round(min(measured[k], held.get(k, 1.0)), 4) for k in LOWER if k in measured}
    return out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
