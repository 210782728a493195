"""What is counted of simulated diaries, and of simulated tests, beside what was approved."""

from importlib.resources import files

import numpy as np
import pandas as pd
from approved import same_as_approved
from listed import lines_of

from backpain_analysis.calibration_table import like_mine
from backpain_analysis.simulation import calibration, page
from backpain_analysis.simulation.calibration import run_chunk, summarise
from backpain_analysis.simulation.cells import PRIMARY, UNCORRECTED, Cell, grid, headline
from backpain_analysis.simulation.trials import Plan, simulate_trials


def test_rows_of_a_diary_are_as_approved(monkeypatch) -> None:
    monkeypatch.setattr(calibration, "CHUNK", 1)
    rows = run_chunk(Cell("d", 130), 0, (PRIMARY, UNCORRECTED))
    lines = []
    for row in rows.drop(columns=["cell", "missing"]).itertuples(index=False):
        lines.append(", ".join(f"{name} {_short(value)}" for name, value in row._asdict().items()))
    lines += lines_of(summarise(rows), "summary")
    same_as_approved("simulation/rows", lines, tolerance=1e-3)


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def test_simulated_tests_are_as_approved() -> None:
    trials = simulate_trials("d", Plan(blocks=6, block_days=7), 2, np.random.default_rng(5))
    lines = []
    for number, test in enumerate(trials.tests):
        lines += lines_of(test.schedule.order, f"order {number}")
        lines += lines_of(test.schedule.start, f"start {number}")
        lines += lines_of(trials.daily(number), f"diary {number}")
    same_as_approved("simulation/tests", lines)


def test_cells_are_as_approved() -> None:
    lines = []
    for cell in [*headline()[:3], *grid(), *grid([365])[:2], *grid(looks=True)]:
        lines.append(
            f"{cell.name}: truth {cell.truth}, unrated {cell.unrated}, {cell.replicates} diaries, "
            f"{len(cell.methods(0))} methods, luck {cell.rng(1).integers(1000)}"
        )
    for days, rated in ((100, 0.8), (365, 0.6), (400, 0.5), (2000, 0.9)):
        lines += lines_of(like_mine(days, rated), f"{days} days, {rated} rated")
    same_as_approved("simulation/cells", lines)


def test_the_page_of_the_calibration_is_as_approved() -> None:
    table = pd.read_csv(str(files("backpain_analysis") / "calibration.csv")).iloc[::7]
    told = page(table, "backpain calibrate", "2026-11-29").splitlines()
    same_as_approved("simulation/page", told, tolerance=1e-9)
