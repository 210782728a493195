"""The calibration grid: resumable, honest, and the usual ways against an outside engine."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import backpain_analysis as bpa
from backpain_analysis.calibration_table import like_mine, nearest
from backpain_analysis.checks import USUAL_WAYS
from backpain_analysis.cli import app
from backpain_analysis.codes import Interval, Verdict
from backpain_analysis.language import Phrases, simulated_sentence
from backpain_analysis.model import t_pvalue
from backpain_analysis.simulation import METHODS, calibrate, calibration, cells, grid, page
from backpain_analysis.simulation.calibration import summarise
from backpain_analysis.simulation.cells import Cell
from backpain_analysis.simulation.diaries import SCENARIOS


def plain(daily):
    return bpa.fit_lagged(daily, bpa.DISTANCE, design="mean", feedback=False)


def test_the_usual_ways_robust_errors_by_hand():
    daily = bpa.simulate_diary("b", n_days=200, seed=1).daily
    fit = plain(daily)
    y, x = fit.outcome.to_numpy(), fit.design.to_numpy()
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    score = x * (y - x @ beta)[:, None]
    meat = score.T @ score
    for lag in range(1, 15):
        between = score[lag:].T @ score[:-lag]
        meat += (1 - lag / 15) * (between + between.T)
    row = USUAL_WAYS["OLS, Newey-West"](daily, fit)
    assert row.estimate == pytest.approx(beta[0])
    assert row.std_error == pytest.approx(np.sqrt((inverse @ meat @ inverse)[0, 0]))
    low, high = row.conf_int()
    assert (row.pvalue < 0.05) == (low > 0 or high < 0)


def test_errors_that_last_without_report_noise_as_by_statsmodels():
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    daily = bpa.simulate_diary("b2", n_days=300, seed=4).daily
    fit = plain(daily)
    t = (fit.days - fit.days[0]).days.to_numpy(dtype=float)
    ours = bpa.fit_reml(t, fit.outcome.to_numpy(), fit.design, method="ml", noise=False)
    days = pd.date_range(fit.days[0], fit.days[-1])
    x, y = fit.design.reindex(days).fillna(0.0), fit.outcome.reindex(days)
    theirs = SARIMAX(y.to_numpy(), exog=x.to_numpy(), order=(1, 0, 0)).fit(disp=False)
    assert ours.params.iloc[0] == pytest.approx(theirs.params[0], abs=5e-3)
    assert ours.rho == pytest.approx(theirs.params[-2], abs=5e-3)
    row = USUAL_WAYS["AR(1) errors, no noise"](daily, fit)
    assert row.estimate == pytest.approx(ours.params.iloc[0], rel=0.1)
    assert row.std_error == pytest.approx(ours.bse.iloc[0], rel=0.1)


def test_a_cells_seed_hangs_on_its_name_alone():
    one, same, other = (Cell("b", 180).rng(3), Cell("b", 180).rng(3), Cell("b", 181).rng(3))
    draw = one.normal(size=4)
    assert draw == pytest.approx(same.normal(size=4))
    assert draw != pytest.approx(other.normal(size=4))
    names = [cell.name for cell in grid() + grid(looks=True)]
    assert len(set(names)) == len(names)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 2)
    ran = []

    def chunk(cell, k, only=METHODS):
        ran.append((cell.name, k))
        row = {"replicate": 0, "method": "primary", "estimate": 0.1, "std_error": 0.2}
        row |= {"rejected": float(k == 0), "covered": 1.0, "cell": cell.name, "truth": 0.0}
        row |= {"scenario": "a", "days": 180, "missing": "MCAR", "rated": 0.8}
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


def test_a_cell_by_every_method(monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 2)
    rows = calibration.run_chunk(Cell("b", 150), 0)
    assert set(rows["method"]) == set(METHODS)
    assert rows.loc[rows["method"] == "primary", "safe"].isin([0, 1]).all()
    # the family's smallest adjusted p is below 5 % only where one of the three is
    three = rows[rows["method"].isin(["primary", "running frequency", "weight change"])]
    family = rows[rows["method"] == "family of three, Holm"].set_index("replicate")["rejected"]
    assert (family <= three.groupby("replicate")["rejected"].max()).all()
    # a fit that is shared is the fit that is made alone
    alone = calibration.run_chunk(Cell("b", 150), 0, only=["uncorrected"])
    shared = rows[rows["method"] == "uncorrected"].reset_index(drop=True)
    pd.testing.assert_frame_equal(shared, alone)


def test_the_table_that_ships_is_read_for_a_diary_like_mine():
    rows = nearest(400, 0.75)
    assert set(rows["days"]) == {365}
    assert set(rows["rated"]) == {0.8}
    ours = rows[rows["method"] == "primary"].set_index(["scenario", "missing"])
    nothing = ours[ours["truth"] == 0]
    low, high = 100 * nothing.query("scenario != 'hid'")["rejected"].agg(["min", "max"])
    hidden = 100 * nothing.loc["hid", "rejected"].mean()
    power = 100 * ours.loc["d", "rejected"].mean()
    found = like_mine(400, 0.75)
    assert (found.days, found.rated) == (365, 0.8)
    said = simulated_sentence(Phrases(), found)
    assert f"in {low:.0f} to {high:.0f} of 100" in said
    assert f"found it in {power:.0f} of 100" in said
    assert f"no diary can show, it found something in {hidden:.0f} of 100" in said
    assert hidden > 2 * high
    assert "nan" not in said


@pytest.mark.parametrize(("days", "like"), [(180, 180), (365, 365), (730, 730), (1095, 1095)])
def test_each_length_of_the_table_has_its_own_sentence(days, like):
    """Diaries of weight were simulated over one and three years only; that has no say here."""
    assert like_mine(days, 0.8).days == like


@pytest.mark.parametrize("days", [1, 21, 365, 1095, 3652])
@pytest.mark.parametrize("rated", [0.05, 0.4, 0.6, 1.0])
def test_a_diary_of_any_length_and_rate_finds_its_like(days, rated):
    assert "nan" not in simulated_sentence(Phrases(), like_mine(days, rated))
    usual = nearest(days, 0.8)
    assert {"same-day correlation", "primary"} <= set(usual["method"])


def test_day_to_day_differences_by_hand():
    """Pain falls by the km of the day before, on top of a slow drift and a weekday's level."""
    rng = np.random.default_rng(4)
    days = pd.date_range("2024-01-01", periods=140)
    km = rng.normal(size=140)
    pain = np.arange(140) / 50 + (days.day_of_week == 6) * 2.0
    pain[1:] -= 0.5 * km[:-1]
    daily = pd.DataFrame({"pain": pain, "distance_km": km}, index=days)
    found = USUAL_WAYS["day-to-day differences, one lag"](
        daily, SimpleNamespace(exposure=bpa.DISTANCE)
    )
    assert found.estimate < -0.95
    assert found.pvalue < 1e-6
    # the day after the next is no longer seen
    late = daily.assign(distance_km=np.roll(km, -3))
    other = USUAL_WAYS["day-to-day differences, one lag"](
        late, SimpleNamespace(exposure=bpa.DISTANCE)
    )
    assert other.pvalue > 0.01


