"""From bytes to the report, for made-up people of every odd kind: `make fuzz`.

Files are built from the readers' declarations, filled from a simulated diary and then spoilt;
settings and plans are whole or broken. Nothing but our own errors may be raised, every row must
have one fate, and no sentence may hold a number that is none. A person who breaks this is kept.
"""

import argparse
import gzip
import json
import re
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from functools import cache
from html import unescape
from pathlib import Path
from unittest.mock import Mock

import hypothesis
import numpy as np
import pandas as pd
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent))

import newcomers

import backpain_analysis as bpa
from backpain_analysis.importing.apps import READERS, TIDY, TIDY_RATINGS
from backpain_analysis.importing.inference import unit_name
from backpain_analysis.importing.source import measured
from backpain_analysis.language import Phrases, exposure_label, upper_first
from backpain_analysis.report import pages

WORDS_OF_DIRECTION = {"en": ("lower", "higher"), "de": ("niedriger", "höher")}
# In every list the usual comes first: that is what Hypothesis draws most
SOURCES = (TIDY, TIDY_RATINGS, *READERS)
NO_NUMBER = re.compile(r"\b(nan|NaN|inf|None|NaT)\b|\{\w+\}")
PROMISES = re.compile(r"\b(cause[sd]?|trigger(s|ed)?|prove[sdn]?|safe(ly|r)?)\b", re.I)
DATES = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%m/%d/%Y %H:%M", "%d.%m.%Y", "%d %b %Y",
         "%b %d, %Y, %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S+02:00", "%A", "%s000"]  # fmt: skip
CELLS = ["", " ", "-", "?", "0", "-0", "-1", "11", "3,5", "3.5", "1.234,5", "1e9", "1e999", "nan",
         "NaN", "inf", "NULL", "9" * 60, "٣", "½", "5 km", "3 mi", "80 kg", "12 st 4 lb", "1:02:03",
         "25:61", "mild", "2024-02-30", "0001-01-01", "9999-12-31", "2026-03-29 02:30:00", "a;b,c",
         '"', "=1+1", "<b>x</b>", "\u2028", "x" * 500, "{x}", "#$@", "*_[y](z)"]  # fmt: skip
SETTINGS = {"": ['timezone = "Europe/Berlin"', 'timezone = "America/St_Johns"', 'language = "de"',
                 'day_starts = "00:00"', 'day_starts = "11:59"', 'activities = ["walk"]',
                 "covered_from = 2025-01-01", "covered_to = 2026-06-01", "print_events = true"],
            "[pain]": ['per_day = "worst"', 'wording = "How *bad* <is> #it?"',
                       "unlogged_is_zero = true", 'region = "low back"'],
            "[plan]": ["window_days = 7", "sesoi = 2.0", 'exposures = ["distance"]'],
            "[who]": ['name = "A #Person"', "born = 1980-02-29", 'question = "Is it *good*?"'],
            "[travel]": ['2026-03-01 = "Asia/Tokyo"', '2026-03-29 = "America/New_York"'],
            '[files."*"]': ['scale = "0-10"', 'distance_unit = "mi"', 'date_order = "dmy"',
                            'weight_unit = "st"', 'scale = "0-4"', "decimal = ','", "ignore = true",
                            "skip_lines = 2", 'table = "pain"']}  # fmt: skip
BROKEN = ['timezone = "Mars"', 'day_starts = "25"', "activities = []", 'covered_from = "soon"',
          "covered_from = 2030-01-01", 'raw = "nowhere"', 'timezon = "UTC"', "[pain", "\0",
          "plan.window_days = 0", "plan.window_days = 400", "plan.sesoi = 0.0", "plan.sesoi = nan",
          "plan.sesoi = -1", "plan.exposures = []", 'travel.soon = "UTC"']  # fmt: skip
PLANS = ["", "hash = 1\n", "[", "frozen_on = 2026-01-01\nwindow_days = 14\n", "\0\xff"]
LONG = hypothesis.settings(
    max_examples=200, deadline=None, database=None, phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck))  # fmt: skip


@cache
def diary(scenario: str, seed: int) -> pd.DataFrame:
    daily = bpa.simulate_diary(scenario, 300, seed, "MNAR").daily
    return daily.set_index(daily.index - daily.index[-1] + pd.Timestamp("2026-11-01"))


