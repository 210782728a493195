"""Several p-values at once: Holm's step-down adjustment."""

from collections.abc import Sequence


def holm(pvalues: Sequence[float]) -> list[float]:
    """Return Holm's step-down adjusted p-values (Holm 1979), in the order given."""
    from statsmodels.stats.multitest import multipletests

    adjusted = multipletests(list(pvalues), method="holm")[1]
    return [float(p) for p in adjusted]
