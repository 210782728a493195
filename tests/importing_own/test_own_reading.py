"""Tables kept by hand, from file to tidy tables: read at once, or after one confirmation."""

import csv
import tomllib
from types import SimpleNamespace

import pytest

import backpain_analysis as bpa
from backpain_analysis.importing import own_dates
from backpain_analysis.importing.marks import read_quantity
from backpain_analysis.importing.own_reading import is_mapped
from backpain_analysis.language import Phrases, question_words, setting_words
from backpain_analysis.settings import FileSettings, read_settings

from .test_drawn_tables import draw_table, with_noise

DRAWN = 40
IN_KM = {"km": 1.0, "mi": 1.609344, "": 1.0}


def write(folder, text):
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    (folder / "raw" / "log.csv").write_text(text, encoding="utf-8")


def write_rows(folder, header, rows):
    (folder / "raw").mkdir(parents=True)
    with (folder / "raw" / "log.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def read(folder):
    exports = bpa.read_exports(folder / "raw", read_settings(folder))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def confirmed(folder):
    """Read a folder; where a mapping is proposed, paste its lines and read again."""
    exports = read(folder)
    if not exports.questions:
        return exports
    [question] = exports.questions
    tomllib.loads(question.setting)
    (folder / "settings.toml").write_text(question.setting, encoding="utf-8")
    return read(folder)


def daily(header, *rows):
    lines = [header, *(f"2026-03-{day:02d},{cells}" for day, cells in enumerate(rows, 1))]
    return "\n".join(lines) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("noisy", [False, True])
def test_drawn_tables_are_read_after_one_confirmation(tmp_path, noisy):
    """At least 9 in 10 give all their runs, ratings and weigh-ins, and none a wrong distance."""
    wrong = []
    for seed in range(DRAWN):
        header, rows, truth, unit = draw_table(seed)
        folder = tmp_path / str(seed)
        write_rows(folder, header, with_noise(rows, seed) if noisy else rows)
        exports = confirmed(folder)
        if not exports.questions and not is_read(exports, header, rows, truth, noisy=noisy):
            wrong.append(seed)
        if "distance" in truth and len(exports.runs) and not noisy:
            at = header.index(truth["distance"])
            km = [q.value * IN_KM[unit or ""] for q in (read_quantity(r[at]) for r in rows) if q]
            assert exports.runs["distance_km"].sum() == pytest.approx(sum(km), rel=0.01), header
    assert len(wrong) <= 0.1 * DRAWN, wrong


def is_read(exports, header, rows, truth, *, noisy):
    run = header.index(truth["distance"]) if "distance" in truth else None
    expected = {
        "runs": sum(bool(row[run].strip()) for row in rows) if run is not None else 0,
        "pain": len(rows) if "pain" in truth else 0,
        "weight": len(rows) if "weight" in truth else 0,
    }
    slack = 0.2 if noisy else 0
    return all(abs(len(getattr(exports, k)) - n) <= slack * n for k, n in expected.items())


# ---- unknown columns never drop known ones ----------------------------------------------------


@pytest.mark.parametrize(
    "header", ["date,pain,distance_km,coffee", "Date,Back pain,Run (km),Pills", "date,pain,km,x"]
)
def test_an_unknown_column_drops_nothing(tmp_path, header):
    write(tmp_path, daily(header, "3,5.5,1", "6,,2", "2,7.25,1", "7,,0", "1,6,1"))
    exports = read(tmp_path)
    assert exports.runs["distance_km"].tolist() == [5.5, 7.25, 6]
    assert exports.pain["pain"].tolist() == [3, 6, 2, 7, 1]
    [unused] = [
        u.remark.fields["names"] for u in exports.unused if u.remark.code.endswith("columns")
    ]
    assert unused == header.split(",")[-1].casefold()


def test_what_is_certain_is_read_as_if_written_and_says_so(tmp_path):
    write(tmp_path, daily("Date,Back pain,Run (km),Pills", "3,5.5,1", "6,,2", "2,7.25,1"))
    decision = read(tmp_path).decisions.query("decision == 'own_table'").iloc[0]
    assert decision["value"] == ('date = "Date"; distance = "Run (km)"; pain = "Back pain"')


def test_two_columns_of_one_name_and_two_units(tmp_path):
    write(tmp_path, daily("Date,Run (min),Run (km),Pain", "30,5.5,3", ",,6", "40,7.25,2", "33,6,1"))
    runs = confirmed(tmp_path).runs
    assert runs["distance_km"].tolist() == [5.5, 7.25, 6]
    assert runs["duration_min"].tolist() == [30, 40, 33]


# ---- what is no session -----------------------------------------------------------------------


def test_rest_is_never_a_run_in_a_mapped_table(tmp_path):
    words = ["Easy,5", "Rest,", "off,", "XT,", "bike,20", "run,0", "Long,", "Rest,0", ",4"]
    write(tmp_path, daily("date,What I did,How far (km)", *words))
    settings = (
        '[files."log.csv"]\ntable = "runs"\ndate = "date"\n'
        'activity = "What I did"\ndistance = "How far (km)"\n'
    )
    (tmp_path / "settings.toml").write_text(settings, encoding="utf-8")
    runs = read(tmp_path).runs
    assert runs.query("activity == 'run'")["day"].dt.day.tolist() == [1, 7, 9]


def test_ticks_are_runs_where_they_say_yes(tmp_path):
    write(tmp_path, daily("date,Run,Pain", "yes,3", "no,6", "yes,2", "no,7", "yes,1", "no,0"))
    exports = confirmed(tmp_path)
    assert exports.runs["day"].dt.day.tolist() == [1, 3, 5]
    assert len(exports.pain) == 6


# ---- the one question -------------------------------------------------------------------------


def test_two_rows_of_headers_and_two_ratings_a_day(tmp_path):
    rows = [
        f"2026-01-{day:02d},{day % 7},{day % 7 + 2},{4 + day / 10},3{day % 9}"
        for day in range(3, 20)
    ]
    write(tmp_path, "\n".join([",Pain,,Run,", "Date,AM,PM,km,min", *rows]) + "\n")
    [question] = read(tmp_path).questions
    for language in ("en", "de"):
        p = Phrases(language)
        assert "AM, PM" in question_words(p, question)
        assert setting_words(p, question).startswith('[files."log.csv"]\nskip_lines = 1\n')
    exports = confirmed(tmp_path)
    assert not exports.questions
    assert exports.pain["pain"].iloc[0] == 4  # the mean of 3 and 5
    assert exports.runs["distance_km"].iloc[0] == pytest.approx(4.3)
    assert exports.runs["duration_min"].iloc[0] == 33


def test_lines_above_the_header_are_counted(tmp_path):
    rows = "".join(f"{day}.3.2026,{day % 7},{60 + day / 10}\n" for day in range(1, 20))
    write(tmp_path, "My log of this year,,\n\nTag,Zustand Rücken,Kilo\n" + rows)
    exports = confirmed(tmp_path)
    assert len(exports.pain) == 19


def test_no_header_and_days_as_numbers_of_a_spreadsheet(tmp_path):
    rows = "".join(
        f"{46082 + day},{day % 8},{5 + day / 10 if day % 2 else ''}\n" for day in range(25)
    )
    write(tmp_path, "Date,Pain,Distance (km)\n" + rows)
    exports = confirmed(tmp_path)
    assert str(exports.pain["day"].iloc[0].date()) == "2026-03-01"
    assert len(exports.runs) == 12


@pytest.mark.parametrize(
    "header", ["date,steps,distance", "Date,Duration,Deep,REM", "Date,Workout Name,Reps"]
)
def test_no_question_about_steps_sleep_and_lifts(tmp_path, header):
    write(tmp_path, daily(header, *(f"{9000 + n},{5 + n / 7:.2f},3"[:20] for n in range(20))))
    exports = read(tmp_path)
    assert not exports.questions
    assert exports.runs.empty


@pytest.mark.parametrize(
    "header",
    [
        "Date,Back pain | level,Run (km),Pills",
        "date|day,Back pain,Run (km),p",
        "Date,~Back pain,Run (km),Pills",
        "Date,Pain [0-10] [x],Run [km] total,Pills",
        "Date,,Back pain,Run (km)",
    ],
)
def test_marks_in_headers_do_no_harm(tmp_path, header):
    write(tmp_path, daily(header, *(f"{n % 8},{n / 2 + 3},{n % 3}" for n in range(1, 20))))
    exports = confirmed(tmp_path)
    assert exports.questions or (len(exports.runs) and len(exports.pain) == 19)


@pytest.mark.parametrize(
    ("numbers", "fits"),
    [([1, 12], True), ([0, 5], False), ([5, 13], False), ([1.5, 2], False), ([1] * 8, False)],
)
def test_a_part_of_a_date_is_whole_within_its_bounds_in_nearly_every_row(numbers, fits):
    column = SimpleNamespace(numbers=numbers, filled=["x"] * (20 if len(numbers) == 8 else 2))
    assert own_dates._whole_within(column, 1, 12) is fits


@pytest.mark.parametrize(
    ("told", "is_so"),
    [
        ({"table": "pain"}, True),
        ({"date": ("Day",)}, False),
        ({"pain": ("Hurt",)}, False),
        ({"date": ("Day",), "pain": ("Hurt",)}, True),
        ({"date": ("Day",), "scale": "0-5"}, False),
        ({"date": ("Day",), "weight": "kg"}, True),
    ],
)
def test_settings_name_the_columns_by_a_date_and_one_more(told, is_so):
    assert is_mapped(FileSettings(**told)) is is_so
