"""One row per calendar day of the person's own time, unbroken; the coverage of the run log."""

from typing import TYPE_CHECKING

import pandas as pd

from .errors import DataError
from .settings import Settings

if TYPE_CHECKING:
    from .importing.exports import Exports


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
    runs, pain, weight, other = exports.runs, exports.pain, exports.weight, exports.other
    days = pd.concat([table["day"] for table in (runs, pain, weight, other)])
    if days.empty:
        problem = "there is nothing to analyse: no file gave a single row."
        todo = "Put the exports of your apps into that folder; `backpain check` lists them."
        raise DataError(problem, file=settings.raw, todo=todo)
    grid = pd.date_range(days.min().normalize(), days.max().normalize(), freq="D", name="day")
    daily = pd.DataFrame(index=grid)

    # the ratings of one region; none while several are rated and none is chosen
    region, named = settings.pain.region, set(pain["region"].dropna()) - {""}
    if named and region:
        mine = pain[pain["region"].fillna("").str.casefold() == region.casefold()]
    elif len(named) > 1:
        mine = pain[:0]
    else:  # where no region is ever named, what is rated is the one that the settings name
        mine, region = pain, region or "".join(named)
    how = {"mean": "mean", "worst": "max", "last": "last"}[settings.pain.per_day]
    daily["pain"] = mine.sort_values("time", kind="stable").groupby("day")["pain"].agg(how)
    if settings.pain.unlogged_is_zero and len(mine):
        # on the days on which a file that holds ratings was written in, for whatever else
        written = grid.isin(pain["day"]) | grid.isin(other["day"][other["file"].isin(pain["file"])])
        attacks = pain["day"][pain["source"] == "attack list"]  # complete from first to last
        written |= (grid >= attacks.min()) & (grid <= attacks.max())
        daily.loc[daily["pain"].isna() & written, "pain"] = 0.0

    # from when to when a day without a session means none, not unknown
    start, end = runs["day"].min(), grid[-1]
    why = "from the first activity in the log to the last day in any file"
    if settings.covered_from is not None:
        start, why = pd.Timestamp(settings.covered_from), "set by covered_from"
    if settings.covered_to is not None:
        end, why = pd.Timestamp(settings.covered_to), f"{why}; until covered_to"
    covered = (grid >= start) & (grid <= end)
    if pd.isna(start):
        start, end, why = None, None, "no activity in any file"

    wanted = {a.casefold() for a in settings.activities}
    sessions = runs[runs["activity"].str.casefold().isin(wanted)].groupby("day")
    daily["runs"] = sessions.size().reindex(grid, fill_value=0).where(covered).astype(float)
    for column in ("distance_km", "duration_min"):
        total = sessions[column].sum(skipna=False)
        daily[column] = total.reindex(grid, fill_value=0.0).where(covered)
    daily["weight_kg"] = weight.groupby("day")["weight_kg"].median()
    for name, rated in other.groupby("variable"):
        column = str(name) if name not in daily else f"{name} (rated)"
        daily[column] = rated.groupby("day")["value"].mean()
    daily.attrs["coverage"] = {"start": start, "end": end, "why": why}
    daily.attrs |= {"region": region, "open_questions": len(exports.questions)}
    if len(exports.events):
        told = exports.events[["event", "start", "end"]].itertuples(index=False, name=None)
        daily.attrs["events"] = tuple(told)
    return daily
