"""From the first day on: what is recorded, the usual week, this week beside the last four."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from ...language import Phrases
from .marks import element

WEEK = 7
FOUR_WEEKS = 28
FEWEST_WEEKS = 3
FEWEST_RATINGS = 7


@dataclass(frozen=True)
class ThisWeek:
    """What was done in the last seven days, and in each of the four weeks before them."""

    amount: float
    before: tuple[float, ...]
    column: str

    @property
    def usual(self) -> float:
        """The mean of the four weeks before."""
        return sum(self.before) / len(self.before)

    @property
    def is_most(self) -> bool:
        """Whether it is more than in any of the four weeks before."""
        return self.amount > max(self.before)


def this_week(days: pd.DataFrame) -> ThisWeek | None:
    """Return the last seven days beside the four weeks before; None where a day is not known."""
    column = "runs"
    if days["distance_km"].gt(0).any():
        column = "distance_km"
    five_weeks = days[column].iloc[-(FOUR_WEEKS + WEEK) :]
    if len(five_weeks) < FOUR_WEEKS + WEEK or five_weeks.isna().any():
        return None
    of_weeks = five_weeks.to_numpy().reshape(-1, WEEK).sum(axis=1)
    *before, amount = of_weeks.tolist()
    return ThisWeek(amount=amount, before=tuple(before), column=column)


def so_far(p: Phrases, days: pd.DataFrame) -> Markup:
    """Return the section about what is recorded so far, and about this week."""
    lines = [element("li", text) for text in _told(p, days)]
    parts = [element("h2", p("so_far.heading")), element("ul", *lines)]
    return element("section", *parts)


def _told(p: Phrases, days: pd.DataFrame) -> Iterator[str]:
    yield _recorded(p, days)
    pain = days["pain"].dropna()
    if len(pain) >= FEWEST_RATINGS:
        low, high = pain.quantile([0.25, 0.75])
        yield p("so_far.usual_pain", low=low, high=high, median=pain.median())
    yield from _usual_week(p, days)
    week = this_week(days)
    if week is not None and (week.amount or week.usual):
        key = "km" if week.column == "distance_km" else "sessions"
        yield p(f"so_far.week_{key}", now=week.amount, usual=week.usual)
        if week.is_most:
            yield p("so_far.build_up")


def _recorded(p: Phrases, days: pd.DataFrame) -> str:
    ratings = p("so_far.ratings", n=int(days["pain"].count()))
    runs = p("day.sessions", n=int(days["runs"].sum()))
    weigh_ins = p("so_far.weigh_ins", n=int(days["weight_kg"].count()))
    told = p.listed([ratings, runs, weigh_ins])
    return p("so_far.recorded", first=days.index[0], last=days.index[-1], told=told)


def _usual_week(p: Phrases, days: pd.DataFrame) -> Iterator[str]:
    """Tell how much is usual in a week: the middle half of all full weeks."""
    names = {"runs": "sessions", "distance_km": "km"}
    for column, key in names.items():
        weekly = days[column].resample("W-SUN").agg(["sum", "count"])
        is_full = weekly["count"] == WEEK
        full = weekly.loc[is_full, "sum"]
        if len(full) < FEWEST_WEEKS:
            continue
        low, high = full.quantile([0.25, 0.75])
        if high > 0:
            yield p(f"so_far.usual_{key}", low=low, high=high)
