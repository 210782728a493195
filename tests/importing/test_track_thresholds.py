"""Numbers of the track formats, and the lines that are drawn in reading them, from both sides."""

import struct
from datetime import timedelta

import fit_writer as fit
import pytest
from test_tracks import DAY, activity, gpx, lap, one_track, points, read, tcx, told, track

from backpain_analysis.importing.tracks import table as track_table
from backpain_analysis.importing.tracks.fit import fit_sessions
from backpain_analysis.importing.tracks.session import (
    Course,
    Session,
    amount,
    metres_between,
    place_of,
    stamp,
    summed,
)
from backpain_analysis.importing.tracks.sports import Told, sport_of
from backpain_analysis.settings import FileSettings, Settings

START = fit.seconds(DAY.format(1))
EPOCH_IN_UNIX = 631_065_600  # 31 December 1989

# the names of Garmin's profile ("Profile.xlsx", FIT SDK), each at the place of its number
_SPORTS = """generic running cycling transition fitness_equipment swimming basketball soccer tennis
american_football training walking cross_country_skiing alpine_skiing snowboarding rowing
mountaineering hiking multisport paddling flying e_biking motorcycling boating driving golf
hang_gliding horseback_riding hunting fishing inline_skating rock_climbing sailing ice_skating
sky_diving snowshoeing snowmobiling stand_up_paddleboarding surfing wakeboarding water_skiing
kayaking rafting windsurfing kitesurfing tactical jumpmaster boxing floor_climbing baseball 50 51
52 diving 54 55 56 57 58 59 60 61 hiit 63 racket wheelchair wheelchair meditation 68 disc_golf 70
cricket rugby hockey lacrosse volleyball water_tubing wakesurfing 78 79 mixed_martial_arts 81
snorkeling dance jump_rope"""
SPORTS = _SPORTS.split()
_SUB_SPORTS = """generic treadmill street trail track spinning indoor_cycling road mountain downhill
recumbent cyclocross hand_cycling track_cycling indoor_rowing elliptical stair_climbing swimming
swimming stretching strength_training warm_up match exercise challenge indoor_skiing
cardio_training indoor_walking e_bike_fitness bmx walking walking bike_to_run run_to_bike
swim_to_bike atv motocross backcountry resort rc_drone wingsuit whitewater skate_skiing yoga
pilates indoor_running gravel e_bike_mountain commuting mixed_surface navigate track_me map
single_gas multi_gas gauge apnea apnea_hunting virtual obstacle assistance incident breathing
sail_race 64 ultra 66 67 indoor_climbing bouldering hiit"""
SUB_SPORTS = _SUB_SPORTS.split()
# what a treadmill, a class or a wall is; on a road, a trail or a track the sport says more
_TOLD_BY_SUB_SPORT = """treadmill spinning indoor_cycling indoor_rowing elliptical stair_climbing
swimming stretching strength_training cardio_training indoor_walking walking yoga pilates
indoor_running breathing indoor_climbing bouldering hiit"""
TOLD_BY_SUB_SPORT = _TOLD_BY_SUB_SPORT.split()


def sport_words(**fields):
    sessions, _ = fit_sessions(fit.fit(fit.session(DAY.format(1), **fields)), "a.fit")
    return sessions[0].sport


def test_each_number_of_a_sport_has_the_name_of_the_profile():
    for number, name in enumerate(SPORTS[1:], 1):
        if name in ("fitness_equipment", "training"):
            assert sport_words(sport=number, sub_sport=20) == "strength_training"
        expected = f"sport {number}" if name.isdigit() else name
        assert sport_words(sport=number) == expected


def test_each_number_of_an_indoor_sport_has_the_name_of_the_profile():
    for number, name in enumerate(SUB_SPORTS):
        expected = name if name in TOLD_BY_SUB_SPORT else "fitness_equipment"
        assert sport_words(sport=4, sub_sport=number) == expected
        assert sport_words(sport=1, sub_sport=number) == "running"


