"""The calibration grid: resumable, honest, and the usual ways against an outside engine."""

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis import calibration
from backpain_analysis.calibration import Cell, calibrate, robust_errors, summarise


def test_the_usual_ways_robust_errors_by_hand():
    daily = bpa.simulate_diary("b", n_days=200, seed=1).daily
    columns = calibration.exposure_values(daily, bpa.DISTANCE).to_frame()
    y, x = (a.to_numpy() for a in calibration._rated(daily, columns))
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    score = x * (y - x @ beta)[:, None]
    meat = score.T @ score
    for lag in range(1, 15):
        between = score[lag:].T @ score[:-lag]
        meat += (1 - lag / 15) * (between + between.T)
    estimate, std_error, pvalue, low, high = robust_errors(daily)
    assert estimate == pytest.approx(beta[0])
    assert std_error == pytest.approx(np.sqrt((inverse @ meat @ inverse)[0, 0]))
    assert (pvalue < 0.05) == (low > 0 or high < 0)


def test_a_cells_seed_hangs_on_its_name_alone():
    one, same, other = (Cell("b", 180).rng(3), Cell("b", 180).rng(3), Cell("b", 181).rng(3))
    draw = one.normal(size=4)
    assert draw == pytest.approx(same.normal(size=4))
    assert draw != pytest.approx(other.normal(size=4))


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 2)
    ran = []

    def chunk(cell, k, with_family=False):
        ran.append((cell.name, k))
        row = {"replicate": 0, "method": "primary", "estimate": 0.1, "std_error": 0.2}
        row |= {"rejected": float(k == 0), "covered": 1.0, "cell": cell.name, "truth": 0.0}
        return pd.DataFrame([row])

    monkeypatch.setattr(calibration, "run_chunk", chunk)
    told = []
    first = calibrate([Cell("a", 180)], tmp_path, 4, jobs=1, progress=lambda *p: told.append(p))
    again = calibrate([Cell("a", 180)], tmp_path, 6, jobs=1)
    assert ran == [("a 180 MCAR", k) for k in (0, 1, 2)]
    assert told == [(1, 2), (2, 2)]
    assert first["rejected"].tolist() == [0.5]
    assert again["replicates"].tolist() == [3]
    assert again["mc_error"][0] == pytest.approx(np.sqrt(1 / 3 * 2 / 3 / 3))


@pytest.mark.slow
def test_the_usual_ways_cry_wolf_and_ours_does_not():
    rows = calibration.run_chunk(Cell("b", 365), 0, with_family=True)
    table = summarise(rows).set_index("method")["rejected"]
    assert table["same-day correlation"] > 0.9
    assert table["OLS, any of 14 lags"] > 0.6
    assert table["primary"] <= 0.18
    assert table["family of three, Holm"] <= 0.18


@pytest.mark.slow
def test_monthly_looks(monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 2)
    table = summarise(calibration.run_chunk(Cell("a", 810, looks=True), 0))
    assert table["method"].tolist() == ["24 monthly looks"]
    assert table[["rejected", "ordinary", "nothing"]].isin([0, 0.5, 1]).all(axis=None)
