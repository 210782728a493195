"""Many tables drawn at random from headers and ways to write: right, or to be confirmed."""
# ruff: noqa: E501

import random

import pytest
from approved import same_as_approved

from backpain_analysis.importing.own_table import propose

from .tables import (
    american,
    blank,
    days,
    german,
    iso,
    kg,
    km,
    km_comma,
    long_time,
    mi,
    miles,
    only_runs,
    or_blank,
    pace_bare,
    pain,
    short_time,
    weekday,
    whole_minutes,
    words,
)
from .telling import told

DRAWN = 300
APPROVED = 2  # of the six parts are held word for word
DATES = (
    ["Date", "date", "Day", "When", "Log Date", "Datum", "Fecha", "Data", "Dato", "Tag", "Jour", "Session date", "Päivä", ""],
    [iso, american, german, lambda x: f"{x.day:%d/%m/%y}", lambda x: f"{x.day:%d %b %Y}", lambda x: f"{x.day:%b %d, %Y}",
     lambda x: f"{x.day:%A, %d %B %Y}", lambda x: f"{x.day:%Y%m%d}", lambda x: f"{x.day} 00:00:00"],
)  # fmt: skip
DISTANCES = [
    (["Distance (km)", "km", "Kilometers", "Dist_km", "Run km", "Strecke in km", "Distancia (km)", "Distance [km]"],
     [km, km_comma, lambda x: or_blank(x.km, lambda k: f"{k:.1f}")], "km"),
    (["Miles", "Distance (mi)", "mi", "Mileage (mi)", "Run (miles)"],
     [mi, lambda x: or_blank(x.km, lambda k: f"{float(miles(k)):.1f}")], "mi"),
    (["Distance", "Run distance", "Strecke", "Afstand"],
     [lambda x: or_blank(x.km, lambda k: f"{k} km"), lambda x: or_blank(x.km, lambda k: f"{k}km")], "km"),
    (["Distance", "Run", "Strecke", "How far"], [km], ""),
]  # fmt: skip
DURATIONS = [
    (["Time", "Duration", "Zeit", "Run time", "Moving time", "Dauer", "Temps", "Tiempo", "Tid", "Total time"],
     [long_time, short_time, lambda x: or_blank(x.minutes, lambda m: f"{round(m)} min")]),
    (["Minutes", "Time (min)", "Duration (min)", "Dauer (min)", "duration_minutes"],
     [whole_minutes, lambda x: or_blank(x.minutes, lambda m: f"{m:.1f}")]),
]  # fmt: skip
PAINS = (
    ["Pain", "Back pain", "Pain (0-10)", "NRS", "Pain level", "LBP", "Rückenschmerzen", "Douleur", "Dolor", "Avg pain",
     "How bad was the pain?", "pain_today", "Rugpijn", "Mal di schiena"],
    [pain, lambda x: str(float(x.pain))],
)  # fmt: skip
WEIGHTS = [
    (["Weight (kg)", "weight_kg", "Gewicht (kg)", "Body weight kg"], [kg]),
    (["Weight (lbs)", "Weight lb"], [lambda x: f"{x.kg * 2.2046:.1f}"]),
]
TYPES = (
    ["Type", "Workout", "Activity", "Run type", "Session", "Training", "Sport", "What I did"],
    [
        words("Easy", "Tempo", "Long", rest=""),
        words("Run", "Jog", rest="Rest"),
        words("easy run", "long run", rest="off"),
    ],
)
BESIDE = [
    ("Notes", blank), ("Sleep (h)", lambda x: f"{6 + x.day.day % 3}.5"), ("Mood", lambda x: str(1 + x.day.day % 5)),
    ("Stress 1-10", lambda x: str(1 + x.day.day % 9)), ("Coffee", lambda x: str(x.day.day % 4)), ("Pace", pace_bare),
    ("Avg HR", lambda x: or_blank(x.km, lambda k: "148")), ("RPE", lambda x: or_blank(x.km, lambda k: str(4 + x.day.day % 4))),
    ("Shoes", lambda x: or_blank(x.km, lambda k: "Brooks")), ("Week", lambda x: str(x.day.isocalendar()[1])),
    ("Ibuprofen (mg)", lambda x: "400" if x.pain > 6 else "0"), ("Elevation gain (m)", lambda x: or_blank(x.km, lambda k: "55")),
    ("Calories", lambda x: or_blank(x.km, lambda k: str(round(k * 70)))), ("Weekday", weekday), ("Steps", lambda x: str(5000 + x.day.day * 97)),
    ("Start", lambda x: f"{6 + x.day.day % 3}:{x.day.day + 10}"), ("Bike (km)", lambda x: "" if x.km else "20"), ("Sitting (h)", lambda x: "8"),
]  # fmt: skip


