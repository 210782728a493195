"""Every public figure beside what was approved: as lines of text, and as a picture without words.

The lines hold each number, word, colour and width (figure_lines.py); the pictures show that what
they describe looks well. A figure is drawn once for both.

Letters are drawn differently by every version of FreeType, and move the axes: with them, a picture
that tolerates another FreeType tolerates a curve in another place too. So words are left out here,
and tested as words in test_figures.py. Another matplotlib may draw lines differently: the pictures
are compared under the version of requirements.lock only.

After a wanted change: `make approve`, and
`make test ARGS="--mpl-generate-path=tests/baseline -k looks_as"`; then look at what changed.
"""

import re
import shutil
from collections.abc import Callable
from difflib import unified_diff
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved
from figure_lines import figure_lines
from made_tests import made_days, made_result
from matplotlib.legend import Legend
from matplotlib.testing.compare import compare_images
from matplotlib.text import Text

import backpain_analysis as bpa
from backpain_analysis import plots as figures
from backpain_analysis.answers import Answers
from backpain_analysis.checks import Check
from backpain_analysis.codes import Remark
from backpain_analysis.settings import ROOT, Settings

BASELINE, DPI = Path(__file__).parent / "baseline", 50
TOLERANCE = 0.8  # root mean square of 0 to 255
LOCKED = re.search(r"^matplotlib==([\d.]+)", (ROOT / "requirements.lock").read_text(), re.M)
SAME = LOCKED is not None and LOCKED[1] == mpl.__version__
only_here = pytest.mark.skipif(
    not SAME, reason=f"the pictures are of matplotlib {LOCKED and LOCKED[1]}, not of this version"
)


@cache
def daily(days: int = 400) -> pd.DataFrame:
    """Return a diary made of waves, the same for ever: no simulation, no random numbers."""
    t = np.arange(days)
    runs = (np.sin(1.9 * t) + np.sin(0.7 * t) > 0.3).astype(float)
    km = runs * (5 + 2 * np.sin(t / 23)).round(1)
    jitter = np.sin(12.9898 * t) * 43758.5453 % 1
    frame = pd.DataFrame(
        {
            "pain": np.clip(4.5 + 2 * np.sin(t / 31) + 3 * (jitter - 0.5), 0, 10).round(),
            "runs": runs,
            "distance_km": km,
            "duration_min": 6 * km,
            "weight_kg": np.where(t % 5 == 0, 80 + 2 * np.sin(t / 60), np.nan),
            "stress": np.clip(5 + 3 * np.sin(t / 17), 0, 10).round(),
        },
        pd.date_range("2024-11-01", periods=days, name="day"),
    )
    frame.iloc[180:215, 0] = np.nan
    return frame


EVENTS = [("2025-01-10", "2025-01-10", "physiotherapy"), ("2025-08-01", "2025-08-20", "flu")]


def events(rows: list[tuple[str, str, str]] = EVENTS) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["start", "end", "event"])
    return table.astype({"start": "datetime64[ns]", "end": "datetime64[ns]"})


@cache
def answers() -> Answers:
    return bpa.answer(daily(), Settings())


@cache
def lag_curve() -> Any:
    return bpa.fit_lag_curve(daily(), bpa.DISTANCE)


@cache
def reverse() -> Check:
    return bpa.reverse_test(daily())


def history() -> pd.DataFrame:
    months = [f"2025-{m:02d}" for m in range(1, 11)] * 2
    estimate = np.linspace(-1.5, -0.6, 20)
    half = np.tile(np.linspace(2, 0.7, 10), 2)
    names = ["distance"] * 10 + ["weight_change"] * 10
    columns = {"month": months, "exposure": names, "estimate": estimate}
    return pd.DataFrame(columns | {"lower": estimate - half, "upper": estimate + half})


def models(moved: float = 0.0) -> list[Check]:
    """Return a sensitivity analysis, one of its estimates moved."""
    row = partial(Check, std_error=0.2, df=300, unit="points_per.distance")
    return [
        row("planned", estimate=-0.8),
        row("total", estimate=-1.0),
        row("window", estimate=-0.6 + moved, values={"days": 7}),
        row("ols", estimate=-1.2, notes=(Remark("note.conventional"),)),
    ]


def sized() -> Check:
    """Return a hidden cause of 20 % of both, beside what the regression knows."""
    values = {"f": 0.2 / 0.8**0.5, "season_of_exposure": 0.12, "season_of_pain": 0.03}
    values |= {"weekday_of_exposure": 0.02, "weekday_of_pain": 0.05}
    return Check("hidden_cause", estimate=0.2, subject="distance", values=values)


USUAL = {"same-day correlation": 0.5, "OLS, any of 14 lags": 0.4, "OLS, Newey-West": 0.3}


def alarms() -> pd.DataFrame:
    rows = [
        (method, scenario, 365, 1.0, 0, 200, share + 0.1 * i)
        for method, share in (USUAL | {"primary": 0.04}).items()
        for i, scenario in enumerate("abc")
    ]
    columns = ["method", "scenario", "days", "rated", "truth", "replicates", "rejected"]
    return pd.DataFrame(rows, columns=columns)


