"""A shelf of small tables, each with what one rule decides, on both sides of its bound.

All are read together, as one folder; each has days of its own, so that none speaks for another.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from backpain_analysis.settings import FileSettings

FIRST_YEARS = {"units": 1991, "numbers": 1993, "ratings": 1994, "sessions": 1996}
FIRST_YEARS |= {"columns": 1998, "told": 1999}  # "dates" has those from 2002 on
APART = dt.timedelta(days=5)  # between the days of two tables
CLOCKS = ("25:00", "31:10", "36:05", "40:50", "28:40", "33:20")
Table = tuple[str, FileSettings]
NONE_TOLD = FileSettings()


def daily(header: str, *columns: object) -> list[list[str]]:
    """Return the header and a row a day, to be dated; a text is split at its blanks."""
    listed = [column.split() if isinstance(column, str) else column for column in columns]
    rows = [["" if cell == "." else str(cell) for cell in row] for row in zip(*listed, strict=True)]
    return [header.split(","), *rows]


def units() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield tables whose unit a header, a cell, a size or another column tells, or does not."""
    km = "5 6.2 7.4 8.1 5.5 6.6"
    for unit in ("km", "mi", "m", "yd", "ft", "min", "kg", "x"):
        yield f"distance in {unit}", daily(f"distance ({unit})", "5000 6200 7400 8100")
    yield "called metres, half below 100", daily("distance_m", "50 60 5000 6000")
    yield "called metres, most below 100", daily("distance_m", "50 60 70 6000")
    yield "metres by size", daily("distance", "4000 5000 6000 7000")
    yield "metres and days of rest", daily("distance", "4000 0 5000 0 6000 7000")
    yield (
        "parts of a day and rest",
        daily("distance_km,duration", "5 6 7 0", "0.0208 0.025 0.0292 0"),
    )
    yield "too long by one", daily("distance", "4000 5000 6000 7")
    yield "at the longest", daily("distance", "250 250 250 250")
    yield "above the longest", daily("distance", "251 251 251 251")
    yield "in most cells", daily("distance", ["5 km", "6 km", "7", "8 km"])
    yield "in half of the cells", daily("distance", ["5 km", "6 km", "7", "8"])
    yield "two units in the cells", daily("distance", ["5 km", "6 mi", "7 km", "8 km"])
    for unit in ("min", "s", "h", "ms", "days"):
        yield f"duration in {unit}", daily(f"distance_km,duration ({unit})", "5 6 7", "30 36 42")
    yield "clocks", daily("distance_km,duration", km, CLOCKS)
    yield "hours and minutes", daily("distance_km,duration", "5 6 7", "0:30 0:36 0:42")
    yield "two of hours and minutes", daily("distance_km,duration", "5 6", "0:30 0:36")
    yield "parts of a day", daily("distance_km,duration", "5 6 7", "0.0208 0.025 0.0292")
    yield "two parts of a day", daily("distance_km,duration", "5 6", "0.0208 0.025")
    yield "no parts of a day", daily("distance_km,duration", "5 6 7", "0.0208 0.025 0.4")
    yield "bare durations", daily("distance_km,duration", "5 6 7", "30 36 42")
    yield "sums", daily("distance_km", ["3+2", "3 km + 2 km", "6", "7"])
    yield "kilograms", daily("weight (kg)", "80.1 80.2 80.3")
    yield "pounds", daily("weight (lb)", "180.1 180.2 180.3")
    yield "grams", daily("weight", "80100 80200 80300")
    yield "heavy or grams", daily("weight", "2000 2000 2001")
    yield "by the body mass index", daily("weight,bmi", "80.1 80.2 80.3", "24.7 24.8 24.8")
    yield "pounds by the body mass index", daily("weight,bmi", "180 181 182", "25.2 25.3 25.4")
    yield "an index of nobody", daily("weight,bmi", "80.1 80.2 80.3", "60 60 60")
    yield "bare weights", daily("weight", "80.1 80.2 80.3")
    yield "stones", daily("weight", ["11st 9lb", "11st 8lb", "11 st 10 lb"])
    yield "nothing weighed", daily("weight_kg", "80.1 0 80.3 -1")


