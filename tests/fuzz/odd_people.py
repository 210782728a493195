"""Two hundred made-up people, four of each odd kind, through the whole report.

`make fuzz ARGS=--people`: from bytes to every page; the first of each kind with the pictures and
the PDF, every tenth with the notebooks. What no report may hold is looked for by
`whole_way.look_at`; whoever breaks it is kept, and named. docs/robustness.md tells the last run.
"""

import gzip
import shutil
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import newcomers
import numpy as np
import pandas as pd
from whole_way import look_at, read, undrawn

import backpain_analysis as bpa
from backpain_analysis.report import pages
from backpain_analysis.report.month import make_report

EACH = 4  # people of a kind
DRAWN = pages._pictures, pages.write_pdf
Files = dict[str, str | bytes]
Random = np.random.Generator
KINDS: dict[str, Callable[[pd.DataFrame, Random], Files]] = {}
LATER: dict[str, Callable[[Path], None]] = {}  # what they do before the second month


def usual(daily: pd.DataFrame, **other: str | bytes) -> Files:
    """Write a diary down as three plain tables; `other` files replace or join them."""
    at = daily.assign(date=daily.index.strftime("%Y-%m-%d"))
    runs = at[at["runs"] > 0][["date", "distance_km", "duration_min"]].round(2)
    pain = at[["date", "pain"]].dropna()
    weight = at[["date", "weight_kg"]].dropna().round(1)
    tables = {"pain": pain, "runs": runs, "weight": weight}
    files = {f"raw/{name}.csv": t.to_csv(index=False) for name, t in tables.items()}
    return {name: data for name, data in (files | other).items() if data}


def changed(kind: str, change: Callable[[pd.DataFrame, Random], pd.DataFrame]) -> None:
    """Add a kind whose diary is odd."""
    KINDS[kind] = lambda daily, rng: usual(change(daily, rng))


def told(kind: str, settings: str, **other: str) -> None:
    """Add a kind whose settings are odd."""
    KINDS[kind] = lambda daily, rng: usual(daily, **{"settings.toml": settings}, **other)


def with_files(kind: str, write: Callable[[pd.DataFrame, Random], Files]) -> None:
    """Add a kind whose files are odd; an empty one is left out."""
    KINDS[kind] = lambda daily, rng: usual(daily, **write(daily, rng))


def rows(head: str, lines: Iterator[str]) -> str:
    return "\n".join([head, *lines]) + "\n"


def rated(daily: pd.DataFrame) -> Iterator[tuple[pd.Timestamp, float]]:
    return daily["pain"].dropna().items()


def on_days(daily: pd.DataFrame, keep: np.ndarray, *names: str) -> pd.DataFrame:
    return daily.assign(**{n: daily[n].where(keep) for n in names})


def runs_again(daily: pd.DataFrame, keep: np.ndarray) -> pd.DataFrame:
    return daily.assign(**{n: daily[n].where(keep, 0) for n in ("runs", "distance_km")})


