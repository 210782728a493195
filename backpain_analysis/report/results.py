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
from ..checks import ReverseTest

PACKAGES = ("backpain_analysis", "matplotlib", "numpy", "pandas", "scipy", "statsmodels", "typst")


def results(
    month: str,
    person: str,
    daily: pd.DataFrame,
    answers: Answers,
    *,
    looks: int,
    changes: list[dict[str, Any]],
    draft: str,
    sensitivity: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, Any]:
    """Return what `results.json` holds.

    Numbers are unrounded; what is not known is None. `draft` says why no estimate is shown, and
    is empty otherwise.
    """
    sensitivity = sensitivity or {}
    pain, plan = daily["pain"].dropna(), answers.plan
    coverage = {k: _plain(v) for k, v in daily.attrs.get("coverage", {}).items()}
    coverage |= {
        "first_day": _plain(daily.index[0]),
        "last_day": _plain(daily.index[-1]),
        "rated_days": len(pain),
        "first_rating": _plain(pain.index[0]) if len(pain) else None,
        "last_rating": _plain(pain.index[-1]) if len(pain) else None,
        "run_days": int((daily["runs"] > 0).sum()),
        "weigh_in_days": int(daily["weight_kg"].count()),
    }
    return {
        "month": month,
        "person": person,
        "draft": draft,
        "plan": {
            "frozen": _plain(plan.frozen_on),
            "hash": plan.hash,
            "changes": changes,
            "contrasts": _plain(plan.contrasts),
            "fixed": {
                f.name: _plain(getattr(plan, f.name))
                for f in dataclasses.fields(plan)
                if f.name not in ("contrasts", "frozen_on")
            },
        },
        "coverage": coverage,
        "answers": {a.exposure.name: _answer(a, looks) for a in answers},
        "reverse": _reverse(answers.reverse),
        "sensitivity": {name: _table(ways) for name, ways in sensitivity.items()},
        "software": {p: version(p) for p in PACKAGES} | {"python": sys.version.split()[0]},
    }


def _answer(a: Answer, looks: int) -> dict[str, Any]:
    fit, contrast = a.fit, a.contrast
    out: dict[str, Any] = {
        "estimate": fit.estimate if fit else None,
        "unit": f"NRS points per {a.exposure.unit}",
        "std_error": fit.std_error if fit else None,
        "interval": list(fit.conf_int()) if fit else None,
        "monthly_safe_interval": list(a.interval(0.95)) if fit else None,
        "pvalue": fit.pvalue if fit else None,
        "holm_pvalue": a.holm_pvalue if fit else None,
        "verdict": a.verdict,
        "sentence": a.sentence,
        "rules_out": a.rules_out,
        "contrast": None,
        "smallest_detectable": a.smallest_detectable,
        "usable_days": a.usable_days,
        "looks": looks,
    }
    if contrast:
        out["contrast"] = {"low": contrast.low, "high": contrast.high, "unit": contrast.unit}
        if fit:
            out["contrast"] |= {"estimate": a.contrast_estimate}
            out["contrast"] |= {"monthly_safe_interval": list(a.contrast_int(0.95))}
    return {k: _plain(v) for k, v in out.items()}


def _reverse(reverse: ReverseTest | None) -> dict[str, Any] | None:
    if reverse is None:
        return None
    interval = [_plain(v) for v in reverse.conf_int(0.90)]
    return {
        "verdict": reverse.verdict,
        "estimate": _plain(reverse.estimate),
        "interval": interval,
        "pvalue": _plain(reverse.pvalue),
        "nobs": reverse.nobs,
        "sentence": reverse.sentence,
    }


def _table(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.reset_index().astype(object)
    return [{k: _plain(v) for k, v in row.items()} for row in rows.to_dict("records")]


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
