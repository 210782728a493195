"""Coarse ratings moved a little apart, so that the dots of many days do not hide each other."""

import numpy as np
import pandas as pd

GOLDEN = 0.6180339887  # steps of the golden ratio spread dots evenly, and the same each time
MOST_JITTER = 0.3  # NRS points
COARSE = 12  # different ratings or fewer lie on lines


def jittered(pain: pd.Series) -> np.ndarray:
    """Return the ratings, moved a little where they lie on a few lines; the same each time."""
    values = pain.to_numpy(dtype=float)
    different = np.unique(values[np.isfinite(values)])
    if len(different) > COARSE or len(different) < 2:
        return values
    step = float(np.diff(different).min())
    share = (np.arange(len(values)) * GOLDEN) % 1 - 0.5
    return values + 2 * min(MOST_JITTER, 0.3 * step) * share
