"""Whatever is in a file: a tidy result whose totals reconcile, or a DataError; nothing else."""

import csv
import io
import os
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

import backpain_analysis as bpa
from backpain_analysis.importing import archives, inference
from backpain_analysis.language import Phrases, problem_words
from backpain_analysis.settings import Settings

SAMPLES = Path(__file__).parent / "samples"
ENDINGS = (".csv", ".xml", ".json", ".db")
FILES = {p.name: p.read_bytes() for p in SAMPLES.iterdir() if ".expected" not in p.name}
FILES = {name: content for name, content in FILES.items() if name.endswith(ENDINGS)}
SETTINGS = bpa.read_settings(SAMPLES)
SETTINGS = Settings(timezone="Europe/Berlin", files=SETTINGS.files)
ODD = ["", "?", "=cmd|' /C calc'!A0", "\0", "9" * 400, "1e999", "-0", "nan", "inf", "١٢", "²",
       "a,b;c", "'-19", "12:99", "24:00", "99/99/9999", "2024-02-30", "0001-01-01", "1,0,0",
       "x" * 20000, "13/13/2024", "10000000000", "2024-01-01T00:00:00+99:99", "٣/٤/٢٠٢٤",
       "\u2028"]  # fmt: skip
MANY = 100 if os.environ.get("CI") else 30  # by hand the suite has to be quick
settings = hypothesis.settings(max_examples=MANY, deadline=None, derandomize=True)
whole_files = hypothesis.settings(settings, max_examples=MANY * 2 // 5)


def read(tmp_path_factory, name, content):
    folder = tmp_path_factory.mktemp("raw")
    (folder / name).write_bytes(content)
    exports = bpa.read_exports(folder, SETTINGS)
    totals = exports.ledger.totals()
    assert (totals["unaccounted"] == 0).all()
    ledger = exports.ledger.in_words()
    assert ledger["reason"][ledger["fate"] != "kept"].ne("").all()
    assert set(ledger["fate"]) <= {"kept", "merged", "set aside"}
    listed = exports.files.set_index("file")["problem"]
    assert name.removesuffix(".gz") in listed.index
    for table in ("runs", "pain", "weight", "other", "events"):
        frame = getattr(exports, table)
        assert frame["day"].notna().all()
        lines = set(zip(frame["file"], frame["line"], strict=True))
        kept = ledger.query("fate == 'kept'")
        assert lines <= set(zip(kept["file"], kept["line"], strict=True))
    return exports


@whole_files
@hypothesis.given(st.sampled_from(sorted(FILES)), st.binary(max_size=600))
def test_random_bytes(tmp_path_factory, name, content):
    read(tmp_path_factory, name, content)


@whole_files
@hypothesis.given(st.sampled_from(sorted(FILES)), st.integers(0, 10_000), st.binary(max_size=8))
def test_truncated_and_damaged(tmp_path_factory, name, at, junk):
    whole = FILES[name]
    at %= len(whole)
    read(tmp_path_factory, name, whole[:at])
    read(tmp_path_factory, name, whole[:at] + junk + whole[at + 1 :])


def rewritten(rows, ends, quoting):
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=quoting)
    for i, row in enumerate(rows):
        writer.writerow(row)
        if ends[i % len(ends)] != "\n":
            buffer.seek(buffer.tell() - 1)
            buffer.write(ends[i % len(ends)])
    return buffer.getvalue().encode("utf-8", "replace")


@whole_files
@hypothesis.given(st.data())
def test_changed_tables(tmp_path_factory, data):
    """Columns shuffled, missing, doubled; cells odd, huge, with newlines; fields more or fewer."""
    name = data.draw(st.sampled_from(sorted(n for n in FILES if n.endswith(".csv"))))
    text = FILES[name].decode("utf-8", "replace").lstrip("\ufeff")
    rows = [r for r in csv.reader(io.StringIO(text, newline="")) if r]
    width = max(map(len, rows))
    rows = [r + [""] * (width - len(r)) for r in rows]
    places = st.integers(0, width - 1)
    if data.draw(st.booleans()):
        chosen = data.draw(st.lists(places, min_size=1, max_size=width + 2))
        rows = [[r[i] for i in chosen] for r in rows]
    cells = st.one_of(st.sampled_from(ODD), st.text(max_size=20))
    for _ in range(data.draw(st.integers(0, 6))):
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        at = data.draw(st.integers(0, len(row)))
        action = data.draw(st.sampled_from(["replace", "insert", "drop"]))
        if action == "insert" or not row:
            row.insert(at, data.draw(cells))
        elif action == "replace":
            row[at % len(row)] = data.draw(cells)
        else:
            del row[at % len(row)]
    ends = data.draw(
        st.lists(st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"]), min_size=1, max_size=3)
    )
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    read(tmp_path_factory, name, rewritten(rows, ends, quoting))


@settings
@hypothesis.given(st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=25)), max_size=6))
def test_dates_and_numbers_of_any_text(cells):
    array = np.array(cells, dtype=object)
    dates = inference.decide_dates(array)
    assert len(dates.time) == len(cells)
    assert ((dates.time >= np.datetime64("1900")) | np.isnat(dates.time)).all()
    yearless = inference.without_year(array)
    dated = inference.decide_dates(inference.with_year(array, yearless, 2026))
    assert len(inference.years_counted_on(dated.time, yearless)) == len(cells)
    assert len(inference.read_marks(array).low) == len(cells)
    numbers = inference.decide_numbers(array)
    assert len(numbers.value) == len(cells)
    assert not np.isinf(numbers.value).any()


FORMS = ["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%y", "%b %d, %Y", "%d %B %Y"]
DAYS = st.dates(pd.Timestamp("1971-01-01").date(), pd.Timestamp("2069-12-31").date())


@settings
@hypothesis.given(st.lists(DAYS, min_size=1, max_size=30), st.sampled_from(FORMS))
def test_dates_are_read_right_or_asked_about(days, form):
    """Sorted dates in any order of day and month: never a wrong day without a question."""
    days = sorted(days)
    found = inference.decide_dates(np.array([d.strftime(form) for d in days], dtype=object))
    if not found.question:
        assert found.time.astype("datetime64[D]").tolist() == days


@settings
@hypothesis.given(
    st.lists(st.integers(0, 2_000_000), min_size=1, max_size=20), st.sampled_from(",.")
)
def test_numbers_are_read_right_or_asked_about(values, mark):
    """Numbers with two decimals and thousands written out: never wrong without a question."""
    thousands = {",": ".", ".": ","}[mark]
    texts = [f"{v / 100:,.2f}".replace(",", "t").replace(".", mark).replace("t", thousands)
             for v in values]  # fmt: skip
    found = inference.decide_numbers(np.array(texts, dtype=object))
    assert not found.question
    np.testing.assert_allclose(found.value, [v / 100 for v in values])


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\0" * 200, b"\x1f\x8b" + b"\0" * 50])
def test_what_only_looks_like_an_archive(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    exports = bpa.read_exports(tmp_path)
    assert "damaged" in problem_words(Phrases(), exports.files["problem"].iloc[0])


def test_what_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST", 10)
    (tmp_path / "a.csv").write_text("date,pain\n2026-01-01,3\n")
    exports = bpa.read_exports(tmp_path)
    assert "larger than" in problem_words(Phrases(), exports.files["problem"].iloc[0])
