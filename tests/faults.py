"""Make a worker die, hang or swell on a named record, to prove that its supervisor copes.

The hook of workers (flows/worker/hook.py) calls `strike` before each record, and WINNOW_FAULTS tells that, as JSON:

    {"<record id>": {"fault": "segfault", "times": 1, "counter": "/path/of/a/file"}}

`times` (default: always) limits how often the fault strikes, counted over all workers in the file `counter`.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.worker import hook

if TYPE_CHECKING:  # workers import this module
    import pytest

_VARIABLE = "WINNOW_FAULTS"
_HERE = str(Path(__file__).resolve().parent)

Faults = Mapping[str, Mapping[str, Any]]


def environment(faults: Faults) -> dict[str, str]:
    """Variables of a run that is to meet these faults, by record."""
    path = os.pathsep.join(filter(None, (_HERE, os.environ.get("PYTHONPATH"))))
    return {hook.VARIABLE: "faults:strike", _VARIABLE: json.dumps(faults), "PYTHONPATH": path}


def inject(patch: pytest.MonkeyPatch, faults: Faults) -> None:
    """Have the runs of this process meet these faults."""
    for name, value in environment(faults).items():
        patch.setenv(name, value)


@functools.cache
def _faults() -> Faults:
    found: Faults = json.loads(os.environ[_VARIABLE])
    return found


def strike(record_id: str) -> None:
    """What the hook calls."""
    fault = _faults().get(record_id)
    if fault and _due(fault):
        _FAULTS[fault["fault"]]()


def _due(fault: Mapping[str, Any]) -> bool:
    if "times" not in fault:
        return True
    with open(fault["counter"], "a+b") as file:
        if file.tell() >= fault["times"]:
            return False
        file.write(b".")
    return True


def _segfault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _spin() -> None:
    while True:
        pass


def _hold() -> None:
    """A loop in C, which holds the interpreter's lock: no thread or signal handler of this process can end it."""
    sum(range(10**15))


def _sleep() -> None:
    time.sleep(3600)


def _swell() -> None:
    """Some gigabyte a second, as a parser that keeps building. Asleep in between, so that neither its CPU time nor how
    often its supervisor finds time to look decides what becomes of it."""
    held = []
    while True:
        held.append(b"\1" * (32 << 20))
        time.sleep(0.03)


def _crash() -> None:
    raise RuntimeError("injected")


_FAULTS: Mapping[str, Callable[[], None]] = {
    "segfault": _segfault,
    "kill": _kill,
    "spin": _spin,
    "hold": _hold,
    "sleep": _sleep,
    "swell": _swell,
    "crash": _crash,
}
