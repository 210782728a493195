"""Kinds of things that people write: read right, asked about, or named."""


import backpain_analysis as bpa
from backpain_analysis.language import Phrases
from backpain_analysis.settings import Settings

PHRASES = Phrases()


def read(folder, files=None, **texts):
    for name, text in texts.items():
        path = folder / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
    settings = Settings(timezone="UTC", files=files or {})
    exports = bpa.read_exports(folder, settings)
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def said(exports):
    return [PHRASES.remark(unused.remark) for unused in exports.unused]


def table(header, *rows):
    return "\n".join([header, *rows]) + "\n"


def numbered(header, cells):
    """Write a table of one day a row, from 1 March on."""
    return table(header, *(f"2026-03-{day:02d},{cell}" for day, cell in enumerate(cells, 1)))


# ---- everything that is not used is named -----------------------------------------------------


def test_columns_that_are_not_read_are_named(tmp_path):
    text = table("date,pain,coffee,shoes", "2026-03-01,6,2,red", "2026-03-02,3,1,blue")
    assert "not read: coffee, shoes" in said(read(tmp_path, a__csv=text))


def test_each_word_for_an_activity_is_told_and_whether_it_counts(tmp_path):
    words = ["run", "jogging", "padel", "padel", "rest", ""]
    rows = [f"2026-03-{day:02d},{word},{5 * (word != 'rest')}" for day, word in enumerate(words, 1)]
    told = said(read(tmp_path, a__csv=table("date,activity,km", *rows)))
    assert "count as running: run 2, jogging 1" in told  # a session without a word is a run
    assert "do not count as running: padel 2" in told
    assert "no session: rest 1" in told


def test_values_that_were_not_understood_are_counted(tmp_path):
    rows = numbered("date,km,pain", ["5,bad", "6,4", "?,6", "7,very bad", "8,bad", "5,1", "6,0"])
    told = said(read(tmp_path, a__csv=rows))
    assert "pain ratings: 3 not understood (bad, very bad; line 2, 5, 6)" in told
    assert "distances: 1 not understood (?; line 4)" in told


def test_merged_rows_are_one_sentence(tmp_path):
    text = numbered("date,pain", [3, 6, 4])
    told = said(read(tmp_path, a__csv=text, b__csv=text))
    assert told == ["3 rows stand in a.csv too and count once"]