def numbers() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield tables whose decimal mark is told by the cells, or is not."""
    for name, cells in {
        "commas with two digits": ["5,25", "6,5", "7,125"],
        "commas with three digits": ["5,250", "6,500", "7,125"],
        "a zero before": ["0,250", "6,500", "7,125"],
        "both marks": ["1,005.250", "6.500", "7.125"],
        "both marks turned": ["1.005,250", "6,500", "7,125"],
        "two against one": ["5,25", "6,5", "7.5"],
        "ten against one": [*["5,25"] * 10, "7.5"],
        "eleven distinct against one": [*(f"5,{n}" for n in range(10, 21)), "7.5"],
        "apostrophes": ["1'250", "2’500", "3'000"],
        "blanks": ["1 250", "2 500", "3\u00a0000"],
        "signs": ["+5.5", "-6.5", "7.5"],
    }.items():
        yield name, daily("distance_km", cells)


def ratings() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield tables of ratings whose scale is told, or asked for."""
    for name, cells in {
        "nine low": "1 2 3 4 5 1 2 3 4",
        "ten low": "1 2 3 4 5 1 2 3 4 5",
        "ten, one six": "1 2 3 4 5 1 2 3 4 6",
        "one above ten": "1 2 3 4 5 6 7 11",
        "two above ten": "1 2 3 4 5 6 7 11 12",
        "two above ten of forty": "1 2 3 4 5 6 7 8 11 12 " + "6 " * 30,
        "all above ten": "40 50 60",
        "ones": "0 1 0 1",
        "halves": "0.5 1.5 6.5",
        "below zero": "3 -1 6",
        "out of five": "3/5 1/5 5/5",
        "out of two": "3/5 1/10 5/5",
        "percent": "70% 30% 5",
        "half percent": "70% 30% 5 6",
        "marks": "3-4 ~5 <2 6+ 7! 8?",
        "words": "none mild severe moderate",
        "words and numbers": "none 3 7 mild",
        "none and zero": "none 3 0 7",
        "half words": "bad 3 worse 7",
        "most words": "bad worse worst 7",
        "yes and no": "yes no yes no",
        "plus": "+ ++ +++ -",
    }.items():
        yield name, daily("pain", cells)
    for header in ("pain 0-5", "pain 1-10", "pain (0-100)", "pain 2 to 10", "back pain level"):
        yield header, daily(header, "1 2 3 4 5 2 7")
    yield "two pains", daily("back pain,knee pain", "1 2 7", "3 4 8")
    yield "of a day", daily("pain am,pain pm", "1 2 7 .", "3 . 8 4")
    yield "other reasons", daily("pain,stress,sleep,coffee", "1 2 7", "3 bad 5", "7 8 x", "1 2 3")


