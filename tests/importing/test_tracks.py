"""Track files of many writers, odd and damaged ones: each read right, or named."""

import gzip
import io
import random
import subprocess
import sys
import zipfile

import fit_writer as fit
import pytest

import backpain_analysis as bpa
from backpain_analysis.importing.tracks.session import metres_between
from backpain_analysis.language import Phrases, problem_words
from backpain_analysis.settings import FileSettings, Settings

METRES_A_DEGREE = 111_195.08
BERLIN = Settings(timezone="Europe/Berlin")
DAY = "2025-07-0{}T06:00:00"
LOCAL = "2025-07-0{} 08:00:00"


def points(day=1, km_h=10.0, minutes=30, stamp="{}Z", more="", tag="trkpt"):
    """Return trackpoints due north, two a minute."""
    step = km_h / 120 * 1000 / METRES_A_DEGREE
    text = ""
    for i in range(2 * minutes + 1):
        clock = f"2025-07-0{day}T06:{i // 2:02}:{30 * (i % 2):02}"
        text += f'<{tag} lat="{50 + i * step:.7f}" lon="8"><time>{stamp.format(clock)}</time>'
        text += f"{more}</{tag}>"
    return text


def gpx(*tracks, version="1.1", creator="made up", before=""):
    name = f"http://www.topografix.com/GPX/{version.replace('.', '/')}"
    head = f'<?xml version="1.0"?>\n<gpx version="{version}" creator="{creator}" xmlns="{name}">'
    return head + before + "".join(tracks) + "</gpx>"


def track(inner="", **how):
    return f"<trk>{inner}<trkseg>{points(**how)}</trkseg></trk>"


def lap(start, seconds="1800", metres="5000", more=""):
    told = f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds>" if seconds else ""
    told += f"<DistanceMeters>{metres}</DistanceMeters>" if metres else ""
    return f'<Lap StartTime="{start}">{told}{more}</Lap>'


def activity(start, *laps, sport="Running", more=""):
    inner = "".join(laps or [lap(start)])
    return f'<Activity Sport="{sport}"><Id>{start}</Id>{more}{inner}</Activity>'


def database(inner, name="database/v2"):
    return f'<TrainingCenterDatabase xmlns="{name}">{inner}</TrainingCenterDatabase>'


def tcx(*activities, head='<?xml version="1.0"?>\n', name="database/v2"):
    inner = "".join(activities)
    return head + database(f"<Activities>{inner}</Activities>", name)


def read(tmp_path, settings=BERLIN, **files):
    """Read files given by their names, with `_` for the last dot; every row is accounted for."""
    raw = tmp_path / "raw"
    raw.mkdir(exist_ok=True)
    for name, content in files.items():
        stem, _, ending = name.rpartition("_")
        data = content if isinstance(content, bytes) else content.encode()
        (raw / f"{stem}.{ending}").write_bytes(data)
    exports = bpa.read_exports(raw, settings)
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def told(exports):
    """Return each session as (start, km, minutes, activity)."""
    rows = exports.runs.sort_values("start")
    return [
        (str(run.start), round(run.distance_km, 2), round(run.duration_min, 1), run.activity)
        for run in rows.itertuples()
    ]


def reasons(exports):
    return exports.ledger.in_words()["reason"].tolist()


def problem(exports):
    (words,) = [problem_words(Phrases(), one) for one in exports.files["problem"] if one]
    return words


RUN = (LOCAL.format(1), 5.0, 30.0, "run")
T1 = DAY.format(1)
LATER = "2025-07-01T06:30:00"
BEAT = "<extensions><x:TrackPointExtension xmlns:x='u'><x:hr>150</x:hr></x:TrackPointExtension>"
BEAT += "</extensions>"
RUNKEEPER = "<name><![CDATA[Running 7/1/25 6:00 am]]></name><time>2025-07-01T06:00:00Z</time>"
PREFIXES = {"<": "<g:", "<g:/": "</g:", "<g:?": "<?", "xmlns=": "xmlns:g="}
LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?>'
METRES_OF_POINTS = {
    "trkpt": "Trackpoint",
    "time>": "Time>",
    "</Time>": "</Time><DistanceMeters>5000</DistanceMeters>",
}


