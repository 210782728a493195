"""Looks beside the plan: load jumps, frequency and distance at once, other ratings, ways through.

None of these was planned as a test, and some will stand out by chance: they give ideas.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..diary import Diary, days_of
from ..errors import FitError
from ..language.wording import between, points, signed
from ..model.exposures import (
    DISTANCE,
    FREQUENCY,
    WEIGHT_CHANGE,
    exposure_values,
    log_settled,
    other_columns,
    time_terms,
    week_before,
)
from ..model.reml import fit_reml
from .reverse import Estimate, Told

FEWEST_DAYS, FEWEST_JUMP_DAYS = 60, 10
HARDLY_KG, HARDLY_SHARE = 1.0, 0.1
COLUMNS = ["unit", "estimate", "std_error", "lower", "upper", "pvalue", "nobs", "contrast", "note"]
# measure: the daily column, its unit, one unit of the estimate, more of it
MEASURES = {
    "distance": ("distance_km", "km", 10.0, "further"),
    "duration": ("duration_min", "min", 60.0, "longer"),
    "pace": ("", "min/km", 0.5, "faster"),
}


@dataclass(frozen=True)
class Look(Estimate):
    """One exploratory coefficient: `estimate` in `unit`; `contrast` is the person's own, in units.

    Its sentence is about the contrast. Its p-value is not adjusted for the other looks.
    """

    name: str = ""
    unit: str = ""
    contrast: float = np.nan


@dataclass(frozen=True)
class Exploration(Told):
    """Several looks at one question; `vif`: variance inflation factors, where they share a fit."""

    looks: tuple[Look, ...]
    sentence: str
    vif: tuple[float, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Return one row per look, unrounded."""
        rows = [look.summary().to_dict("records")[0] for look in self.looks]
        table = pd.DataFrame(rows, columns=["name", *COLUMNS]).set_index("name")
        return table.assign(vif=self.vif) if self.vif else table


def _look(
    look: Look, opening: str, outcome: pd.Series, columns: pd.DataFrame, lacking: str = ""
) -> Look:
    """Regress on columns and time terms with the planned error model; the first column counts.

    `opening` begins the look's sentence; `lacking` says why there is nothing to look at.
    """
    known = outcome.notna() & columns.notna().all(axis=1)
    days, own, counts = pd.DatetimeIndex(outcome.index[known]), columns[known], columns.columns[0]
    try:
        if lacking:
            raise FitError(lacking)
        if len(days) < FEWEST_DAYS:
            need = f"at least {FEWEST_DAYS} are needed."
            raise FitError(f"days with all that it takes: {len(days)}; {need}")
        if np.ptp(own[counts].to_numpy()) < 1e-9 or not look.contrast > 0:
            raise FitError(f"{counts} was the same on all or nearly all days.")
        t = (days - days[0]).days.to_numpy(dtype=float)
        result = fit_reml(t, outcome[known].to_numpy(), own.join(time_terms(days)))
    except FitError as error:
        return replace(look, note=str(error), sentence=f"{look.name}: no answer: {error}")
    found = Estimate.of(result, counts)
    value, low, high = (look.contrast * v for v in (found.estimate, *found.conf_int()))
    said = f"pain was {points(value)} (95 % interval: {between((low, high))})"
    if outcome.name != "pain":
        what, unit = look.name.partition(" -> ")[2], look.unit.partition(" per ")[0]
        said = f"{what} differed by {value:+z.2f} {unit} (95 % interval {signed((low, high), 2)})"
    note = "" if result.converged else "the optimiser did not converge"
    return replace(look, **vars(found) | {"note": note, "sentence": f"{opening}, {said}."})


def _separate(title: str, looks: Sequence[Look]) -> Exploration:
    """Say which of several separate looks stand out, of how many."""
    told = [look for look in looks if look.nobs]
    n = f"{len(told)} look{'s' if len(told) > 1 else ''} at this diary"
    out = " ".join(look.sentence for look in told if look.pvalue < 0.05)
    said = f"of {n}, what follows stands out. {out} One look in twenty does so by chance alone."
    if not told:
        said = f"no answer: {looks[0].note if looks else 'nothing is recorded that could be used.'}"
    elif not out:
        said = f"in {n}, nothing stands out from chance; it may also be too short to show it."
    return Exploration(tuple(looks), f"{title} (exploratory): {said}")


