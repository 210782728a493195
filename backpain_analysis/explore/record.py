"""A person's record: read and answered once in a session, and again when a file changes."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ..answers import Answer, Answers, answer
from ..daily import build_daily
from ..errors import DataError
from ..exports import Exports, read_exports
from ..exposures import DISTANCE, Exposure
from ..robustness import sensitivity
from ..settings import Settings, find_person, read_settings
from ..tables import DAILY


@dataclass(frozen=True)
class Record:
    """One person's record, read and answered when first asked for."""

    settings: Settings

    @cached_property
    def exports(self) -> Exports:
        """The files, as tidy tables."""
        return read_exports(self.settings.raw, self.settings)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row a day; a single empty day where nothing at all was read."""
        try:
            return build_daily(self.exports, self.settings)
        except DataError:
            today = pd.date_range(pd.Timestamp.now().normalize(), periods=1, name="day")
            empty = pd.DataFrame({c.name: float("nan") for c in DAILY}, index=today)
            empty.attrs["coverage"] = {"start": None, "end": None, "why": "nothing was read"}
            return empty

    @cached_property
    def answers(self) -> Answers:
        """The planned answers."""
        return answer(self.daily, self.settings)

    @cached_property
    def other_ways(self) -> pd.DataFrame:
        """The question about distance, asked in other ways (`sensitivity`)."""
        return sensitivity(self.daily, DISTANCE, self.answers.plan.window_days)

    def answer(self, exposure: Exposure) -> Answer | None:
        """Return one planned answer, or None where the plan does not ask it."""
        return next((a for a in self.answers if a.exposure is exposure), None)


_opened: dict[str, tuple[tuple[Any, ...], Record]] = {}


def open_record(person: str | Path = "") -> Record:
    """Open a person's record; read once in a session, and again when a file has changed.

    Parameters
    ----------
    person : path, optional
        Their folder. Empty: `data/` when `data/raw` holds files, the made-up example otherwise.
    """
    settings = read_settings(person or find_person())
    folders = [p for p in (settings.person, settings.raw) if p is not None and p.is_dir()]
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.is_file())
    state = tuple((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in files)
    known = _opened.get(str(settings.person))
    if known is None or known[0] != state:
        known = _opened[str(settings.person)] = state, Record(settings)
    return known[1]
