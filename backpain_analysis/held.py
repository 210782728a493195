"""Files and folders of one process: held while it lives, cleared up after it died."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

PREFIX = "backpain-"
HOLD = ".held"
YOUNG = 3600.0  # seconds; a folder without its hold may be one that is just being made


def hold(stream: IO[Any], *, waits: bool = False) -> None:
    """Hold an open file for this process; the system lets go when the file is closed.

    Parameters
    ----------
    stream : file
    waits : bool
        Whether to wait for another process that holds it.

    Raises
    ------
    OSError
        Another process holds it, or the file system knows no such thing.
    """
    try:
        import fcntl

        how = fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB
        fcntl.flock(stream, how)
    except ImportError:
        import msvcrt

        kind = "LK_LOCK" if waits else "LK_NBLCK"
        stream.seek(0)
        msvcrt.locking(stream.fileno(), getattr(msvcrt, kind), 1)  # type: ignore[attr-defined]


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file whole or not at all, whatever ends the process, and on the disk itself.

    Parameters
    ----------
    path : Path
    data : bytes
    mode : int, optional
        The rights that it gets; by default those of any new file.
    """
    part = part_of(path)
    with part.open("wb") as stream:
        if mode is not None:
            part.chmod(mode)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def part_of(path: Path) -> Path:
    """Return what a file is written as, until it is whole."""
    return path.with_name(f"{path.name}.part")


@contextmanager
def own_folder() -> Iterator[Path]:
    """Give a folder that only this user can read, and that is gone afterwards.

    Where a kill or a power cut comes before, `clear_left_behind` removes it in a later run.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / HOLD).open("w") as held:
            hold(held)
            yield folder


def clear_left_behind(person: Path) -> None:
    """Remove what a process that died left behind; it may hold a person's data.

    That is own folders of any such process, and the half of a settings file, a plan or a test.
    """
    for name in ("plan.toml", "settings.toml"):
        with suppress(OSError):
            part_of(person / name).unlink()
    for pattern in ("test.toml*.part", "fair_test.ics*.part"):
        for part in person.glob(pattern):
            part.unlink(missing_ok=True)
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Say whether no process holds a folder any more."""
    try:
        if folder.is_symlink() or not folder.is_dir():
            return False
        held = folder / HOLD
        if not held.exists():
            return time.time() - folder.stat().st_mtime > YOUNG
        with held.open("r+") as stream:
            hold(stream)
        return True
    except OSError:  # it is held, or another user's
        return False
