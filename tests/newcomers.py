"""The exports of four made-up newcomers, as their apps would write them, of one simulated diary.

    python tests/newcomers.py FOLDER

- `es`: Strava in Spanish, a pain table kept by hand, Withings
- `us`: Garmin Connect in miles with Strava beside, tables of pain and weight in the American way
- `android`: Health Connect with Loop Habits
- `gpx`: recordings as GPX only, and ratings in a copy of the diary sheet
"""

import csv
import datetime as dt
import shutil
import sqlite3
import sys
import tempfile
import zoneinfo
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

import backpain_analysis as bpa

SAMPLES = Path(__file__).parent / "importing" / "samples"
DAYS = 420
LAST = pd.Timestamp("2026-11-20")
METRES_OF_A_DEGREE = 111_195
SPANISH_MONTHS = ["ene", "feb", "mar", "abr", "may", "jun"]
SPANISH_MONTHS += ["jul", "ago", "sept", "oct", "nov", "dic"]
MILE = 1.609344


class Life(NamedTuple):
    """What happened: sessions with km and minutes, ratings, weigh-ins, all by day."""

    runs: pd.DataFrame
    pain: pd.Series
    weight: pd.Series


def life(seed: int = 5) -> Life:
    """Return a year and more of a made-up person."""
    daily = bpa.simulate_diary("a", n_days=DAYS, seed=seed).daily.iloc[-DAYS:].copy()
    daily.index = pd.date_range(end=LAST, periods=DAYS, name="day")
    return life_of(daily, seed)


def life_of(daily: pd.DataFrame, seed: int) -> Life:
    """Return what happened on the days of a diary; the clock and the weight are drawn."""
    chance = np.random.default_rng(seed)
    km = daily["distance_km"][daily["runs"] > 0].dropna()
    runs = pd.DataFrame({"km": km.clip(2, 25).round(2)})
    runs["minutes"] = (runs["km"] * chance.normal(6, 0.2, len(runs))).round(1)
    runs["start"] = runs.index + pd.to_timedelta(chance.integers(390, 420, len(runs)), unit="min")
    walk = np.cumsum(chance.normal(0, 0.12, len(daily)))
    weight = pd.Series(80 + walk, daily.index).round(2)[::3]
    return Life(runs, daily["pain"].dropna(), weight)


def files_of(name: str, lived: Life) -> dict[str, bytes]:
    """Return the exports of one of them, by their paths from the person's folder."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        NEWCOMERS[name](raw, lived)
        found = sorted(path for path in raw.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def write(path: Path, rows: list[list[Any]], delimiter: str = ",") -> None:
    """Write a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def header_of(sample: str) -> list[str]:
    """Return the header of a sample."""
    with (SAMPLES / sample).open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def row_of(header: list[str], cells: dict[str, Any]) -> list[Any]:
    """Return a row with some cells, by the first column of a name."""
    row: list[Any] = [""] * len(header)
    for name, value in cells.items():
        row[header.index(name)] = value
    return row


def utc_of(moment: pd.Timestamp, zone: str) -> pd.Timestamp:
    """Return a moment on a clock of UTC."""
    return moment.tz_localize(zone).tz_convert("UTC").tz_localize(None)


def spanish(moment: pd.Timestamp) -> str:
    """Write a moment as Strava does in Spanish."""
    half = "a.m." if moment.hour < 12 else "p.m."
    hour = moment.hour % 12 or 12
    day = f"{moment.day} {SPANISH_MONTHS[moment.month - 1]} {moment.year}"
    return f"{day}, {hour}:{moment:%M:%S} {half}"


def strava(path: Path, runs: pd.DataFrame, zone: str, sample: str, words: dict[str, str]) -> None:
    """Write Strava's list in a language, with its two distances and two times."""
    header = header_of(sample)
    rows: list[list[Any]] = [header]
    metres = len(header) - 1 - header[::-1].index(words["distance"])
    for number, run in enumerate(runs.itertuples()):
        seconds = round(run.minutes * 60)
        stamp = utc_of(run.start, zone)
        shown = spanish(stamp) if sample == "strava_es.csv" else f"{stamp:%b %-d, %Y, %-I:%M:%S %p}"
        cells = {
            words["id"]: 9000 + number,
            words["date"]: shown,
            words["name"]: "x",
            words["type"]: words["run"],
            words["elapsed"]: seconds,
            words["distance"]: f"{run.km:.2f}",
        }
        row = row_of(header, cells)
        row[metres] = f"{run.km * 1000:.1f}"
        rows.append(row)
    write(path, rows)


SPANISH = {
    "id": "Id. de actividad", "date": "Fecha de la actividad", "name": "Nombre de la actividad",
    "type": "Tipo de actividad", "elapsed": "Tiempo transcurrido", "distance": "Distancia",
    "run": "Carrera",
}  # fmt: skip
ENGLISH = {
    "id": "Activity ID", "date": "Activity Date", "name": "Activity Name",
    "type": "Activity Type", "elapsed": "Elapsed Time", "distance": "Distance", "run": "Run",
}  # fmt: skip


def es(raw: Path, lived: Life) -> None:
    """Strava in Spanish, a table of pain with Spanish words and decimal commas, Withings."""
    strava(raw / "activities.csv", lived.runs, "Europe/Madrid", "strava_es.csv", SPANISH)
    pain = [
        [f"{day:%d/%m/%Y}", f"{value:g}".replace(".", ","), ""] for day, value in lived.pain.items()
    ]
    write(raw / "dolor.csv", [["Fecha", "Dolor (0-10)", "Notas"], *pain], delimiter=";")
    header = header_of("withings_en.csv")
    stamps = [f"{day + pd.Timedelta(hours=7):%Y-%m-%d %H:%M:%S}" for day in lived.weight.index]
    weigh_ins = [[s, f"{kg:.2f}", *[""] * 5] for s, kg in zip(stamps, lived.weight, strict=True)]
    write(raw / "weight.csv", [header, *weigh_ins])


