"""The detector of languages: py3langid's, whose model takes half a second to unpack, kept as plain arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import orjson

from cleaners.cache import cached

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_ALIGNED = 64  # bytes; every array begins at a multiple

Arrays = Mapping[str, npt.NDArray[Any]]


@cache
def load_detector() -> LanguageIdentifier:
    """The detector, with its scores as probabilities; read once a process.

    Raises OSError where its package's model cannot be read.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    found = unpacked(cached("langid", (MODEL_DIR / MODEL_FILE).read_bytes(), lambda: packed(_arrays(_shipped()))))
    return LanguageIdentifier(
        found["nb_ptc"],
        found["nb_pc"],
        found["nb_classes"].tolist(),
        found["tk_nextmove"].data,  # a view: indexed one by one, it gives Python's numbers, and sooner than a list
        found["tk_output"].tolist(),
        norm_probs=True,
        tk_row=found["tk_row"].data,
    )


def _shipped() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _arrays(detector: LanguageIdentifier) -> Arrays:
    names = ("nb_ptc", "nb_pc", "nb_classes", "tk_nextmove", "tk_output", "tk_row")
    return {name: np.asarray(getattr(detector, name)) for name in names}


def packed(arrays: Arrays) -> bytes:
    """Arrays as bytes: the length of a list of what they are, the list as JSON, their contents."""
    facts = orjson.dumps([(name, array.dtype.str, array.shape) for name, array in arrays.items()])
    parts = [len(facts).to_bytes(_ALIGNED, "big"), facts, *(array.tobytes() for array in arrays.values())]
    return b"".join(part.ljust(_aligned(len(part)), b"\0") for part in parts)


def unpacked(data: memoryview) -> Arrays:
    """The arrays that `packed` wrote, as views of `data`."""
    at = _ALIGNED + int.from_bytes(data[:_ALIGNED], "big")
    arrays = {}
    for name, kind, shape in orjson.loads(data[_ALIGNED:at]):
        array = np.frombuffer(data, kind, math.prod(shape), _aligned(at)).reshape(shape)
        arrays[name], at = array, _aligned(at) + array.nbytes
    return arrays


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
