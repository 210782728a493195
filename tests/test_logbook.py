"""`backpain log`: one rating, in the tidy layout, and nothing lost."""

import datetime as dt
import errno
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.held import clear_left_behind, hold
from backpain_analysis.logbook import log_rating
from backpain_analysis.settings import Settings
from backpain_analysis.tables import plain_cell, spreadsheet_safe

EVENING = dt.datetime(2026, 1, 5, 21, 30)


def test_a_rating_is_written_and_read_back(tmp_path):
    (tmp_path / "raw").mkdir()
    settings = bpa.read_settings(tmp_path)
    path, day = log_rating(settings, 4.5, region="low back", now=EVENING)
    assert path.read_text() == "day,time,pain,region\n2026-01-05,21:30,4.5,low back\n"
    assert day == dt.date(2026, 1, 5)
    exports = bpa.read_exports(None, settings)
    assert exports.pain[["pain", "region"]].to_numpy().tolist() == [[4.5, "low back"]]
    assert exports.files["file"].tolist() == ["diary/pain.csv"]


@pytest.mark.parametrize(
    ("options", "row"),
    [
        ({"now": dt.datetime(2026, 1, 6, 0, 30)}, "2026-01-05,00:30,0,"),
        ({"now": EVENING, "day": dt.date(2026, 1, 1)}, "2026-01-01,,0,"),
        ({"now": EVENING, "at": dt.time(8)}, "2026-01-05,08:00,0,"),
        ({"now": EVENING, "at": dt.time(0, 30)}, "2026-01-04,00:30,0,"),
        ({"now": EVENING, "at": dt.time(0, 30), "day": dt.date(2026, 1, 5)}, "2026-01-05,00:30,0,"),
    ],
)
def test_day_and_time(tmp_path, options, row):
    path, _ = log_rating(Settings(person=tmp_path), 0, **options)
    assert path.read_text().splitlines()[1] == row


@pytest.mark.parametrize(
    ("pain", "options", "words"),
    [
        (11, {}, "no rating"),
        (-1, {}, "no rating"),
        (3, {"day": dt.date(2026, 1, 6)}, "future"),
        (3, {"at": dt.time(22)}, "2026-01-05 22:00 lies in the future"),
    ],
)
def test_impossible_ratings(tmp_path, pain, options, words):
    with pytest.raises(bpa.DataError, match=words):
        log_rating(Settings(person=tmp_path), pain, now=EVENING, **options)
    assert not (tmp_path / "diary").exists()


def test_what_a_kill_left_behind_is_not_built_upon(tmp_path):
    settings = Settings(person=tmp_path)
    path, _ = log_rating(settings, 3, now=EVENING)
    path.write_text(path.read_text()[:-4])
    log_rating(settings, 5, now=EVENING)
    assert path.read_text().splitlines()[-1] == "2026-01-05,21:30,5,"
    path.write_text("")
    log_rating(settings, 5, now=EVENING)
    assert path.read_text().splitlines() == ["day,time,pain,region", "2026-01-05,21:30,5,"]


def _log_many(folder, first):
    for i in range(25):
        log_rating(Settings(person=folder), 3, day=dt.date(2020, first, i + 1), now=EVENING)


@pytest.mark.slow
def test_two_at_once_lose_nothing(tmp_path):
    context = multiprocessing.get_context("spawn")
    tasks = [context.Process(target=_log_many, args=(tmp_path, month)) for month in (1, 2)]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
    lines = (tmp_path / "diary" / "pain.csv").read_text().splitlines()
    assert lines[0] == "day,time,pain,region"
    assert all(line.count(",") == 3 for line in lines)
    (tmp_path / "raw").mkdir()
    exports = bpa.read_exports(None, bpa.read_settings(tmp_path))
    assert exports.pain["day"].nunique() == len(exports.pain) == 50


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "@x", "-2+3", "\t=1"])
def test_cells_that_a_spreadsheet_would_run_are_neutralised(tmp_path, text):
    assert plain_cell(text) == f"'{text}"
    frame = spreadsheet_safe(pd.DataFrame({text: [text], "n": [-1.5]}))
    assert frame.columns[0] == f"'{text}"
    assert frame.iloc[0].tolist() == [f"'{text}", -1.5]
    path, _ = log_rating(Settings(person=tmp_path), 1, region=text.strip(), now=EVENING)
    assert not any(c.startswith(("=", "+", "@")) for c in path.read_text().split(","))


def test_a_region_is_written_on_one_line(tmp_path):
    path, _ = log_rating(Settings(person=tmp_path), 1, region="low\nback\x00", now=EVENING)
    assert path.read_text().splitlines()[1] == "2026-01-05,21:30,1,low back "


@pytest.mark.parametrize(("hour", "day"), [(3, 4), (4, 5)])
def test_the_day_starts_at_the_minute_that_the_settings_name(tmp_path, hour, day):
    """03:59 belongs to the day before, 04:00 does not."""
    now = dt.datetime(2026, 1, 5, hour, 59 if hour == 3 else 0)
    _, rated = log_rating(Settings(person=tmp_path), 1, now=now)
    assert rated == dt.date(2026, 1, day)


