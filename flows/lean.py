"""Arrow imports numpy, where there is one, and pandas when it makes its first array. That costs a process a tenth and a
fifth of a second, and more where disks are slow."""

from __future__ import annotations

import sys
from collections.abc import Iterable

NEVER_USED = frozenset({"pandas"})  # nothing here ever asks for a frame
BY_WORKERS_ALONE = frozenset({"numpy"})  # who only has others clean does not count with it


def do_without(packages: Iterable[str]) -> None:
    """Let this process find none of these. Only for a process that is all ours: a command or a worker."""
    sys.meta_path.insert(0, _Without(frozenset(packages)))


class _Without:
    def __init__(self, packages: frozenset[str]) -> None:
        self._packages = packages

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name in self._packages:
            raise ModuleNotFoundError(f"this process does without {name}", name=name)
