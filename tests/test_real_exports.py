"""Real files, read where they lie: the totals must reconcile to the row."""

import csv
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.language import Phrases, decisions_in_words

PERSONS = Path(__file__).parent / "real"
EXPORTS = PERSONS.parents[2] / "shared" / "exports"
pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="the real exports (../shared/exports) are not on this machine"
)


def exports_of(person):
    settings = bpa.read_settings(PERSONS / person)
    exports = bpa.read_exports(settings.raw, settings)
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def test_hand_kept_person():
    exports = exports_of("hand_kept_person")
    knees = exports.pain[exports.pain["region"] == "Knees"]
    per_day = knees.groupby("day").size()
    assert len(per_day) == 2908
    assert [str(d.date()) for d in (per_day.index[0], per_day.index[-1])] == [
        "2015-11-25",
        "2023-11-12",
    ]
    assert (per_day == 2).sum() == 3
    assert per_day.max() == 2
    swims = exports.runs[exports.runs["activity"] == "swimming"]
    assert len(swims) == 210
    assert swims["distance_km"].isna().sum() == 17  # 15 blanks and two question marks
    marks = exports.decisions.set_index("decision").loc["marks", "evidence"]
    assert marks.fields == {"n": 1, "example": "~1"}
    extra = (
        decisions_in_words(Phrases(), exports.decisions)
        .set_index("decision")
        .loc["extra fields", "evidence"]
    )
    assert extra == "621 rows have more fields than the header, 30 of them with text"
    reasons = exports.ledger.in_words()["reason"].value_counts()
    assert reasons["distance missing: '?' is not a number"] == 2


def test_hand_kept_distances_agree_with_a_plain_count():
    exports = exports_of("hand_kept_person")
    with (EXPORTS / "hand_kept_person" / "sport.csv").open(newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["activity"] == "Swimming"]
    km = sum(float(r["km"]) for r in rows if r["km"] not in ("", "?"))
    swims = exports.runs[exports.runs["activity"] == "swimming"]
    assert swims["distance_km"].sum() == pytest.approx(km)


def test_runkeeper_person():
    exports = exports_of("runkeeper_person")
    assert len(exports.runs) == 178
    with (EXPORTS / "runkeeper" / "cardioActivities.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    miles = sum(float(r["Distance (mi)"]) for r in rows)
    assert exports.runs["distance_km"].sum() == pytest.approx(1.609344 * miles)
    assert exports.runs["day"].nunique() == len({r["Date"][:10] for r in rows})


def test_garmin_person():
    exports = exports_of("garmin_person")
    totals = exports.ledger.totals()
    assert totals["merged"].sum() == 63
    assert totals["kept"].sum() == 66
    assert len(exports.weight) == 66
    days = exports.weight["day"]
    assert [str(d.date()) for d in (days.min(), days.max())] == ["2022-08-08", "2022-10-26"]
    assert exports.weight["weight_kg"].between(110, 120).all()


def test_pain_app_person():
    exports = exports_of("pain_app_person")
    reasons = exports.ledger.in_words()["reason"]
    assert reasons.str.startswith("no usable date").sum() == 1480
    back = exports.pain[exports.pain["region"] == "Low Back Pain"]
    assert not set(exports.pain["region"]) & {"happiness", "Dizziness"}
    name = "pain_log_entry_time_not_rated_day.csv"
    with (EXPORTS / "pain_app" / name).open(newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["startday"] != "0"]
    rated = {(int(r["startyear"]), int(r["startmonth"]), int(r["startday"]))
             for r in rows if r["name"] == "Low Back Pain"}  # fmt: skip
    assert {(d.year, d.month, d.day) for d in back["day"]} == rated


@pytest.mark.parametrize("folder", ["hand_kept_weight", "daylio"])
def test_other_real_files_are_read_or_asked_about(folder):
    exports = bpa.read_exports(EXPORTS / folder, bpa.read_settings(None))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    asked = {q.file for q in exports.questions}
    kept = set(exports.ledger.in_words().loc[exports.ledger.in_words()["fate"] == "kept", "file"])
    assert asked | kept == set(exports.files["file"])
    if folder == "hand_kept_weight":
        assert exports.weight["weight_kg"].iloc[0] == pytest.approx(245 * 0.45359237)
