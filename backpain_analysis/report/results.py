"""results.json: the answers as data, for the next month's comparison and for other programs."""

import dataclasses
import json
import math
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from ..answers import Answer, Answers

PACKAGES = ("backpain_analysis", "matplotlib", "numpy", "pandas", "scipy", "statsmodels", "typst")
SAID = ("verdict", "sentence", "rules_out", "smallest_detectable", "usable_days")


def results(
    month: str,
    person: str,
    daily: pd.DataFrame,
    answers: Answers,
    looks: int,
    sensitivity: Mapping[str, pd.DataFrame],
) -> dict[str, Any]:
    """Return what `results.json` holds.

    Numbers are unrounded; what is not known is None.
    """
    pain, plan, reverse = daily["pain"].dropna(), answers.plan, answers.reverse
    known = ("verdict", "estimate", "pvalue", "nobs", "sentence")
    found = {
        "month": month,
        "person": person,
        "plan": {
            "frozen": plan.frozen_on,
            "hash": plan.hash,
            "changes": plan.changes,
            "contrasts": plan.contrasts,
            "fixed": plan.fixed,
        },
        "coverage": daily.attrs.get("coverage", {})
        | {
            "first_day": daily.index[0],
            "last_day": daily.index[-1],
            "rated_days": len(pain),
            "first_rating": pain.index[0] if len(pain) else None,
            "last_rating": pain.index[-1] if len(pain) else None,
            "run_days": int((daily["runs"] > 0).sum()),
            "weigh_in_days": int(daily["weight_kg"].count()),
        },
        "answers": {a.exposure.name: _answer(a, looks) for a in answers},
        "reverse": reverse
        and {k: getattr(reverse, k) for k in known} | {"interval": reverse.conf_int()},
        "sensitivity": {
            name: ways.reset_index().astype(object).to_dict("records")
            for name, ways in sensitivity.items()
        },
        "software": {p: version(p) for p in PACKAGES} | {"python": sys.version.split()[0]},
    }
    plain: dict[str, Any] = _plain(found)
    return plain


def _answer(a: Answer, looks: int) -> dict[str, Any]:
    fit, contrast = a.fit, a.contrast and dataclasses.asdict(a.contrast)
    if contrast and fit:
        contrast |= {"estimate": a.contrast_estimate}
        contrast |= {"monthly_safe_interval": a.contrast_int(0.95)}
    return {
        "estimate": fit and fit.estimate,
        "unit": f"NRS points per {a.exposure.unit}",
        "std_error": fit and fit.std_error,
        "interval": fit and fit.conf_int(),
        "monthly_safe_interval": fit and a.interval(0.95),
        "pvalue": fit and fit.pvalue,
        "holm_pvalue": fit and a.holm_pvalue,
        "contrast": contrast,
        "looks": looks,
        **{k: getattr(a, k) for k in SAID},
    }


def _plain(value: Any) -> Any:
    """Return a value JSON knows: dates as text, NaN and NaT as None."""
    if (isinstance(value, float) and not math.isfinite(value)) or value is pd.NaT or value is pd.NA:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def write_json(path: Path, content: Any) -> None:
    """Write JSON that any reader takes: no NaN, keys in our order, a newline at the end."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
