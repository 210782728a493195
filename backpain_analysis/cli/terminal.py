"""What the commands share: options, whose folder it is, how a text is written."""

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..language import Phrases, plain_text, question_words, setting_words

if TYPE_CHECKING:
    from ..importing import Question
    from ..settings import Settings

ROOT_OF_FILES = "data/raw"


def warn(text: str, colour: str = "yellow", **style: Any) -> None:
    """Write a text in a colour, line by line: no name in it can send the terminal a command."""
    for line in text.split("\n"):
        typer.secho(plain_text(line), fg=colour, **style)


def written(kind: Callable[[str], Any], like: str) -> Callable[[str], Any]:
    """Return a parser that says how the text should have been written."""

    def parse(text: str) -> Any:
        with suppress(ValueError):
            return kind(text)
        raise typer.BadParameter(f"{text!r} cannot be understood. Write it like {like}.")

    return parse


def typed_number(text: str) -> float:
    """Return a number that was typed with a decimal point or comma.

    Raises
    ------
    ValueError
        It is none.
    """
    return float(text.replace(",", "."))


rating = written(typed_number, "4 or 4.5")
number = written(typed_number, "25 or 25.5")
time_of_day = written(dt.time.fromisoformat, "21:30")
day_option = partial(
    typer.Option, parser=written(dt.date.fromisoformat, "2026-01-31"), metavar="DAY"
)
Person = Annotated[
    Path | None,
    typer.Option(
        help="A person's folder. Default: data/ if data/raw holds files, otherwise the example.",
        show_default=False,
    ),
]


def words_of(settings: "Settings") -> Phrases:
    """Return the words of the person's language."""
    return Phrases(settings.language, settings.activities)


def settings_of(person: Path | None) -> "Settings":
    """Return the settings of the person's folder, after saying whose it is."""
    from ..settings import find_person, is_example, read_settings

    folder = person or find_person()
    settings = read_settings(folder)
    key = "terminal.person"
    if is_example(folder):
        key = "terminal.example"
    typer.secho(words_of(settings)(key, folder=folder), bold=True)
    return settings


def tell_questions(p: Phrases, questions: "Iterable[Question]", settings: "Settings") -> None:
    """Write each open question, and the lines that answer it."""
    for question in questions:
        warn(f"\n{question_words(p, question)}", bold=True)
        path = (settings.person or Path()) / "settings.toml"
        typer.echo(p("terminal.question.add", settings=path) + "\n")
        for line in setting_words(p, question).splitlines():
            typer.echo(plain_text(line))
