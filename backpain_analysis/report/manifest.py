"""manifest.json: what a report was made from, with which software, and when."""

import datetime as dt
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..settings import Settings
from .analysis import Analysis
from .results import Month


def manifest(analysis: Analysis, now: Month, started: dt.datetime) -> dict[str, Any]:
    """Return what the manifest holds; `now` is the month's results."""
    took = dt.datetime.now() - started
    return {
        "month": now.month,
        "inputs": _fingerprints(analysis.settings),
        "plan": analysis.answers.plan.hash,
        "software": now.results["software"],
        "seed": None,  # nothing in a report is drawn at random
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(took.total_seconds(), 1),
    }


def _fingerprints(settings: Settings) -> dict[str, str]:
    """Return the SHA-256 of every file that was there to be read, by its name."""
    person = settings.person or Path()
    raw = settings.raw or person / "raw"
    prints = _in_folder(raw, "")
    prints |= _in_folder(person / "diary", "diary/")
    return prints


def _in_folder(folder: Path, before_name: str) -> dict[str, str]:
    prints = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = before_name + path.relative_to(folder).as_posix()
            prints[name] = sha256(path.read_bytes()).hexdigest()
    return prints