def replaced(text, pairs):
    for old, new in pairs.items():
        text = text.replace(old, new)
    return text


def one_track(*parts):
    return gpx(f"<trk><type>run</type><trkseg>{''.join(parts)}</trkseg></trk>")


WRITERS = {
    "garmin_connect": gpx(track("<type>running</type>", stamp="{}.000Z", more=BEAT)),
    "polar_flow": gpx(track(stamp="{}.123Z"), creator="Polar Flow"),
    "suunto": gpx(track("<name>suuntoapp-Running-2025-07-01T06-00-00Z-track</name>")),
    "coros": gpx(track("<name>Track Run</name><type>1</type>"), creator="COROS Wearables"),
    "komoot": gpx(track("<name>Lauf am Morgen</name>"), before="<metadata/>"),
    "runkeeper": gpx(track(RUNKEEPER)),
    "endomondo": gpx(track("<src>http://www.endomondo.com/</src><type>RUNNING</type>")),
    "nike": gpx(track("<name><![CDATA[Nike+ Run 7/1/25]]></name>")),
    "mapmyrun": gpx(track("<name>Run 5k</name>", stamp="{}+00:00")),
    "opentracks": gpx(track("<type><![CDATA[trail running]]></type>", stamp="{}.250+00:00")),
    "strava": gpx(track("<name>Morgenrunde</name><type>9</type>"), creator="StravaGPX Android"),
    "gpslogger_1_0": gpx(track(more="<course>1.0</course><speed>2.7</speed>"), version="1.0"),
    "no_zone": gpx(track("<type>run</type>", stamp="{}")),
    "decimal_comma": gpx(track("<type>run</type>", stamp="{},5Z")),
    "by_speed": gpx(track()),
    "no_head": gpx(track("<type>run</type>")).partition("\n")[2],
    "byte_order_mark": "\ufeff" + gpx(track("<type>run</type>")),
    "prefixed": replaced(gpx(track("<type>run</type>")), PREFIXES),
    "junk_points": one_track(
        points(), "<trkpt lat='NaN' lon='inf'/><trkpt lat='95' lon='8'/><trkpt/>"
    ),
    "first_point_1970": one_track(
        "<trkpt lat='50' lon='8'><time>1970-01-01T00:00:00Z</time></trkpt>", points()
    ),
}
MEASURED = replaced(f"<Track>{points()}</Track>", METRES_OF_POINTS)
TCX_WRITERS = {
    "garmin": tcx(activity(T1 + "Z")),
    "strava_blanks": " " * 10 + tcx(activity(T1 + "Z")),
    "offset": tcx(activity("2025-07-01T08:00:00.000+02:00")),
    "runtastic_word": tcx(activity(T1 + "Z", sport="running")),
    "another_namespace": tcx(activity(T1 + "Z"), name="urn:mine"),
    "latin": tcx(activity(T1 + "Z", more="<Notes>Läufe</Notes>"), head=LATIN).encode("latin-1"),
    "utf_16": tcx(activity(T1 + "Z"), head="").encode("utf-16"),
    "pause": tcx(activity(T1 + "Z", lap(T1 + "Z", "900", "2500"), lap(LATER + "Z", "900", "2500"))),
    "last_lap_0": tcx(activity(T1 + "Z", lap(T1 + "Z"), lap(LATER + "Z", "0", "0"))),
    "distance_nan": tcx(activity(T1 + "Z", lap(T1 + "Z", "1800", "NaN", MEASURED))),
    "no_sport_but_notes": tcx(activity(T1 + "Z", sport="Other", more="<Notes>Running</Notes>")),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_gpx_of_many_writers(writer, tmp_path):
    exports = read(tmp_path, run_gpx=WRITERS[writer])
    assert told(exports) == [RUN]
    assert exports.questions == ()


@pytest.mark.parametrize("writer", TCX_WRITERS)
def test_tcx_of_many_writers(writer, tmp_path):
    assert told(read(tmp_path, run_tcx=TCX_WRITERS[writer])) == [RUN]


def test_names_and_packing_do_not_matter(tmp_path):
    exports = read(
        tmp_path,
        A_GPX=gpx(track("<type>run</type>", day=1)),
        b_xml=tcx(activity(DAY.format(2) + "Z")),
        c_gz=gzip.compress(fit.fit(fit.session(DAY.format(3)))),
        d_bin=fit.fit(fit.session(DAY.format(4))),
    )
    assert told(exports) == [(LOCAL.format(day), 5.0, 30.0, "run") for day in (1, 2, 3, 4)]


# ---- FIT --------------------------------------------------------------------------------------


def records(day=1, n=181):
    start = fit.seconds(DAY.format(day))
    degree = 2**31 / 180
    return [
        fit.message(
            fit.RECORD,
            timestamp=start + 10 * i,
            latitude=int((50 + i * 27.7778 / METRES_A_DEGREE) * degree),
            longitude=int(8 * degree),
        )
        for i in range(n)
    ]


def test_fit_totals_pauses_and_several_sports(tmp_path):
    sessions = [
        fit.session("2025-07-01T06:00:00", sport=5, minutes=20, km=1.5),
        fit.session("2025-07-01T06:30:00", sport=2, minutes=60, km=30),
        fit.session("2025-07-01T07:40:00", sport=1, minutes=50, km=10, pause=5),
    ]
    assert told(read(tmp_path, tri_fit=fit.fit(*sessions))) == [
        ("2025-07-01 08:00:00", 1.5, 20.0, "swim"),
        ("2025-07-01 08:30:00", 30.0, 60.0, "ride"),
        ("2025-07-01 09:40:00", 10.0, 50.0, "run"),
    ]


def test_fit_of_a_treadmill_in_either_way(tmp_path):
    exports = read(
        tmp_path,
        a_fit=fit.fit(fit.session(DAY.format(1), sport=1, sub_sport=1)),
        b_fit=fit.fit(fit.session(DAY.format(2), sport=4, sub_sport=1)),
    )
    assert [run[3] for run in told(exports)] == ["run", "run"]


def test_fit_big_endian_and_chained(tmp_path):
    start = fit.seconds(DAY.format(1))
    fields = {"start_time": start, "sport": 1, "elapsed": 1_800_000, "distance": 500_000}
    big = fit.fit(fit.message(fit.SESSION, ">", timestamp=start + 1800, **fields))
    exports = read(tmp_path, two_fit=big + fit.fit(fit.session(DAY.format(2))))
    assert told(exports) == [(LOCAL.format(day), 5.0, 30.0, "run") for day in (1, 2)]


def test_fit_without_a_session_message_is_read_from_its_points(tmp_path):
    running = fit.message(fit.SPORT, sport=1, sub_sport=0)
    exports = read(tmp_path, run_fit=fit.fit(running, *records()))
    assert told(exports) == [RUN]


def test_a_fit_session_without_distance_takes_that_of_its_laps(tmp_path):
    start = fit.seconds(DAY.format(1))
    laps = [
        fit.message(fit.LAP, timestamp=start + at, start_time=start + at, distance=metres * 100)
        for at, metres in ((0, 2000), (900, 3000), (7200, 9000))  # the last is of no session
    ]
    exports = read(tmp_path, run_fit=fit.fit(*laps, fit.session(DAY.format(1), km=None)))
    assert told(exports) == [RUN]


def test_fit_cut_short_keeps_what_was_read_and_says_so(tmp_path):
    running = fit.message(fit.SPORT, sport=1, sub_sport=0)
    whole = fit.fit(running, *records(), fit.session(DAY.format(1)))
    exports = read(tmp_path, run_fit=whole[:-30])
    assert told(exports) == [RUN]
    assert reasons(exports) == ["the file breaks off or is damaged: what stands before was read"]


def test_fit_with_a_wrong_checksum_is_read_and_says_so(tmp_path):
    data = bytearray(fit.fit(fit.session(DAY.format(1))))
    data[-1] ^= 0xFF
    exports = read(tmp_path, run_fit=bytes(data))
    assert told(exports) == [RUN]
    assert reasons(exports) == ["the file's checksum does not fit: it may be damaged"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (6, "a course to follow"),
        (32, "a day's steps and pulse"),
        (9, "weigh-ins"),
        (99, "a device"),
    ],
)
def test_fit_that_is_no_recording_is_named(kind, words, tmp_path):
    exports = read(tmp_path, x_fit=fit.fit(fit.session(DAY.format(1)), kind=kind))
    assert told(exports) == []
    assert words in problem(exports)


