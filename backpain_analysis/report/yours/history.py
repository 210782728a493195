"""Every month's answer so far, as bars on the band that does not matter."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import Phrases, exposure_label, signed_interval, upper_first
from .bars import interval_bar, reach_for
from .marks import element

MOST_MONTHS = 24


def history_section(p: Phrases, history: pd.DataFrame | None, sesoi: float) -> Markup:
    """Return the estimates of all months; nothing while there is only one month.

    `history` has the columns `month`, `exposure`, `estimate`, `lower`, `upper`.
    """
    if history is None or history["month"].nunique() < 2:
        return Markup("")
    farthest = history[["lower", "upper"]].abs().max().max()
    reach = reach_for(farthest, sesoi)
    tables = []
    newest = []
    for name, rows in history.groupby("exposure", sort=False):
        label = p(f"figure.history.{name}")
        last = rows["estimate"].iloc[-1]
        newest.append(p("figure.history.newest", label=label, estimate=last))
        shown = rows.tail(MOST_MONTHS)
        tables.append(_table(p, str(name), shown, reach, sesoi))
    told = p(
        "figure.history.alt",
        months=history["month"].nunique(),
        newest="; ".join(newest),
    )
    size = p("amount.points", n=sesoi)
    folded = element(
        "details",
        element("summary", p("figure.history.title")),
        element("p", told),
        *tables,
        element("p", p("figure.history.caption", sesoi=size), class_="caption"),
    )
    return element("section", folded, class_="history")


def _table(p: Phrases, name: str, rows: pd.DataFrame, reach: float, sesoi: float) -> Markup:
    caption = element("caption", upper_first(exposure_label(p, name)))
    lines = [_month(p, row, reach, sesoi) for row in rows.to_dict("records")]
    return element("table", caption, element("tbody", *lines))


def _month(p: Phrases, row: Mapping[Hashable, Any], reach: float, sesoi: float) -> Markup:
    """Return one month's answer: its name, the bar of its interval, the numbers."""
    month = p.date(pd.Period(row["month"]).start_time, "month")
    estimate = row["estimate"]
    interval = (row["lower"], row["upper"])
    bar = interval_bar(estimate, interval, reach, sesoi)
    written = p.number(estimate, 1, sign=True)
    numbers = f"{written} ({signed_interval(p, interval, 1)})"
    return element(
        "tr",
        element("th", month, scope="row"),
        element("td", bar, class_="wide"),
        element("td", numbers),
    )