KINDS = {
    "settings": (1, 2, 3),
    "workout": (5, 7),
    "course": (6,),
    "weight": (9,),
    "totals": (10, 11),
    "blood_pressure": (14,),
    "monitoring": (15, 20, 28, 32, 44, 49),
    "segment": (34, 35),
    "other": (8, 12, 40, 99),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_number_of_a_file_that_is_no_recording_is_named(kind):
    for number in KINDS[kind]:
        sessions, why = fit_sessions(fit.fit(fit.session(DAY.format(1)), kind=number), "a.fit")
        assert sessions == []
        assert why.fields["kind"].code == f"tracks.fit_kind.{kind}"


# ---- the bytes of a FIT file


def written(number, base_type, code, value, *, length=None, developer=b""):
    """Return a session whose distance is written in a type of numbers."""
    length = struct.calcsize(code) if length is None else length
    flag = 0x20 if developer else 0
    fields = bytes([2, 4, 0x86, number, length, base_type])
    definition = struct.pack("<BBBHB", 0x40 | flag, 0, 0, fit.SESSION, 2) + fields + developer
    data = b"\0" + struct.pack("<I", START) + struct.pack(f"<{code}", value)
    return definition + data


def metres(*messages):
    sessions, _ = fit_sessions(fit.fit(*messages), "a.fit")
    return [session.distance_m for session in sessions]


@pytest.mark.parametrize(
    ("base_type", "code", "none"),
    [
        (0x00, "B", 0xFF),
        (0x01, "b", 0x7F),
        (0x02, "B", 0xFF),
        (0x83, "h", 0x7FFF),
        (0x84, "H", 0xFFFF),
        (0x85, "i", 0x7FFFFFFF),
        (0x86, "I", 0xFFFFFFFF),
        (0x0A, "B", 0),
        (0x8B, "H", 0),
        (0x8C, "I", 0),
    ],
)
def test_each_type_of_numbers_has_a_value_for_none(base_type, code, none):
    assert metres(written(9, base_type, code, 100)) == [1.0]
    assert metres(written(9, base_type, code, none)) == [None]
    beside = none - 1 if none else 1
    assert metres(written(9, base_type, code, beside)) == [beside / 100]


def test_a_number_longer_than_its_type_is_stepped_over():
    assert metres(written(9, 0x84, "I", 100), fit.session(DAY.format(2))) == [None, 5000]


def test_text_is_stepped_over():
    assert metres(written(9, 0x07, "4s", b"abc\0"), fit.session(DAY.format(2))) == [None, 5000]


def test_what_a_developers_app_wrote_beside_is_stepped_over():
    """Two fields of 3 and of 1 byte stand behind the session's own."""
    own = written(9, 0x86, "I", 100, developer=bytes([2, 0, 3, 0, 1, 1, 0]))
    assert metres(own + b"\1\2\3\4", fit.session(DAY.format(2))) == [1.0, 5000]


@pytest.mark.parametrize("size", [12, 14])
def test_the_header_says_itself_how_long_it_is(size):
    body = fit.fit(fit.session(DAY.format(1)))[14:-2]
    header = struct.pack("<BBHI4s", size, 0x20, 2132, len(body), b".FIT") + b"\0" * (size - 12)
    data = header + body
    data += struct.pack("<H", fit.checksum(data))
    (session,), _ = fit_sessions(data, "a.fit")
    assert (session.distance_m, session.remarks) == (5000, ())


@pytest.mark.parametrize(("lost", "codes"), [(0, []), (1, ["cut"]), (2, ["cut"])])
def test_a_file_without_its_last_bytes_breaks_off(lost, codes):
    data = fit.fit(fit.session(DAY.format(1)))
    (session,), _ = fit_sessions(data[: len(data) - lost], "a.fit")
    assert [remark.code.rpartition(".")[2] for remark in session.remarks] == codes


def test_a_recording_that_was_never_finished_is_read_to_its_end():
    data = bytearray(fit.fit(fit.session(DAY.format(1)), fit.session(DAY.format(2))))
    data[4:8] = bytes(4)  # its size was never written
    sessions, _ = fit_sessions(bytes(data[:-2]), "a.fit")
    assert [session.distance_m for session in sessions] == [5000, 5000]
    assert [remark.code for remark in sessions[0].remarks] == ["tracks.reason.cut"]


def compressed(low_bits, centimetres):
    """Return a point whose head holds the five lowest bits of its second."""
    return bytes([0x80 | 1 << 5 | low_bits]) + struct.pack("<I", centimetres)


def test_compressed_seconds_go_on_from_the_last_full_stamp():
    """32 seconds later the bits are the same again: a point every 31 s, then one after 2 s."""
    begun = fit.message(fit.RECORD, timestamp=START, distance=100)
    layout = bytes([0x41]) + fit.message(fit.RECORD, distance=1)[1:9]
    low = START & 0x1F
    seconds = [31, 62, 93, 95]
    behind = [compressed((low + at) & 0x1F, 100 + at * 100) for at in seconds]
    (session,), _ = fit_sessions(fit.fit(begun, layout, *behind), "a.fit")
    assert session.elapsed_s == 95
    assert session.distance_m == 95


# ---- the sessions of a FIT file


@pytest.mark.parametrize(("begun", "is_dated"), [(0x10000000, True), (0x0FFFFFFF, False)])
def test_a_clock_counts_from_1998_or_from_when_it_was_switched_on(begun, is_dated):
    message = fit.message(fit.SESSION, timestamp=begun + 60, start_time=begun, distance=100)
    (session,), _ = fit_sessions(fit.fit(message), "a.fit")
    assert session.start == (begun + EPOCH_IN_UNIX if is_dated else None)


@pytest.mark.parametrize(
    ("away", "minutes"),
    [
        (2 * 3600, 120),
        (7 * 60, 0),
        (8 * 60, 15),
        (-3.5 * 3600, -210),
        (15 * 3600, 900),
        (15 * 3600 + 1, None),
    ],
)
def test_the_devices_clock_is_told_to_a_quarter_of_an_hour(away, minutes):
    clock = fit.message(fit.ACTIVITY, timestamp=START, local_timestamp=START + int(away))
    (session,), _ = fit_sessions(fit.fit(fit.session(DAY.format(1)), clock), "a.fit")
    assert session.offset == (None if minutes is None else timedelta(minutes=minutes))


def test_a_session_without_a_start_began_its_length_before_its_end():
    message = fit.message(fit.SESSION, timestamp=START + 1800, elapsed=1_800_000, distance=100)
    (session,), _ = fit_sessions(fit.fit(message), "a.fit")
    assert session.start == START + EPOCH_IN_UNIX
    assert (session.timer_s, session.elapsed_s) == (1800, 1800)


def record(second, north=0.0, **fields):
    degree = 2**31 / 180
    place = {"latitude": int(north * degree), "longitude": int(8 * degree)}
    return fit.message(fit.RECORD, timestamp=START + second, **place, **fields)


@pytest.mark.parametrize(("seconds", "sessions"), [(59, 1), (60, 2)])
def test_what_was_recorded_after_the_last_session_is_one_from_a_minute_on(seconds, sessions):
    ended = fit.session(DAY.format(1), minutes=1)
    after = [record(61), record(61 + seconds, 0.001)]
    data = fit.fit(ended, *after)
    found, _ = fit_sessions(data[:-1], "a.fit")
    assert len(found) == sessions
    if sessions == 2:
        assert found[1].elapsed_s == 60
        assert found[1].distance_m == pytest.approx(111.2, abs=0.1)
    assert len(fit_sessions(data, "a.fit")[0]) == 1


def test_points_of_a_session_are_those_between_its_start_and_its_end():
    """A point a second before and one after do not count; 100 and 250 m were written within."""
    fields = {"start_time": START, "sport": 1, "elapsed": 60_000}
    message = fit.message(fit.SESSION, timestamp=START + 60, **fields)
    distances = {-1: 0, 0: 10_000, 60: 25_000, 61: 90_000}
    around = [
        fit.message(fit.RECORD, timestamp=START + second, distance=centimetres)
        for second, centimetres in distances.items()
    ]
    (session,), _ = fit_sessions(fit.fit(*around, message), "a.fit")
    assert session.distance_m == 150


@pytest.mark.parametrize(("north", "metres"), [(89.999, 1111.9), (90.001, 0)])
def test_a_place_beyond_the_pole_is_none(north, metres):
    message = fit.message(fit.SESSION, timestamp=START + 60, start_time=START, sport=1)
    ends = [record(0, 89.989), record(60, north)]
    (session,), _ = fit_sessions(fit.fit(*ends, message), "a.fit")
    assert (session.distance_m or 0) == pytest.approx(metres, abs=1)


# ---- points


def course(*steps):
    """Go east on the equator: pairs of seconds and metres since the first point."""
    made = Course()
    for seconds, metres_gone in steps:
        made.add((0.0, metres_gone / 111_195.08), 1_700_000_000 + seconds)
    return made


def test_a_diagonal_way():
    """By hand, cos c = sin 50 sin 51 + cos 50 cos 51 cos 1: c = 1.18668 degrees."""
    assert metres_between((50, 8), (51, 9)) == pytest.approx(131_779, rel=1e-4)
    assert metres_between((50, 8), (51, 9)) == metres_between((51, 9), (50, 8))


@pytest.mark.parametrize(("metres", "moving"), [(2.9, 60), (2.7, 50)])
def test_slower_than_a_kilometre_an_hour_is_standing(metres, moving):
    """Ten seconds at 1 km/h are 2.78 m."""
    made = course((0, 0), (50, 150), (60, 150 + metres))
    assert made.moving_s == moving
    assert made.metres == pytest.approx(150 + metres, abs=0.01)


@pytest.mark.parametrize(("second", "speeds"), [(29, []), (30, [12.0])])
def test_a_speed_is_a_mean_over_half_a_minute(second, speeds):
    made = course((0, 0), (10, 60), (second, 100))
    assert made.speeds == pytest.approx(speeds)


def test_the_next_speed_starts_anew():
    made = course((0, 0), (30, 100), (60, 250), (70, 300))
    assert made.speeds == pytest.approx([12.0, 18.0])


def test_between_two_parts_nothing_counts():
    made = course((0, 0), (20, 60))
    made.interrupt()
    made.add((0.0, 1.0), 1_700_000_100)
    made.add((0.0, 1.0 + 60 / 111_195.08), 1_700_000_120)
    assert made.metres == pytest.approx(120, abs=0.01)
    assert made.moving_s == 40
    assert made.speeds == []  # two half stretches are no whole one
    assert made.elapsed_s == 120


SET = 631_152_000  # 1 January 1990


@pytest.mark.parametrize(
    ("moments", "first", "elapsed"),
    [
        ([SET, SET + 60], SET, 60),
        ([SET - 1, SET + 60], SET + 60, 0),  # the clock was set after the first point
        ([SET + 60, SET - 1], SET + 60, 0),
        ([100, 160], 100, 60),  # never set at all
        ([SET + 60, SET], SET, 60),
    ],
)
def test_moments_before_a_clock_was_set_do_not_count(moments, first, elapsed):
    made = Course()
    for moment in moments:
        made.see(moment)
    assert (made.first, made.elapsed_s) == (first, elapsed)


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_one"),
    [
        ("90", "180", True),
        ("-90", "-180", True),
        ("90.1", "0", False),
        ("0", "180.1", False),
        ("0", "-180.1", False),
        ("50,5", "8", True),
        ("x", "8", False),
        ("8", "", False),
        ("nan", "8", False),
    ],
)
def test_a_place_lies_on_the_earth(latitude, longitude, is_one):
    assert (place_of(latitude, longitude) is not None) == is_one


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("-0.1", None), ("9e11", 9e11), ("1e12", None), ("inf", None)]
)
def test_an_amount_is_no_absurd_number(text, value):
    assert amount(text) == value