def test_fit_with_a_clock_never_set_is_no_day(tmp_path):
    fields = {"start_time": 1000, "sport": 1, "elapsed": 1_800_000, "distance": 500_000}
    exports = read(tmp_path, x_fit=fit.fit(fit.message(fit.SESSION, timestamp=5000, **fields)))
    assert told(exports) == []
    assert reasons(exports) == ["the device's clock was never set: it cannot be dated"]


def test_fit_damaged_anywhere_ends_in_rows_or_words(tmp_path):
    """Single bytes are changed all over a file; nothing may go wrong but be told."""
    whole = fit.fit(*records(n=5), fit.session(DAY.format(1)))
    chance = random.Random(1)
    files = {}
    for n in range(60):
        data = bytearray(whole)
        for _ in range(3):
            data[chance.randrange(14, len(data))] = chance.randrange(256)
        files[f"f{n}_fit"] = bytes(data[: chance.randrange(12, len(data) + 1)])
    exports = read(tmp_path, **files)
    named = set(exports.ledger.rows["file"])
    listed = sum(int(name.rpartition("(")[2].split()[0]) if "(" in name else name.startswith("f")
                 for name in exports.files["file"])  # fmt: skip
    assert len(named) + listed >= 60


def test_remarks_on_tracks_listed_together_name_their_files(tmp_path):
    whole = gpx(track("<type>run</type>"))
    exports = read(tmp_path, a_gpx=whole, b_gpx=whole.replace("2025-07-01", "2025-07-02")[:-800])
    (remark,) = [u.remark for u in exports.unused if u.remark.code == "tracks.unused.remarks"]
    assert Phrases().remark(remark).endswith("before was read): b.gpx")


