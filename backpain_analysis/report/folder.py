"""The report's folder: built beside the last one, moved into place when it is whole."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import SettingsError

OWN_FOLDER = 0o700
OWN_FILE = 0o600


@contextmanager
def built_beside(reports: Path, month: str) -> Iterator[Path]:
    """Give a folder to build in; move it to `<reports>/<month>` when all went well.

    Whatever ends the run before, the last report stays whole: it is moved aside only when the
    new one is complete, and a later run puts it back if the power went between the two moves.
    """
    target = reports / month
    old = reports / f".{month}.old"
    with _lock_file(reports) as lock:
        _hold_or_refuse(lock, reports)
        _clear_what_a_broken_run_left(target, old)
        _refuse_other_files(target)
        building = None
        try:
            building = Path(tempfile.mkdtemp(prefix=f".{month}-", dir=reports))
            yield building
            _close_to_others(building)
            _move_into_place(building, target, old)
        except OSError as error:
            raise _not_written(error, reports) from error
        finally:
            if building is not None:
                shutil.rmtree(building, ignore_errors=True)


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
        _hold(lock)
    except OSError as error:
        raise SettingsError(
            "another run is writing a report here.", file=reports, todo="Wait until it is done."
        ) from error


def _hold(handle: IO[str]) -> None:
    """Hold a file for this process; the system lets go when the process ends."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]


def _clear_what_a_broken_run_left(target: Path, old: Path) -> None:
    for left in target.parent.glob(f".{target.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


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


def _move_into_place(building: Path, target: Path, old: Path) -> None:
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
