"""Several p-values at once: Holm's step-down adjustment."""


def holm(pvalues: list[float]) -> list[float]:
    """Return Holm's step-down adjusted p-values (Holm 1979), in the order given."""
    adjusted = [1.0] * len(pvalues)
    highest = 0.0
    smallest_first = sorted(range(len(pvalues)), key=pvalues.__getitem__)
    for rank, place in enumerate(smallest_first):
        left = len(pvalues) - rank
        highest = max(highest, min(left * pvalues[place], 1.0))
        adjusted[place] = highest
    return adjusted
