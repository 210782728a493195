"""manifest.json: what a report was made from, with which software, and when."""

import datetime as dt
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from typing import Any

from ..language import plain_text
from ..settings import Settings
from ..trial import REGISTER
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


def _fingerprints(settings: Settings) -> dict[str, str | None]:
    """Return the SHA-256 of every file that was there to be read, by its name.

    None for one that cannot be read: the ledger of files says why.
    """
    person = settings.person or Path()
    raw = settings.raw or person / "raw"
    prints = _in_folder(raw, "")
    prints |= _in_folder(person / "diary", "diary/")
    test = person / REGISTER
    if _is_file(test):
        prints[REGISTER] = _fingerprint(test)
    return prints


def _in_folder(folder: Path, before_name: str) -> dict[str, str | None]:
    prints = {}
    for path in sorted(folder.rglob("*")):
        if not path.name.startswith(".") and _is_file(path):
            name = before_name + path.relative_to(folder).as_posix()
            prints[plain_text(name)] = _fingerprint(path)
    return prints


def _is_file(path: Path) -> bool:
    """Say whether a name is that of a regular file; one that cannot be looked at is none."""
    with suppress(OSError):
        return path.is_file()
    return False


def _fingerprint(path: Path) -> str | None:
    """Return the SHA-256 of a file of any size, read piece by piece."""
    with suppress(OSError), path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
    return None