def test_a_stamp_without_a_zone_is_utc():
    plain = stamp("2025-07-01T06:00:00")
    assert plain == stamp("2025-07-01T06:00:00Z")
    assert plain.offset is None
    assert stamp("2025-07-01T08:00:00+02:00").offset == timedelta(hours=2)
    assert stamp("2025-07-01T08:00:00+02:00").at == plain.at
    assert stamp("soon") is None


def test_what_is_not_known_adds_nothing():
    assert summed([None, 2.0, 3.0]) == 5.0
    assert summed([None]) is None


def test_the_mean_speed_needs_a_distance_and_a_time():
    assert Session(1, 0.0, distance_m=5000, timer_s=1800).kmh == 10.0
    assert str(Session(1, 0.0, distance_m=5000).kmh) == "nan"


# ---- what sport it was


def sport(title="", *, usual=None, fast=None, n=20, named="", distance=5000.0):
    """Name the sport of a session with `n` stretches at a usual speed, a tenth at a fast one."""
    speeds = ()
    if usual is not None:
        quick = max(1, n // 10)
        speeds = (usual,) * (n - quick) + (fast or usual,) * quick
    session = Session(1, 0.0, sport=named, title=title, distance_m=distance, speeds=speeds)
    found = sport_of(session)
    return found.word, found.told


@pytest.mark.parametrize(
    ("usual", "fast", "kind"),
    [
        (6.2, 7.4, "walk"),
        (6.3, 7.4, ""),
        (6.2, 7.5, ""),
        (7.4, 7.6, ""),
        (7.5, 7.6, "run"),
        (12.5, 15.9, "run"),
        (12.6, 15.9, ""),
        (12.0, 16.0, "run"),
        (12.0, 16.1, ""),
        (8.0, 12.0, "run"),
        (8.0, 12.1, ""),
        (14.0, 27.0, ""),
        (14.1, 26.1, "ride"),
        (14.1, 26.0, ""),
        (50.0, 60.0, "ride"),
        (50.0, 60.1, "drive"),
    ],
)
def test_the_speeds_that_only_one_sport_has(usual, fast, kind):
    word, told_by = sport(usual=usual, fast=fast)
    assert word == kind
    assert told_by == (Told.BY_SPEED if kind else Told.BY_NOTHING)


@pytest.mark.parametrize(("n", "kind"), [(3, ""), (4, "run")])
def test_a_speed_tells_from_two_minutes_on(n, kind):
    assert sport(usual=10.0, n=n)[0] == kind


@pytest.mark.parametrize(
    ("title", "usual", "fast", "is_believed"),
    [
        ("Morning run", 5.0, 5.0, True),
        ("Morning run", 4.9, 4.9, False),
        ("Morning run", 22.0, 30.0, True),
        ("Morning run", 22.1, 30.0, False),
        ("Morning run", 22.0, 30.1, False),
        ("Evening walk", 9.0, 14.0, True),
        ("Evening walk", 9.1, 14.0, False),
        ("Evening walk", 9.0, 14.1, False),
    ],
)
def test_a_title_is_believed_at_speeds_that_can_be(title, usual, fast, is_believed):
    assert (sport(title, usual=usual, fast=fast)[1] == Told.BY_TITLE) == is_believed


@pytest.mark.parametrize(
    ("title", "kind"),
    [("an easy run with my old friends", ""), ("an easy run with my friends", "run")],
)
def test_a_title_of_more_than_six_words_tells_a_story(title, kind):
    assert sport(title)[0] == kind


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Nordic Walking", "Nordic Walking"),
        ("Running on trails", "Running on trails"),
        ("Running on trails today", "Other"),
    ],
)
def test_other_in_a_file_is_what_a_title_of_three_words_says(title, word):
    assert sport(title, named="Other")[0] == word


