"""Shares that columns explain of each other, under the weights of a fitted error model.

Generalised least squares with the error covariance V is ordinary least squares on data whitened
by V. So every quantity of ordinary least squares has its twin under the estimator's own weights,
and it takes no more than the products b' V^-1 b, in O(days).
"""

import numpy as np

from .likelihood import ProfiledLikelihood
from .reml import RemlResults

Array = np.ndarray


def weighed_products(t: Array, columns: Array, result: RemlResults) -> Array:
    """Return columns' V^-1 columns at a fit's error model: (k, k).

    Parameters
    ----------
    t : array, (m,)
        Day numbers of the ratings.
    columns : array, (m, k)
    result : RemlResults
        Its `rho` and `log_r` make V, in units of the innovations' variance.
    """
    columns = np.asarray(columns, dtype=float)
    first = columns[:, :-1]
    last = columns[:, -1]
    problem = ProfiledLikelihood(np.diff(t), last, first, "ml")
    return problem.products(result.rho, result.log_r)


def rest_of(products: Array, column: int, others: Array) -> float:
    """Return the weighed sum of squares that `others` (places of columns) leave of a column."""
    among = products[np.ix_(others, others)]
    with_it = products[others, column]
    coefficients = np.linalg.lstsq(among, with_it, rcond=None)[0]
    return float(products[column, column] - with_it @ coefficients)


def partial_share(products: Array, column: int, group: Array, others: Array) -> float:
    """Return the share of a column's rest that a group explains beside the others, 0 to 1.

    The partial R squared of the group, under the weights.
    """
    without = rest_of(products, column, others)
    within = rest_of(products, column, np.concatenate([others, group]))
    return float(np.clip(1 - within / without, 0.0, 1.0))
