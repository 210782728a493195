"""The first run in a terminal: one question after another, an answer a line."""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from ..errors import DataError
from ..importing import Exports, Question
from ..language import Phrases, plain_text
from ..report import Proposed, fix_plan, habits_words
from ..settings import Settings
from .steps import Choice, Step, first_step
from .words import StepWords, step_words
from .written import write_answer

Say = Callable[[str], None]
Ask = Callable[[str], str]
Read = Callable[[], tuple[Settings, Exports]]
INDENT = "    "


class Ended(Exception):
    """The person wants to stop."""


def ask_about_files(p: Phrases, read: Read, ask: Ask, say: Say) -> tuple[Settings, Exports]:
    """Ask every open question, and write down what is answered; return what is read in the end.

    Parameters
    ----------
    p : Phrases
    read : callable
        Reads settings and files, anew after each answer.
    ask : callable
        Shows a prompt and returns the line that was typed. What it raises ends the dialogue; each
        answer is in settings.toml by then.
    say : callable
        Shows a line.

    Raises
    ------
    Ended
        The person wants to stop.
    """
    later: list[Question] = []
    settings, exports = read()
    while step := first_step(exports, settings, later):
        _show(step_words(p, step), say)
        choice = _chosen(p, step, ask, say)
        if choice is None:
            say(p("setup.later"))
            later.append(step.question)
        elif _is_written(p, settings, step.question, choice, say):
            settings, exports = read()
    say("")
    if exports.questions:
        say(p("setup.left", n=len(exports.questions)))
    else:
        say(p("setup.none"))
    return settings, exports


def _show(words: StepWords, say: Say) -> None:
    say("")
    say(words.place)
    say(words.asked)
    for line in words.about:
        say(f"{INDENT}{line}")
    for number, (choice, means) in enumerate(words.choices, 1):
        say(f"  {number}  {choice}")
        if means:
            say(f"     {means}")


def _chosen(p: Phrases, step: Step, ask: Ask, say: Say) -> Choice | None:
    """Ask until there is an answer; None decides later."""
    prompt = p("setup.terminal.prompt")
    if step.open_answer:
        prompt = p("setup.terminal.typed", what=p(f"setup.terminal.{step.open_answer}"))
    while True:
        typed = ask(prompt).strip()
        if not typed:
            return None
        if is_one_of(typed, p("setup.terminal.stop")):
            raise Ended
        if typed.isdecimal() and 1 <= int(typed) <= len(step.choices):
            return step.choices[int(typed) - 1]
        if step.open_answer:
            return step.typed(typed)
        say(p("setup.terminal.again", answer=typed))


def is_one_of(typed: str, words: str) -> bool:
    """Tell whether an answer is one of several words."""
    return typed.strip().casefold() in words.casefold().split()


def _is_written(
    p: Phrases, settings: Settings, question: Question, choice: Choice, say: Say
) -> bool:
    """Write an answer down and show it; one that cannot be written is asked again."""
    try:
        written = write_answer(settings.person or Path(), question, choice.values)
    except DataError as error:
        _show_lines(p("setup.not_written"), str(error).splitlines(), say)
        return False
    _show_lines(p("setup.wrote", file=written.file), written.lines.splitlines(), say)
    return True


def _show_lines(heading: str, lines: Iterable[str], say: Say) -> None:
    say(heading)
    for line in lines:
        say(f"{INDENT}{plain_text(line)}")


def ask_about_habits(
    p: Phrases, proposed: Proposed, settings: Settings, reports: Path, ask: Ask, say: Say
) -> None:
    """Ask whether the habits are the person's, and fix the plan if they say so.

    Raises
    ------
    Ended
        The person wants to stop.
    """
    say("")
    say(p("setup.confirm.ask", habits=habits_words(p, proposed.habits)))
    say(p("setup.confirm.why"))
    while True:
        typed = ask(p("setup.terminal.yes_or_no")).strip()
        if is_one_of(typed, p("setup.terminal.stop")):
            raise Ended
        if is_one_of(typed, p("setup.terminal.no")):
            say(p("setup.confirm.refused"))
            return
        if is_one_of(typed, p("setup.terminal.yes")):
            fix_plan(proposed.plan, settings, reports, dt.date.today())
            file = (settings.person or Path()) / "plan.toml"
            say(p("setup.confirm.done", file=file))
            say(p("setup.terminal.next"))
            return
        if not typed:
            return
        say(p("setup.terminal.again", answer=typed))