def columns(source) -> dict[str, str]:
    """Name each column that a source declares, and say what it holds."""
    said = dict.fromkeys(source.when or ("date",), "date") | {
        source.end: "date",
        source.clock: "clock",
    }
    for what in ("distance", "duration", "weight", "pain", "value"):
        names, unit = measured(getattr(source, what))
        said |= {names: what, "" if unit_name(unit) else unit: "unit"}
    for what in ("activity", "region", "variable", "event", "person", "tags"):
        said.setdefault(getattr(source, what), "word")
    if not source.only:  # a plain table needs no column but these
        said = {c: said.get(c, "odd") for c in (*source.header.split(", "), *said)}
    named = {}
    for name, what in said.items():
        either = [
            c
            for c in name.split("|")
            if c and (not source.only or c in re.split(r", |\|", source.only))
        ]
        if either:
            plain = "date" if "date" in either else either[0]
            named["back pain" if name[0] == "~" else plain] = what
    return named


def table(draw, source, daily, rng) -> list[list[str]]:
    """Fill a source's columns from a diary: one row for each day that has what it is about."""
    names, form = columns(source), draw(st.sampled_from(DATES))
    about = {"distance": "distance_km", "weight": "weight_kg"}
    series = next((about[w] for w in names.values() if w in about), "pain")
    rows = []
    for day, row in daily[(daily[series] >= 0) | bool(source.only)].iterrows():
        at = day + pd.Timedelta(minutes=int(rng.integers(0, 1440)))
        ran = bool(row["runs"] > 0)
        cells = {"date": at.strftime(form), "clock": at.strftime("%H:%M"), "word": "run",
                 "distance": f"{row['distance_km']:.2f}" * ran, "duration": "1800" * ran,
                 "weight": f"{row['weight_kg']:.1f}", "pain": f"{row['pain']:.0f}", "odd": "",
                 "value": f"{row['pain']:.0f}", "unit": "km"}  # fmt: skip
        rows.append([cells[what].replace("nan", "") for what in names.values()])
    return [list(names), *rows]


