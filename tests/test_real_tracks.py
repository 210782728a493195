"""Real track files, read where they lie: every session as `expected.tsv` has it."""

import csv
import gzip
import io
import shutil
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.importing.tracks import read_track, track_kind
from backpain_analysis.settings import Settings

FOLDER = Path(__file__).parents[2] / "shared" / "exports" / "activity_files"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the real track files (../shared/exports) are not on this machine"
)
SAME_DISTANCE = 0.005
SAME_START = 1.0  # seconds


def expected():
    """Return what each file holds; the pieces of a Google Fit file add up to one a sport."""
    with (FOLDER / "expected.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return {file: list(of_file) for file, of_file in groupby(rows, key=lambda row: row["file"])}


def sessions(file):
    data = (FOLDER / file).read_bytes()
    if file.endswith(".gz"):
        data = gzip.decompress(data)
    found, _ = read_track(track_kind(data), lambda: io.BytesIO(data), file, 2**30)
    return found


def seconds(row):
    return datetime.fromisoformat(row["start_utc"]).timestamp() if row["start_utc"] else None


def as_sessions(file, rows):
    """Return start and distance of each session that the rows of a file tell of."""
    told = [(seconds(row), float(row["distance_m"])) for row in rows if float(row["points"])]
    if "_PT" in file:
        assert len({row["sport"] for row in rows}) == 1
        return [(min(start for start, _ in told), sum(metres for _, metres in told))]
    return told


def test_every_session_is_as_expected():
    files = expected()
    assert len(files) == 44
    for file, rows in files.items():
        got = sessions(file)
        told = as_sessions(file, rows)
        assert len(got) == len(told), file
        for session, (start, metres) in zip(got, told, strict=True):
            assert session.distance_m == pytest.approx(metres, rel=SAME_DISTANCE, abs=0.01), file
            if start is None:
                assert session.start is None, file
            else:
                assert session.start == pytest.approx(start, abs=SAME_START), file


def test_sports_and_times_are_as_expected():
    for file, rows in expected().items():
        for session, row in zip(sessions(file), rows, strict=False):
            if "_PT" in file or file.startswith("gpxpy"):
                continue
            assert session.sport == row["sport"].partition("/")[0], file
            if row["elapsed_s"]:
                assert session.elapsed_s == pytest.approx(float(row["elapsed_s"]), abs=1), file
            if row["timer_s"] and not file.endswith(".gpx"):
                assert session.timer_s == pytest.approx(float(row["timer_s"]), abs=1), file


def test_a_session_in_several_files_counts_once(tmp_path):
    for file in expected():
        shutil.copy(FOLDER / file, tmp_path)
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    totals = exports.ledger.totals()
    assert (totals["unaccounted"] == 0).all()
    assert len(totals) == 44
    # packed and unpacked, two exports of one run, and three of another
    assert totals["merged"].sum() == 1 + 1 + 2
    assert (exports.runs["activity"] == "run").sum() == 9
    assert len(exports.questions) == 1
    assert exports.questions[0].remark.fields["n"] == 2
