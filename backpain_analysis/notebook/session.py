"""A person's record: read and answered once in a session, and again when a file changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ..answers import Answer, Answers, answer
from ..checks import Sensitivity, sensitivity
from ..codes import Remark
from ..diary import Coverage, Diary, build_diary
from ..errors import DataError, FitError
from ..importing import Exports, read_exports
from ..language import Phrases, html_text, sensitivity_table
from ..model import DISTANCE, EXPOSURES, Exposure, LaggedFit
from ..report import FAIR_TEST, SENSITIVITY, Analysis, BeforeTest, handed_over
from ..settings import Settings, find_person, is_example, read_settings
from ..tables import DAILY
from ..trial import (
    Begun,
    Confirmed,
    FairTest,
    Progress,
    ProposedTest,
    begin_own_test,
    latest_test,
    lengths_of,
    progress_of,
    propose_own_test,
    sesoi_of,
    stop_own_test,
    today_for,
    wishes_from,
)


@dataclass(frozen=True, repr=False)
class Record:
    """One person's record, read and answered when first asked for; shown, it says what is there.

    Attributes
    ----------
    settings : Settings
    words : Phrases
        What the person's language says, of the activity that the settings name.
    exports : Exports
        The files, as tidy tables.
    diary : Diary
        The days, and what is known about them; `daily` is their frame.
    answers : Answers
        The planned answers; `answer("distance")` is one, `fit("distance")` its regression.
    sensitivity : Sensitivity
        The question about distance, asked by other models.
    fair_test : FairTest or None
        The test that the person has begun last; `test_progress` says how it goes, `propose_test`
        proposes one, `begin_test` draws it.

    Examples
    --------
    >>> me = bpa.notebook.open_record("data/example")
    >>> me.fit("distance").exposure.name
    'distance'
    """

    settings: Settings

    def __repr__(self) -> str:
        return "\n".join((self.held, *self.lacking))

    def _repr_html_(self) -> str:
        html = f"<p>{html_text(self.held)}</p>"
        if self.lacking:
            items = "".join(f"<li>{html_text(sentence)}</li>" for sentence in self.lacking)
            html += f"<ul>{items}</ul>"
        return html

    @cached_property
    def words(self) -> Phrases:
        """The person's language, and the words for the activity that counts."""
        return Phrases(self.settings.language, self.settings.activities)

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
            today = pd.Timestamp.now().normalize()
            index = pd.date_range(today, periods=1, name="day")
            empty = pd.DataFrame(float("nan"), index, DAILY["name"])
            return Diary(empty, Coverage(why=Remark("coverage.nothing_read")))

    @property
    def daily(self) -> pd.DataFrame:
        """One row a day."""
        return self.diary.days

    @cached_property
    def answers(self) -> Answers:
        """The planned answers."""
        return answer(self.diary, self.settings)

    def answer(self, exposure: Exposure | str) -> Answer | None:
        """Return the planned answer about an exposure or its name; None where none is planned."""
        name = exposure_named(exposure).name
        for planned in self.answers:
            if planned.exposure.name == name:
                return planned
        return None

    def fit(self, exposure: Exposure | str) -> LaggedFit:
        """Return the planned regression on an exposure or its name.

        Raises
        ------
        DataError
            The plan does not ask about the exposure.
        FitError
            There is no answer yet; the error says why.
        """
        planned = self.answer(exposure)
        if planned is None:
            problem = f"the plan does not ask about {exposure_named(exposure).name}."
            todo = "To ask, name it in settings.toml, under [plan] exposures."
            raise DataError(problem, todo=todo)
        if planned.fit is None:
            message = f"there is no answer yet about {planned.exposure.name}."
            raise FitError(message, remark=planned.lack)
        return planned.fit

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """The question about distance, asked by other models; an error where it has no answer."""
        handed: Sensitivity | None = handed_over(self.settings.person, SENSITIVITY)
        if handed is not None:
            return handed
        window_days = self.answers.plan.window_days
        return sensitivity(self.diary, DISTANCE, window_days, self.fit(DISTANCE))

    @property
    def other_ways(self) -> pd.DataFrame:
        """The table that `sensitivity` was in version 0.1."""
        return sensitivity_table(self.words, self.sensitivity)

    @property
    def fair_test(self) -> FairTest | None:
        """The test that the person has begun last, read anew; None where there is none."""
        return latest_test(self.settings.person) if self.settings.person is not None else None

    @property
    def test_progress(self) -> Progress | None:
        """How that test goes, without the difference of pain; None where there is none."""
        test = self.fair_test
        if test is None:
            return None
        return progress_of(test, self.diary, today_for(self.settings, self.diary), self.settings)

    def propose_test(self, **wishes: Any) -> ProposedTest:
        """Propose a test, or say why there can be none; nothing is drawn or written.

        Parameters
        ----------
        **wishes : optional
            As of `trial.Wishes`: `start` (a date or "2026-11-30"), `weeks`, `high_km`, and
            `stop_pain` and `stop_days` for the stopping rule.
        """
        worked_out = self._before_test
        if worked_out is not None and not wishes:
            return worked_out.proposed
        return propose_own_test(self.diary, self.settings, wishes_from(**wishes))

    def test_lengths(self, proposed: ProposedTest) -> pd.DataFrame:
        """Return what most tests of each length would find: `trial.detectable_by_length`.

        Raises
        ------
        FitError
            There is no week to test, or too few ratings to know a person's pain by.
        """
        worked_out = self._before_test
        lengths = worked_out.lengths_of(proposed) if worked_out is not None else None
        if lengths is not None:
            return lengths
        return lengths_of(proposed, self.diary, sesoi_of(self.settings))

    @property
    def _before_test(self) -> BeforeTest | None:
        """What the report that runs this notebook has worked out of a test; None elsewhere."""
        before: BeforeTest | None = handed_over(self.settings.person, FAIR_TEST)
        return before

    def begin_test(
        self,
        proposed: ProposedTest,
        *,
        professional_agrees: bool = False,
        no_urgent_sign: bool = False,
        will_stop: bool = False,
    ) -> Begun:
        """Draw the order of a proposed test and write it down; each confirmation must be True.

        Raises
        ------
        DataError
            The test is refused, something is not confirmed, or another test is running. Nothing
            is drawn then.
        """
        confirmed = Confirmed(professional_agrees, no_urgent_sign, will_stop)
        return begin_own_test(self.settings, proposed, confirmed, self.words)

    def stop_test(self, reason: str, day: str | None = None) -> Begun:
        """Stop the test: "rule" (it was met), "urgent_sign", "injury" or "other".

        `day` is the last one that counts, such as "2026-12-24"; by default today.

        Raises
        ------
        DataError
            There is no test, or it is over; the day or the reason cannot be.
        """
        last = wishes_from(start=day).start or today_for(self.settings, self.diary)
        return stop_own_test(self.settings, last, reason, self.words)

    @property
    def held(self) -> str:
        """How much is recorded, in one sentence."""
        p = self.words
        person = self.settings.person
        key = "mine"
        if person is not None and is_example(person):
            key = "example"
        return p(
            "notebook.record.held",
            whose=p(f"notebook.record.{key}"),
            first=self.daily.index[0],
            last=self.daily.index[-1],
            rated=p("notebook.record.rated", n=int(self.daily["pain"].count())),
            weighed=p("notebook.record.weighed", n=int(self.daily["weight_kg"].count())),
            runs=p("notebook.record.runs", n=int(self.daily["runs"].sum())),
        )

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """What is not there, and what to do about it: one sentence each."""
        return tuple(self._lacking())

    def _lacking(self) -> Iterator[str]:
        p = self.words
        if self.exports.files.empty:
            yield p("notebook.lacking.files")
            return
        if self.exports.questions:
            yield p("notebook.lacking.answers")
        elif self.exports.files["problem"].notna().any():
            yield p("notebook.lacking.readable_files")
        if self.daily["pain"].isna().all():
            yield self._lacking_pain()
        if not self.daily["runs"].any():
            yield self._lacking_sessions()
        if not self.daily["weight_kg"].any():
            yield p("notebook.lacking.weight")

    def _lacking_pain(self) -> str:
        p = self.words
        rated = set(self.exports.pain["region"].fillna(""))
        if not rated:
            return p("notebook.lacking.pain")
        unnamed = p("notebook.lacking.unnamed_region")
        regions = p.listed(region or unnamed for region in sorted(rated))
        wanted = self.settings.pain.region
        if wanted:
            return p("notebook.lacking.region", wanted=wanted, regions=regions)
        return p("notebook.lacking.choice_of_region", regions=regions)

    def _lacking_sessions(self) -> str:
        p = self.words
        recorded = sorted(set(self.exports.runs["activity"]))
        if recorded:
            return p("notebook.lacking.activity", recorded=p.listed(recorded))
        return p("notebook.lacking.sessions")


