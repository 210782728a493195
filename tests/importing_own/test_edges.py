"""Every kind of column below every kind of header: what is proposed for it, as approved.

Of each rule for cells both sides stand here: the share of cells that must agree, the smallest and
the largest number that may be what the header says.
"""

import datetime as dt

import pytest
from approved import same_as_approved

from backpain_analysis.importing.own_table import propose

FIRST = dt.date(2026, 1, 3)
HEADERS = (
    *("qx", "Run", "Run km", "Bike km", "Distance", "Time", "Duration", "Start"),
    *("Pace", "Pain", "Back", "Pain (1-10)", "Weight", "Activity", "Notes", "Steps"),
)
KM = (5.1, 8.2, 6.3, 10.4, 5.5, 12.6, 7.7, 9.8, 6.9, 11.2)
PAIN = (3, 0, 7, 4, 2, 8, 1, 5, 6, 2)


def share(some: object, others: object, of_ten: int) -> list[str]:
    """Return ten cells, so many of them one thing and the rest another."""
    return [str(some)] * of_ten + [str(others)] * (10 - of_ten)


def minutes(pace: float) -> list[float]:
    return [km * pace for km in KM]


def clock(length: float) -> str:
    return f"{int(length)}:{round(length % 1 * 60) % 60:02}"


def long_clock(length: float) -> str:
    return f"{int(length // 60)}:{int(length % 60):02}:{round(length % 1 * 60) % 60:02}"


def kilograms(middle: float, apart: float) -> list[float]:
    return [round(middle + apart * (-1) ** day, 1) for day in range(10)]