# ---- what a file holds ------------------------------------------------------------------------


def test_pieces_of_a_google_fit_file_are_one_session_a_sport(tmp_path):
    pieces = tcx(
        activity("2025-07-01T06:00:00Z", lap("", "600", "1000"), sport="Walking"),
        activity(
            "2025-07-01T06:20:00Z", lap("2025-07-01T06:20:00Z", "300", "500"), sport="Walking"
        ),
        activity(
            "2025-07-01T06:30:00Z", lap("2025-07-01T06:30:00Z", "900", "3000"), sport="Biking"
        ),
    )
    name = "2025-07-01T08_00_00+02_00_PT55M_Walking_tcx"
    assert told(read(tmp_path, **{name: pieces})) == [
        ("2025-07-01 08:00:00", 1.5, 15.0, "walk"),
        ("2025-07-01 08:30:00", 3.0, 15.0, "ride"),
    ]


def test_a_history_of_many_runs_in_one_tcx_stays_many(tmp_path):
    runs = tcx(*(activity(DAY.format(day) + "Z") for day in (1, 2, 3)))
    assert len(told(read(tmp_path, all_tcx=runs))) == 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("c_tcx", database("<Courses><Course><Lap/></Course></Courses>"), "a course"),
        ("w_tcx", database("<Workouts><Workout/></Workouts>"), "planned workout"),
        ("v_tcx", database("<History><Running/></History>"), "first version of TCX"),
        ("p_gpx", gpx("<wpt lat='1' lon='2'/><wpt lat='1' lon='2'/>"), "(routes: 0, waypoints: 2)"),
        ("r_gpx", gpx("<rte><rtept lat='1' lon='2'/></rte>"), "(routes: 1, waypoints: 0)"),
        ("h_tcx", "<html><body>Please log in</body></html>", "named TCX, but it is not TCX"),
        ("t_fit", "hello", "named FIT, but it is not FIT"),
        ("e_gpx", "", "the file is empty"),
        ("b_gpx", " \n\n ", "the file is empty"),
        ("k_kml", "<kml/>", "export GPX, TCX or FIT"),
        ("k_pwx", "<pwx/>", "from TrainingPeaks"),
        ("k_hrm", "[Params]", "from Polar Flow"),
        ("k_fitlog", "<FitnessWorkbook/>", "from SportTracks"),
        ("k_sml", "<sml/>", "from the Suunto app"),
        ("k_PDF", "%PDF", "a table (CSV)"),
        ("d_gpx", '<!DOCTYPE gpx [<!ENTITY a "aaaa">]>' + gpx(track())[22:], "document type"),
        ("u_gpx", '<?xml version="1.0" encoding="klingon"?><gpx/>', "unknown encoding"),
        ("l_gpx", gpx(f"<trk><name>{'x' * 20_000}</name></trk>"), "a text is longer"),
    ],
)  # fmt: skip
def test_what_is_no_session_is_named(name, content, words, tmp_path):
    exports = read(tmp_path, **{name: content})
    assert told(exports) == []
    assert words in problem(exports)


