"""One row per calendar day of the person's own time, unbroken; the coverage of the run log."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from .errors import DataError
from .settings import Settings

if TYPE_CHECKING:
    from .exports import Exports


def build_daily(exports: "Exports", settings: Settings | None = None) -> pd.DataFrame:
    """Join the tidy tables into one row per calendar day.

    Parameters
    ----------
    exports : Exports
    settings : Settings, optional
        Names the activities, the body region, the day rule and the coverage of the log.

    Returns
    -------
    DataFrame
        Index `day` (DatetimeIndex, freq D, unbroken); columns `pain` (0-10), `runs` (sessions),
        `distance_km`, `duration_min`, `weight_kg`, and one per other variable. NaN is "not
        recorded"; a day inside the log's coverage without a session has 0 runs and 0 km.
        `attrs["coverage"]` tells from when to when the run log counts, and why;
        `attrs["region"]` which body region the pain column holds; `attrs["open_questions"]`
        how many questions about the files wait for an answer.

    Raises
    ------
    DataError
        No table holds a single row.
    """
    settings = settings or Settings()
    tables = (exports.runs, exports.pain, exports.weight, exports.other)
    days = pd.concat([table["day"] for table in tables])
    if days.empty:
        raise DataError(
            "there is nothing to analyse: no file gave a single row.",
            file=settings.raw,
            todo="Put the exports of your apps into that folder; `backpain check` lists them.",
        )
    grid = pd.date_range(days.min().normalize(), days.max().normalize(), freq="D", name="day")
    pain, region = _choose_region(exports.pain, settings.pain.region)
    start, end, why = _coverage(exports.runs, grid, settings)

    how = {"mean": "mean", "worst": "max", "last": "last"}[settings.pain.per_day]
    daily = pd.DataFrame(index=grid)
    daily["pain"] = pain.sort_values("time", kind="stable").groupby("day")["pain"].agg(how)
    if settings.pain.unlogged_is_zero and len(pain):
        daily.loc[daily["pain"].isna() & grid.isin(_days_with_entries(exports)), "pain"] = 0.0

    wanted = {a.casefold() for a in settings.activities}
    sessions = exports.runs[exports.runs["activity"].str.casefold().isin(wanted)].groupby("day")
    covered = (grid >= (start or pd.NaT)) & (grid <= (end or pd.NaT))
    daily["runs"] = sessions.size().reindex(grid, fill_value=0).where(covered).astype(float)
    for column in ("distance_km", "duration_min"):
        total = sessions[column].sum(skipna=False).reindex(grid, fill_value=0.0)
        daily[column] = total.where(covered)
    daily["weight_kg"] = exports.weight.groupby("day")["weight_kg"].median()
    for name, rated in exports.other.groupby("variable"):
        column = str(name) if name not in daily else f"{name} (rated)"
        daily[column] = rated.groupby("day")["value"].mean()
    daily.attrs["coverage"] = {"start": start, "end": end, "why": why}
    daily.attrs |= {"region": region, "open_questions": len(exports.questions)}
    if len(exports.events):
        told = exports.events[["event", "start", "end"]].itertuples(index=False, name=None)
        daily.attrs["events"] = tuple(told)
    return daily


def _days_with_entries(exports: "Exports") -> pd.DatetimeIndex:
    """Return the days on which a file that holds ratings was written in, for whatever else."""
    other = exports.other["day"][exports.other["file"].isin(exports.pain["file"])]
    days = pd.DatetimeIndex(exports.pain["day"]).union(pd.DatetimeIndex(other))
    attacks = exports.pain["day"][exports.pain["source"] == "attack list"]
    if len(attacks):  # a list of attacks is complete from its first to its last
        days = days.union(pd.date_range(attacks.min(), attacks.max()))
    return days


def _choose_region(pain: pd.DataFrame, wanted: str) -> tuple[pd.DataFrame, str]:
    """Return the ratings of the one region; none while several are rated and none is chosen.

    Where no region is ever named, what is rated is the one that the settings name.
    """
    names = sorted(set(pain["region"].dropna()) - {""})
    if wanted and names:
        return pain[pain["region"].fillna("").str.casefold() == wanted.casefold()], wanted
    return (pain[:0], "") if len(names) > 1 else (pain, wanted or "".join(names))


def _coverage(runs: pd.DataFrame, grid: pd.DatetimeIndex, settings: Settings) -> tuple[Any, ...]:
    """Decide from when to when a day without a session means none, not unknown, and say why."""
    told_from, told_to = settings.covered_from, settings.covered_to
    if runs.empty and told_from is None:
        return None, None, "no activity in any file"
    start, why = runs["day"].min(), "from the first activity in the log to the last day in any file"
    if told_from is not None:
        start, why = pd.Timestamp(told_from), "set by covered_from"
    if told_to is not None:
        return start, pd.Timestamp(told_to), f"{why}; until covered_to"
    return start, grid[-1], why
