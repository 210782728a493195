"""Every sample export gives exactly the tidy rows written beside it."""

import csv
import dataclasses
import io
import re
import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from approved import same_as_approved
from saying import whole_reading

import backpain_analysis as bpa
from backpain_analysis.importing.apps import READERS
from backpain_analysis.language import Phrases, problem_words

SAMPLES = Path(__file__).parent / "samples"
ENDINGS = (".csv", ".xml", ".tcx", ".gpx", ".fit", ".json", ".db")
NAMES = sorted(
    p.name for p in SAMPLES.iterdir() if p.suffix in ENDINGS and ".expected" not in p.name
)
COLUMNS = [
    *("table", "time", "day", "distance_km", "duration_min", "activity"),
    *("weight_kg", "pain", "region", "variable", "value", "line"),
]


@pytest.fixture(scope="module")
def read_alone(tmp_path_factory):
    """Read one sample by itself, once, with the answers in samples/settings.toml."""

    @cache
    def read(name):
        raw = tmp_path_factory.mktemp("raw")
        shutil.copy(SAMPLES / name, raw)
        settings = bpa.read_settings(SAMPLES)
        own = {file: told for file, told in settings.files.items() if settings.matches(file, name)}
        settings = dataclasses.replace(settings, person=None, raw=raw, files=own)
        return bpa.read_exports(raw, settings)

    return read


def tidy(exports):
    """Put all tables of one reading into one frame."""
    parts = [
        getattr(exports, name).rename(columns={"start": "time"}).assign(table=name)
        for name in ("runs", "weight", "pain", "other")
    ]
    parts += [exports.events.rename(columns={"start": "time", "event": "variable"})]
    parts[-1] = parts[-1].assign(table="events", value=parts[-1]["end"].dt.day_of_year)
    joined = pd.concat([p for p in parts if len(p)]).reindex(columns=COLUMNS)
    return joined.sort_values(["table", "line", "variable"], ignore_index=True)


@pytest.mark.parametrize("name", NAMES)
def test_sample_gives_the_rows_beside_it(name, read_alone):
    exports = read_alone(name)
    expected = pd.read_csv(SAMPLES / f"{Path(name).stem}.expected.csv", parse_dates=["time", "day"])
    got = tidy(exports)
    for column in ("time", "day"):
        got[column] = got[column].astype("datetime64[us]")
        expected[column] = expected[column].astype("datetime64[us]")
    for column in ("activity", "region", "variable"):
        got[column] = got[column].astype(object).fillna("")
        expected[column] = expected[column].astype(object).fillna("")
    pd.testing.assert_frame_equal(got, expected, check_dtype=False, rtol=1e-5)
    totals = exports.ledger.totals()
    assert (totals["unaccounted"] == 0).all()
    assert (totals["read"] > 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_sample_is_as_approved(name, read_alone):
    """Every column, every row's fate, and every remark, decision and question in words."""
    same_as_approved(f"samples/{name}", whole_reading(read_alone(name)))


def test_every_reader_is_in_the_documentation():
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text()
    for source in READERS:
        name = source.name.removesuffix(" list").removesuffix(" form").split(" (")[0]
        assert name.split()[0] in text, source.name


ROW_OF_TABLE = {"runs": "runs", "weight": "weight", "pain": "pain and other ratings"}


def test_the_readme_names_each_app_where_it_is_read(read_alone):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    missing = []
    for table, title in ROW_OF_TABLE.items():
        row = re.search(rf"^\| {title} \| (.+) \|$", readme, re.MULTILINE)[1]
        apps = {app for name in NAMES for app in getattr(read_alone(name), table)["source"]}
        for app in apps - {"tidy table"}:  # the plain table has a row of its own
            name = app.rpartition("(")[2].rstrip(")")  # "weight list (MyFitnessPal)"
            if name not in row:
                missing.append((table, app))
    assert not missing


def test_every_reader_has_a_sample(read_alone):
    seen = {source for name in NAMES for source in read_alone(name).files["source"]}
    assert {s.name for s in READERS} <= seen


@pytest.mark.parametrize("name", NAMES)
def test_one_reader_claims_a_sample(name, read_alone):
    assert not any(
        "two readers" in problem_words(Phrases(), told)
        for told in read_alone(name).files["problem"]
    )


def rows_of(name):
    text = (SAMPLES / name).read_bytes().decode("utf-8-sig", "replace")
    return list(csv.reader(io.StringIO(text, newline="")))


def is_plain(name):
    """Say whether a sample is a rectangle of more than a few columns with distinct names."""
    rows = rows_of(name)
    distinct = 4 <= len(set(rows[0])) == len(rows[0])
    return distinct and len({len(r) for r in rows}) == 1 and "headless" not in name


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith(".csv") and is_plain(n)])
def test_the_order_of_columns_does_not_matter(name, read_alone, tmp_path):
    """Columns are found by their names, wherever they stand."""
    with (tmp_path / name).open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(r[::-1] for r in rows_of(name))
    settings = dataclasses.replace(bpa.read_settings(SAMPLES), person=None, raw=tmp_path)
    turned = tidy(bpa.read_exports(tmp_path, settings))
    pd.testing.assert_frame_equal(turned, tidy(read_alone(name)))
