"""One pain rating appended to the person's diary, safe against kills, rivals and a full disk."""

import csv
import datetime as dt
import errno
import io
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from .errors import DataError
from .held import hold
from .language import plain_text
from .settings import Settings
from .tables import plain_cell

HEADER = "day,time,pain,region\n"


def log_rating(
    settings: Settings,
    pain: float,
    *,
    day: dt.date | None = None,
    at: dt.time | None = None,
    region: str = "",
    now: dt.datetime | None = None,
) -> tuple[Path, dt.date]:
    """Append one rating to `<person>/diary/pain.csv`; return the file and the rated day.

    Parameters
    ----------
    settings : Settings
        The person's settings; they name the folder, and the region where `region` does not.
    pain : float
        From 0 (none) to 10 (worst imaginable).
    day : date, optional
        The day to rate; by default today, or the day before where `at` lies before the day's start.
    at : time, optional
        The time of the rating; by default now, or none where `day` is named.
    region : str, optional
        What hurts; by default the settings' region.
    now : datetime, optional
        The present, for tests.

    Raises
    ------
    DataError
        The pain is no rating, or lies in the future; no person is named; it cannot be written.
    """
    now = now or dt.datetime.now()
    if settings.person is None:
        raise DataError("no person's folder is named.", todo="Name one with --person.")
    if not 0 <= pain <= 10:
        raise DataError(f"{pain:g} is no rating.", todo="Rate from 0 (no pain) to 10.")
    moment = dt.datetime.combine(day or now.date(), at or now.time())
    time = ""
    if at is not None or day is None:
        time = f"{moment:%H:%M}"
    if moment > now:
        when = f"{moment.date()} {time}".rstrip()
        todo = "Rate what has been; for an earlier day, name it with --day."
        raise DataError(f"{when} lies in the future.", todo=todo)
    rated = day or _day_of(moment, settings.day_starts)
    path = settings.person / "diary" / "pain.csv"
    where = plain_cell(plain_text(region or settings.pain.region))
    _append(path, [str(rated), time, f"{pain:g}", where])
    return path, rated


def _day_of(moment: dt.datetime, day_starts: dt.time) -> dt.date:
    """Return the day that a moment belongs to: before the day's start, the day before."""
    if moment.time() < day_starts:
        return moment.date() - dt.timedelta(days=1)
    return moment.date()


def _append(path: Path, cells: list[str]) -> None:
    """Append a row while no rival writes, and look whether it stands there.

    Raises
    ------
    DataError
        It does not; the diary is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+", buffering=0) as diary:
            with suppress(OSError):  # a file system that knows no holding
                hold(diary, waits=True)
            _append_whole(diary, cells)
    except OSError as error:
        todo = "Free some space, see that the file is yours to write, and log it again."
        problem = f"the rating was not written ({error.strerror or error}); the diary is as it was."
        raise DataError(problem, file=path, todo=todo) from error


def _append_whole(diary: IO[bytes], cells: list[str]) -> None:
    """Append a row, in one write; take back what came of it where that was not all."""
    diary.seek(0)
    before = diary.read()
    row = _row_after(before, cells)
    try:
        diary.write(row)
        os.fsync(diary.fileno())
        diary.seek(0)
        if diary.read() != before + row:
            raise OSError(errno.EIO, "not all of it was kept")
    except OSError:
        diary.truncate(len(before))
        raise


def _row_after(before: bytes, cells: list[str]) -> bytes:
    """Return the bytes that add a row to what a diary holds."""
    text = io.StringIO()
    if not before:
        text.write(HEADER)
    elif not before.endswith(b"\n"):  # a kill cut off the last row
        text.write("\n")
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()