def test_the_effective_number_of_days_allows_for_both_series():
    """By Bartlett: two differences of white noise (autocorrelation -1/2 each) count for 3/5."""
    rng = np.random.default_rng(8)
    days = pd.date_range("2024-01-01", periods=4001)
    daily = pd.DataFrame(rng.normal(size=(4001, 2)), days, ["pain", "distance_km"])
    found = USUAL_WAYS["day-to-day differences, one lag"](
        daily, SimpleNamespace(exposure=bpa.DISTANCE)
    )
    r = found.estimate
    df = 4000 * 0.6 - 2
    t = r * np.sqrt(df / (1 - r**2))
    assert found.pvalue == pytest.approx(t_pvalue(t, 1.0, df), rel=0.05)


def test_verdicts_and_truths_are_kept_by_method(monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 2)
    rows = calibration.run_chunk(Cell("d", 200), 0).set_index(["method", "replicate"])
    assert set(rows.loc["primary", "truth"]) == {-1.0}
    assert rows.loc["running frequency", "truth"].isna().all()
    assert set(rows.loc["weight change", "truth"]) == {0.0}
    told = rows.loc["primary", ["harm", "help", "nothing"]]
    assert told.isin([0, 1]).all(axis=None)
    assert (told.sum(axis=1) <= 1).all()


