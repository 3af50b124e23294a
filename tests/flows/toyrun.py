"""A whole run with toy workers in a process of its own, to be killed by tests: python toyrun.py RAW CURATED."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import toy_kit

from flows.plan.agenda import Request
from flows.run import Means, Silence, direct, run

if __name__ == "__main__":
    report = run(Request(sys.argv[1], sys.argv[2]), Means(toy_kit(), workers=2), direct, Silence())
    sys.exit(0 if report.ok else 1)