# ---- TCX and GPX


def point_at(minute, metres):
    clock = f"2025-07-01T06:{minute:02}:00Z"
    far = f"<DistanceMeters>{metres}</DistanceMeters>"
    return f"<Trackpoint><Time>{clock}</Time>{far}</Trackpoint>"


@pytest.mark.parametrize(
    "second_lap",
    [point_at(16, 3200) + point_at(25, 5000), point_at(16, 200) + point_at(25, 2000)],
    ids=["on", "anew"],
)
def test_the_distance_of_a_lap_may_count_on_or_anew(tmp_path, second_lap):
    """3 km and 2 km, of laps that tell none themselves."""
    first_lap = point_at(0, 0) + point_at(15, 3000)
    begun = DAY.format(1) + "Z"
    laps = [
        lap(begun, "900", "", f"<Track>{first_lap}</Track>"),
        lap("2025-07-01T06:15:00Z", "600", "", f"<Track>{second_lap}</Track>"),
    ]
    exports = read(tmp_path, a_tcx=tcx(activity(begun, *laps)))
    assert told(exports) == [("2025-07-01 08:00:00", 5.0, 25.0, "run")]


def test_laps_that_all_tell_their_distance_are_added_up(tmp_path):
    laps = [lap(DAY.format(1) + "Z", "900", "3000"), lap("2025-07-01T06:15:00Z", "900", "2000")]
    exports = read(tmp_path, a_tcx=tcx(activity(DAY.format(1) + "Z", *laps)))
    assert told(exports) == [("2025-07-01 08:00:00", 5.0, 30.0, "run")]


