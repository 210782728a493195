"""A person's record: read and answered once in a session, and again when a file changes."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from ..answers import Answer, Answers, answer
from ..checks.sensitivity import sensitivity
from ..codes import Remark
from ..diary import Coverage, Diary, build_diary
from ..errors import DataError, FitError
from ..importing import Exports, read_exports
from ..model.exposures import DISTANCE, Exposure
from ..model.lagged import LaggedFit
from ..plots.look import long_date
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
        first, last = (long_date(day) for day in daily.index[[0, -1]])
        return (
            f"{whose}, {first} to {last}: {daily['pain'].count()} days with a pain rating, "
            f"{daily['weight_kg'].count()} with a weight, {daily['runs'].sum():.0f} runs."
        )

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """What is not there, and what to do about it: one text each."""
        exports, daily, wanted = self.exports, self.daily, self.settings.pain.region
        if exports.files.empty:
            return (NO_FILE,)
        asked, unread = bool(exports.questions), exports.files["problem"].notna().any()
        no_pain, no_runs = daily["pain"].isna().all(), not daily["runs"].any()
        regions = sorted(set(exports.pain["region"].fillna("")))
        names = ", ".join(name or "ratings without a region" for name in regions)
        others = ", ".join(sorted(set(exports.runs["activity"])))
        texts = {
            "A question about your files is open: answer it in notebook 01.": asked,
            "Not every file could be read: notebook 01 says why.": unread and not asked,
            "No pain rating was found. Write one number a day, from 0 to 10: `backpain log` asks "
            "for it, or put your diary into raw/.": no_pain and not regions,
            f"Nothing is rated for the region {wanted!r}; there are: {names}. Change region under "
            "[pain] in settings.toml, or leave it empty.": no_pain and regions and wanted,
            f"Several regions are rated: {names}. Name one under [pain] in settings.toml.": (
                no_pain and regions and not wanted
            ),
            f"No run was found, but {others}: name what counts in settings.toml, under "
            "activities.": no_runs and others,
            "No run was found. Put the export of your running app into raw/.": (
                no_runs and not others
            ),
            "No weight was found. One weigh-in a week, from a scale's app or a table of date and "
            "weight_kg, is enough; all else goes on without it.": not daily["weight_kg"].any(),
        }
        return tuple(text for text, holds in texts.items() if holds)

    @cached_property
    def exports(self) -> Exports:
        """The files, as tidy tables."""
        return read_exports(self.settings.raw, self.settings)

    @cached_property
    def diary(self) -> Diary:
        """The days; a single empty one where nothing at all was read."""
        try:
            return build_diary(self.exports, self.settings)
        except DataError:
            today = pd.date_range(pd.Timestamp.now().normalize(), periods=1, name="day")
            empty = pd.DataFrame(float("nan"), today, DAILY["name"])
            return Diary(empty, Coverage(why=Remark("coverage.nothing_read")))

    @property
    def daily(self) -> pd.DataFrame:
        """One row a day."""
        return self.diary.days

    @cached_property
    def answers(self) -> Answers:
        """The planned answers."""
        return answer(self.diary, self.settings)

    def answer(self, exposure: Exposure) -> Answer | None:
        """Return one planned answer, or None where the plan does not ask it."""
        return next((a for a in self.answers if a.exposure is exposure), None)

    def fit(self, exposure: Exposure) -> LaggedFit:
        """Return one planned regression; an error says why there is none."""
        asked = self.answer(exposure)
        if asked is None:
            todo = "To ask, name it in settings.toml, under [plan] exposures."
            raise DataError(f"the plan does not ask about {exposure}.", todo=todo)
        if asked.fit is None:
            raise FitError(asked.missing)
        return asked.fit

    @cached_property
    def other_ways(self) -> pd.DataFrame:
        """The question about distance, asked in other ways; an error where it has no answer."""
        window = self.answers.plan.window_days
        return sensitivity(self.diary, DISTANCE, window, self.fit(DISTANCE))


@lru_cache
def _as_they_are(folder: Path, files: tuple[Any, ...]) -> Record:
    """Return the same record for as long as no file changes."""
    return Record(read_settings(folder))


def open_record(person: str | Path = "") -> Record:
    """Open a person's record; read once in a session, and again when a file has changed.

    Parameters
    ----------
    person : path, optional
        Their folder. Empty: `data/` when `data/raw` holds files, the made-up example otherwise.
    """
    folder = Path(person or find_person())
    raw = read_settings(folder).raw or folder
    files = sorted({p for top in (folder, raw) for p in top.rglob("*") if p.is_file()})
    return _as_they_are(folder, tuple((p, p.stat().st_size, p.stat().st_mtime_ns) for p in files))
