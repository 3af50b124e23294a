"""Numbers in the order of a document's blocks: runs, neighbours, means over what stands before and after."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
FAR = 40  # distances in blocks are capped here


def run_so_far(short: npt.NDArray[np.bool_]) -> Array:
    """Length of the run of true values that ends at each place, 0 where there is none."""
    index = np.arange(1, len(short) + 1)
    last_false = np.maximum.accumulate(np.where(short, 0, index))
    return (index - last_false).astype(np.float32)


def run_lengths(short: npt.NDArray[np.bool_]) -> Array:
    both = run_so_far(short) + run_so_far(short[::-1])[::-1] - 1
    return np.where(short, both, 0).astype(np.float32)


def mean_before(values: Array) -> Array:
    """The mean of all values before each place, -1 at the first."""
    total = np.concatenate(([0.0], np.cumsum(values[:-1], dtype=np.float64)))
    count = np.arange(len(values))
    return np.where(count > 0, total / np.maximum(count, 1), -1).astype(np.float32)


def max_before(values: Array) -> Array:
    return np.concatenate(([np.float32(-1)], np.maximum.accumulate(values[:-1]))).astype(np.float32)


def since(flags: Array) -> Array:
    """Places since the last set flag before each place, at most FAR."""
    index = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags > 0, index, -FAR))
    return np.minimum(index - np.concatenate(([-FAR], last[:-1])), FAR).astype(np.float32)


def shifted(values: Array, step: int) -> Array:
    """The value of the block `step` places away, -1 beyond the document's ends; of one series or of rows of them."""
    out = np.full_like(values, -1)
    if abs(step) >= values.shape[-1]:
        return out
    if step > 0:
        out[..., :-step] = values[..., step:]
    else:
        out[..., -step:] = values[..., :step]
    return out


def around(column: Array, reach: int) -> Array:
    """The mean over the lines at most `reach` away, the line itself left out."""
    total = np.concatenate(([0.0], np.cumsum(column, dtype=np.float64)))
    index = np.arange(len(column))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(column))
    return ((total[high] - total[low] - column) / np.maximum(high - low - 1, 1)).astype(np.float32)
