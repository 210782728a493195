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
    day, at, region : optional
        By default now (before the day's start: the day before) and the settings' region.

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
    where = plain_cell(region or settings.pain.region)
    row = io.StringIO()
    cells = [rated.isoformat(), f"{time:%H:%M}" if time else "", f"{pain:g}", where]
    csv.writer(row, lineterminator="\n").writerow(cells)
    path = settings.person / "diary" / "pain.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _begin(path)
    before = path.read_bytes()
    line = ("" if before.endswith(b"\n") else "\n" if before else HEADER) + row.getvalue()
    # one unbuffered write to a file opened for appending: whole, and never over another's
    with path.open("ab", buffering=0) as stream:
        stream.write(line.encode())
        os.fsync(stream.fileno())
    return path, rated


def _begin(path: Path) -> None:
    """Make the file with its header in one step, unless another process is first."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, newline="") as stream:
        stream.write(HEADER)
    made = Path(stream.name)
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        made.replace(path)
    made.unlink(missing_ok=True)
