"""A person's record: read and answered once in a session, and again when a file changes."""

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from ..answers import Answer, Answers, answer
from ..daily import build_daily
from ..errors import DataError, FitError
from ..exports import Exports, read_exports
from ..exposures import DISTANCE, Exposure
from ..figures.look import long_date
from ..robustness import sensitivity
from ..settings import Settings, find_person, read_settings
from ..tables import DAILY

NO_FILE = "No file was found. Put the exports of your apps into the folder raw/."


@dataclass(frozen=True, repr=False)
class Record:
    """One person's record, read and answered when first asked for; shown, it says what is there."""

    settings: Settings

    def __repr__(self) -> str:
        return "\n".join((self.held, *self.lacking))

    def _repr_html_(self) -> str:
        lacking = "".join(f"<li>{escape(text)}</li>" for text in self.lacking)
        return f"<p>{escape(self.held)}</p>" + (f"<ul>{lacking}</ul>" if lacking else "")

    @property
    def held(self) -> str:
        """How much is recorded, in one sentence."""
        person, daily = self.settings.person, self.daily
        whose = "A made-up person" if person and person.name == "example" else "My record"
        counts = (daily["pain"].count(), daily["runs"].sum(), daily["weight_kg"].count())
        rated, runs, weighed = (int(n) for n in counts)
        return (
            f"{whose}, {long_date(daily.index[0])} to {long_date(daily.index[-1])}: "
            f"{rated} days with a pain rating, {weighed} with a weight, {runs} runs."
        )

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """What is not there, and what to do about it: one text each."""
        exports, daily = self.exports, self.daily
        if exports.files.empty:
            return (NO_FILE,)
        told = []
        if exports.questions:
            told.append("A question about your files is open: answer it in notebook 01.")
        elif exports.files["problem"].any():
            told.append("Not every file could be read: notebook 01 says why.")
        if not daily["pain"].notna().any():
            told.append(self._no_pain())
        if not daily["runs"].any():
            others = ", ".join(sorted(set(exports.runs["activity"])))
            name = f", but {others}: name what counts in settings.toml, under activities."
            put = ". Put the export of your running app into raw/."
            told.append(f"No run was found{name if others else put}")
        if not daily["weight_kg"].any():
            told.append(
                "No weight was found. One weigh-in a week, from a scale's app or a table of date "
                "and weight_kg, is enough; all else goes on without it."
            )
        return tuple(told)

    def _no_pain(self) -> str:
        rated = sorted(set(self.exports.pain["region"].fillna("")))
        wanted = self.settings.pain.region
        if not rated:
            return (
                "No pain rating was found. Write one number a day, from 0 to 10: `backpain log` "
                "asks for it, or put your diary into raw/."
            )
        names = ", ".join(name or "ratings without a region" for name in rated)
        if wanted:
            return (
                f"Nothing is rated for the region {wanted!r}; there are: {names}. Change region "
                "under [pain] in settings.toml, or leave it empty."
            )
        return f"Several regions are rated: {names}. Name one under [pain] in settings.toml."

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
            empty = pd.DataFrame(dict.fromkeys(DAILY["name"], float("nan")), index=today)
            empty.attrs["coverage"] = {"start": None, "end": None, "why": "nothing was read"}
            return empty

    @cached_property
    def answers(self) -> Answers:
        """The planned answers."""
        return answer(self.daily, self.settings)

    @cached_property
    def other_ways(self) -> pd.DataFrame:
        """The question about distance, asked in other ways; a FitError where it has no answer."""
        asked = self.answer(DISTANCE)
        if asked is None or asked.fit is None:
            raise FitError(asked.missing if asked else "the plan does not ask about distance.")
        return sensitivity(self.daily, DISTANCE, self.answers.plan.window_days, asked.fit)

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
