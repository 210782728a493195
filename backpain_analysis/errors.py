"""Errors that say which file, which row, which column, and what to do next."""

from pathlib import PurePath


class BackpainError(Exception):
    """Base of all errors that a person is meant to read."""


class DataError(BackpainError, ValueError):
    """An export that cannot be read as it stands.

    Parameters
    ----------
    problem : str
        What is wrong, in one sentence.
    file, line, column : optional
        Where it is wrong. `line` is the physical line where the record starts.
    todo : str
        What the person can do next.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | PurePath | None = None,
        line: int | None = None,
        column: str | None = None,
        todo: str = "",
    ) -> None:
        self.problem, self.file, self.line, self.column, self.todo = (
            problem,
            file,
            line,
            column,
            todo,
        )
        place = [str(file)] if file is not None else []
        place += [f"line {line}"] if line is not None else []
        place += [f"column {column!r}"] if column is not None else []
        where = ", ".join(place)
        super().__init__(" ".join(p for p in (f"{where}:" if where else "", problem, todo) if p))


class SettingsError(DataError):
    """A settings or plan file that cannot be used as it stands."""


class FitError(BackpainError, ValueError):
    """A regression that has no answer, and why."""
