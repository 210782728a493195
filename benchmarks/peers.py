"""Reading exports beside other packages from PyPI, each in an environment of its own.

Each does only what it is for: gpxpy parses tracks and sums their lengths, fitdecode hands out the
sessions of recordings, runpandas and sweat make a table of each recording's points, daylio-parser
reads Daylio's export; geo-activity-playground's parser and a page of plain pandas read Strava's
list. Ours reads, cleans and accounts for the same files. Whole processes, imports included; one
that cannot be installed is left out, and named.
"""

import csv
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from imports import write_strava
from row import Row, process, seconds

TESTS = Path(__file__).parent.parent / "tests"
SAMPLES = TESTS / "importing" / "samples"
RECORDINGS = 200
ENTRIES = 5_000
LISTED = 10_000
OURS = "import backpain_analysis as bpa; bpa.read_exports({!r})"
GPXPY = """
import gpxpy, pathlib
for path in pathlib.Path({!r}).glob("*.gpx"):
    with path.open() as file:
        gpx = gpxpy.parse(file)
    gpx.length_2d(), gpx.get_duration(), gpx.get_time_bounds()
"""
FITDECODE = """
import fitdecode, pathlib
for path in pathlib.Path({!r}).glob("*.fit"):
    with fitdecode.FitReader(str(path)) as frames:
        for frame in frames:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "session":
                {{field.name: field.value for field in frame.fields}}
"""
DAYLIO = """
import pathlib
from daylio_parser.parser import Parser
for path in pathlib.Path({!r}).glob("*.csv"):
    Parser().load_csv(str(path))
"""
RUNPANDAS = """
import pathlib, runpandas
for path in pathlib.Path({!r}).glob("*.gpx"):
    runpandas.read_file(str(path), to_df=True)
"""
SWEAT = """
import pathlib, sweat, warnings
warnings.simplefilter("ignore")
for path in pathlib.Path({!r}).glob("*.gpx"):
    sweat.read_gpx(str(path))
"""
# what its import of a Strava export does with each row, without the recordings behind the rows
GEO_ACTIVITY_PLAYGROUND = """
import pathlib
import dateutil.parser
from geo_activity_playground.importers.csv_parser import parse_csv
header, *rows = parse_csv((pathlib.Path({!r}) / "activities.csv").read_text(encoding="utf-8"))
for row in rows:
    cells = dict(zip(header, row))
    dateutil.parser.parse(cells["Activity Date"])
    float(cells["Elapsed Time"]), float(cells["Distance"])
"""
PLAIN_PANDAS = """
import pandas as pd
table = pd.read_csv({!r} + "/activities.csv")
table["start"] = pd.to_datetime(table["Activity Date"], format="%b %d, %Y, %I:%M:%S %p")
runs = table[table["Activity Type"] == "Run"]
runs.groupby(runs["start"].dt.date)["Distance"].sum()
"""


class Peer(NamedTuple):
    """Another package: what it reads, how such files are written, and the code that reads them.

    `beside` are what it needs beside itself, where what it would install of late breaks it.
    """

    package: str
    what: str
    write: Callable[[Path], None]
    code: str
    beside: tuple[str, ...] = ()


def write_gpx(folder: Path) -> None:
    sys.path.insert(0, str(TESTS))
    import newcomers

    runs = newcomers.life().runs
    for number in range(RECORDINGS):
        run = next(runs.iloc[[number % len(runs)]].itertuples())
        (folder / f"{number:04}.gpx").write_text(newcomers.recording(run), encoding="utf-8")


def write_fit(folder: Path) -> None:
    for number in range(RECORDINGS):
        shutil.copy(SAMPLES / "fit_sessions.fit", folder / f"{number:04}.fit")


def write_daylio(folder: Path) -> None:
    header = ["full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note"]
    with (folder / "daylio.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(header)
        for number in range(ENTRIES):
            day = f"{2010 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
            mood = ("rad", "good", "meh", "bad", "awful")[number % 5]
            rows.writerow([day, "", "Monday", "21:30", mood, "reading | walk", "", ""])


def write_strava_list(folder: Path) -> None:
    """Write Strava's list with its last column filled: one parser loses a blank last cell."""
    write_strava(folder, LISTED)
    path = folder / "activities.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    filled = [f"{line}0" for line in lines]
    path.write_text("\n".join([header, *filled]) + "\n", encoding="utf-8")


PEERS = (
    Peer(
        "geo-activity-playground",
        f"Strava's list of {LISTED:,} rows",
        write_strava_list,
        GEO_ACTIVITY_PLAYGROUND,
    ),
    Peer("pandas", f"Strava's list of {LISTED:,} rows", write_strava_list, PLAIN_PANDAS),
    Peer(
        "runpandas",
        f"{RECORDINGS} GPX recordings",
        write_gpx,
        RUNPANDAS,
        beside=("pandas<2.2", "numpy<2"),
    ),
    Peer("sweat", f"{RECORDINGS} GPX recordings", write_gpx, SWEAT, beside=("numpy<2",)),
    Peer("gpxpy", f"{RECORDINGS} GPX recordings", write_gpx, GPXPY),
    Peer("fitdecode", f"{RECORDINGS} FIT recordings", write_fit, FITDECODE),
    Peer("daylio-parser", f"a Daylio export of {ENTRIES:,} entries", write_daylio, DAYLIO),
)


def rows() -> list[Row]:
    found = []
    for peer in PEERS:
        with tempfile.TemporaryDirectory() as name:
            raw = Path(name) / "raw"
            raw.mkdir()
            peer.write(raw)
            home = Path(name) / "theirs"
            trouble = _install(peer, home)
            theirs = [_python_of(home), "-c", peer.code.format(str(raw))]
            if not trouble:
                trouble = _trouble_of(theirs)
            if trouble:
                print(f"{peer.package} is left out: {trouble}", flush=True)
                continue
            ours = process(OURS.format(str(raw)))
            took = seconds(ours, partial(subprocess.run, theirs, check=True), times=3)
        text = f"`read_exports`, {peer.what}, whole process"
        found.append(Row(text, took[0], f"{peer.package}, reading only", took[1]))
    return found


def _install(peer: Peer, home: Path) -> str:
    """Put the package into an environment of its own; return why it cannot be, "" where it can."""
    venv.create(home, with_pip=True)
    packages = [peer.package, *peer.beside]
    return _trouble_of([_python_of(home), "-m", "pip", "install", "-q", *packages])


def _python_of(home: Path) -> str:
    folder = "Scripts" if sys.platform == "win32" else "bin"
    return str(home / folder / "python")


def _trouble_of(command: list[str]) -> str:
    """Run a command; return the last line of its complaint, "" where it ends well."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    complaint = done.stderr.strip().splitlines()
    return complaint[-1] if complaint else f"status {done.returncode}"