def test_plain_texts_and_numbers_stay():
    assert [plain_cell(t) for t in ("run", "-1.5", "", "a=b")] == ["run", "-1.5", "", "a=b"]


class FullDisk:
    """A file on a disk that has room for a few more bytes."""

    def __init__(self, stream, room):
        self.stream = stream
        self.room = room

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stream.close()

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, data):
        if self.room == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.stream.write(data[: self.room])


@pytest.mark.parametrize("room", [0, 1, 5, 20])
@pytest.mark.parametrize(
    "old", [b"", b"day,time,pain,region\n2026-01-04,21:30,3,\n", b"half a row"]
)
def test_a_full_disk_keeps_the_old_diary_and_says_so(tmp_path, monkeypatch, room, old):
    path = tmp_path / "diary" / "pain.csv"
    path.parent.mkdir()
    path.write_bytes(old)
    sound = Path.open

    def opened(self, mode="r", *args, **options):
        stream = sound(self, mode, *args, **options)
        return FullDisk(stream, room) if "a" in mode else stream

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(bpa.DataError, match=r"was not written .*; the diary is as it was"):
        log_rating(Settings(person=tmp_path), 4, region="low back", now=EVENING)
    assert path.read_bytes() == old


def test_a_disk_that_loses_what_it_took_is_noticed(tmp_path, monkeypatch):
    class Loses(FullDisk):
        def write(self, data):
            return len(data)

    sound = Path.open
    monkeypatch.setattr(Path, "open", lambda *args, **options: Loses(sound(*args, **options), 0))
    with pytest.raises(bpa.DataError, match="not all of it was kept"):
        log_rating(Settings(person=tmp_path), 4, now=EVENING)


@pytest.mark.parametrize("odd", ["folder in its place", "file in the folder's place"])
def test_a_diary_that_cannot_be_opened_is_said(tmp_path, odd):
    place = tmp_path / "diary"
    if odd.startswith("file"):
        place.write_text("mine")
    else:
        (place / "pain.csv").mkdir(parents=True)
    with pytest.raises(bpa.DataError, match="was not written"):
        log_rating(Settings(person=tmp_path), 4, now=EVENING)


def test_a_limit_of_the_system_keeps_the_old_diary(tmp_path):
    """The system itself refuses, with the signal that would end the process ignored."""
    resource = pytest.importorskip("resource")
    settings = Settings(person=tmp_path)
    path, _ = log_rating(settings, 3, now=EVENING)
    old = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(old) + 7, limits[1]))
    try:
        with pytest.raises(bpa.DataError, match="was not written"):
            log_rating(settings, 5, now=EVENING)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == old


def test_ten_first_ratings_at_once_write_one_header(tmp_path):
    """Ten that have all seen that there is no diary yet, as far as they can."""
    start = threading.Barrier(10)

    def rate(pain):
        start.wait()
        log_rating(Settings(person=tmp_path), pain, now=EVENING)

    raters = [threading.Thread(target=rate, args=(pain,)) for pain in range(10)]
    for rater in raters:
        rater.start()
    for rater in raters:
        rater.join()
    header, *rows = (tmp_path / "diary" / "pain.csv").read_text().splitlines()
    assert header == "day,time,pain,region"
    assert sorted(rows) == [f"2026-01-05,21:30,{pain}," for pain in range(10)]


def test_a_rating_waits_for_a_rival_that_writes(tmp_path):
    path, _ = log_rating(Settings(person=tmp_path), 3, now=EVENING)
    rival = path.open("ab")
    hold(rival, waits=True)
    rater = threading.Thread(target=log_rating, args=(Settings(person=tmp_path), 5))
    rater.start()
    rater.join(0.05)
    assert rater.is_alive()
    assert len(path.read_text().splitlines()) == 2
    rival.close()
    rater.join(5)
    assert len(path.read_text().splitlines()) == 3


def test_the_ends_of_the_scale_and_this_very_minute_can_be_logged(tmp_path):
    settings = Settings(person=tmp_path)
    for pain in (0, 10):
        log_rating(settings, pain, day=EVENING.date(), at=EVENING.time(), now=EVENING)
    path, _ = log_rating(settings, 5, at=EVENING.time(), now=EVENING)
    written = [row.split(",")[1:3] for row in path.read_text().splitlines()[1:]]
    assert written == [["21:30", "0"], ["21:30", "10"], ["21:30", "5"]]


@pytest.mark.parametrize(
    ("cell", "plain"), [("-1.5", "-1.5"), ("-1.5.2", "'-1.5.2"), ("=1", "'=1"), ("+15", "+15")]
)
def test_a_number_with_its_sign_is_no_formula(cell, plain):
    assert plain_cell(cell) == plain


@pytest.mark.parametrize(("seconds_old", "is_kept"), [(3500, True), (3700, False)])
def test_a_folder_that_nobody_holds_is_cleared_up_after_an_hour(
    tmp_path, monkeypatch, seconds_old, is_kept
):
    """It may be one that another process is just making."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / "backpain-x"
    folder.mkdir()
    made = time.time() - seconds_old
    os.utime(folder, (made, made))
    clear_left_behind(tmp_path)
    assert folder.exists() == is_kept
