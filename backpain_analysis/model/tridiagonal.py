"""Symmetric tridiagonal matrices: factored and solved in O(days) by LAPACK's pttrf and pttrs."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.linalg.lapack import dpttrf, dpttrs

Array = np.ndarray


class Tridiagonal(NamedTuple):
    """A symmetric matrix that has entries on its diagonal, (m,), and beside it, (m - 1,), only."""

    diagonal: Array
    beside: Array

    def times(self, column: Array) -> Array:
        """Return the matrix times one column: (m,)."""
        product = self.diagonal * column
        product[1:] += self.beside * column[:-1]
        product[:-1] += self.beside * column[1:]
        return np.asarray(product)

    def between(self, columns: Array) -> Array:
        """Return columns' times the matrix times columns: (k, k)."""
        within = columns.T @ (self.diagonal[:, None] * columns)
        one_day_on = columns[:-1].T @ (self.beside[:, None] * columns[1:])
        return np.asarray(within + one_day_on + one_day_on.T)

    def factored(self) -> "Factored":
        """Return the matrix as L diag(pivots) L', L with the multipliers below its diagonal."""
        pivots, multipliers, _ = dpttrf(self.diagonal, self.beside)
        return Factored(self, pivots, multipliers)


@dataclass(frozen=True)
class Factored:
    """A positive definite tridiagonal matrix and its factors."""

    matrix: Tridiagonal
    pivots: Array
    multipliers: Array

    def solve(self, right: Array) -> Array:
        """Return the inverse times columns."""
        solved, _ = dpttrs(self.pivots, self.multipliers, right)
        return np.asarray(solved)

    @property
    def log_det(self) -> float:
        """The log determinant."""
        return float(np.log(self.pivots).sum())

    @cached_property
    def inverse(self) -> Tridiagonal:
        """The entries of the inverse where the matrix's own stand.

        Factored from the last day too, the pivots meet: 1 / (pivot + pivot from the end - entry).
        """
        diagonal = self.matrix.diagonal
        from_the_end, _, _ = dpttrf(diagonal[::-1], self.matrix.beside[::-1])
        entries = 1 / (self.pivots + from_the_end[::-1] - diagonal)
        return Tridiagonal(entries, beside=-self.multipliers * entries[1:])
