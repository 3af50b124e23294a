"""The command line with toy workers, for tests that need a process of its own: python toycli.py COMMAND ..."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import toy_kit

from flows import cli, kit

if __name__ == "__main__":
    kit.real_kit = lambda *_: toy_kit()
    sys.exit(cli.main(sys.argv[1:]))
