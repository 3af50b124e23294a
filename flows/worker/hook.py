"""A hook for tests: a function that is called with the id of each record before it is cleaned, or parsed to learn.

The environment variable WINNOW_HOOK names it as `module:function` when a worker starts. Without it nothing is called.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable

VARIABLE = "WINNOW_HOOK"


def hooked() -> Callable[[str], None] | None:
    """The function that the environment names; None in every real run."""
    module, _, function = os.environ.get(VARIABLE, "").partition(":")
    return getattr(importlib.import_module(module), function) if module else None
