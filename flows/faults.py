"""TEST ONLY: make a worker die, hang or swell on a named record, to prove that its supervisor copes.

Nothing happens unless the environment variable WINNOW_FAULTS is set when a worker starts. It holds JSON:

    {"<record id>": {"fault": "segfault", "times": 1, "counter": "/path/of/a/file"}}

`times` (default: always) limits how often the fault strikes, counted over all workers in the file `counter`.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Mapping
from itertools import repeat
from typing import Any

VARIABLE = "WINNOW_FAULTS"


def injector() -> Callable[[str], None] | None:
    """What to call with the id of each record before it is cleaned; None in every real run."""
    text = os.environ.get(VARIABLE)
    if not text:
        return None
    faults = json.loads(text)

    def strike(record_id: str) -> None:
        fault = faults.get(record_id)
        if fault and _due(fault):
            _FAULTS[fault["fault"]]()

    return strike


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


def _stall() -> None:
    """A loop in C, which holds the interpreter's lock: no thread or signal handler of this process can end it."""
    deque(repeat(None), maxlen=0)


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
    "stall": _stall,
    "sleep": _sleep,
    "swell": _swell,
    "crash": _crash,
}