def sessions() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield tables of sessions that are, that are none, and that are doubtful."""
    amounts = ["", "0", "5", "-5", "?", "Rest", "bike"]
    kinds = ["", "run", "Rest", "yoga", "qwertz"]
    for kind in kinds:
        rows = list(product(amounts, amounts))
        distances = [distance for distance, _ in rows]
        lengths = [length.replace("5", "30") for _, length in rows]
        header = "distance_km,duration_min,activity"
        yield f"all of {kind or 'no name'}", daily(header, distances, lengths, [kind] * len(rows))
    yield "marks", daily("Ran,pain", ["x", "", "yes", "no", "x", ""], "1 2 7 3 4 5")
    yield "a sum below", daily("run km,pain", "5 6 7 8 26", "1 2 3 4 7")
    yield "a sum nearly", daily("run km,pain", "5 6 7 8 26.2", "1 2 3 4 7")
    yield "a sum not", daily("run km,pain", "5 6 7 8 26.21", "1 2 3 4 7")
    yield "a sum of two", daily("run km,pain", "5 6 11", "1 2 7")
    yield "no sum, a long run", daily("run km,pain", "5 1 1 1 8", "1 2 3 4 7")
    yield (
        "a pool and a track",
        daily(
            "distance_km,duration_min,activity",
            "1000 1 20 21 91 90 400",
            "30 30 30 30 . . 2",
            ["swim", "swim", "swim", "swim", "swim", "swim", "track running"],
        ),
    )
    yield "too fast", daily("distance_km,duration_min", "5 6 7 8", "30 36 42 2")
    yield "half too fast", daily("distance_km,duration_min", "5 6 7 8", "30 36 2 2")
    yield "most too fast", daily("distance_km,duration_min", "5 6 7 8", "30 2 2 2")
    yield "no lengths", daily("duration_min", ["30", "Rest", "an hour", "easy", "bike", "?", "40"])
    yield "steady", daily("distance,duration_min", "5 6 7 8 9", "30 36 42 48 54")
    yield "fast", daily("distance,duration_min", "5 6 7 8 9", "19 23 27 31 35")
    yield (
        "in words",
        daily("activity,pain", ["5k easy in 30 min", "long run 12 km", "rest"], "1 2 7"),
    )


def columns() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield tables with several columns for one thing, and with headers that say little."""
    yield "two distances", daily("distance_km,distance_mi", "5 6.2 .", "3.1 . 4")
    yield "two weights", daily("weight_kg,weight_lb", "80 81 .", "176.4 . 180.4")
    yield (
        "two activities",
        daily("activity,type,distance_km", "run run ride", "easy long mtb", "5 6 20"),
    )
    yield "of several people", daily("person,pain", "Ann Bob Ann Bob", "1 2 7 3")
    yield "a person once", daily("person,pain", "Ann Ann Ann Ann", "1 2 7 3")
    yield "remarks", daily("pain,notes", "1 2 7", ["sat long", "", "ran, fell"])
    yield "nothing known", daily("aa,bb", "1 2 7", "x y z")
    yield "only dates", daily("aa", ["", "", ""])
    yield "a blank header", daily(",pain", "1 2 3", "1 2 7")
    yield "ditto", daily("activity,distance_km", ['"', "run", '"', "ditto"], "5 6 7 8")


DATES = {
    "day first": "13.01.{y} 02.02.{y} 03.03.{y}",
    "day first with bars": "13/01/{y} 02/02/{y} 03/04/{y}",
    "month first": "01/13/{y} 02/02/{y} 03/04/{y}",
    "two orders": "01/13/{y} 13/02/{y} 03/04/{y}",
    "dotted": "01.02.{y} 02.03.{y} 03.04.{y}",
    "unclear": "01/02/{y} 02/03/{y} 03/04/{y}",
    "the same number": "01/01/{y} 02/02/{y} 03/03/{y}",
    "six in order": "01/02/{y} 01/03/{y} 01/04/{y} 01/05/{y} 02/01/{y} 03/01/{y}",
    "five in order": "01/02/{y} 01/03/{y} 01/04/{y} 02/01/{y} 03/01/{y}",
    "six out of order": "01/03/{y} 01/02/{y} 01/04/{y} 01/05/{y} 03/01/{y} 02/01/{y}",
    "two digits of a year": "13/01/{yy} 02/02/{yy} 03/04/{yy}",
    "year first or last": "11/05/13 12/05/14 13/05/15",
    "no dates": "soon later never",
    "one of three": "{y}-01-01 later {y}-13-01",
    "ditto": "{y}-01-01 . {y}-01-03",
    "clocks": "{y}-01-01T03:59 {y}-01-02T04:00 {y}-01-03T23:59",
    "midnights": "{y}-01-01T00:00 {y}-01-02T00:00 {y}-01-03T00:00",
    "zones": "{y}-01-01T03:59+02:00 {y}-01-02T04:00-12:00 {y}-01-03T23:59Z",
    "zones of nobody": "{y}-01-01T03:59+14:15 {y}-01-02T04:00-12:15 {y}-01-03T23:59+15:00",
    "weeks": "{y}-W01-1 {y}-W02-7 {y}-W54-1",
    "serial": "45292 45293 45295",
    "epoch": "1707436800 1707523200 1707609600",
}


