"""Watches and bands that write UTC and numbers for sports: Zepp (Mi Fit), Samsung Health."""

from ..source import Source

ZEPP = Source(
    "Zepp",
    header="starttime, type, sporttime, distance, avgpace",
    zone="UTC",
    codes={"1": "run", "6": "walk", "7": "run", "8": "run", "9": "ride", "10": "ride",
           "14": "swim", "15": "swim"},
    distance="distance [m]",
    duration="sporttime [s]",
)  # fmt: skip
ZEPP_BODY = Source("Zepp", "timestamp, weight, height, bmi", zone="UTC", weight="weight [kg]")
SAMSUNG = Source(
    "Samsung Health",
    header="start_time, time_offset, exercise_type, duration",
    zone="UTC",
    offset_from="time_offset",
    codes={"1001": "walk", "1002": "run", "11007": "ride", "13001": "hike", "14001": "swim",
           "15002": "ride", "15005": "run"},
    distance="distance [m]",
    duration="duration [ms]",
)  # fmt: skip
SAMSUNG_WEIGHT = Source(
    "Samsung Health",
    header="start_time, time_offset, weight",
    zone="UTC",
    offset_from="time_offset",
    weight="weight [kg]",
)