def us(raw: Path, lived: Life) -> None:
    """Garmin in miles, Strava beside, and ratings in a plain table."""
    header = header_of("garmin_en_mi.csv")
    rows = []
    for run in lived.runs.itertuples():
        miles = run.km / MILE
        cells = {
            "Activity Type": "Running",
            "Date": f"{run.start:%Y-%m-%d %H:%M:%S}",
            "Favorite": "false",
            "Title": "Running",
            "Distance": f"{miles:.2f}",
            "Time": str(dt.timedelta(seconds=round(run.minutes * 60))),
        }
        rows.append(row_of(header, cells))
    write(raw / "Activities.csv", [header, *rows])
    strava(raw / "strava.csv", lived.runs.iloc[::2], "America/New_York", "strava_2025.csv", ENGLISH)
    pain = [[f"{day:%-m/%-d/%Y}", f"{value:g}"] for day, value in lived.pain.items()]
    write(raw / "back pain.csv", [["Date", "Back pain"], *pain])
    pounds = [[f"{day:%-m/%-d/%Y}", f"{kg * 2.2046226:.1f}"] for day, kg in lived.weight.items()]
    write(raw / "weight.csv", [["Date", "Weight (lb)"], *pounds])


def android(raw: Path, lived: Life) -> None:
    """Health Connect's database, and Loop Habits with pain as a habit of numbers."""
    raw.mkdir(parents=True, exist_ok=True)
    database = raw / "health_connect_export.db"
    shutil.copy(SAMPLES / database.name, database)
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    with sqlite3.connect(database) as connection:
        for table in ("exercise_session", "distance", "weight"):
            connection.execute(f"delete from {table}_record_table")
        for run in lived.runs.itertuples():
            start = run.start.to_pydatetime().replace(tzinfo=zone)
            offset = int(start.utcoffset().total_seconds())
            begins = int(start.timestamp() * 1000)
            ends = begins + round(run.minutes * 60_000)
            connection.execute(
                "insert into exercise_session_record_table (app_info_id, start_time, "
                "start_zone_offset, end_time, end_zone_offset, exercise_type) "
                "values (1,?,?,?,?,33)",
                (begins, offset, ends, offset),
            )
            connection.execute(
                "insert into distance_record_table (app_info_id, start_time, start_zone_offset, "
                "end_time, distance) values (1,?,?,?,?)",
                (begins, offset, ends, run.km * 1000),
            )
        for day, kg in lived.weight.items():
            moment = dt.datetime(day.year, day.month, day.day, 7, tzinfo=zone)
            connection.execute(
                "insert into weight_record_table (app_info_id, time, zone_offset, weight) "
                "values (3,?,?,?)",
                (
                    int(moment.timestamp() * 1000),
                    int(moment.utcoffset().total_seconds()),
                    kg * 1000,
                ),
            )
    connection.close()
    marks = [[f"{day:%Y-%m-%d}", round(value * 1000), ""] for day, value in lived.pain.items()]
    write(raw / "Checkmarks.csv", [["Date", "Back pain", ""], *reversed(marks)])


def gpx(raw: Path, lived: Life) -> None:
    """A recording a run, and the diary sheet filled in."""
    (raw / "tracks").mkdir(parents=True, exist_ok=True)
    for number, run in enumerate(lived.runs.itertuples()):
        (raw / "tracks" / f"{number:04}.gpx").write_text(recording(run), encoding="utf-8")
    sheet = Path(__file__).parent.parent / "data" / "diary_sheet.csv"
    header = sheet.read_text(encoding="utf-8").splitlines()[0].split(",")
    rows = []
    for day, value in lived.pain.items():
        row = [""] * len(header)
        row[0] = f"{day:%Y-%m-%d}"
        row[header.index("pain")] = f"{value:g}"
        rows.append(row)
    write(raw / "diary_sheet.csv", [header, *rows])


def recording(run: Any) -> str:
    """Return a GPX file that goes north, a point each ten seconds."""
    start = utc_of(run.start, "Europe/Berlin")
    points = max(2, round(run.minutes * 6))
    degrees = run.km * 1000 / METRES_OF_A_DEGREE
    lines = []
    for i in range(points + 1):
        moment = start + pd.Timedelta(minutes=run.minutes * i / points)
        latitude = 48 + degrees * i / points
        place = f'lat="{latitude:.7f}" lon="16.0"'
        lines.append(f"<trkpt {place}><time>{moment:%Y-%m-%dT%H:%M:%SZ}</time></trkpt>")
    track = f"<trk><type>running</type><trkseg>{''.join(lines)}</trkseg></trk>"
    space = 'xmlns="http://www.topografix.com/GPX/1/1"'
    return f'<?xml version="1.0"?><gpx version="1.1" creator="a watch" {space}>{track}</gpx>'


NEWCOMERS = {"es": es, "us": us, "android": android, "gpx": gpx}


def main(folder: str) -> None:
    """Write the exports of all four."""
    for name, exports in NEWCOMERS.items():
        exports(Path(folder) / name / "raw", life())


if __name__ == "__main__":
    main(sys.argv[1])