# diaries
changed("as usual", lambda d, r: d)
changed("no weight", lambda d, r: d.assign(weight_kg=np.nan))
changed("no run", lambda d, r: d.assign(runs=0))
changed("no pain", lambda d, r: d.assign(pain=np.nan))
changed("only pain", lambda d, r: d.assign(runs=0, weight_kg=np.nan))
changed("only weight", lambda d, r: d.assign(runs=0, pain=np.nan))
changed("nothing", lambda d, r: d.iloc[:0])
changed("one day", lambda d, r: d.tail(1))
changed("three weeks", lambda d, r: d.tail(21))
changed("just enough", lambda d, r: d.tail(int(r.integers(100, 130))))
changed("pain never changes", lambda d, r: d.assign(pain=float(r.integers(0, 11))))
changed("pain on three days only", lambda d, r: d.assign(pain=np.where(d.index.day == 3, 4, 0.0)))
changed("pain at its worst", lambda d, r: d.assign(pain=np.clip(d["pain"] + 6, 0, 10)))
changed("the same run daily", lambda d, r: d.assign(runs=1, distance_km=5.0, duration_min=30.0))
changed("runs of one length", lambda d, r: d.assign(distance_km=5 * d["runs"]))
changed("one run", lambda d, r: runs_again(d, np.arange(len(d)) == len(d) // 2))
changed("runs only without pain", lambda d, r: runs_again(d, d["pain"].shift(1) < 4))
changed("stopped running", lambda d, r: runs_again(d, np.arange(len(d)) < len(d) // 2))
changed("began to run", lambda d, r: runs_again(d, np.arange(len(d)) > len(d) // 2))
changed("very long runs", lambda d, r: d.assign(distance_km=d["distance_km"] * 18))
changed("runs of metres", lambda d, r: d.assign(distance_km=d["distance_km"] / 400))
changed("a long gap", lambda d, r: on_days(d, np.abs(np.arange(len(d)) - 200) > 70, "pain"))
changed("rates on Mondays", lambda d, r: on_days(d, d.index.dayofweek == 0, "pain"))
changed("rates when it hurts", lambda d, r: on_days(d, d["pain"] > 4, "pain"))
changed("weighed twice", lambda d, r: on_days(d, d.index.isin(d.index[[5, -5]]), "weight_kg"))
changed("weight never changes", lambda d, r: d.assign(weight_kg=80.0))
changed("thirty kilograms lost", lambda d, r: d.assign(weight_kg=np.linspace(110, 80, len(d))))
changed(
    "weight in leaps", lambda d, r: d.assign(weight_kg=np.where(r.random(len(d)) < 0.5, 70, 90))
)
changed(
    "half points", lambda d, r: d.assign(pain=np.clip(d["pain"] + 0.5 * r.integers(0, 2), 0, 10))
)
changed("long ago", lambda d, r: d.set_index(d.index - pd.Timedelta(days=365 * 45)))
changed("still to come", lambda d, r: d.set_index(d.index + pd.Timedelta(days=60)))
# files
with_files(
    "words as pain",
    lambda d, r: {
        "raw/pain.csv": rows(
            "date,pain", (f"{t:%F},{'bad' if r.random() < 0.2 else int(p)}" for t, p in rated(d))
        )
    },
)
with_files(
    "numbers beyond belief",
    lambda d, r: {
        "raw/more.csv": rows(
            "date,pain,weight_kg",
            (f"{t:%F},{r.choice(['-3', '1e9', '99', 'inf', 'nan'])},{p}e3" for t, p in rated(d)),
        )
    },
)
with_files(
    "several a day, other regions",
    lambda d, r: {
        "raw/pain.csv": rows(
            "date,time,pain,region",
            (
                f"{t:%F},{h}:30,{int(p)},{where}"
                for t, p in rated(d)
                for h, where in ((8, "low back"), (0, "neck"), (21, "low back"))
            ),
        )
    },
)
with_files(
    "days or months first",
    lambda d, r: {
        "raw/pain.csv": rows(
            "date,pain", (f"{t:%d/%m/%Y},{int(p)}" for t, p in rated(d) if t.day < 13)
        )
    },
)
with_files(
    "decimal commas, UTF-16",
    lambda d, r: {
        "raw/weight.csv": rows(
            "date;weight_kg",
            (f"{t:%d.%m.%Y};{80 + p / 10:.1f}".replace(".1", ",1") for t, p in rated(d)),
        ).encode("utf-16")
    },
)
with_files(
    "every file twice, one packed",
    lambda d, r: {
        f"raw/again/{n[4:]}{'.gz' * (n == 'raw/pain.csv')}": gzip.compress(t.encode())
        if n == "raw/pain.csv"
        else t
        for n, t in usual(d).items()
    },
)
with_files(
    "damaged files",
    lambda d, r: {
        "raw/cut.csv.gz": gzip.compress(usual(d)["raw/pain.csv"].encode())[:50],
        "raw/picture.csv": bytes(r.integers(0, 256, 5000, dtype=np.uint8)),
        "raw/empty.csv": " \n",
        "raw/archive.zip": b"PK\3\4",
        "raw/sheet.xlsx": b"PK",
    },
)
with_files(
    "stress, sleep and a pill",
    lambda d, r: {
        "raw/other.csv": rows(
            "date,pain,stress,sleep,tablets",
            (
                f"{t:%F},{int(p)},{r.integers(0, 11)},{r.normal(7, 1):.1f},{r.integers(0, 2)}"
                for t, p in rated(d)
            ),
        )
    },
)
with_files(
    "an event without end, odd words",
    lambda d, r: {
        "settings.toml": "print_events = true\n",
        "events.csv": rows(
            "start,end,event",
            (
                f"{t:%F},{t + pd.Timedelta(days=60):%F},<b>new {w}</b> $x$ #1 @y"
                for t, w in zip(d.index[[30, 90]], ("job", "מזרן 🛏"), strict=True)
            ),
        ),
    },
)
with_files(
    "two clocks a day apart",
    lambda d, r: {
        "raw/runs.csv": rows(
            "start,distance_km",
            (
                f"{t:%F}T{'23:40:00-11:00' if t.day % 2 else '00:20:00+14:00'},5"
                for t, n in d["runs"].items()
                if n > 0
            ),
        )
    },
)
for newcomer in newcomers.NEWCOMERS:
    KINDS[f"exports of {newcomer}"] = lambda d, r, name=newcomer: newcomers.files_of(
        name, newcomers.life_of(d, int(r.integers(1e6)))
    )
with_files(
    "recordings, some cut off",
    lambda d, r: {
        name: data[: int(r.integers(len(data)))] if r.random() < 0.2 else data
        for name, data in newcomers.files_of("gpx", newcomers.life_of(d, 1)).items()
    },
)
with_files(
    "scripts without a font",
    lambda d, r: {
        "settings.toml": 'print_events = true\n[who]\nname = "李 🏃"\nquestion = "腰は? हिन्दी"\n',
        "events.csv": rows("start,end,event", [f"{d.index[len(d) // 2]:%F},,腰痛 🏃 עברית"]),
    },
)
# settings
told(
    "German, and a name of odd letters",
    'language = "de"\n[who]\nname = "Zoë \\"Z\\" אבד <i> #1 $x$ '
    '@a 🦔"\nquestion = "Does *it* help_ [me](x)?"\n',
)
told("a region nobody rated", '[pain]\nregion = "neck"\n')
told("walks count, nobody walks", 'activities = ["walk"]\n')
told(
    "a window of a week, the worst",
    '[pain]\nper_day = "worst"\n[plan]\nwindow_days = 7\nsesoi = 0.2\n',
)
told("travels", 'timezone = "Pacific/Apia"\n[travel]\n2026-02-01 = "America/Adak"\n')
told("the log covers a month", "covered_from = 2026-09-01\ncovered_to = 2026-09-30\n")
# the second month is another
told("changes the plan", "")
told("the exports shrink", "")
told("a file left out, a question", "")


def _append(folder: Path, text: str) -> None:
    with (folder / "settings.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def _shrink(folder: Path) -> None:
    path = folder / "raw" / "pain.csv"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:-60]), "utf-8")


def _ask(folder: Path) -> None:
    (folder / "raw" / "weight.csv").unlink()
    (folder / "raw" / "more.csv").write_text("date,distance\n03/04/2026,5\n05/04/2026,6\n")


LATER["changes the plan"] = lambda folder: _append(folder, "[plan]\nwindow_days = 28\n")
LATER["the exports shrink"] = _shrink
LATER["a file left out, a question"] = _ask


def someone(kind: str, turn: int) -> Files:
    """Make one person of a kind: one diary of four courses, a year long more or less."""
    rng = np.random.default_rng([turn, *kind.encode()])
    scenario, days = ("b", "d", "b2", "w")[turn % 4], int(rng.integers(150, 500))
    diary = bpa.simulate_diary(scenario, days, int(rng.integers(1e6)), ("MCAR", "MNAR")[turn % 2])
    daily = diary.daily
    daily = daily.set_index(daily.index - daily.index[-1] + pd.Timestamp("2026-10-20"))
    daily["duration_min"] = 6 * daily["distance_km"]
    files = KINDS[kind](daily, rng)
    zone = 'timezone = "Europe/Berlin"\n' * ("timezone" not in str(files.get("settings.toml")))
    return files | {"settings.toml": zone + str(files.get("settings.toml", ""))}


def whole_way(folder: Path, kind: str, notebooks: bool) -> str:
    """Take one person the whole way, for a second month if something is new in it."""
    try:
        made = make_report(folder, folder / "out", "2026-10", notebooks)
        assert not made.failed, made.failed
        assert not made.analysis.exports.ledger.totals()["unaccounted"].any()
        found = look_at(made.folder)
        if kind in LATER or made.analysis.exports.questions:
            LATER.get(kind, read)(folder)
            found = look_at(make_report(folder, folder / "out", "2026-11", False).folder)
    except (bpa.DataError, bpa.FitError) as error:
        if "fault of the software" in str(error):
            raise
        return type(error).__name__
    return f"{sum(a['estimate'] is not None for a in found['answers'].values())} answers"


def one(kept: Path, number: int) -> tuple[str, str]:
    """Take the person of a number the whole way; say how it ended, and what broke."""
    warnings.filterwarnings("error", module="backpain_analysis")
    kind, turn = list(KINDS)[number // EACH], number % EACH
    folder, whole = kept / f"{number:03d}", number % 10 == 0
    if turn:
        pages._pictures, pages.write_pdf = undrawn, lambda *given: None
    else:
        pages._pictures, pages.write_pdf = DRAWN
    (folder / "raw").mkdir(parents=True)
    for name, data in someone(kind, turn).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    try:
        end = whole_way(folder, kind, notebooks=whole)
    except Exception:
        return "BROKEN", f"{folder} {kind}\n{traceback.format_exc(limit=-3)}"
    shutil.rmtree(folder)
    return end, ""


def everyone(kept: Path, jobs: int) -> bool:
    """Take all of them the whole way; print how they ended; say whether one broke."""
    from joblib import Parallel, delayed

    ends = Counter[str]()
    every = (delayed(one)(kept, number) for number in range(EACH * len(KINDS)))
    for end, broken in Parallel(jobs, return_as="generator_unordered")(every):
        ends[end] += 1
        if broken:
            print(broken, flush=True)
    print(f"{ends.total()} people of {len(KINDS)} kinds")
    for what, n in ends.most_common():
        print(f"{n:6} {what}")
    return bool(ends["BROKEN"])
