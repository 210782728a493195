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
from typing import Any, NamedTuple

import pandas as pd

from ..answers import Answer
from ..checks import Check, Sensitivity
from ..diary import Diary
from ..language import (
    Phrases,
    answer_rules_out,
    answer_sentence,
    check_sentence,
    sensitivity_table,
)
from ..plan import Plan, plan_from
from .analysis import Analysis
from .fair_test import test_as_data

PACKAGES = ("backpain_analysis", "matplotlib", "numpy", "pandas", "scipy", "statsmodels", "typst")


ESTIMATE = (
    "estimate",
    "std_error",
    "pvalue",
    "unit",
    "interval",
    "monthly_safe_interval",
    "verdict_interval",
    "level",
    "holm_pvalue",
)


class Finding(NamedTuple):
    """One month's estimate in NRS points from low to high, and its verdict."""

    estimate: float
    verdict: str


Found = dict[str, Finding]  # by the exposure's name; none without an estimate


def results(month: str, person: str, analysis: Analysis) -> dict[str, Any]:
    """Return what `results.json` holds: numbers unrounded; what is not known is None."""
    answers = analysis.answers
    english = Phrases("en", answers.plan.activities)
    content = {
        "month": month,
        "person": person,
        "plan": _plan(answers.plan, analysis.not_fixed),
        "coverage": _coverage(analysis.diary),
        "answers": {a.exposure.name: _answer(english, a, analysis.looks) for a in answers},
        "reverse": _reverse(english, answers.reverse),
        "sensitivity": {
            name: _rows(english, found) for name, found in analysis.sensitivity.items()
        },
        "fair_test": test_as_data(analysis.fair_test),
        "software": _software(),
    }
    text = json.dumps(content, default=_as_json)
    plain: dict[str, Any] = json.loads(text, parse_constant=lambda not_a_number: None)
    return plain


def _as_json(value: Any) -> str | None:
    """Write a day as JSON has it; a day that is not known is None."""
    return None if pd.isna(value) else value.isoformat()[:10]


def _plan(plan: Plan, not_fixed: str) -> dict[str, Any]:
    """Return the plan; `draft` says why it is not fixed, one of `draft.NOT_FIXED`, or ""."""
    return {
        "frozen": plan.frozen_on,
        "draft": not_fixed,
        "drafts_seen": plan.drafts_seen,
        "hash": plan.hash,
        "changes": plan.changes,
        "new_methods": plan.new_methods,
        "contrasts": plan.contrasts,
        "fixed": plan.fixed,
    }


def _coverage(diary: Diary) -> dict[str, Any]:
    daily = diary.days
    rated = daily["pain"].dropna()
    return {
        "start": diary.coverage.start,
        "end": diary.coverage.end,
        "why": Phrases().remark(diary.coverage.why),
        "first_day": daily.index[0],
        "last_day": daily.index[-1],
        "rated_days": len(rated),
        "first_rating": rated.first_valid_index(),
        "last_rating": rated.last_valid_index(),
        "run_days": int((daily["runs"] > 0).sum()),
        "weigh_in_days": int(daily["weight_kg"].count()),
    }


def _answer(p: Phrases, a: Answer, looks: int) -> dict[str, Any]:
    """Return one answer; its verdict rests on `verdict_interval`, which is of this `level`."""
    return {
        **_estimate(a),
        "contrast": _contrast(a),
        "verdict": a.verdict,
        "sentence": answer_sentence(p, a),
        "rules_out": answer_rules_out(p, a),
        "smallest_detectable": a.smallest_detectable,
        "usable_days": a.usable_days,
        "looks": looks,
        "slower": _beside(a.slower),
        "hidden_cause": _beside(a.hidden),
    }


def _beside(check: Check | None) -> dict[str, Any] | None:
    """Return a check that stands beside an answer; none where it was not asked."""
    if check is None:
        return None
    return {
        "finding": check.finding,
        "estimate": check.estimate,
        "std_error": check.std_error,
        "nobs": check.nobs,
        "values": dict(check.values),
    }


