"""results.json: the answers as data, for the next month's comparison and for other programs."""

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from ..answers import Answer, Answers
from ..checks import Sensitivity
from ..diary import Diary
from ..language import Phrases, sensitivity_table
from ..plan import Plan, plan_from

PACKAGES = ("backpain_analysis", "matplotlib", "numpy", "pandas", "scipy", "statsmodels", "typst")
SAID = ("verdict", "sentence", "rules_out", "smallest_detectable", "usable_days")
Found = dict[str, tuple[float, str]]  # per exposure: NRS points from low to high, verdict


def results(
    month: str,
    person: str,
    diary: Diary,
    answers: Answers,
    looks: int,
    sensitivity: Mapping[str, Sensitivity],
) -> dict[str, Any]:
    """Return what `results.json` holds: numbers unrounded; what is not known is None."""
    daily, coverage = diary.days, diary.coverage
    pain, plan, reverse = daily["pain"].dropna(), answers.plan, answers.reverse
    parts = ("hash", "changes", "contrasts", "fixed")
    known = ("verdict", "estimate", "pvalue", "nobs", "sentence")
    found = {
        "month": month,
        "person": person,
        "plan": {"frozen": plan.frozen_on} | {k: getattr(plan, k) for k in parts},
        "coverage": {
            "start": coverage.start,
            "end": coverage.end,
            "why": Phrases().remark(coverage.why),
            "first_day": daily.index[0],
            "last_day": daily.index[-1],
            "rated_days": len(pain),
            "first_rating": pain.first_valid_index(),
            "last_rating": pain.last_valid_index(),
            "run_days": int((daily["runs"] > 0).sum()),
            "weigh_in_days": int(daily["weight_kg"].count()),
        },
        "answers": {a.exposure.name: _answer(a) | {"looks": looks} for a in answers},
        "reverse": reverse
        and {k: getattr(reverse, k) for k in known} | {"interval": reverse.conf_int()},
        "sensitivity": {
            name: sensitivity_table(Phrases(), found)
            .reset_index()
            .astype(object)
            .to_dict("records")
            for name, found in sensitivity.items()
        },
        "software": {p: version(p) for p in PACKAGES} | {"python": sys.version.split()[0]},
    }

    def plain(value: Any) -> str | None:
        return None if pd.isna(value) else value.isoformat()[:10]

    text = json.dumps(found, default=plain)
    held: dict[str, Any] = json.loads(text, parse_constant=lambda not_a_number: None)
    return held


def _answer(a: Answer) -> dict[str, Any]:
    """Return one answer; its verdict rests on `verdict_interval`, which is of this `level`."""
    fit, contrast = a.fit, dataclasses.asdict(a.contrast)
    if fit:
        safe, decisive = a.contrast_int(0.95), a.contrast_int(a.level)
        contrast |= {"monthly_safe_interval": safe, "verdict_interval": decisive}
        contrast |= {"estimate": a.contrast_estimate}
    return {
        **{k: fit and getattr(fit, k) for k in ("estimate", "std_error", "pvalue")},
        "unit": f"NRS points per {a.exposure.unit}",
        "interval": fit and fit.conf_int(),
        "monthly_safe_interval": fit and a.interval(0.95),
        "verdict_interval": fit and a.interval(a.level),
        "level": fit and a.level,
        "holm_pvalue": fit and a.holm_pvalue,
        "contrast": contrast,
        **{k: getattr(a, k) for k in SAID},
    }


def write_json(path: Path, content: Any) -> None:
    """Write JSON that any reader takes: no NaN, keys in our order, a newline at the end."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


@dataclasses.dataclass(frozen=True)
class Month:
    """A month's report: its folder, and what its `results.json` holds."""

    folder: Path
    results: Mapping[str, Any]

    @property
    def month(self) -> str:
        """The month it is named by."""
        return self.folder.name

    @cached_property
    def daily(self) -> pd.DataFrame | None:
        """Its daily table; None where that was damaged."""
        with suppress(OSError, ValueError, TypeError):
            table = pd.read_csv(self.folder / "daily.csv", index_col="day", parse_dates=["day"])
            return table.asfreq("D").astype(float)
        return None

    @cached_property
    def plan(self) -> Plan:
        """Its plan."""
        held = self.results["plan"]
        frozen = held["frozen"] and dt.date.fromisoformat(held["frozen"])
        known = {"contrasts": held["contrasts"], "changes": held["changes"], "frozen_on": frozen}
        return plan_from(held["fixed"] | known)

    @cached_property
    def found(self) -> Found:
        """Its estimates and verdicts; none of an exposure without an estimate."""
        return {
            name: (a["contrast"]["estimate"], a["verdict"])
            for name, a in self.results["answers"].items()
            if a["estimate"] is not None
        }


def months_so_far(reports: Path) -> list[Month]:
    """Read the reports in a folder, oldest first; one that was damaged later is left out."""
    months = []
    for path in sorted(reports.glob("[0-9]*/results.json")):
        try:
            one = Month(path.parent, json.loads(path.read_text(encoding="utf-8")))
            _ = one.found, one.plan, one.results["software"], one.results["person"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        months.append(one)
    return months


def estimates_by_month(months: list[Month]) -> pd.DataFrame:
    """Return a row for every estimate: NRS points from low to high, monthly-safe (95 %)."""
    rows = [
        (m.month, name, estimate, *m.results["answers"][name]["contrast"]["monthly_safe_interval"])
        for m in months
        for name, (estimate, _) in m.found.items()
    ]
    return pd.DataFrame(rows, columns=["month", "exposure", "estimate", "lower", "upper"])