def test_a_truth_is_stated_where_there_is_one():
    assert np.isnan(Cell("flip", 365).truth)
    assert np.isnan(Cell("slow+", 365).truth)
    assert Cell("ramp+", 365).truth == 0.8
    weighed = Cell("wt+", 365, scale_noise=0.9, weigh_ins=1)
    assert weighed.truth_of("weight change") == 1.0
    assert (weighed.kind.scale_noise, weighed.kind.weigh_ins) == (0.9, 1)


def test_no_chunk_is_begun_when_the_time_is_over(tmp_path, monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 2)
    calibrate([Cell("wt0", 365, scale_noise=0.3, weigh_ins=1)], tmp_path, 2, jobs=1)
    cells = [Cell("wt0", days, scale_noise=0.3, weigh_ins=1) for days in (365, 1095)]
    table = calibrate(cells, tmp_path, 2, jobs=1, minutes=0)
    assert table["days"].tolist() == [365]


def test_the_page_has_every_table():
    cells = [Cell("b", 365), Cell("d", 365), Cell("b", 365, rated=0.4), Cell("a", 810, looks=True)]
    rows = []
    for cell in cells:
        methods = ("24 monthly looks",) if cell.looks else cell.methods(0)
        kind = {
            "cell": cell.name,
            "scenario": cell.scenario,
            "days": cell.days,
            "rated": cell.rated,
        }
        for method in methods:
            row = {"method": method, "missing": "MCAR", "truth": cell.truth, "replicate": 0}
            row |= {"estimate": 0.5, "std_error": 0.2, "rejected": 0.0625, "covered": 0.875}
            row |= {"safe": 0.75} if method == "primary" else {}
            looked = {"by a year": 0.03125, "ordinary": 0.25, "nothing": 0.5}
            rows.append(kind | row | (looked if cell.looks else {}))
    table = summarise(pd.DataFrame(rows))
    text = page(table, "backpain calibrate", "2026-11-23")
    assert "| b 365 MCAR | 6.2 |" in text
    assert "| d 365 MCAR | 87.5 |" in text
    assert "| d 365 MCAR | 75.0 |" in text
    assert "| a 810 MCAR looks | 6.2 | 3.1 | 25.0 | 50.0 |" in text
    assert "| b 365 MCAR, 40 % rated | 6.2 | 87.5 | 75.0 |" in text
    assert text.count("| b 365 MCAR, 40 % rated |") == 1  # of the primary alone
    assert "nan" not in text
    table.loc[table["cell"] == "d 365 MCAR", "replicates"] = 50
    text = page(table, "backpain calibrate", "2026-11-23")
    assert "| b 365 MCAR (1 diaries) | 87.5 |" in text
    assert "| d 365 MCAR (50 diaries) | 87.5 |" in text


