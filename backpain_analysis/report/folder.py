"""The report's folder: built beside the last one, moved into place when it is whole."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import SettingsError


@contextmanager
def built_beside(reports: Path, month: str) -> Iterator[Path]:
    """Give a folder to build in; move it to `<reports>/<month>` when all went well.

    Whatever ends the run before, the last report stays whole: it is moved aside only when the
    new one is complete, and a later run puts it back if the power went between the two moves.
    """
    target, old = reports / month, reports / f".{month}.old"
    try:
        reports.mkdir(parents=True, exist_ok=True)
        lock = (reports / ".lock").open("w")
    except OSError as error:
        text = f"the reports' folder cannot be written ({error.strerror})."
        raise SettingsError(text, file=reports, todo="Name another with --out.") from error
    with lock:
        try:
            _hold(lock)
        except OSError as error:
            text, todo = "another run is writing a report here.", "Wait until it is done."
            raise SettingsError(text, file=reports, todo=todo) from error
        for left in reports.glob(f".{month}-*"):
            shutil.rmtree(left, ignore_errors=True)
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(old, ignore_errors=True)
        if target.exists() and not (target / "results.json").exists():
            text = "this folder is in the way: it holds no report."
            todo = "Move it away, or name another folder with --out."
            raise SettingsError(text, file=target, todo=todo)
        building = None
        try:
            building = Path(tempfile.mkdtemp(prefix=f".{month}-", dir=reports))
            yield building
            for path in building.rglob("*"):
                path.chmod(0o700 if path.is_dir() else 0o600)
            if target.exists():
                target.rename(old)
            building.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            raise SettingsError(
                f"the report could not be written ({error.strerror or error}). The last one is "
                "untouched.",
                file=error.filename or reports,
                todo="Free some space there, or see that it can be read and written; or name "
                "another folder with --out.",
            ) from error
        finally:
            if building is not None:
                shutil.rmtree(building, ignore_errors=True)


def _hold(handle: IO[str]) -> None:
    """Hold a file for this process; the system lets go when the process ends."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