def lengths() -> pd.DataFrame:
    weeks = [20, 26, 32, 40, 52]
    found = [np.inf, 3.1, 1.8, 1.3, 0.95]
    return pd.DataFrame({"weeks": weeks, "detectable": found, "power": [0.2, 0.4, 0.6, 0.8, 0.9]})


Draw = Callable[..., Any]  # with the width and the words of a figure

DRAWN: dict[str, Draw] = {
    "adherence": partial(figures.adherence, made_result().blocks),
    "fair_test": lambda **how: figures.fair_test(made_result(), made_days(), **how),
    "power": partial(figures.power, lengths(), sesoi=1.0, chosen=40),
    "timeline": lambda **how: figures.timeline(daily(), events=events(), **how),
    "calendar": lambda **how: figures.calendar(daily(), **how),
    "rhythm": lambda **how: figures.rhythm(daily(), **how),
    "flares": lambda **how: figures.flares(daily(), **how),
    "others": lambda **how: figures.others(daily(), **how),
    "around_runs": lambda **how: figures.around_runs(daily(), **how),
    "answers": lambda **how: figures.answers(answers(), **how),
    "lag_curve": lambda **how: figures.lag_curve(lag_curve(), **how),
    "reverse": lambda **how: figures.reverse(reverse(), **how),
    "history": lambda **how: figures.history(history(), **how),
    "hidden_cause": lambda **how: figures.hidden_cause(sized(), **how),
    "sensitivity": lambda **how: figures.sensitivity(models(), **how),
    "together": lambda **how: figures.together(
        daily()["distance_km"], daily()["stress"], names=("Distance (km)", "Stress"), **how
    ),
    "false_alarms": lambda **how: figures.false_alarms(alarms(), **how),
}


class Drawn(NamedTuple):
    """A figure as it was drawn, and in lines."""

    picture: figures.Picture
    lines: list[str]


def picture_of(drawn: Any) -> figures.Picture:
    return getattr(drawn, "figure", None) or drawn


def read(drawn: Any) -> Drawn:
    picture = picture_of(drawn)
    return Drawn(picture, figure_lines(picture))


@cache
def drawn(name: str) -> Drawn:
    """Draw a figure for all tests of it; its lines are read before its words are hidden."""
    return read(DRAWN[name]())


def test_every_public_figure_is_compared() -> None:
    no_figures = {"NOTEBOOK", "PRINT", "Picture", "find_flares", "in_letters_at_hand", "jittered"}
    assert set(DRAWN) == set(figures.__all__) - no_figures
    assert dir(figures) == sorted(figures.__all__)


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_holds_what_was_approved(name: str) -> None:
    in_notebook = drawn(name).lines
    in_print = read(DRAWN[name](width=figures.PRINT)).lines
    lines = [*in_notebook, "", "in print otherwise:", *new_lines(in_notebook, in_print)]
    same_as_approved(f"figures/{name}", lines)


def new_lines(before: list[str], after: list[str]) -> list[str]:
    changes = list(unified_diff(before, after, n=0, lineterm=""))[2:]
    return [change.removeprefix("+") for change in changes if change.startswith("+")]


def without_words(picture: figures.Picture) -> figures.Picture:
    """Return a Picture with its words hidden and its axes where no word moves them."""
    picture.set_layout_engine("none")
    for artist in (*picture.findobj(Text), *picture.findobj(Legend)):
        artist.set_visible(False)
    return picture


@only_here
@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.mpl_image_compare(
    baseline_dir=str(BASELINE),
    tolerance=TOLERANCE,
    style="default",
    savefig_kwargs={"dpi": DPI},
    deterministic=False,
)
def test_a_figure_looks_as_it_did(name: str) -> figures.Picture:
    return without_words(drawn(name).picture)


@only_here
@pytest.mark.parametrize("name", ["timeline", "around_runs", "sensitivity", "history"])
def test_a_curve_that_moves_is_seen(name: str, tmp_path: Path) -> None:
    moved = {
        "timeline": lambda: figures.timeline(
            daily().assign(weight_kg=daily()["weight_kg"] + 0.2), events=events()
        ),
        "around_runs": lambda: figures.around_runs(daily().assign(pain=daily()["pain"] + 0.1)),
        "sensitivity": lambda: figures.sensitivity(models(moved=0.1)),
        "history": lambda: figures.history(
            history().assign(estimate=lambda h: h["estimate"] + 0.1)
        ),
    }
    without_words(picture_of(moved[name]())).savefig(tmp_path / "moved.png", dpi=DPI)
    stored = BASELINE / f"test_a_figure_looks_as_it_did_{name}.png"
    shutil.copy(stored, tmp_path / "stored.png")
    found = compare_images(str(tmp_path / "stored.png"), str(tmp_path / "moved.png"), TOLERANCE)
    assert found is not None
