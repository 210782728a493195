"""Earlier months: what their reports held, and how often one has looked."""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ..plan import Plan, plan_from

Found = dict[str, tuple[float, str]]  # per exposure: NRS points from low to high, verdict


@dataclasses.dataclass(frozen=True)
class Month:
    """An earlier report: its folder, and what its `results.json` held."""

    folder: Path
    results: Mapping[str, Any]

    @property
    def month(self) -> str:
        """The month it is named by."""
        return self.folder.name

    @cached_property
    def daily(self) -> pd.DataFrame | None:
        """Its daily table; None where that was damaged."""
        try:
            table = pd.read_csv(self.folder / "daily.csv", index_col="day", parse_dates=["day"])
            return table.asfreq("D").astype(float)
        except (OSError, ValueError, TypeError):
            return None

    @cached_property
    def plan(self) -> Plan:
        """Its plan."""
        held = self.results["plan"]
        frozen = held["frozen"] and dt.date.fromisoformat(held["frozen"])
        known = {"contrasts": held["contrasts"], "changes": held["changes"], "frozen_on": frozen}
        return plan_from(held["fixed"] | known)

    @property
    def found(self) -> Found:
        """Its estimates and verdicts; none of an exposure without an estimate."""
        return {
            name: (a["contrast"]["estimate"], a["verdict"])
            for name, a in self.results["answers"].items()
            if a["estimate"] is not None
        }


def months_so_far(reports: Path) -> list[Month]:
    """Read the reports in a folder, oldest first; one that was damaged later is left out."""
    found = []
    for path in sorted(reports.glob("[0-9]*/results.json")):
        try:
            one = Month(path.parent, json.loads(path.read_text(encoding="utf-8")))
            _ = one.found, one.plan, one.results["software"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        found.append(one)
    return found


def looks(months: list[Month]) -> int:
    """Count the months in which an estimate was seen."""
    return sum(bool(m.found) for m in months)


def estimates_by_month(
    earlier: list[Month], month: str, results: Mapping[str, Any]
) -> pd.DataFrame:
    """Return a row for every estimate so far: NRS points from low to high, monthly-safe (95 %)."""
    rows = [
        (m.month, name, estimate, *m.results["answers"][name]["contrast"]["monthly_safe_interval"])
        for m in (*earlier, Month(Path(month), results))
        for name, (estimate, _) in m.found.items()
    ]
    return pd.DataFrame(rows, columns=["month", "exposure", "estimate", "lower", "upper"])
