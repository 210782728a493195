"""The report's folder: built beside the last one, moved into place when it is whole."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import SettingsError
from ..held import hold

OWN_FOLDER = 0o700
OWN_FILE = 0o600
MONTH = r"\d{4}-(0[1-9]|1[0-2])"
BEING_BUILT = re.compile(rf"\.{MONTH}-\w+")
MOVED_ASIDE = re.compile(rf"\.({MONTH})\.old")


@contextmanager
def built_beside(reports: Path, month: str) -> Iterator[Path]:
    """Give a folder to build in; move it to `<reports>/<month>` when all went well.

    Whatever ends the run before, the last report stays whole: it is moved aside only when the
    new one is complete. The next run, of whatever month, puts it back if the power went between
    the two moves, and removes what was being built.
    """
    target = reports / month
    with held_reports(reports):
        _refuse_other_files(target)
        building = None
        try:
            building = Path(tempfile.mkdtemp(prefix=f".{month}-", dir=reports))
            yield building
            _close_to_others(building)
            _settle(building)
            _move_into_place(building, target)
        except OSError as error:
            raise _not_written(error, reports) from error
        finally:
            if building is not None:
                shutil.rmtree(building, ignore_errors=True)


@contextmanager
def held_reports(reports: Path) -> Iterator[None]:
    """Hold the folder of reports for this process, after clearing up what a broken run left.

    Raises
    ------
    SettingsError
        Another run is writing there, or nobody can.
    """
    with _lock_file(reports) as lock:
        _hold_or_refuse(lock, reports)
        _clear_what_broken_runs_left(reports)
        yield


def _lock_file(reports: Path) -> IO[str]:
    try:
        reports.mkdir(parents=True, exist_ok=True)
        return (reports / ".lock").open("w")
    except OSError as error:
        raise SettingsError(
            f"the reports' folder cannot be written ({error.strerror}).",
            file=reports,
            todo="Name another with --out.",
        ) from error


def _hold_or_refuse(lock: IO[str], reports: Path) -> None:
    try:
        hold(lock)
    except OSError as error:
        raise SettingsError(
            "another run is writing a report here.", file=reports, todo="Wait until it is done."
        ) from error


def _clear_what_broken_runs_left(reports: Path) -> None:
    """Put back what was moved aside, of every month, and remove what was being built."""
    for left in sorted(reports.glob(".*")):
        aside = MOVED_ASIDE.fullmatch(left.name)
        if aside is not None:
            target = reports / aside[1]
            if not target.exists():
                left.rename(target)
            shutil.rmtree(left, ignore_errors=True)
        elif BEING_BUILT.fullmatch(left.name):
            shutil.rmtree(left, ignore_errors=True)


def _refuse_other_files(target: Path) -> None:
    if target.exists() and not (target / "results.json").exists():
        raise SettingsError(
            "this folder is in the way: it holds no report.",
            file=target,
            todo="Move it away, or name another folder with --out.",
        )


def _close_to_others(building: Path) -> None:
    """Let nobody else on this machine read the report."""
    for path in building.rglob("*"):
        path.chmod(OWN_FOLDER if path.is_dir() else OWN_FILE)


def _settle(building: Path) -> None:
    """Have the disk take every file before the report is moved: a power cut would empty some."""
    for path in building.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def _move_into_place(building: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.old")
    if target.exists():
        target.rename(old)
    building.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _not_written(error: OSError, reports: Path) -> SettingsError:
    return SettingsError(
        f"the report could not be written ({error.strerror or error}). The last one is untouched.",
        file=error.filename or reports,
        todo="Free some space there, or see that it can be read and written; or name another "
        "folder with --out.",
    )