def test_the_command_writes_a_table_a_page_and_a_figure(tmp_path, monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 2)
    monkeypatch.setattr(cells, "SCENARIOS", {k: SCENARIOS[k] for k in ("b", "d")})
    monkeypatch.setattr(cells, "LIVES", {})
    out = tmp_path / "grid"
    command = f"calibrate --out {out} --replicates 2 --days 150 --only primary --jobs 1"
    monkeypatch.setattr("sys.argv", ["backpain", *command.split()])
    done = CliRunner().invoke(app, command.split())
    assert done.exit_code == 0, done.output
    table = pd.read_csv(out / "calibration.csv")
    assert table["cell"].tolist() == ["b 150 MCAR", "b 150 MNAR", "d 150 MCAR", "d 150 MNAR"]
    page = (out / "calibration.md").read_text()
    assert "| b 150 MCAR |" in page
    assert "--replicates 2 --days 150 --only primary --jobs 1`" in page
    assert (out / "false_alarms.png").stat().st_size > 10_000
    assert len(list((out / "chunks").glob("*.csv"))) == 4
    # a grid without ours has no false alarms of ours to write beside the others
    done = CliRunner().invoke(
        app, command.replace("grid", "plain").replace("primary", "uncorrected").split()
    )
    assert done.exit_code == 0, done.output


@pytest.mark.slow
def test_the_usual_ways_cry_wolf_and_ours_does_not():
    """50 diaries: a share of 6.5 % lies at or below 18 % in 999 of 1,000 such runs."""
    table = summarise(calibration.run_chunk(Cell("b", 365), 0)).set_index("method")["rejected"]
    assert table["same-day correlation"] > 0.9
    assert table["OLS, any of 14 lags"] > 0.6
    assert table["primary"] <= 0.18
    assert table["family of three, Holm"] <= 0.18


@pytest.mark.slow
def test_monthly_looks(monkeypatch):
    monkeypatch.setattr(calibration, "CHUNK", 2)
    table = summarise(calibration.run_chunk(Cell("a", 810, looks=True), 0))
    assert table["method"].tolist() == ["24 monthly looks"]
    seen = table[["rejected", "by a year", "ordinary", "nothing"]]
    assert seen.isin([0, 0.5, 1]).all(axis=None)


def test_an_answer_behind_its_gate_finds_nothing():
    found = calibration.Outcome.of_answer(SimpleNamespace(fit=None))
    assert (found.safe, found.harm, found.help, found.nothing) == (0, 0, 0, 0)
    assert np.isnan(found.estimate)


def test_the_diaries_that_are_looked_at_each_month_are_looked_at_to_their_end():
    assert {(cell.days, cell.looks) for cell in grid(looks=True)} == {(810, True)}


def table_of(*kinds):
    """Return a table of rows of (days, share rated, truth), with a bias where it is known."""
    columns = ["days", "rated", "truth", "bias"]
    return pd.DataFrame(kinds, columns=columns).assign(scenario="b")


def test_the_nearest_length_is_that_of_the_nearest_ratio():
    """200 days: 1.11 times 180, and 365 is 1.83 times; 260 lies nearer to 365."""
    table = table_of(*[(n, 0.8, truth, 0.0) for n in (180, 365) for truth in (0, -1)])
    assert set(nearest(200, 0.8, table)["days"]) == {180}
    assert set(nearest(260, 0.8, table)["days"]) == {365}
    assert set(nearest(0, 0.8, table)["days"]) == {180}


def test_a_length_without_something_to_find_is_passed_by():
    rows = [(180, 0.8, 0, 0.0), (365, 0.8, 0, 0.0), (365, 0.8, -1, 0.0), (180, 0.4, 0, np.nan)]
    assert set(nearest(180, 0.4, table_of(*rows))["days"]) == {365}