def test_tracks_without_times_and_with_a_clock_of_1901_are_rows_with_a_reason(tmp_path):
    timeless = "<trk><trkseg><trkpt lat='1' lon='2'/><trkpt lat='1' lon='3'/></trkseg></trk>"
    old = track("<type>run</type>").replace("2025", "1901")
    exports = read(tmp_path, x_gpx=gpx(timeless, old))
    assert told(exports) == []
    assert sorted(reasons(exports)) == [
        "no point has a time: a route or a planned track cannot be dated",
        "the device's clock was never set: it cannot be dated",
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_xml_cut_short_keeps_what_was_read_and_says_so(pack, tmp_path):
    whole = pack(gpx(track("<type>run</type>", minutes=40)).encode())
    exports = read(tmp_path, x_gpx=whole[: -len(whole) // 8])
    (run,) = told(exports)
    assert 4.0 < run[1] < 6.66
    assert reasons(exports) == ["the file breaks off or is damaged: what stands before was read"]


def test_a_lap_without_distance_takes_that_of_its_points(tmp_path):
    point = "<Trackpoint><Time>{}Z</Time><DistanceMeters>{}</DistanceMeters></Trackpoint>"
    first = point.format("2025-07-01T06:10:00", 2000)
    second = point.format("2025-07-01T06:30:00", 5000)
    laps = [
        lap(T1 + "Z", "600", "2000", f"<Track>{first}</Track>"),
        lap("2025-07-01T06:10:00Z", "1200", "", f"<Track>{second}</Track>"),
    ]
    assert told(read(tmp_path, x_tcx=tcx(activity(T1 + "Z", *laps)))) == [RUN]


def test_a_run_too_slow_or_fast_to_be_one_casts_no_doubt_on_the_unit(tmp_path):
    slow = lap(T1 + "Z", "17", "7.4")
    exports = read(tmp_path, x_tcx=tcx(activity(T1 + "Z", slow)))
    assert exports.questions == ()
    assert len(exports.runs) == 1


# ---- sports -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("km_h", "sport"), [(4.5, "walk"), (8.0, "run"), (10.0, "run"), (12.0, "run"), (30.0, "ride")]
)
def test_a_steady_speed_tells_the_sport(km_h, sport, tmp_path):
    exports = read(tmp_path, x_gpx=gpx(track(km_h=km_h)))
    assert [run[3] for run in told(exports)] == [sport]
    words = [Phrases().remark(unused.remark) for unused in exports.unused]
    assert f"no sport stated, told by the speed: {sport} 1" in words


def test_tracks_that_tell_no_sport_are_asked_about_once_for_all(tmp_path):
    files = {f"x{day}_gpx": gpx(track(km_h=15, day=day)) for day in range(1, 8)}
    exports = read(tmp_path, **files)
    (question,) = exports.questions
    assert question.setting == '[files."*.gpx"]\nsport = "run"'
    assert question.remark.fields["n"] == 7
    assert told(exports) == []
    answered = {"*.gpx": FileSettings(sport="run"), "x3.gpx": FileSettings(sport="ride")}
    exports = read(tmp_path, Settings(timezone="UTC", files=answered))
    assert exports.questions == ()
    assert [run[3] for run in told(exports)] == ["run"] * 2 + ["ride"] + ["run"] * 4


def test_a_pattern_does_not_turn_walks_told_by_their_speed_into_runs(tmp_path):
    answered = Settings(timezone="UTC", files={"*.gpx": FileSettings(sport="run")})
    exports = read(tmp_path, answered, x_gpx=gpx(track(km_h=4.5)))
    assert [run[3] for run in told(exports)] == ["walk"]


def test_the_settings_correct_what_a_single_file_says(tmp_path):
    settings = Settings(timezone="UTC", files={"x.tcx": FileSettings(sport="ride")})
    exports = read(tmp_path, settings, x_tcx=tcx(activity(T1 + "Z")))
    assert [run[3] for run in told(exports)] == ["ride"]


def test_the_same_session_in_a_file_that_names_it_tells_the_sport(tmp_path):
    exports = read(
        tmp_path,
        x_gpx=gpx(track(km_h=15)),
        x_fit=fit.fit(fit.session(T1, sport=2, minutes=30, km=7.4)),
    )
    assert [run[3] for run in told(exports)] == ["ride"]
    assert exports.questions == ()


def test_a_title_that_the_speed_forbids_names_nothing(tmp_path):
    exports = read(tmp_path, x_gpx=gpx(track("<name>Running Brook</name>", km_h=4.0)))
    assert [run[3] for run in told(exports)] == ["walk"]


def test_other_in_tcx_is_no_run_however_fast(tmp_path):
    exports = read(tmp_path, x_tcx=tcx(activity(T1 + "Z", sport="Other")))
    assert [run[3] for run in told(exports)] == ["other"]


# ---- once -------------------------------------------------------------------------------------


STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Commute,Activity Gear,Filename,Elapsed Time,Moving Time,Distance\n"
    '1,"Jul 1, 2025, 6:00:00 AM",Morning,Run,,1800,5.00,false,,activities/1.fit.gz,1800,1795,5000\n'
    '2,"Jul 2, 2025, 6:00:00 AM",Evening,Run,,1800,5.00,false,,activities/2.gpx,1800,1795,5000\n'
)


def strava_archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("activities.csv", STRAVA)
        archive.writestr("activities/1.fit.gz", gzip.compress(fit.fit(fit.session(DAY.format(1)))))
        archive.writestr("activities/2.gpx", gpx(track("<name>Evening</name>", day=2)))
        archive.writestr(
            "activities/3.tcx.gz", gzip.compress(tcx(activity(DAY.format(3) + "Z")).encode())
        )
        archive.writestr("routes/1.gpx", gpx("<rte><rtept lat='1' lon='2'/></rte>"))
    return packed.getvalue()


def test_an_archive_with_its_list_counts_each_session_once(tmp_path):
    exports = read(tmp_path, export_zip=strava_archive())
    assert [run[0] for run in told(exports)] == [LOCAL.format(day) for day in (1, 2, 3)]
    totals = exports.ledger.totals()
    assert totals["merged"].sum() == 2
    assert "export.zip/activities/1.fit" in totals.index
    shown = exports.files.set_index("file")
    assert shown.loc["export.zip/activities/1.fit", "source"] == "FIT"
    merged = [u for u in exports.unused if u.remark.code == "import.unused.merged"]
    assert len(merged) == 2


def test_one_run_as_fit_tcx_gpx_and_in_a_list_counts_once(tmp_path):
    exports = read(
        tmp_path,
        a_fit=fit.fit(fit.session(T1)),
        b_tcx=tcx(activity(T1 + "Z", lap(T1 + "Z", "1790", "5050"))),
        c_gpx=gpx(track(km_h=9.2)),  # 8 % shorter: points cut the corners
        activities_csv=STRAVA.rpartition("2,")[0],
    )
    assert len(told(exports)) == 1
    assert exports.ledger.totals()["merged"].sum() == 3
    how = "same session as a.fit, line 1: 0 s apart, 4.6 and 5 km, 30 and 30 min"
    assert how in reasons(exports)


def test_recordings_in_an_archive_within_an_archive_are_read(tmp_path):
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for day in (1, 2, 3):
            archive.writestr(f"me_{day}.fit", fit.fit(fit.session(DAY.format(day))))
        archive.writestr("me_4.fit", fit.fit(kind=32))
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("DI_CONNECT/Uploaded/UploadedFiles_0-_Part1.zip", inner.getvalue())
    exports = read(tmp_path, garmin_zip=outer.getvalue())
    assert len(told(exports)) == 3
    assert "steps and pulse" in problem(exports)


def test_many_tracks_are_one_line_in_the_list_and_a_file_each_in_the_ledger(tmp_path):
    files = {f"r{day}_tcx": tcx(activity(DAY.format(day) + "Z")) for day in range(1, 10)}
    exports = read(tmp_path, **files)
    assert exports.files["file"].tolist() == ["*.tcx"]
    assert exports.files["rows"].tolist() == [9]
    assert set(exports.ledger.rows["file"]) == {f"r{day}.tcx" for day in range(1, 10)}
    assert exports.ledger.as_listed().totals().loc["*.tcx", "kept"] == 9


def test_one_track_of_many_can_be_ignored(tmp_path):
    files = {f"r{day}_tcx": tcx(activity(DAY.format(day) + "Z")) for day in (1, 2)}
    settings = Settings(timezone="UTC", files={"r2.tcx": FileSettings(ignore=True)})
    exports = read(tmp_path, settings, **files)
    assert len(told(exports)) == 1
    assert problem(exports) == "ignored, as the settings say."


# ---- clocks -----------------------------------------------------------------------------------


def at_home_in(hours, day):
    start = f"2025-07-0{day}T22:30:00"
    stamp = fit.seconds(start)
    local = fit.message(fit.ACTIVITY, timestamp=stamp, local_timestamp=stamp + 3600 * hours)
    return fit.fit(fit.session(start), local)


def test_the_settings_zone_gives_the_day_and_other_clocks_are_told(tmp_path):
    exports = read(tmp_path, a_fit=at_home_in(2, 1), b_fit=at_home_in(-7, 2))
    assert [run[0] for run in told(exports)] == ["2025-07-02 00:30:00", "2025-07-03 00:30:00"]
    (remark,) = [u.remark for u in exports.unused if u.remark.code == "tracks.unused.other_clock"]
    assert remark.fields["n"] == 1
    assert remark.fields["file"] == "b.fit"
    assert remark.fields["clock"] == "2025-07-02 15:30"


def test_without_a_zone_in_the_settings_the_devices_clock_outweighs_this_machines(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: "UTC")
    files = {f"r{day}_fit": at_home_in(9, day) for day in (1, 2, 3)}
    exports = read(tmp_path, Settings(), **files)
    assert [run[0] for run in told(exports)] == [f"2025-07-0{day} 07:30:00" for day in (2, 3, 4)]


def test_without_a_zone_in_the_settings_a_clock_that_fits_leaves_this_machines(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("tzlocal.get_localzone_name", lambda: "Europe/Berlin")
    files = {f"r{day}_fit": at_home_in(2, day) for day in (1, 2, 3)}
    exports = read(tmp_path, Settings(), **files)
    assert [run[0] for run in told(exports)] == [f"2025-07-0{day} 00:30:00" for day in (2, 3, 4)]


# ---- bounds -----------------------------------------------------------------------------------


def test_a_fit_with_messages_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("backpain_analysis.importing.tracks.fit_messages.MOST_MESSAGES", 50)
    exports = read(tmp_path, x_fit=fit.fit(*records(), fit.session(DAY.format(1), sport=255)))
    assert "more than 50 messages" in problem(exports)


def test_the_routes_beside_apple_healths_workouts_are_not_needed(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("apple_health_export/export.xml", "<HealthData></HealthData>")
        archive.writestr("apple_health_export/workout-routes/route_1.gpx", gpx(track()))
    exports = read(tmp_path, export_zip=packed.getvalue())
    assert told(exports) == []
    by_file = exports.files.set_index("file")["problem"]
    route = by_file["export.zip/apple_health_export/workout-routes/route_1.gpx"]
    assert "Apple Health lists" in problem_words(Phrases(), route)


def test_progress_is_said_while_many_tracks_are_read(tmp_path):
    one = tcx(activity(T1 + "Z"))
    for n in range(45):
        (tmp_path / f"{n}.tcx").write_text(one)
    said = []
    bpa.read_exports(tmp_path, BERLIN, said.append)
    assert [remark.fields["n"] for remark in said] == [20, 40]


@pytest.mark.parametrize("whole", [WRITERS["garmin_connect"], TCX_WRITERS["pause"]])
def test_xml_changed_anywhere_ends_in_rows_or_words(whole, tmp_path):
    chance = random.Random(2)
    files = {}
    for n in range(25):
        data = bytearray(whole[:3000].encode())
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.choice(b"<>/\"'& 9.-TZ\0\xff")
        files[f"f{n}_gpx"] = bytes(data)
    exports = read(tmp_path, **files)
    assert len(exports.files) > 0


MEASURE = """
import resource, sys
import backpain_analysis as bpa
from backpain_analysis.settings import Settings
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
exports = bpa.read_exports(sys.argv[1], Settings(timezone="UTC"))
more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(len(exports.runs), len(exports.files), more // 1024)
"""


@pytest.mark.slow
def test_an_archive_of_many_tracks_takes_little_memory(tmp_path):
    """Two sizes: 40 and 160 tracks of 150 kB; the second may take hardly more than the first."""
    pytest.importorskip("resource", reason="this system does not tell how much memory was taken")
    point = "<Trackpoint><Time>2025-07-01T06:00:00Z</Time><HeartRateBpm><Value>150</Value>"
    much = "<Track>" + (point + "</HeartRateBpm></Trackpoint>") * 1400 + "</Track>"
    taken = []
    for count in (40, 160):
        raw = tmp_path / str(count)
        raw.mkdir()
        with zipfile.ZipFile(raw / "export.zip", "w") as archive:
            for n in range(count):
                start = f"{1995 + n // 28}-02-{1 + n % 28:02}T06:00:00Z"
                run = tcx(activity(start, lap(start, more=much)))
                archive.writestr(f"activities/{n}.tcx", run)
        command = [sys.executable, "-c", MEASURE, str(raw)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        runs, files, megabytes = map(int, done.stdout.split())
        assert (runs, files) == (count, 1)
        taken.append(megabytes)
    assert max(taken) < 100
    assert taken[1] - taken[0] < 20


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        ((0, 8), (0, 9), METRES_A_DEGREE),
        ((60, 8), (60, 7), METRES_A_DEGREE / 2),  # cos 60 degrees
        ((50, 8), (51, 8), METRES_A_DEGREE),
        ((0, 0), (0, 180), 180 * METRES_A_DEGREE),
        ((50, 8), (50, 8), 0),
    ],
)
def test_metres_between_two_places(a, b, metres):
    assert metres_between(a, b) == pytest.approx(metres, rel=1e-4)


@pytest.mark.parametrize("kind", [0, 1, 2, 3])
def test_messages_with_a_compressed_time_are_stepped_over(tmp_path, kind):
    """Their head holds which definition they follow in two other bits, and a part of the time."""
    record = fit.message(fit.RECORD, distance=100)
    definition = bytes([0x40 | kind]) + record[1:-5]
    data = bytes([0x80 | kind << 5 | 5]) + record[-4:]
    running = fit.session(DAY.format(1))
    exports = read(tmp_path, run_fit=fit.fit(definition + data + data, running))
    assert len(exports.runs) == 1
    assert exports.ledger.in_words()["reason"].tolist() == [""]
