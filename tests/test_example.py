"""The made-up person in data/example: known truth, and a naive correlation that is wrong."""

from pathlib import Path

import pytest
from scipy.stats import pearsonr

import backpain_analysis as bpa

EXAMPLE = Path(__file__).parent.parent / "data" / "example"


@pytest.fixture(scope="module")
def example():
    settings = bpa.read_settings(EXAMPLE)
    daily = bpa.build_daily(bpa.read_exports(settings.raw, settings), settings)
    return daily, bpa.answer(daily, settings)


def test_its_exports_are_what_seed_1_gives(tmp_path):
    truth = bpa.make_example(tmp_path, seed=1)
    assert truth == -1.0
    made = sorted(p.name for p in (tmp_path / "raw").iterdir())
    assert made == sorted(p.name for p in (EXAMPLE / "raw").iterdir())
    for name in made:
        assert (tmp_path / "raw" / name).read_bytes() == (EXAMPLE / "raw" / name).read_bytes()


def test_the_primary_covers_the_truth(example):
    low, high = example[1]["distance"].fit.conf_int(0.99)
    assert low < -1.0 < high


def test_the_same_day_correlation_is_significant_although_nothing_acts_on_the_same_day(example):
    both = example[0][["pain", "distance_km"]].dropna()
    same_day = pearsonr(both["pain"], both["distance_km"])
    assert same_day.pvalue < 0.001
    assert example[1].reverse.verdict == "yes"


def test_every_run_stands_on_its_local_day(example):
    daily, _ = example
    assert (daily["runs"] <= 1).all()  # a run after 22:00 UTC would double the next day
    assert daily["pain"].notna().sum() == 465
    assert daily["weight_kg"].notna().sum() == 170