def draw_table(seed):
    """Return header, rows, the true column of each role, and the unit of the distances."""
    draw = random.Random(seed)
    found = days(seed, draw.choice([25, 40, 60]))
    kind = draw.choice(["runs", "pain", "both", "all"])
    columns, unit = [], None
    if kind != "pain":
        headers, writers, unit = draw.choice(DISTANCES)
        columns.append(("distance", draw.choice(headers), draw.choice(writers)))
        if draw.random() < 0.7:
            headers, writers = draw.choice(DURATIONS)
            columns.append(("duration", draw.choice(headers), draw.choice(writers)))
        if draw.random() < 0.4:
            columns.append(("activity", draw.choice(TYPES[0]), draw.choice(TYPES[1])))
    if kind == "runs":
        found = only_runs(found)
    else:
        columns.append(("pain", draw.choice(PAINS[0]), draw.choice(PAINS[1])))
    if kind == "all":
        headers, writers = draw.choice(WEIGHTS)
        columns.append(("weight", draw.choice(headers), draw.choice(writers)))
    columns += [("", *beside) for beside in draw.sample(BESIDE, draw.randrange(4))]
    draw.shuffle(columns)
    columns.insert(0, ("date", draw.choice(DATES[0]), draw.choice(DATES[1])))
    rows = [[write(day) for _, _, write in columns] for day in found]
    truth = {role: header for role, header, _ in columns if role}
    return [header for _, header, _ in columns], rows, truth, unit


def with_noise(rows, seed):
    """Leave out cells, write remarks into them, add a blank line and a line of totals."""
    draw = random.Random(seed)
    remarks = ["", "?", "forgot", "n/a", "~", "see notes"]
    noisy = []
    for row in rows:
        kept = [cell if draw.random() > 0.07 else draw.choice(remarks) for cell in row[1:]]
        noisy.append([row[0], *kept])
    width = len(rows[0])
    noisy.insert(draw.randrange(len(noisy)), [""] * width)
    return [*noisy, ["Total", "123.4", *[""] * (width - 2)][:width]]


@pytest.mark.parametrize("noisy", [False, True])
@pytest.mark.parametrize("part", range(6))
def test_drawn_tables_are_read_right_or_confirmed(part, noisy):
    """At least 95 in 100 are right, and none is wrong where the proposal is certain.

    All that is proposed for the first of them is as approved.
    """
    wrong = 0
    lines = []
    for seed in range(part * DRAWN // 6, (part + 1) * DRAWN // 6):
        header, rows, truth, unit = draw_table(seed)
        rows = with_noise(rows, seed) if noisy else rows
        proposal = propose(header, rows, f"drawn {seed}.csv")
        lines += told(proposal)
        truth["date"] = truth["date"] or "column 1"
        roles = ("date", "distance", "duration", "pain", "weight", "activity")
        is_right = all(proposal.column(role) == truth.get(role, "") for role in roles)
        is_right = is_right and (not unit or proposal.unit("distance") == unit)
        assert is_right or not proposal.certain, (header, rows[0], truth)
        wrong += not is_right
    assert wrong <= 0.05 * DRAWN / 6
    if part < APPROVED:
        same_as_approved(f"own_tables/drawn_{part}_{'noisy' if noisy else 'clean'}", lines)
