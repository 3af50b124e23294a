"""What a process of ours starts without, and how seldom it looks for garbage.

Arrow imports numpy, where there is one, and pandas when it makes its first array. That costs a process a tenth and a
fifth of a second, and more where disks are slow.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable

NEVER_USED = frozenset({"pandas"})  # nothing here ever asks for a frame
BY_WORKERS_ALONE = frozenset({"numpy"})  # who only has others clean counts with it when it publishes


# Objects made until cycles are looked for. Imports leave none, pages few: this takes some megabytes more than Python's
# own 700, by which all modules would be looked through a dozen times at the start, and the rows of a part a thousand.
COLLECT_AFTER = 50_000


def be_lean(packages: Iterable[str]) -> None:
    """Find none of these packages, and let garbage lie for a while. Only for a process that is all ours."""
    sys.meta_path.insert(0, _Without(packages))
    gc.set_threshold(COLLECT_AFTER)


def find_again(package: str) -> None:
    """Do with a package after all: what loads before is loaded without it."""
    for finder in sys.meta_path:
        if isinstance(finder, _Without):
            finder.packages.discard(package)


class _Without:
    def __init__(self, packages: Iterable[str]) -> None:
        self.packages = set(packages)

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name in self.packages:
            raise ModuleNotFoundError(f"this process does without {name}", name=name)
