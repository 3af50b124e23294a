"""Arrow imports pandas, where there is one, to make its first array. That costs a process a fifth of a second, and more
where disks are slow; nothing here ever asks for a frame."""

from __future__ import annotations

import sys


def do_without_pandas() -> None:
    """Let this process find no pandas. Only for a process that is all ours: a command or a worker."""
    if not any(isinstance(finder, _NoPandas) for finder in sys.meta_path):
        sys.meta_path.insert(0, _NoPandas())


class _NoPandas:
    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("this process does without pandas", name=name)