def load_jumps(daily: Diary | pd.DataFrame) -> Exploration:
    """Ask whether more pain follows a week, or a single day, far above the person's own habit.

    The week t-7 .. t-1 and its biggest day are compared with the four weeks before it
    (t-35 .. t-8): by how much they lie above, not as a ratio (Lolli 2019, Impellizzeri 2020).
    In distance, duration, and pace (min/km faster) where these are recorded. The habit, and how
    far a week lies below it, stand beside it in the regression. A "single run" is a day's running.
    A look's `contrast` is the person's own marked jump (the 90th percentile of those above the
    habit). In 100 simulated diaries of a year without any association, each look stood out in 3
    to 10 % (7 to 11 % with very noisy ratings).
    """
    daily = days_of(daily)
    looks, pain = [], daily["pain"].where(log_settled(daily))
    for measure, (column, unit, per, more) in MEASURES.items():
        week, habit, day, day_habit = _against_habit(daily, column)
        if not (habit.abs() > 0).any():
            continue
        beside = pd.DataFrame({"habit": habit, "below": (habit - week).clip(lower=0)})
        for kind, over in (("weeks", week - habit), ("single runs", day - day_habit)):
            above = (over.clip(lower=0) / per).rename("the jump")
            jumps = above[pain.notna() & (above > 1e-9)]
            size, need = float(jumps.quantile(0.9)), f"at least {FEWEST_JUMP_DAYS} are needed."
            lacking = f"rated days after such {kind}: {len(jumps)}; {need}"
            much = f"{size * per:.{1 if per < 1 else 0}f} {unit} {more}"
            opening = f"After {kind} {much} than in the four weeks before"
            name, each = f"{kind} above your habit, {measure}", f"{per:g} {unit} {more}"
            look = Look(name=name, unit=f"NRS points per {each}", contrast=size)
            columns = above.to_frame().join(beside if kind == "weeks" else beside["habit"])
            few = len(jumps) < FEWEST_JUMP_DAYS
            looks.append(_look(look, opening, pain, columns, lacking if few else ""))
    return _separate("Load jumps", looks)