def spoilt(draw, rows, rng) -> bytes:
    """Make odd cells, double rows, another order; then a text of some kind; then damage."""
    share = draw(st.sampled_from([0, 0.002, 0.05, 1]))
    body = rows[1:]
    for row in body:
        for i in np.flatnonzero(rng.random(len(row)) < share):
            odd = CELLS[rng.integers(len(CELLS))]  # a word that is no number may be shown as typed
            row[i] = odd if row[i] != "run" or not NO_NUMBER.search(odd) else row[i]
    if draw(st.booleans()):
        body = [row for row in body for _ in range(rng.choice([1, 2], p=[0.9, 0.1]))]
    if draw(st.booleans()):
        body = [body[i] for i in rng.permutation(len(body))]
    head = draw(st.sampled_from([[rows[0]]] * 9 + [[], [rows[0]] * 2, [["about"], rows[0]]]))
    delimiter, end = draw(st.sampled_from(",,,;\t|")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    quote = draw(st.booleans())

    def written(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if quote or delimiter in cell else cell

    text = end.join(delimiter.join(map(written, row)) for row in [*head, *body]) + end
    codec = draw(st.sampled_from(["utf-8"] * 4 + ["utf-8-sig", "utf-16", "cp1252", "mac-roman"]))
    data, at = text.encode(codec, "replace"), draw(st.integers(0, 2**16))
    at %= len(data)
    odd = {"cut": b"", "quote": b'"' + data[at:], "bytes": b"\0\xff\x80" + data[at:]}
    damage = draw(st.sampled_from(["no"] * 9 + ["empty", *odd]))
    return {"no": data, "empty": b""}.get(damage, data[:at] + odd.get(damage, b""))


def recorded(draw, daily, rng) -> dict[str, bytes]:
    """Draw a newcomer's exports (a database, recordings, lists), some of them cut or damaged."""
    name = draw(st.sampled_from(["", "", *newcomers.NEWCOMERS]))
    if not name or len(daily) < 5:
        return {}
    files = newcomers.files_of(name, newcomers.life_of(daily, int(rng.integers(1e6))))
    share = draw(st.sampled_from([0, 0, 0.05, 1]))
    for path, data in files.items():
        if rng.random() < share and data:
            at = int(rng.integers(len(data)))
            files[path] = data[:at] + rng.bytes(4) * int(rng.integers(2)) + data[at + 4 :]
    return files


@st.composite
def person(draw) -> dict[str, bytes]:
    """Draw a person's folder: path to content."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    length = draw(st.sampled_from([360, 200, 300, 100, 40, 5, 1]))
    daily = diary(draw(st.sampled_from("bd")), draw(st.integers(1, 3))).tail(length)
    content = {}
    if draw(st.booleans()):  # or few would get as far as a fit
        rows = [",".join(row) for row in table(lambda _: "%Y-%m-%d", TIDY, daily, rng)]
        content["raw/kept by hand.csv"] = "\n".join(rows).encode()
    for i in range(draw(st.sampled_from([3, 4, 2, 1, 0]))):
        source = draw(st.sampled_from(SOURCES))
        data = spoilt(draw, table(draw, source, daily, rng), rng)
        name = f"raw/{i} {'Checkmarks' if source.named else 'export'}.csv"
        packed = draw(st.integers(0, 4)) == 4
        content[name + ".gz" * packed] = gzip.compress(data) if packed else data
    content |= recorded(draw, daily, rng)
    parts = draw(st.lists(st.sampled_from(list(SETTINGS)), max_size=3, unique=True))
    lines = [draw(st.sampled_from(BROKEN))] if draw(st.integers(0, 9)) == 9 else []
    for part in sorted(parts):
        keys = st.sampled_from(SETTINGS[part])
        chosen = draw(st.lists(keys, max_size=3, unique_by=lambda key: key.split()[0]))
        lines += [part, *chosen]
    content["settings.toml"] = "\n".join(lines).encode()
    if draw(st.integers(0, 19)) == 19:
        content["plan.toml"] = draw(st.sampled_from(PLANS)).encode("latin-1")
    return content


def read(folder: Path) -> None:
    """Read, giving each question the answer that it proposes, until none is left."""
    for _ in range(5):
        settings = bpa.read_settings(folder)
        exports = bpa.read_exports(settings.raw, settings)
        assert not exports.ledger.totals()["unaccounted"].any()
        if not exports.questions:
            return
        text = (folder / "settings.toml").read_text("utf-8")
        for question in exports.questions:
            heading, *lines = question.setting.split("\n")
            if not lines:  # the answer goes below an entry that is there
                lines = [heading]
                heading = f'[files."{question.file}"]'
                if heading not in text:  # the pattern's entry is meant
                    heading = '[files."*"]'
            text += f"\n{heading}" * (heading not in text)
            for line in lines:
                if line.split(" =")[0] not in text.split(heading, 1)[1].split("\n[")[0]:
                    text = text.replace(heading, f"{heading}\n{line}", 1)
        (folder / "settings.toml").write_text(text, "utf-8")
    raise AssertionError(f"asked again: {exports.questions}")


def words_of(path: Path) -> str:
    """Return what is to be read in a file, its blanks made one."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.S))
    return " ".join(text.split())


def look_at(report: Path) -> dict:
    """Look for what no report may hold; hold its pages against its results, and return these."""
    found = json.loads((report / "results.json").read_text("utf-8"))
    clinician = (report / "clinician" / "clinician.txt").read_text("utf-8")
    paths = [*report.rglob("*.html"), *report.rglob("*.txt"), *report.glob("*.[jm][sd]*")]
    texts = {p.name: words_of(p) for p in paths if p.name != "manifest.json"}
    for name, text in texts.items():
        for wrong in (NO_NUMBER.search(text), PROMISES.search(text.replace("monthly-safe", ""))):
            assert not wrong, f"in {name}: {text[: wrong.end()][-80:]!r}"
    page = Phrases(re.search('lang="(..)"', (report / "yours.html").read_text("utf-8"))[1])
    rows = dict(re.findall(r"^- (.+?): (.+)$", clinician, re.M))
    for exposure, answer in found["answers"].items():
        row = rows[upper_first(exposure_label(page, exposure))]
        told = [part.rstrip(".") for part in " ".join(row.split()).split(". ")[1:]]
        assert all(part in texts["clinician.html"] for part in told), row
        if answer["estimate"] is None:
            assert answer["verdict"] == "not enough data yet", answer
        else:
            numbers = [answer["estimate"], *answer["verdict_interval"]]
            assert numbers[1] <= numbers[0] <= numbers[2], numbers
            places = 1 if max(-numbers[1], numbers[2]) >= 0.1 else 2
            shown = [page.number(abs(n), places) for n in numbers]
            if not float(f"{numbers[0]:.{places}f}"):  # "about the same"
                del shown[0]
            assert all(number in row for number in shown), (row, numbers)
            for number in numbers:
                assert _directions(page, number, places, row), (row, number)
            assert row.split(". ")[0] in texts["yours.html"], row
    daily = pd.read_csv(report / "daily.csv")
    assert daily["pain"].count() == found["coverage"]["rated_days"]
    assert (daily["runs"] > 0).sum() == found["coverage"]["run_days"]
    return found


def _directions(page: Phrases, number: float, places: int, row: str) -> bool:
    """Say whether a row tells of a number, unless it rounds to 0, that pain is lower or higher."""
    if not float(f"{number:.{places}f}"):
        return True
    word = WORDS_OF_DIRECTION[page.language][number > 0]
    shown = re.escape(page.number(abs(number), places))
    return re.search(rf"(?<![\d.,]){shown} (?:\w+ )?{word}", row) is not None


def way(folder: Path) -> str:
    """Take one person the whole way, two months long; say how it ended."""
    try:
        read(folder)
        for month in ("2026-10", "2026-11"):
            found = look_at(bpa.write_report(folder, folder / "out", month, notebooks=False))
        answers = found["answers"].values()
        return f"{sum(a['estimate'] is not None for a in answers)} answers"
    except (bpa.DataError, bpa.FitError) as error:  # a SettingsError is a DataError
        if str(error)[-1] in ".?" and "fault of the software" not in str(error):
            return type(error).__name__
        raise AssertionError(str(error)) from error


def undrawn(*given) -> list[Mock]:
    """Stand for the pictures: to draw them takes most of the time."""
    pictures = [Mock(alt="a picture", caption="what it shows") for _ in range(2)]
    for picture, picture.name in zip(pictures, ("timeline", "answers"), strict=True):
        name = f"{picture.name}.svg"
        picture.save = lambda folder, name=name: (folder / name).write_text("<svg/>")
    return pictures


def main() -> None:
    say = argparse.ArgumentParser(description=__doc__)
    say.add_argument("--minutes", type=float, default=10)
    say.add_argument("--seed", type=int, default=int(time.time()))
    say.add_argument("--people", action="store_true", help="those of odd_people.py instead")
    say.add_argument("--jobs", type=int, default=-1, help="how many of them at a time")
    asked = say.parse_args()
    if asked.people:
        from odd_people import everyone

        sys.exit(everyone(Path(tempfile.mkdtemp(prefix="people-")), asked.jobs))
    warnings.filterwarnings("error", module="backpain_analysis")
    drawn, pdf = pages._pictures, pages.write_pdf
    kept, until = Path(tempfile.mkdtemp(prefix="fuzz-")), time.monotonic() + 60 * asked.minutes
    ends, broken = Counter[str](), Counter[str]()

    def one(content: dict[str, bytes]) -> None:
        if time.monotonic() > until:
            return
        folder = kept / f"{ends.total():05d}"
        for name, data in ({"raw/.keep": b""} | content).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        draws = ends.total() % 20 == 0
        pages._pictures = drawn if draws else undrawn
        pages.write_pdf = pdf if draws else lambda *given: None
        try:
            ends[way(folder)] += 1
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)
            at = [f for f in at if "backpain_analysis" in f.filename] or at
            sign = f"{Path(at[-1].filename).name}:{at[-1].lineno} {error!r:.200}"
            ends["BROKEN"] += 1
            broken[sign] += 1
            if broken[sign] == 1:
                print(f"{sign}\n    {folder}", flush=True)
                return
        shutil.rmtree(folder)

    hypothesis.settings.register_profile("long", LONG)
    hypothesis.settings.load_profile("long")
    turn = asked.seed
    while time.monotonic() < until:
        hypothesis.seed(turn := turn + 1)(hypothesis.given(person())(one))()
    print(f"seed {asked.seed}: {ends.total()} people")
    for what, n in (ends + broken).most_common():
        print(f"{n:6} {what}")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
