"""What a worker process starts as: this installation's engine and sources, and its part in learning.

Each is imported when it is first asked for: to read and to learn takes no engine.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from flows.protocol import Cursor
from flows.storage import Storage
from flows.worker.process import Sketcher, Trade, serve
from flows.worker.reading import Item, Read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.worker.cleaning import Tools


def engine_tools(options: str) -> Tools:
    """The real engine."""
    from cleaners.clean import clean_records
    from cleaners.engine import load_engine
    from cleaners.identity import EngineOptions
    from flows.plan.identity import with_code
    from flows.worker.cleaning import Tools

    engine = load_engine(EngineOptions.from_json(options))
    return Tools(with_code(engine.identity), lambda records, turn: clean_records(records, engine, turn))


def read_sources(storage: Storage, path: str, options: str, first: int) -> Iterator[Item]:
    """The items of a real dump, by its options as JSON, from the `first`-th on."""
    from flows.sources import SourceOptions, read_items

    return read_items(storage, path, SourceOptions.from_json(options), first)


def sketcher(read: Read, cursor: Cursor) -> Sketcher:
    """The part in learning."""
    from flows.learning.sketching import Sketching

    return Sketching(read, cursor)


if __name__ == "__main__":
    sys.exit(serve(Trade(read_sources, engine_tools, sketcher), sys.argv[1:]))