def _against_habit(daily: pd.DataFrame, column: str) -> tuple[pd.Series, ...]:
    """Return the week's load, the habit, the week's biggest day, that of the four weeks before."""
    if column:
        x = daily[column]
        load = {n: 7 * x.rolling(n, min_periods=n - n // 7).mean() for n in (7, 28)}
    else:
        # pace of the days with a run; negative, so that more is faster
        both = daily[["distance_km", "duration_min"]]
        km, minutes = (v for _, v in both.where((both > 0).all(axis=1)).items())
        x = -minutes / km
        sums = {n: [v.rolling(n, min_periods=1).sum() for v in (minutes, km)] for n in (7, 28)}
        load = {n: -of / per for n, (of, per) in sums.items()}
    biggest = {n: x.rolling(n, min_periods=1).max().where(load[n].notna()) for n in (7, 28)}
    return load[7].shift(1), load[28].shift(8), biggest[7].shift(1), biggest[28].shift(8)


def joint_model(daily: Diary | pd.DataFrame, window_days: int = 14) -> Exploration:
    """Put frequency and distance into one regression, with variance inflation factors.

    Plain means over the window; the planned analysis looks at each by itself. The looks have no
    estimate where the two cannot be told apart at all, or too little is known.
    """
    daily = days_of(daily)
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    asked = (FREQUENCY, DISTANCE)
    values = pd.concat([exposure_values(daily, e, window_days) for e in asked], axis=1)
    pain, looks = daily["pain"].where(log_settled(daily)), []
    for e in asked:
        more = _spread(values[e.name][pain.notna()])
        look = Look(name=e.label, unit=f"NRS points per {e.unit}", contrast=more)
        columns = values[[e.name, *values.columns.drop(e.name)]]
        looks.append(_look(look, f"With {more * e.per:.1f} {e.measure} more", pain, columns))
    title = "Frequency and distance together (exploratory)"
    if not looks[0].nobs:
        return Exploration(tuple(looks), f"{title}: no answer: {looks[0].note}")
    used = values[pain.notna()].dropna()
    design = used.join(time_terms(pd.DatetimeIndex(used.index))).to_numpy()
    vif = tuple(float(variance_inflation_factor(design, i)) for i in (0, 1))
    apart = "can hardly be told apart" if max(vif) > 5 else "can be told apart in part"
    said = (
        f"{title}, each with the other held equal. {looks[0].sentence} {looks[1].sentence} The two "
        f"{apart}: their intervals are about {max(vif) ** 0.5:.1f} times as wide as those of "
        f"habits that never go together (variance inflation factor {max(vif):.1f})."
    )
    return Exploration(tuple(looks), said, vif)


def other_ratings(daily: Diary | pd.DataFrame) -> Exploration:
    """Ask whether what else is recorded (stress, sleep, medication, ...) goes with pain.

    Each variable's mean over the week before (t-7 .. t-1), by itself, in its own unit.
    """
    daily = days_of(daily)
    looks, unit = [], "NRS points per +1 point of its own scale"
    for name in other_columns(daily):
        week = week_before(daily, name)
        spread = _spread(week[daily["pain"].notna()])
        look = Look(name=name, unit=unit, contrast=spread)
        opening = f"After weeks with {name} higher by {_short(spread)}"
        looks.append(_look(look, opening, daily["pain"], week.to_frame()))
    return _separate("Other recorded things", looks)


def ways_through(
    daily: Diary | pd.DataFrame, variables: Sequence[str] | None = None
) -> tuple[Exploration, ...]:
    """Follow running -> weight, stress, mood, ... -> pain, step by step.

    Parameters
    ----------
    variables : sequence of str, optional
        Columns of `daily`; by default weight and all else that is recorded.

    Returns
    -------
    tuple of Exploration
        First look: weigh-ins on the running so far (kg in four weeks), or the variable on the
        running of the fortnight before. Second: pain on the four-week weight change, or on the
        variable's week before, running held equal. In simulated diaries without any way, the
        first look at weight stood out in 9 % at one year and 6 % at two. What hardly changes
        cannot show a way, and running may follow stress.
    """
    daily = days_of(daily)
    wanted = ["weight_kg", *other_columns(daily)] if variables is None else list(variables)
    return tuple(_way(daily, name) for name in wanted if daily[name].notna().any())


def _way(daily: pd.DataFrame, name: str) -> Exploration:
    running = DISTANCE if (daily["distance_km"] > 0).any() else FREQUENCY
    habit = exposure_values(daily, running).rename("running")
    if name == "weight_kg":
        through, unit, hardly = "weight", "kg in four weeks", HARDLY_KG
        week = exposure_values(daily, WEIGHT_CHANGE)
        # the slope on the running so far is what four weeks at one unit more add to the weight
        logged = daily[running.column].where(log_settled(daily))
        so_far = logged.fillna(logged.mean()).cumsum().shift(1) / (4 * running.per)
        before = so_far.where(log_settled(daily)).rename("running")
    else:
        through, unit = name, "points of its own scale"
        before, week = habit, week_before(daily, name)
        hardly = HARDLY_SHARE * float(daily[name].max() - daily[name].min())
    spread = _spread(week[daily["pain"].notna()])
    much = f"{_short(spread)} {unit}"
    first = Look(name=f"running -> {through}", unit=f"{unit} per {running.unit}", contrast=1.0)
    opening = f"With {running.unit.strip('+')} more of running"
    first = _look(first, opening, daily[name], before.to_frame())
    one = f"NRS points per +1 {unit.replace('points', 'point')}"
    second = Look(name=f"{through} -> pain", unit=one, contrast=spread)
    opening = f"With {through} higher by {much} and running held equal"
    second = _look(second, opening, daily["pain"], week.to_frame().join(habit))
    told = [
        look.sentence if look.nobs else f"The {step} step has no answer: {look.note}"
        for step, look in (("first", first), ("second", second))
    ]
    if first.pvalue < 0.05 and second.pvalue < 0.05:
        told.append("Both steps stand out, which fits such a way, and other stories too.")
    elif first.nobs and second.nobs:
        told.append("Not both steps stand out from chance: cannot tell.")
    if spread <= hardly:
        told = [f"{through} hardly changed (by {much} between your low and your high), so these"]
        told.append("data cannot show such a way.")
    said = f"A way through {through} (exploratory): {' '.join(told)}"
    return Exploration((first, second), said)


def _spread(values: pd.Series) -> float:
    """Return the 90th less the 10th percentile."""
    return float(values.quantile(0.9) - values.quantile(0.1))


def _short(value: float) -> str:
    """Write a number with two digits that count, without an exponent."""
    return f"{float(f'{value:.2g}'):,.12g}"
