"""Errors that say which file, which row, which column, what to do next, and where to ask."""

from pathlib import PurePath

from .codes import Remark


class BackpainError(Exception):
    """Base of all errors that a person is meant to read."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message alone, for no one needs our lines of code."""
        return [str(self)]


class DataError(BackpainError, ValueError):
    """An export that cannot be read as it stands; a note on it says where to ask.

    Parameters
    ----------
    problem : str
        What is wrong, in one sentence.
    file, line, column : optional
        Where it is wrong. `line` is the physical line where the record starts.
    todo : str
        What the person can do next; by default it is a fault of the software.

    Examples
    --------
    >>> str(bpa.DataError("no row holds a date.", file="runs.csv", todo="Export it anew."))
    'runs.csv: no row holds a date. Export it anew.'
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | PurePath | None = None,
        line: int | None = None,
        column: str | None = None,
        todo: str = "This is a fault of the software, not of your file: please report it.",
    ) -> None:
        places = (file, line is not None and f"line {line}", column and f"column {column!r}")
        where = ", ".join(str(p) for p in places if p)
        super().__init__(": ".join(filter(None, (where, f"{problem} {todo}".strip()))))
        self.add_note(
            "If that does not help, open an issue with this message and without your data."
        )


class SettingsError(DataError):
    """A settings or plan file that cannot be used as it stands.

    Examples
    --------
    >>> issubclass(bpa.SettingsError, bpa.DataError)
    True
    """


class FitError(BackpainError, ValueError):
    """A regression that has no answer, and why.

    Parameters
    ----------
    message : str
        Why, in English.
    remark : Remark, optional
        The same as a code with its values, for any language.

    Examples
    --------
    >>> str(bpa.FitError("there are too few days."))
    'there are too few days.'
    """

    def __init__(self, message: str = "", remark: Remark | None = None) -> None:
        super().__init__(message)
        self.remark = remark
