"""Coverage-guided fuzzing: python tests/fuzz/run.py [--seconds S] [TARGET ...]

Each target runs in a process of its own for so many seconds, from the committed seeds: with atheris where it is
installed, else with the fuzzer of ours in guided.py, which is slower. What it learns is forgotten;
an input that breaks a law is left in `crashes/`, to become a file `cases/<target>/<name>.case`.
Exit status: 0 nothing found; 1 something found.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import traceback
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIMITS = ("-timeout=20", "-rss_limit_mb=2048", "-max_len=65536", "-print_final_stats=0", "-verbosity=0")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", metavar="TARGET", nargs="*", help="all if none is given")
    parser.add_argument("--seconds", type=int, default=20, help="how long each target runs")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)  # this process is the fuzzer
    given = parser.parse_args()
    atheris = find_spec("atheris") is not None
    if given.one:
        return (with_atheris if atheris else with_ours)(given.targets[0], given.seconds)
    print(f"fuzzing with {'atheris' if atheris else 'guided.py; pip install atheris for a faster one'}")
    found = [target for target in given.targets or names() if not survives(target, given.seconds)]
    print(f"broken: {', '.join(found)}; see {HERE / 'crashes'}" if found else "nothing found")
    return 1 if found else 0


def names() -> list[str]:
    from targets import TARGETS

    return list(TARGETS)


def survives(target: str, seconds: int) -> bool:
    """Whether a fuzzer of its own found nothing."""
    print(f"{target}: {seconds} s", flush=True)
    command = [sys.executable, str(HERE / "run.py"), "--one", "--seconds", str(seconds), target]
    return subprocess.run(command, check=False).returncode == 0


def crashes_of(target: str) -> Path:
    """Where inputs are left that break a law; not in the repository."""
    folder = HERE / "crashes" / target
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def with_ours(target: str, seconds: int) -> int:
    """Fuzz in this process, the same every time but for its end."""
    from guided import BrokenError, Guided
    from targets import TARGETS, seeds
    from tokens import TOKENS

    packages = tuple(str(HERE.parents[1] / name) for name in ("cleaners", "flows"))
    fuzzer = Guided(TARGETS[target], lambda path: path.startswith(packages), TOKENS, random.Random(target))
    try:
        fuzzer.learn(seeds(target))
        tried = fuzzer.run(seconds)
    except BrokenError as broken:
        path = crashes_of(target) / f"crash-{hashlib.sha256(broken.data).hexdigest()[:16]}"
        path.write_bytes(broken.data)
        traceback.print_exception(broken.__cause__)
        return 1
    print(f"  {tried} inputs, {len(fuzzer.seen)} steps, {len(fuzzer.corpus)} inputs that reached new ones")
    return 0


def with_atheris(target: str, seconds: int) -> int:
    """Fuzz in this process, which libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=["cleaners", "flows"]):
        from targets import TARGETS, seeds
    with tempfile.TemporaryDirectory(prefix="winnow-fuzz-") as corpus:
        for number, seed in enumerate(seeds(target)):
            Path(corpus, f"seed-{number}").write_bytes(seed)
        atheris.Setup(
            [sys.argv[0], *LIMITS, f"-max_total_time={seconds}", f"-artifact_prefix={crashes_of(target)}/", corpus],
            TARGETS[target],
        )
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