def exposure_named(exposure: Exposure | str) -> Exposure:
    """Return an exposure by its name, such as "distance"; an exposure stands for itself."""
    if isinstance(exposure, Exposure):
        return exposure
    if exposure not in EXPOSURES:
        todo = f"There are {', '.join(EXPOSURES)}."
        raise DataError(f"there is no exposure {exposure!r}.", todo=todo)
    return EXPOSURES[exposure]


class FileState(NamedTuple):
    """What tells whether a file has changed since it was read."""

    path: Path
    size: int
    modified_ns: int


def open_record(person: str | Path = "") -> Record:
    """Open a person's record; read once in a session, and again when a file has changed.

    Parameters
    ----------
    person : path, optional
        Their folder. Empty: `data/` when `data/raw` holds files, the made-up example otherwise.

    Examples
    --------
    >>> me = bpa.notebook.open_record("data/example")
    >>> len(me.diary.days)
    610
    """
    folder = Path(person or find_person())
    return _record_of(folder, _state_of_files(folder))


@lru_cache
def _record_of(folder: Path, files: tuple[FileState, ...]) -> Record:
    """Return the same record for as long as no file changes."""
    analysis: Analysis | None = handed_over(folder)
    if analysis is None:
        return Record(read_settings(folder))
    return _record_of_report(analysis)


def _record_of_report(analysis: Analysis) -> Record:
    """Return the record of the report that runs this notebook, with all that it has computed."""
    record = Record(analysis.settings)
    computed = vars(record)  # where a cached property keeps what it has returned
    computed["exports"] = analysis.exports
    computed["diary"] = analysis.diary
    computed["answers"] = analysis.answers
    return record


def _state_of_files(folder: Path) -> tuple[FileState, ...]:
    raw = read_settings(folder).raw or folder
    paths = {*folder.rglob("*"), *raw.rglob("*")}
    states = []
    for path in sorted(paths):
        if path.is_file():
            status = path.stat()
            states.append(FileState(path, status.st_size, status.st_mtime_ns))
    return tuple(states)