def chunk_of(monkeypatch, outcome, scenario="d"):
    monkeypatch.setattr(calibration, "CHUNK", 1)
    monkeypatch.setattr(calibration, "_outcomes", lambda daily, methods: {"primary": outcome})
    (row,) = calibration.run_chunk(Cell(scenario, 120), 0, only=["primary"]).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("pvalue", "estimate", "rejected", "above"),
    [(0.05, 1.0, 0, 0), (0.049, 1.0, 1, 1), (0.049, -1.0, 1, 0)],
)
def test_what_counts_as_rejected(monkeypatch, pvalue, estimate, rejected, above):
    found = calibration.Outcome(estimate, 0.1, -2.0, 2.0, pvalue)
    row = chunk_of(monkeypatch, found)
    assert (row["rejected"], row["above"]) == (rejected, above)


@pytest.mark.parametrize(
    ("lower", "upper", "covered"),
    [(-1.5, -0.5, 1), (-0.9, 0.5, 0), (-2.0, -1.1, 0), (-1.0, 0.5, 0), (-2.0, -1.0, 0)],
)
def test_an_interval_covers_the_truth_or_not(monkeypatch, lower, upper, covered):
    """In the scenario `d` pain is 1 point lower with 10 km a week more."""
    row = chunk_of(monkeypatch, calibration.Outcome(-0.7, 0.1, lower, upper, 0.01))
    assert row["covered"] == covered


def test_an_answer_counts_as_harm_or_help_by_its_side():
    for estimate, harm in ((0.5, 1), (-0.5, 0)):
        fit = SimpleNamespace(
            estimate=estimate,
            std_error=0.1,
            pvalue=0.001,
            conf_int=lambda: Interval(-1, 1),
            anytime_valid_int=lambda level, tau: Interval(0.1, 1),
        )
        answer = SimpleNamespace(fit=fit, verdict=Verdict.MEANINGFUL)
        found = calibration.Outcome.of_answer(answer)
        assert (found.harm, found.help, found.nothing, found.safe) == (harm, 1 - harm, 0, 1)


@pytest.mark.parametrize(("days", "by_a_year"), [(360, 1), (390, 0)])
def test_looks_of_the_first_year_are_told_apart(monkeypatch, days, by_a_year):
    """An interval without zero at one of the looks; all others hold it, and are wide."""

    def fit(daily, exposure):
        is_it = len(daily) == 60 + days
        interval = Interval(0.1, 3.0) if is_it else Interval(-3.0, 3.0)
        by_level = {0.95: interval, 0.9: Interval(-3.0, 3.0)}
        return SimpleNamespace(pvalue=0.05, anytime_valid_int=lambda level, tau: by_level[level])

    monkeypatch.setattr(calibration, "CHUNK", 1)
    monkeypatch.setattr(calibration, "fit_lagged", fit)
    (row,) = calibration.run_chunk(Cell("a", 810, looks=True), 0).to_dict("records")
    assert (row["rejected"], row["by a year"]) == (1, by_a_year)
    assert (row["ordinary"], row["nothing"]) == (0, 0)


@pytest.mark.parametrize(("half", "nothing"), [(0.99, 1), (1.0, 0)])
def test_a_look_that_leaves_less_than_a_point_finds_nothing_that_matters(
    monkeypatch, half, nothing
):
    def fit(daily, exposure):
        by_level = {0.95: Interval(-half, 3.0), 0.9: Interval(-half, half)}
        return SimpleNamespace(pvalue=0.049, anytime_valid_int=lambda level, tau: by_level[level])

    monkeypatch.setattr(calibration, "CHUNK", 1)
    monkeypatch.setattr(calibration, "fit_lagged", fit)
    (row,) = calibration.run_chunk(Cell("a", 810, looks=True), 0).to_dict("records")
    assert (row["nothing"], row["rejected"], row["ordinary"]) == (nothing, 0, 1)