def dates() -> Iterator[tuple[str, str]]:
    """Yield tables that differ in their dates alone."""
    for number, (name, cells) in enumerate(DATES.items()):
        year = 2002 + number
        written = cells.format(y=year, yy=f"{year % 100:02}").split()
        rows = [
            f"{'' if cell == '.' else cell},{rating}"
            for cell, rating in zip(written, "172346", strict=False)
        ]
        yield name, "\n".join(["date,pain", *rows]) + "\n"


TOLD = {
    "scale 0-5": ("pain", "1 2 5", FileSettings(scale="0-5")),
    "scale 5-0": ("pain", "1 2 5", FileSettings(scale="5-0")),
    "scale 1-10": ("pain", "1 2 10 0", FileSettings(scale="1-10")),
    "scale in words": ("pain", "fine so bad none", FileSettings(scale="fine/so/bad")),
    "unit in miles": ("distance", "5 6 7", FileSettings(distance_unit="mi")),
    "unit against the header": ("distance_km", "5 6 7", FileSettings(distance_unit="mi")),
    "decimal comma": ("distance_km", ["5,250", "6,500", "7"], FileSettings(decimal=",")),
    "decimal dot": ("distance_km", ["5,250", "6,500", "7"], FileSettings(decimal=".")),
    "duration in hours": ("duration", ["1:30", "0:45", "2"], FileSettings(duration_unit="h")),
    "duration in seconds": ("duration", "1800 2700", FileSettings(duration_unit="s")),
    "weight in stones": ("weight", "11.5 11.6", FileSettings(weight_unit="st")),
    "ignored": ("pain", "1 2 7", FileSettings(ignore=True)),
    "one pain": ("back pain,knee pain", ["1", "2"], FileSettings(value="knee pain")),
}


def by_hand() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield all amounts and words of sessions, as a person's settings name their columns."""
    amounts = ["", "0", "5", "-5", "?", "Rest", "bike", "5k", "3+2"]
    rows = list(product(amounts, amounts))
    distances = [distance for distance, _ in rows]
    lengths = [length.replace("5", "35") for _, length in rows]
    for kind in ("", "run", "Rest", "yoga", "qwertz"):
        cells = [distances, lengths, [kind] * len(rows)]
        yield f"by hand, {kind or 'no name'}", daily("km,min,what", *cells)
    yield (
        "by hand, pains",
        daily("km,min,what,Hurt", "5 6 . 0", "30 x . .", "easy . Rest .", "3-4 bad ~5 7!"),
    )


BY_HAND = FileSettings(
    date=("date",), distance=("km",), duration="min", activity="what", pain=("Hurt",)
)
RUNS_BY_HAND = replace(BY_HAND, table="runs", pain=())


def told() -> Iterator[tuple[str, list[list[str]], FileSettings]]:
    """Yield tables with what a person's settings say of them."""
    for name, (header, cells, settings) in TOLD.items():
        yield name, daily(header, *[cells] * len(header.split(","))), settings
    for name, rows in by_hand():
        yield name, rows, BY_HAND if "Hurt" in rows[0] else RUNS_BY_HAND


GROUPS = {
    "units": units,
    "numbers": numbers,
    "ratings": ratings,
    "sessions": sessions,
    "columns": columns,
    "told": told,
}


def whole_shelf() -> dict[str, Table]:
    """Return the tables of all groups, "units/sums.csv", with what is told of them."""
    found: dict[str, Table] = {}
    for group, tables in GROUPS.items():
        day = dt.date(FIRST_YEARS[group], 1, 2)
        for name, rows, *settings in tables():
            told_of_it = settings[0] if settings else NONE_TOLD
            found[f"{group}/{name}.csv"] = (_dated(rows, day), told_of_it)
            day += dt.timedelta(days=len(rows)) + APART
    for name, text in dates():
        found[f"dates/{name}.csv"] = (text, NONE_TOLD)
    return found


def _dated(rows: list[list[str]], first: dt.date) -> str:
    """Write a table with a column of dates."""
    header, *below = rows
    lines = [",".join(["date", *header])]
    for day, row in enumerate(below):
        date = first + dt.timedelta(days=day)
        cells = [f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row]
        lines.append(",".join([str(date), *cells]))
    return "\n".join(lines) + "\n"
