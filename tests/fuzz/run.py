"""Coverage-guided fuzzing with atheris: python tests/fuzz/run.py [--seconds S] [TARGET ...]

Each target runs in a process of its own for so many seconds, from the committed seeds. What it learns lies in a folder
that is deleted; an input that breaks a law is left in `crashes/`, to become a file `cases/<target>/<name>.case`.
Exit status: 0 nothing found, or atheris is not installed, which is said; 1 something found.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
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
    if find_spec("atheris") is None:
        print("SKIPPED: atheris is not installed, nothing was fuzzed; `pip install atheris` in this environment")
        return 0
    if given.one:
        return fuzz(given.targets[0], given.seconds)
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


def fuzz(target: str, seconds: int) -> int:
    """Fuzz in this process, which libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=["cleaners", "flows"]):
        from targets import TARGETS, seeds
    with tempfile.TemporaryDirectory(prefix="winnow-fuzz-") as corpus:
        for number, seed in enumerate(seeds(target)):
            Path(corpus, f"seed-{number}").write_bytes(seed)
        crashes = HERE / "crashes" / target  # not in the repository
        crashes.mkdir(parents=True, exist_ok=True)
        atheris.Setup(
            [sys.argv[0], *LIMITS, f"-max_total_time={seconds}", f"-artifact_prefix={crashes}/", corpus],
            TARGETS[target],
        )
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