def test_two_activities_on_one_line_are_two_rows(tmp_path):
    both = tcx(*(activity(DAY.format(day) + "Z") for day in (1, 2)))
    exports = read(tmp_path, a_tcx=both, b_gpx=gpx(track(day=3), track(day=4)))
    lines = exports.ledger.rows.groupby("file")["line"].apply(list)
    assert [len(set(own)) for own in lines] == [2, 2]


def test_a_pause_between_two_parts_of_a_track_is_no_running(tmp_path):
    """Ten minutes, half an hour of nothing, ten minutes; the way between is not counted."""
    first = points(minutes=10)
    second = points(minutes=10).replace("T06:", "T07:")
    exports = read(tmp_path, a_gpx=one_track(first, "</trkseg><trkseg>", second))
    ((start, km, minutes, _),) = told(exports)
    assert (start, km, minutes) == ("2025-07-01 08:00:00", 3.33, 20.0)


# ---- clocks


@pytest.mark.parametrize(
    ("abroad", "at_home", "is_doubted"), [(3, 2, True), (2, 0, False), (3, 3, False)]
)
def test_this_machines_zone_is_doubted_where_most_clocks_say_otherwise(abroad, at_home, is_doubted):
    tables = track_table.TrackTables()
    for number in range(abroad + at_home):
        hours = 9 if number < abroad else 2
        session = Session(1, 1_751_349_600.0 + number * 86_400, offset=timedelta(hours=hours))
        tables.add(f"{number}.tcx", "TCX", [session])
    (made,) = tables.tables("Europe/Berlin")
    first = list(made.records())[1][1][0]
    assert first == ("2025-07-01 15:00:00" if is_doubted else "2025-07-01 06:00:00Z")


