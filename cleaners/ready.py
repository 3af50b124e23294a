"""Make what is kept beside the code, ahead of the first run: `python -m cleaners.ready`, a part of `make setup`."""

from __future__ import annotations

import sys

from cleaners.rules.rulebook import load_rules
from cleaners.text.detector import load_detector


def main() -> None:
    """Read every language's rules and the model once. Who asks for it wants it kept, whatever the environment says."""
    sys.dont_write_bytecode = False
    load_detector()
    assert sum(len(rules) for rules in load_rules().languages.values())


if __name__ == "__main__":
    main()
