"""Looks beside the plan: load jumps, frequency and distance at once, other ratings, ways through.

None of these was planned as a test, and some will stand out by chance: they give ideas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .checks import Estimate, Told
from .errors import FitError
from .exposures import (
    DISTANCE,
    FREQUENCY,
    WEIGHT_CHANGE,
    exposure_values,
    log_settled,
    other_columns,
    time_terms,
    week_before,
)
from .reml import fit_reml
from .wording import between, points, signed

FEWEST_DAYS, FEWEST_JUMP_DAYS = 60, 10
HARDLY_KG, HARDLY_SHARE = 1.0, 0.1
OWN_SCALE = "points of its own scale"
COLUMNS = ["unit", "estimate", "std_error", "lower", "upper", "pvalue", "nobs", "contrast", "note"]
# measure: the daily column, its unit, one unit of the estimate, more of it
MEASURES = {
    "distance": ("distance_km", "km", 10.0, "further"),
    "duration": ("duration_min", "min", 60.0, "longer"),
    "pace": ("", "min/km", 0.5, "faster"),
}


@dataclass(frozen=True)
class Look(Told, Estimate):
    """One exploratory coefficient: `estimate` in `unit`; `contrast` is the person's own, in units.

    `opening` begins its sentence. Its p-value is not adjusted for the other looks.
    """

    name: str = ""
    unit: str = ""
    opening: str = ""
    contrast: float = np.nan

    @property
    def stands_out(self) -> bool:
        """Whether the 95 % interval excludes zero."""
        return self.pvalue < 0.05

    @property
    def sentence(self) -> str:
        """What was seen over the contrast, in plain words."""
        if not self.nobs:
            return f"{self.name}: no answer: {self.note}"
        low, high = self.conf_int()
        ends = between((self.contrast * low, self.contrast * high))
        found = points(self.contrast * self.estimate)
        return f"{self.opening}, pain was {found} (95 % interval: {ends})."


def _look(
    name: str, unit: str, opening: str, contrast: float, outcome: pd.Series, columns: pd.DataFrame
) -> Look:
    """Regress on columns and time terms with the planned error model; the first column counts."""
    known = outcome.notna() & columns.notna().all(axis=1)
    days, own, counts = pd.DatetimeIndex(outcome.index[known]), columns[known], columns.columns[0]
    words: dict[str, Any] = {"name": name, "unit": unit, "opening": opening, "contrast": contrast}
    try:
        if len(days) < FEWEST_DAYS:
            need = f"at least {FEWEST_DAYS} are needed"
            raise FitError(f"days with all that it takes: {len(days)}; {need}.")
        if not np.isfinite(own.to_numpy()).all():
            raise FitError("a value is infinite.")
        if np.ptp(own[counts].to_numpy()) < 1e-9:
            raise FitError(f"{counts} never changes on the days used.")
        if not contrast > 0:
            raise FitError(f"{counts} was the same on nearly all days.")
        t = (days - days[0]).days.to_numpy(dtype=float)
        result = fit_reml(t, outcome[known].to_numpy(), own.join(time_terms(days)))
    except FitError as error:
        return Look(note=str(error), **words)
    note = "" if result.converged else "the optimiser did not converge"
    return Look.of(result, counts, note=note, **words)


def _table(looks: Sequence[Look]) -> pd.DataFrame:
    columns = ["name", *COLUMNS]
    rows = [look.summary()[columns] for look in looks]
    return (pd.concat(rows) if rows else pd.DataFrame(columns=columns)).set_index("name")


@dataclass(frozen=True)
class Exploration(Told):
    """Several looks at one question; `vif`: variance inflation factors, if they share a fit."""

    title: str
    looks: tuple[Look, ...]
    vif: tuple[float, ...] = ()

    @property
    def sentence(self) -> str:
        """What was seen, and that it is exploratory."""
        told = [look for look in self.looks if look.nobs]
        if not told:
            why = self.looks[0].note if self.looks else "nothing is recorded that could be used."
            return f"{self.title} (exploratory): no answer: {why}"
        if self.vif:
            worst, said = max(self.vif), " ".join(look.sentence for look in told)
            apart = "can hardly be told apart" if worst > 5 else "can be told apart in part"
            return (
                f"{self.title} (exploratory), each with the other held equal. {said} The two "
                f"{apart}: their intervals are about {worst**0.5:.1f} times as wide as those of "
                f"habits that never go together (variance inflation factor {worst:.1f})."
            )
        n = f"{len(told)} look{'s' if len(told) > 1 else ''} at this diary"
        out = " ".join(look.sentence for look in told if look.stands_out)
        seen = f"of {n}, what follows stands out. {out} One look in twenty does so by chance alone."
        if not out:
            seen = f"in {n}, nothing stands out from chance; it may also be too short to show it."
        return f"{self.title} (exploratory): {seen}"

    def summary(self) -> pd.DataFrame:
        """Return one row per look, unrounded; with `vif` where they share a fit."""
        table = _table(self.looks)
        return table.assign(vif=self.vif) if self.vif else table


def load_jumps(daily: pd.DataFrame) -> Exploration:
    """Ask whether more pain follows a week, or a single day, far above the person's own habit.

    The week t-7 .. t-1 and its biggest day are compared with the four weeks before it
    (t-35 .. t-8): by how much they lie above, not as a ratio (Lolli 2019, Impellizzeri 2020).
    In distance, duration, and pace (min/km faster) where these are recorded. The habit, and how
    far a week lies below it, stand beside it in the regression.

    Parameters
    ----------
    daily : DataFrame
        As of `build_daily`. It knows days, not sessions: a "single run" is a day's running.

    Returns
    -------
    Exploration
        Two looks per recorded measure; `contrast` is the person's own marked jump (the 90th
        percentile of those above the habit). In 100 simulated diaries of a year without any
        association, each look stood out in 3 to 10 % (7 to 11 % with very noisy ratings).
    """
    looks, pain = [], daily["pain"].where(log_settled(daily))
    for measure, (column, unit, per, more) in MEASURES.items():
        week, habit, day, day_habit = _against_habit(daily, column)
        if not (habit.abs() > 0).any():
            continue
        beside = pd.DataFrame({"habit": habit, "below": (habit - week).clip(lower=0)})
        for kind, over in (("weeks", week - habit), ("single runs", day - day_habit)):
            above = (over.clip(lower=0) / per).rename("the jump")
            jumps = above[pain.notna() & (above > 1e-9)]
            name = f"{kind} above your habit, {measure}"
            units = f"NRS points per {per:g} {unit} {more}"
            if len(jumps) < FEWEST_JUMP_DAYS:
                note = f"rated days after such {kind}: {len(jumps)}; "
                note += f"at least {FEWEST_JUMP_DAYS} are needed."
                looks.append(Look(name=name, unit=units, note=note))
                continue
            size = float(jumps.quantile(0.9))
            much = f"{size * per:.{1 if per < 1 else 0}f} {unit} {more}"
            opening = f"After {kind} {much} than in the four weeks before"
            columns = above.to_frame().join(beside if kind == "weeks" else beside["habit"])
            looks.append(_look(name, units, opening, size, pain, columns))
    return Exploration("Load jumps", tuple(looks))


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


def joint_model(daily: pd.DataFrame, window_days: int = 14) -> Exploration:
    """Put frequency and distance into one regression, with variance inflation factors.

    Plain means over the window; the planned analysis looks at each by itself. The looks have no
    estimate where the two cannot be told apart at all, or too little is known.
    """
    from statsmodels.stats.outliers_influence import variance_inflation_factor

    asked = (FREQUENCY, DISTANCE)
    values = pd.concat([exposure_values(daily, e, window_days) for e in asked], axis=1)
    pain, looks = daily["pain"].where(log_settled(daily)), []
    for e in asked:
        more = _spread(values[e.name][pain.notna()])
        opening = f"With {more * e.per:.1f} {e.measure} more"
        columns = values[[e.name, *values.columns.drop(e.name)]]
        looks.append(_look(e.label, f"NRS points per {e.unit}", opening, more, pain, columns))
    used = values[pain.notna()].dropna()
    vif: tuple[float, ...] = ()
    if looks[0].nobs:
        design = used.join(time_terms(pd.DatetimeIndex(used.index))).to_numpy()
        vif = tuple(float(variance_inflation_factor(design, i)) for i in (0, 1))
    return Exploration("Frequency and distance together", tuple(looks), vif)


def other_ratings(daily: pd.DataFrame) -> Exploration:
    """Ask whether what else is recorded (stress, sleep, medication, ...) goes with pain.

    Each variable's mean over the week before (t-7 .. t-1), by itself, in its own unit.
    """
    looks = []
    for name in other_columns(daily):
        week = week_before(daily, name)
        spread = _spread(week[daily["pain"].notna()])
        unit = "NRS points per +1 point of its own scale"
        opening = f"After weeks with {name} higher by {_short(spread)}"
        looks.append(_look(name, unit, opening, spread, daily["pain"], week.to_frame()))
    return Exploration("Other recorded things", tuple(looks))


def _short(value: float) -> str:
    """Write a number with two digits that count, without an exponent."""
    return f"{float(f'{value:.2g}'):,.12g}"


def _spread(values: pd.Series) -> float:
    """Return the 90th less the 10th percentile; 0 where nothing is known."""
    known = values[np.isfinite(values)]
    return float(np.diff(known.quantile([0.1, 0.9])).item()) if len(known) else 0.0


@dataclass(frozen=True)
class Way(Told):
    """Running -> `through` -> pain: two steps, each with its interval.

    `spread` is by how much `through` differed between the person's low (10th percentile) and
    high (90th), in `unit`; `hardly_changed` where that is too little to show anything.
    """

    through: str
    unit: str
    steps: tuple[Look, Look]
    spread: float
    hardly_changed: bool

    @property
    def sentence(self) -> str:
        """Both steps in plain words, and what they cannot show."""
        words = f"A way through {self.through} (exploratory):"
        if self.hardly_changed:
            return (
                f"{words} {self.through} hardly changed (by {_short(self.spread)} {self.unit} "
                "between your low and your high), so these data cannot show such a way."
            )
        for step, look in zip(("first", "second"), self.steps, strict=True):
            if not look.nobs:
                return f"{words} The {step} step has no answer: {look.note}"
            words += f" {look.opening} by {look.estimate:+z.2f} {look.unit.split(' per ')[0]}"
            words += f" (95 % interval {signed(look.conf_int(), 2)})."
        if all(look.stands_out for look in self.steps):
            return f"{words} Both steps stand out, which fits such a way, and other stories too."
        return f"{words} Not both steps stand out from chance: cannot tell."

    def summary(self) -> pd.DataFrame:
        """Return one row per step, unrounded."""
        return _table(self.steps)


def ways_through(daily: pd.DataFrame, variables: Sequence[str] | None = None) -> tuple[Way, ...]:
    """Follow running -> weight, stress, mood, ... -> pain, step by step.

    Parameters
    ----------
    daily : DataFrame
        As of `build_daily`.
    variables : sequence of str, optional
        Columns of `daily`; by default weight and all else that is recorded.

    Returns
    -------
    tuple of Way
        First step: weigh-ins on the running so far (kg in four weeks), or the variable on the
        running of the fortnight before. Second: pain on the four-week weight change, or on the
        variable's week before, running held equal.

    Notes
    -----
    In simulated diaries without any way, the first step through weight stood out in 9 % at one
    year and 6 % at two. What hardly changes cannot show a way, and running may follow stress.
    """
    wanted = ["weight_kg", *other_columns(daily)] if variables is None else list(variables)
    return tuple(_way(daily, name) for name in wanted if daily[name].notna().any())


def _way(daily: pd.DataFrame, name: str) -> Way:
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
        through, unit, before, week = name, OWN_SCALE, habit, week_before(daily, name)
        known = daily[name][np.isfinite(daily[name])]
        hardly = HARDLY_SHARE * float(np.ptp(known)) if len(known) else 0.0
    spread, one = _spread(week[daily["pain"].notna()]), unit.replace("points", "point")
    first = _look(
        f"running -> {through}", f"{unit} per {running.unit}",
        f"With {running.unit.strip('+')} more of running, {through} differed", 1.0,
        daily[name], before.to_frame(),
    )  # fmt: skip
    second = _look(
        f"{through} -> pain", f"NRS points per +1 {one}",
        f"With {through} higher by 1 {one} and running held equal, pain differed", 1.0,
        daily["pain"], week.to_frame().join(habit),
    )  # fmt: skip
    return Way(through, unit, (first, second), spread, spread <= hardly)
