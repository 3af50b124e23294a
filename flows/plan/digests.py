"""SHA-256 of input files, remembered between runs as long as a file looks untouched."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from flows.plan.landing import Landed
from flows.plan.shards import UNREADABLE
from flows.storage import storage_at, write_atomic

_SETTLED_NS = 2_000_000_000  # a file changed twice within the clock's grain could look untouched
_LOOK = "look"


@dataclass(slots=True)
class DigestCache:
    """Facts about files that look untouched: their SHA-256, and the fetch date of their records.

    Losing it costs time only. It alone never vouches for a result: what is read is checked against the listing again.
    """

    path: str
    facts: dict[str, dict[str, str]] = field(default_factory=dict)  # by place of the file

    @classmethod
    def load(cls, path: str) -> DigestCache:
        """The cache of a former run, or an empty one."""
        try:
            with open(path, "rb") as file:
                facts = json.load(file)
        except (OSError, ValueError):
            facts = {}
        return cls(path, facts if isinstance(facts, dict) else {})

    def save(self) -> None:
        """Keep what is known for the next run. Raises OSError."""
        write_atomic(self.path, json.dumps(self.facts, sort_keys=True).encode("ascii"))

    def get(self, landed: Landed, fact: str) -> str | None:
        """A remembered fact about an untouched file."""
        known = self.facts.get(_place(landed), {})
        return known.get(fact) if _LOOK in known and known[_LOOK] == _look(landed) else None

    def put(self, landed: Landed, fact: str, value: str) -> None:
        """Remember a fact, unless the file is so new that a change could go unseen."""
        look = _look(landed)
        if look is None or time.time_ns() - landed.mtime_ns < _SETTLED_NS:
            return
        known = self.facts.get(_place(landed), {})
        if known.get(_LOOK) != look:
            known = self.facts[_place(landed)] = {_LOOK: look}
        known[fact] = value


def _place(landed: Landed) -> str:
    return f"{landed.root}|{landed.path}"


def _look(landed: Landed) -> str | None:
    """What changes when a file is written or replaced; None when it is not as it was listed."""
    try:
        found = os.stat(storage_at(landed.root).local_path(landed.path))
    except OSError:
        return None
    if (found.st_size, found.st_mtime_ns) != (landed.size, landed.mtime_ns):
        return None
    return f"{found.st_size}|{found.st_mtime_ns}|{found.st_ino}|{found.st_ctime_ns}"


def digest_files(files: Iterable[Landed], cache: DigestCache, threads: int = 4) -> Mapping[str, str]:
    """SHA-256 by path; `unreadable` where the bytes cannot be read."""
    digests: dict[str, str] = {}
    todo = []
    for landed in files:
        known = cache.get(landed, "sha256")
        if known is None:
            todo.append(landed)
        else:
            digests[landed.path] = known
    with ThreadPoolExecutor(threads) as pool:
        for landed, digest in zip(todo, pool.map(_sha256, todo), strict=True):
            digests[landed.path] = digest
            if digest != UNREADABLE:
                cache.put(landed, "sha256", digest)
    return digests


def _sha256(landed: Landed) -> str:
    try:
        with storage_at(landed.root).open_read(landed.path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except OSError:
        return UNREADABLE
