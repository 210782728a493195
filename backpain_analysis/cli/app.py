"""The command, and how it ends: one paragraph and an exit status, whatever goes wrong."""

import sys
import traceback
from pathlib import Path
from typing import Any

import typer
import typer.core

from ..errors import BackpainError
from .terminal import warn

KEPT = "The last report is as it was."
DONE_BUT_FAILED, REFUSED, DEFECT, STOPPED = 1, 2, 3, 130  # the exit statuses beside 0


class Told(SystemExit):
    """The end of a command that has said itself, in the person's language, how it ended."""


class _Plainly(typer.core.TyperGroup):
    """The commands; what goes wrong in them ends as one paragraph and an exit status."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except SystemExit as end:
            if end.code != STOPPED or isinstance(end, Told):  # Ctrl-C, at any moment
                raise
            _end(f"Stopped. {KEPT}", STOPPED)
        except BackpainError as problem:
            notes = getattr(problem, "__notes__", ())
            _end("\n".join([str(problem), *notes]), REFUSED)
        except OSError as problem:
            _end(_words_of_system_error(problem), REFUSED)
        except Exception as problem:
            if _began_with_ctrl_c(problem):
                _end(f"Stopped. {KEPT}", STOPPED)
            _end(_words_of_defect(problem), DEFECT)  # of ours: no one wants its traceback


def _began_with_ctrl_c(problem: BaseException | None) -> bool:
    """Amid an import, Python may make another exception of a KeyboardInterrupt."""
    while problem is not None and not isinstance(problem, KeyboardInterrupt):
        problem = problem.__cause__ or problem.__context__
    return problem is not None


def _end(text: str, status: int) -> None:
    warn(text, colour="red", err=True)
    sys.exit(status)


def _words_of_system_error(problem: OSError) -> str:
    return (
        f"{problem.filename}: {problem.strerror}. Is it there, is it yours to read and to write, "
        f"and is there space on the disk? {KEPT}"
    )


def _words_of_defect(problem: Exception) -> str:
    where = traceback.extract_tb(problem.__traceback__)[-1]
    place = f"{Path(where.filename).name}, line {where.lineno}"
    what = f"{type(problem).__name__}: {problem} ({place})"
    return (
        f"Something went wrong that should not: {what}. {KEPT}\n"
        "Please report this message, without your data."
    )


app = typer.Typer(
    cls=_Plainly,
    help="Do running and weight change go with my back pain?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