COLUMNS = {
    "decimals": KM,
    "wholes": (5, 8, 6, 10, 5, 12, 7, 9, 6, 11),
    "large wholes": (35, 48, 36, 50, 35, 62, 47, 59, 36, 51),
    "at 15": (15,) * 10,
    "at 14": (14,) * 10,
    "at 300": (300,) * 10,
    "at 301": (301,) * 10,
    "at 250": (250.5, 249.5) * 5,
    "metres": [round(km * 1000) for km in KM],
    "at 99,999": (99_999,) * 10,
    "at 100,000": (100_000,) * 10,
    "negative": (-5.1, *KM[1:]),
    "rising": [5.5 * (day + 1) for day in range(10)],
    "rising slowly": [5.5 + 0.1 * day for day in range(10)],
    "on some days": [f"{km}" if day % 3 else "" for day, km in enumerate(KM)],
    "two decimals of ten": (5.5, 6.5, 5, 6, 7, 8, 9, 10, 11, 12),
    "one decimal of ten": (5.5, 6, 5, 6, 7, 8, 9, 10, 11, 12),
    "eight numbers": [*map(str, KM[:8]), "sore", "tired"],
    "seven numbers": [*map(str, KM[:7]), "sore", "tired", "ill"],
    "five numbers": share("5.5", "sore", 5),
    "four numbers": share("5.5", "sore", 4),
    "two numbers and rest": share("5.5", "Rest", 2),
    "one number and rest": share("5.5", "Rest", 1),
    "half with a unit": share("5.5 km", "6.5", 5),
    "four with a unit": share("5.5 km", "6.5", 4),
    "in two units": share("5.5 km", "3.5 mi", 5),
    "clocks": list(map(clock, minutes(5.5))),
    "clocks of hours": [f"{int(m // 60)}:{int(m % 60):02}" for m in minutes(5.5)],
    "long clocks": list(map(long_clock, minutes(5.5))),
    "long clocks without seconds": [f"0:{int(m % 60):02}:00" for m in minutes(5.5)],
    "times of day": [f"{7 + day}:15" for day in range(10)],
    "late times": [f"{7 + day}:15 pm" for day in range(5)] * 2,
    "eight clocks": share("35:20", "ill", 8),
    "seven clocks": share("35:20", "ill", 7),
    "spoken": [f"{int(m)} min" for m in minutes(5.5)],
    "paces": ["5:30 /km", "5:31 /km"] * 5,
    "bare paces": ["5:30", "5:31"] * 5,
    "fast": [round(m) for m in minutes(2.3)],
    "just possible": [round(m, 2) for m in minutes(2.41)],
    "slow": [round(m, 2) for m in minutes(22.1)],
    "just slow": [round(m, 2) for m in minutes(21.9)],
    "hours": [round(m / 60, 2) for m in minutes(5.5)],
    "seconds": [round(m * 60) for m in minutes(5.5)],
    "ratings": PAIN,
    "low ratings": [rating // 2 for rating in PAIN],
    "ratings, none above 2": [rating // 4 for rating in PAIN],
    "zeros and ones": [rating % 2 for rating in PAIN],
    "up to 100": [rating * 10 + 3 for rating in PAIN],
    "one above ten": (*PAIN[:9], 11),
    "half ratings": [rating + 0.5 for rating in PAIN],
    "out of ten": [f"{rating}/10" for rating in PAIN],
    "out of five": [f"{rating // 2}/5" for rating in PAIN],
    "ranges": [f"{rating}-{rating + 1}" for rating in PAIN],
    "no pain": ["none" if rating < 3 else str(rating) for rating in PAIN],
    "severity": ["none", "mild", "moderate", "severe", "mild"] * 2,
    "severity and numbers": ["none", "mild", "4", "severe", "7"] * 2,
    "one word": share("mild", "", 6),
    "yes and no": ["yes", "no"] * 5,
    "marks": share("x", "", 4),
    "counts": ["1", "2", "", "0", "1"] * 2,
    "kilograms": kilograms(74.5, 0.6),
    "pounds": kilograms(164.5, 0.6),
    "grams": [74_500, 74_600] * 5,
    "at 30,000": [30_000.5, 29_999.9] * 5,
    "at 40": kilograms(40.1, 0.1),
    "below 40": kilograms(39.7, 0.1),
    "at 350": kilograms(349.7, 0.2),
    "above 350": kilograms(350.3, 0.2),
    "steady": kilograms(74.5, 4.4),
    "unsteady": kilograms(74.5, 4.6),
    "stones": ["11st 9lb", "11st 8lb"] * 5,
    "activities": ["Easy", "Tempo", "Long run", "Rest", "Bike"] * 2,
    "three activities of ten": share("Easy", "qwertz", 3),
    "two activities of ten": share("Easy", "qwertz", 2),
    "eight activities of ten": share("Easy", "qwertz", 8),
    "remarks": ["sat too long at my desk", "slept badly, then fine", "ok"] * 3 + ["ok"],
    "long names": ["easy run along the river to the old bridge"] * 10,
    "names of 40": ["easy run along the river to the bridges!"] * 10,
    "places": ["left", "right", "lower back", "hip", "left"] * 2,
    "weekdays": [f"{FIRST + dt.timedelta(days=day):%A}" for day in range(10)],
    "days of a year": [f"{day + 1}.2." for day in range(10)],
    "steps": [6000 + 137 * day for day in range(10)],
}


def seen(header: str, cells: object, *, beside_distances: bool) -> str:
    """Say in a line what is proposed for one column, alone or beside distances."""
    names = ["Date", header]
    columns = [[str(FIRST + dt.timedelta(days=day)) for day in range(10)], list(map(str, cells))]
    if beside_distances:
        names.append("Strecke (km)")
        columns.append(list(map(str, KM)))
    rows = [list(row) for row in zip(*columns, strict=True)]
    proposal = propose(names, rows, "a.csv")
    roles = [f"{f.role} {f.unit}{'' if f.by_words else ' by values'}" for f in proposal.roles]
    asks = [question.code.rpartition(".")[2] for question in proposal.questions]
    certain = ["certain"] if proposal.certain else []
    counted = [f"{n} {kind}" for kind, n in proposal.sessions]
    parts = (roles, [proposal.scale], asks, counted, certain)
    told = [", ".join(part).replace(" ,", ",").strip() for part in parts]
    return "; ".join(filter(None, told)) or "nothing"


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside distances"])
def test_each_column_below_each_header_is_as_approved(beside):
    lines = []
    for name, cells in COLUMNS.items():
        headers: dict[str, list[str]] = {}
        for header in HEADERS:
            told = seen(header, cells, beside_distances=beside)
            headers.setdefault(told, []).append(header)
        lines.append(name)
        lines += [f"    {told}: {', '.join(below)}" for told, below in headers.items()]
    same_as_approved(f"own_tables/edges_{'beside_distances' if beside else 'alone'}", lines)