def _estimate(a: Answer) -> dict[str, Any]:
    """Return what was estimated, in NRS points per unit of the exposure."""
    fit = a.fit
    unit = f"NRS points per {a.exposure.unit}"
    if fit is None:
        return dict.fromkeys(ESTIMATE) | {"unit": unit}
    return {
        "estimate": fit.estimate,
        "std_error": fit.std_error,
        "pvalue": fit.pvalue,
        "unit": unit,
        "interval": fit.conf_int(),
        "monthly_safe_interval": a.interval(0.95),
        "verdict_interval": a.interval(a.level),
        "level": a.level,
        "holm_pvalue": a.holm_pvalue,
    }


def _contrast(a: Answer) -> dict[str, Any]:
    """Return the person's own low and high, and the difference in NRS points between them."""
    contrast = dataclasses.asdict(a.contrast)
    if a.fit is not None:
        contrast["monthly_safe_interval"] = a.contrast_int(0.95)
        contrast["verdict_interval"] = a.contrast_int(a.level)
        contrast["estimate"] = a.contrast_estimate
    return contrast


def _reverse(p: Phrases, reverse: Check | None) -> dict[str, Any] | None:
    if reverse is None:
        return None
    return {
        "verdict": reverse.finding,
        "estimate": reverse.estimate,
        "pvalue": reverse.pvalue,
        "nobs": reverse.nobs,
        "sentence": check_sentence(p, reverse),
        "interval": reverse.conf_int(),
    }


def _rows(p: Phrases, found: Sensitivity) -> list[dict[str, Any]]:
    table = sensitivity_table(p, found)
    rows: list[dict[str, Any]] = table.reset_index().astype(object).to_dict("records")
    return rows


def _software() -> dict[str, str]:
    versions = {package: version(package) for package in PACKAGES}
    versions["python"] = sys.version.split()[0]
    return versions


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
    def files(self) -> tuple[str, ...] | None:
        """The files that it read; None where its manifest was damaged."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            text = (self.folder / "manifest.json").read_text(encoding="utf-8")
            return tuple(json.loads(text)["inputs"])
        return None

    @cached_property
    def plan(self) -> Plan:
        """Its plan."""
        held = self.results["plan"]
        content = {**held["fixed"], "contrasts": held["contrasts"], "changes": held["changes"]}
        content["new_methods"] = held.get("new_methods", [])
        if held["frozen"]:
            content["frozen_on"] = dt.date.fromisoformat(held["frozen"])
        return plan_from(content)

    @property
    def fair_test(self) -> Mapping[str, Any] | None:
        """What it holds of a fair test; None where there is none, as in older reports."""
        held: Mapping[str, Any] | None = self.results.get("fair_test")
        return held

    @cached_property
    def found(self) -> Found:
        """Its estimates and verdicts; none of an exposure without an estimate."""
        found = {}
        for name, held in self.results["answers"].items():
            if held["estimate"] is not None:
                found[name] = Finding(held["contrast"]["estimate"], held["verdict"])
        return found


def months_so_far(reports: Path) -> list[Month]:
    """Read the reports in a folder, oldest first; one that was damaged later is left out."""
    months = []
    for path in sorted(reports.glob("[0-9]*/results.json")):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            month = Month(path.parent, json.loads(path.read_text(encoding="utf-8")))
            _need_all_parts(month)
            months.append(month)
    return months


def _need_all_parts(month: Month) -> None:
    """Raise what a damaged part raises, before anyone relies on it."""
    _ = month.found
    _ = month.plan
    _ = month.results["software"]
    _ = month.results["person"]


def estimates_by_month(months: list[Month]) -> pd.DataFrame:
    """Return a row for every estimate: NRS points from low to high, monthly-safe (95 %)."""
    rows = []
    for month in months:
        for name, finding in month.found.items():
            contrast = month.results["answers"][name]["contrast"]
            lower, upper = contrast["monthly_safe_interval"]
            rows.append((month.month, name, finding.estimate, lower, upper))
    return pd.DataFrame(rows, columns=["month", "exposure", "estimate", "lower", "upper"])
