"""The command line with low limits on what is read, for bombs that are small: python limited.py COMMAND ..."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from poisons import EXPANDED, RECORD

from flows import cli
from flows.sources import SourceOptions

if __name__ == "__main__":
    defaults = SourceOptions.__init__.__defaults__ or ()
    SourceOptions.__init__.__defaults__ = (RECORD, EXPANDED, *defaults[2:])
    assert (SourceOptions().max_record_bytes, SourceOptions().max_expanded_bytes) == (RECORD, EXPANDED)
    sys.exit(cli.main(sys.argv[1:]))