# ---- one session in two files


@pytest.mark.parametrize(
    ("clock", "kilometres", "is_told"),
    [
        ("08:05:00", "5.00", True),
        ("08:05:01", "5.00", False),
        ("07:55:00", "5.00", True),
        ("07:54:59", "5.00", False),
        ("08:00:00", "5.88", True),  # 15 % of the longer one
        ("08:00:00", "5.90", False),
        ("08:00:00", "4.26", True),
        ("08:00:00", "4.24", False),
    ],
)
def test_a_list_tells_the_sport_of_the_track_that_it_also_holds(
    tmp_path, clock, kilometres, is_told
):
    """5 km in 20 minutes, which a run or a ride could be."""
    header = "Date,Type,Route Name,Distance (km),Duration\n"
    row = f"2025-07-01 {clock},Running,,{kilometres},20:00\n"
    exports = read(tmp_path, a_gpx=gpx(track(km_h=15.0, minutes=20)), b_csv=header + row)
    assert bool(exports.questions) != is_told


def test_the_sport_of_one_file_or_of_a_pattern(tmp_path):
    settings = Settings(
        timezone="Europe/Berlin",
        files={"a.gpx": FileSettings(sport="ride"), "*.gpx": FileSettings(sport="run")},
    )
    unknown = gpx(track(km_h=14.0))
    exports = read(tmp_path, settings, a_gpx=unknown, b_gpx=unknown.replace("-07-01", "-07-02"))
    assert [run[3] for run in told(exports)] == ["ride", "run"]
