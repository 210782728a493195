"""One pain rating appended to the person's own diary, safe against a kill or a rival."""

import csv
import datetime as dt
import io
import os
from pathlib import Path

from .errors import DataError
from .settings import Settings
from .tables import plain_cell


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

    By default it is rated now (before the day's start: of the day before), the settings' region.
    """
    now = now or dt.datetime.now()
    if settings.person is None:
        raise DataError("no person's folder is named.", todo="Name one with --person.")
    if not 0 <= pain <= 10:
        raise DataError(f"{pain:g} is no rating.", todo="Rate from 0 (no pain) to 10.")
    moment = dt.datetime.combine(day or now.date(), at or now.time())
    time = f"{moment:%H:%M}" if at or not day else ""
    if moment > now:
        todo = "Rate what has been; for an earlier day, name it with --day."
        raise DataError(f"{moment.date()} {time}".rstrip() + " lies in the future.", todo=todo)
    before_dawn = moment.time() < settings.day_starts
    rated = day or moment.date() - dt.timedelta(days=before_dawn)
    path = settings.person / "diary" / "pain.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.exists() else b""
    text = io.StringIO()
    if not before.endswith(b"\n"):  # a new file, or a row that a kill cut off
        text.write("\n" if before else "day,time,pain,region\n")
    cells = [rated, time, f"{pain:g}", plain_cell(region or settings.pain.region)]
    csv.writer(text, lineterminator="\n").writerow(cells)
    # one unbuffered write to a file opened for appending: whole, and never over another's
    with path.open("ab", buffering=0) as stream:
        stream.write(text.getvalue().encode())
        os.fsync(stream.fileno())
    return path, rated
