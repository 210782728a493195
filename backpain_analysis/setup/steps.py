"""One open question as a step: its choices, what each writes, and what each would mean."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from ..codes import Remark
from ..errors import SettingsError
from ..importing import Exports, Question, what_it_would_hold
from ..settings import Settings, settings_from, text_of_settings
from .written import table_of, with_answer

IN_ONES_OWN_WORDS = ("scale", "year")  # settings whose answer may be none of the options
LEFT_OUT = "ignore"
MOST_CHOICES = 9  # of settings that a mapping leaves open together
MOST_READ = 20_000  # rows of a file that is read once more for each choice


@dataclass(frozen=True)
class Choice:
    """One possible answer.

    Parameters
    ----------
    values : mapping
        The settings that it writes, below the question's table.
    named : tuple of pairs of str
        The setting and the option that tell it from the other choices; none for the only one.
    means : tuple of Remark
        What the file would hold then, and what another file says to it.
    """

    values: Mapping[str, Any]
    named: tuple[tuple[str, str], ...] = ()
    means: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Step:
    """An open question, ready to be shown.

    Parameters
    ----------
    question : Question
    source : str
        What wrote the file; "" where the question is about all files.
    choices : tuple of Choice
        The likeliest first; leaving the file out comes last.
    open_answer : str
        The setting that a typed answer goes to; "" where only the choices are possible.
    place, count : int
        Which of how many questions that are open now.
    """

    question: Question
    source: str
    choices: tuple[Choice, ...]
    open_answer: str
    place: int
    count: int

    def typed(self, answer: str) -> Choice:
        """Return the choice that a typed answer stands for."""
        return Choice({self.open_answer: answer.strip()}, ((self.open_answer, answer.strip()),))


def first_step(
    exports: Exports, settings: Settings, later: Collection[Question] = ()
) -> Step | None:
    """Return the first open question that was not put off; None where there is none.

    Parameters
    ----------
    exports : Exports
        Read with these settings.
    settings : Settings
    later : collection of Question
        Questions that are to be asked another time.
    """
    questions = [question for question in exports.questions if question not in later]
    if not questions:
        return None
    question = questions[0]
    count = len(exports.questions)
    return Step(
        question=question,
        source=_source_of(question.file, exports),
        choices=tuple(_choices(question, exports, settings)),
        open_answer=question.key if question.key in IN_ONES_OWN_WORDS else "",
        place=count - len(questions) + 1,
        count=count,
    )


def _source_of(file: str, exports: Exports) -> str:
    files = exports.files
    found = files.loc[files["file"] == file, "source"]
    return str(found.iloc[0]) if len(found) else ""


def _choices(question: Question, exports: Exports, settings: Settings) -> Iterator[Choice]:
    for values, named in _answers(question):
        means = _means(question, values, exports, settings)
        yield Choice(values, named, means)
    if question.file:
        yield Choice({LEFT_OUT: True}, ((LEFT_OUT, "true"),))


def _answers(question: Question) -> Iterator[tuple[dict[str, Any], tuple[tuple[str, str], ...]]]:
    """Yield the settings of each answer, and what tells it from the others."""
    if not question.lines:
        for option in question.options:
            yield {question.key: option}, ((question.key, option),)
        return
    mapping: Any = tomllib.loads(question.lines)
    for name in table_of(question):
        mapping = mapping[name]
    keys = [key for key, _ in question.others]
    ways = list(product(*(options for _, options in question.others)))
    for way in ways[:MOST_CHOICES]:
        named = tuple(zip(keys, map(_in_words, way), strict=True))
        answered = map(_as_toml, way)
        yield mapping | dict(zip(keys, answered, strict=True)), named


def _as_toml(value: str | tuple[str, ...]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _in_words(value: str | tuple[str, ...]) -> str:
    """Return an answer as it is shown: columns that are added up with a plus between."""
    return value if isinstance(value, str) else " + ".join(value)


def _means(
    question: Question, values: Mapping[str, Any], exports: Exports, settings: Settings
) -> tuple[Remark, ...]:
    """Say what an answer would mean for the question's file, or for all files."""
    if not question.file:
        return _ratings_of(values.get("region"), exports)
    if settings.person is None or _rows_of(question.file, exports) > MOST_READ:
        return ()
    try:
        answered = settings_with(settings.person, question, values)
    except SettingsError:
        return ()
    return what_it_would_hold(question.file, exports, answered)


def settings_with(person: Path, question: Question, values: Mapping[str, Any]) -> Settings:
    """Return the person's settings as they would be with an answer; nothing is written."""
    path = person / "settings.toml"
    text = with_answer(text_of_settings(path), table_of(question), values, path)
    return settings_from(text, person)


def _ratings_of(region: str | None, exports: Exports) -> tuple[Remark, ...]:
    rated = exports.pain[exports.pain["region"] == region]
    if rated.empty:
        return ()
    days = {"n": len(rated), "first": rated["day"].min(), "last": rated["day"].max()}
    spread = rated["pain"].agg(["min", "median", "max"]).tolist()
    fields = dict(zip(("low", "middle", "high"), spread, strict=True))
    return (Remark("setup.reading.pain", days | fields),)


def _rows_of(file: str, exports: Exports) -> int:
    totals = exports.ledger.totals()["read"]
    return int(totals.get(file, 0))
