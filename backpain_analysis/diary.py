"""One pain rating appended to the person's own diary, safe against a kill or a rival."""

import csv
import datetime as dt
import io
import os
import tempfile
from pathlib import Path

from .errors import DataError
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
    """Append one rating to `<person>/diary/pain.csv`.

    Parameters
    ----------
    settings : Settings
        `person`, `day_starts` and `pain.region` are used.
    pain : float
        0 to 10; 0 is a day without pain and worth writing down.
    day, at : optional
        The rated day and the time; by default now, and before the day's start
        the day before.
    region : str
        By default the settings' region.

    Returns
    -------
    path, day
        The file, and the day the rating was written for.

    Raises
    ------
    DataError
        The rating or the day is impossible, or there is no person's folder.
    """
    now = now or dt.datetime.now()
    if settings.person is None:
        raise DataError("no person's folder is named.", todo="Name one with --person.")
    if not 0 <= pain <= 10:
        raise DataError(f"{pain:g} is no rating.", todo="Rate from 0 (no pain) to 10.")
    yesterday = now.time() < settings.day_starts and at is None
    rated = day or (now.date() - dt.timedelta(days=yesterday))
    if rated > now.date():
        raise DataError(f"{rated} lies in the future.", todo="Rate a day that has been.")
    time = at or (now.time() if day is None else None)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(
        [rated.isoformat(), f"{time:%H:%M}" if time else "", f"{pain:g}",
         plain_cell(region or settings.pain.region)]
    )  # fmt: skip
    path = settings.person / "diary" / "pain.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    _begin(path)
    before = path.read_bytes()
    line = ("" if before.endswith(b"\n") else "\n" if before else HEADER) + buffer.getvalue()
    # one write to a file opened for appending: whole or not at all, and never over another's
    target = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        os.write(target, line.encode())
        os.fsync(target)
    finally:
        os.close(target)
    return path, rated


def _begin(path: Path) -> None:
    """Make the file with its header in one step, unless another process was first."""
    if path.exists():
        return
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, newline="") as stream:
        stream.write(HEADER)
    try:
        os.link(stream.name, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        Path(stream.name).replace(path)
    finally:
        Path(stream.name).unlink(missing_ok=True)
