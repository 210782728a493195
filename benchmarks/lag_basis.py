"""Our lag table and splines on Chicago's data, against R's dlnm vignette.

    python benchmarks/lag_basis.py

Installs dlnmpy (GPL, hence never among the dependencies) into a temporary folder for its data and
for temperature's cross-basis. Model of the vignette: quasi-Poisson deaths on PM10 (linear,
polynomial of degree 4 over lags 0 to 15), temperature, a time spline of 98 df and weekdays. The
relative risk of 10 ug/m3 more, over all lags, must be 0.99976 (0.99169 to 1.00789).
"""

import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm

from backpain_analysis.model import lag_table, natural_spline

EXPECTED = (0.99976, 0.99169, 1.00789)


def chicago(folder: str) -> tuple[pd.DataFrame, np.ndarray]:
    get = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*get, "dlnmpy"], check=True)
    sys.path.insert(0, folder)
    import dlnmpy

    data = dlnmpy.datasets.chicago_nmmaps()
    temperature = dlnmpy.crossbasis(
        data["temp"], lag=3, argvar={"fun": "ns", "df": 5}, arglag={"fun": "strata", "breaks": 1}
    )
    return data, np.asarray(temperature)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        data, temperature = chicago(folder)
    days = pd.date_range("1987-01-01", periods=len(data), freq="D")
    pm10 = pd.Series(data["pm10"].to_numpy(float), days)
    lags = np.arange(16)
    shapes = (lags[:, None] / 15.0) ** np.arange(5)
    ours = lag_table(pm10, lags).to_numpy() @ shapes
    t = np.arange(len(days), dtype=float)
    time = np.linalg.qr(np.column_stack([np.ones(len(t)), natural_spline(t, 98, t[0], t[-1])]))[0]
    weekdays = pd.get_dummies(days.day_of_week, drop_first=True, dtype=float).to_numpy()
    # temperature's two strata hold the intercept each, so a column is superfluous
    x = np.column_stack([ours, temperature, time, weekdays])
    warnings.simplefilter("ignore")
    use = np.isfinite(x).all(axis=1)
    fit = sm.GLM(data["death"].to_numpy(float)[use], x[use], family=sm.families.Poisson()).fit(
        scale="X2"
    )
    total = 10 * shapes.sum(axis=0)
    log_rr = total @ fit.params[:5]
    error = np.sqrt(total @ fit.cov_params()[:5, :5] @ total)
    found = np.exp([log_rr, log_rr - 1.959964 * error, log_rr + 1.959964 * error])
    for name, (rr, low, high) in {"ours": found, "expected": EXPECTED}.items():
        print(f"{name:9}{rr:.5f} ({low:.5f} to {high:.5f})")
    return int(not np.allclose(found, EXPECTED, atol=2e-5))


if __name__ == "__main__":
    sys.exit(main())