def test_what_a_cell_is_called_and_how_many_diaries_it_has():
    weighed = Cell("wt+", 365, scale_noise=0.6, weigh_ins=2)
    assert weighed.name == "wt+ 365 MCAR, 0.6 kg, 2 a week"
    assert (weighed.kind.scale_noise, weighed.kind.weigh_ins) == (0.6, 2)
    rare = Cell("b", 365, rated=0.4)
    assert rare.name == "b 365 MCAR, 40 % rated"
    assert (rare.unrated, Cell("b", 365).unrated) == (0.6, None)
    many = [Cell("b", 365), Cell("lay", 180)]
    few = [rare, weighed, Cell("b", 365, "MNAR"), Cell("hid", 365), Cell("b", 810, looks=True)]
    assert [cell.replicates for cell in many] == [1000, 1000]
    assert [cell.replicates for cell in few] == [400] * 5


def test_conventional_methods_are_tried_on_four_chunks_of_the_first_scenarios():
    usual = set(USUAL_WAYS)
    assert usual <= set(Cell("b", 365).methods(3))
    for cell, chunk in ((Cell("b", 365), 4), (Cell("lay", 365), 0), (Cell("b", 365, rated=0.4), 0)):
        assert not usual & set(cell.methods(chunk))
        assert "primary" in cell.methods(chunk)
    assert Cell("wt0", 365, scale_noise=0.3, weigh_ins=1).methods(0) == ("weight change",)


def test_what_is_true_of_a_cell():
    assert Cell("d", 365).truth == -1
    assert np.isnan(Cell("flip", 365).truth)
    assert np.isnan(Cell("slow+", 365).truth)
    assert np.isnan(Cell("build", 365).truth)
    assert Cell("b", 365).truth_of("running frequency") == 0
    assert np.isnan(Cell("d", 365).truth_of("running frequency"))
    assert Cell("wt+", 365).truth_of("weight change") == 1
    assert Cell("d", 365).truth_of("primary") == -1


def test_the_grid_by_its_numbers():
    """Six months to three years; rarely rated from a year on; weight by noise and weigh-ins."""
    every = grid()
    of_weight = [cell for cell in every if cell.weigh_ins]
    rare = [cell for cell in every if cell.rated == 0.4]
    mnar = [cell for cell in every if cell.missing == "MNAR"]
    assert {cell.days for cell in every} == {180, 365, 730, 1095}
    assert {cell.days for cell in of_weight} == {365, 1095}
    assert len(of_weight) == 3 * 2 * 3 * 3
    assert [(cell.scenario, cell.days) for cell in rare] == [
        (scenario, days) for scenario in ("b", "d") for days in (365, 730, 1095)
    ]
    assert {cell.days for cell in mnar} == {180, 365}
    assert grid([90]) == [cell for cell in grid([90]) if cell.days == 90]
    assert len(grid(looks=True)) == 4
    assert [cell.days for cell in cells.headline()[::7]] == [365, 1095, 180, 730]
    assert [*cells.LOOKS][::23] == [120, 810]


def test_chunks_of_every_cell_come_before_a_second_of_any(tmp_path, monkeypatch):
    """1,000 diaries asked for: 20 chunks of 50, of a cell that has 400 only eight."""
    ran = []

    def chunk(cell, k, only=METHODS):
        ran.append((cell.scenario, k))
        row = {"replicate": 0, "method": "primary", "rejected": 0.0, "cell": cell.name}
        row |= {"scenario": cell.scenario, "days": 180, "missing": "MCAR"}
        return pd.DataFrame([row | {"rated": 0.8, "truth": 0.0}])

    monkeypatch.setattr(calibration, "run_chunk", chunk)
    calibrate([Cell("b", 180), Cell("hid", 180)], tmp_path, 1000, jobs=1)
    assert ran[:4] == [("b", 0), ("hid", 0), ("b", 1), ("hid", 1)]
    assert [sum(name == scenario for name, _ in ran) for scenario in ("b", "hid")] == [20, 8]


def test_the_luck_of_a_cell_stays_what_it_is():
    """The published table was drawn so; a change here makes it another one."""
    assert Cell("b", 180).rng(3).integers(0, 1000, 4).tolist() == [776, 388, 351, 830]
