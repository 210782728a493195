"""The numbers of FIT files, beside those of the SDK's profile (`reference/fit_profile.csv`)."""

import csv
from pathlib import Path

import pytest

from backpain_analysis.importing.tracks import fit_messages
from backpain_analysis.importing.tracks.fit_names import FILE_KINDS, SPORTS, SUB_SPORTS

REFERENCE = Path(__file__).parent.parent / "reference" / "fit_profile.csv"
# what we call otherwise, by its name there
OURS = {
    # sports that are told by another name of the same activity
    "wheelchair_push_walk": "wheelchair",
    "wheelchair_push_run": "wheelchair",
    "spin": "spinning",
    "lap_swimming": "swimming",
    "open_water": "swimming",
    "flexibility_training": "stretching",
    "casual_walking": "walking",
    "speed_walking": "walking",
    # kinds of files
    "device": "settings",
    "sport": "settings",
    "schedules": "workout",
    "goals": "totals",
    "monitoring_a": "monitoring",
    "monitoring_b": "monitoring",
    "monitoring_daily": "monitoring",
    "activity_summary": "monitoring",
    "segment_list": "segment",
    # fields
    "total_elapsed_time": "elapsed",
    "total_timer_time": "timer",
    "total_distance": "distance",
    "position_lat": "latitude",
    "position_long": "longitude",
}


def profile() -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["of"], {})[int(row["number"])] = row["name"]
    return found


PROFILE = profile()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (SPORTS, PROFILE["enum sport"]),
        (SUB_SPORTS, PROFILE["enum sub_sport"]),
        (FILE_KINDS, PROFILE["enum file"]),
    ],
    ids=["sports", "sub-sports", "files"],
)
def test_each_number_is_named_as_in_the_profile(
    ours: dict[int, str], theirs: dict[int, str]
) -> None:
    known = {number: name for number, name in ours.items() if number in theirs}
    assert len(known) >= len(ours) - 2  # the profile has no name for two kinds of Garmin's files
    assert known == {number: OURS.get(theirs[number], theirs[number]) for number in known}


@pytest.mark.parametrize("number", sorted(fit_messages.EVERY))
def test_each_field_has_the_number_that_it_has_in_the_profile(number: int) -> None:
    theirs = PROFILE[f"message {PROFILE['message'][number]}"]
    for field, name in fit_messages._FIELDS[number].items():
        if name == "timestamp":  # of the protocol, in every message
            assert field == 253
        else:
            assert name in (theirs[field], OURS.get(theirs[field]))
