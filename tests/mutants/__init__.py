"""Small faults, put into a copy of the code on purpose: a fast test must notice each of them."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """One fault.

    `before` stands exactly once in `file` (a path from the root) and becomes `after`; at least
    one of `tests` (pytest's names, from the root) must then fail, or, where none of them does, one
    of `others`.
    """

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]
    others: tuple[str, ...] = ()
