"""Questions in a terminal: what cannot be understood is asked again, and nothing is assumed."""

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

import typer

from ..language import Phrases, plain_text

T = TypeVar("T")

START_OF_A_LINE = re.compile(r" *(\d+  |- )?")
WIDEST = 100  # columns that are read easily


def is_terminal() -> bool:
    """Tell whether there is somebody to ask: not in a pipe, nor in a timer's job."""
    return sys.stdin is not None and sys.stdin.isatty()


def say(line: str) -> None:
    """Write a line; in a terminal, broken between words, further lines as far in as the first."""
    if sys.stdout.isatty():
        line = wrapped(line, shutil.get_terminal_size().columns)
    typer.echo(line)


def wrapped(line: str, columns: int) -> str:
    """Return a line broken between words; what follows a number in a list stands under it."""
    found = START_OF_A_LINE.match(line)
    start = found[0] if found else ""
    lines = textwrap.wrap(
        line[len(start) :],
        width=min(columns, WIDEST),
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def ask(prompt: str) -> str:
    """Ask for a line. What was typed before the question was shown answers nothing."""
    say(plain_text(prompt))
    _forget_what_was_typed()
    with suppress(ImportError):  # the arrow keys move in the line; Windows knows that by itself
        import readline  # noqa: F401
    return input("> ").strip()


def _forget_what_was_typed() -> None:
    """Drop lines that wait: of three pasted at once, the second would answer the next question."""
    if not is_terminal():
        return
    try:
        import termios
    except ImportError:  # on Windows
        return
    with suppress(OSError, termios.error):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def ask_value(p: Phrases, prompt: str, kind: Callable[[str], T], default: T) -> T:
    """Ask for a value until one is understood; Enter takes the one that was proposed."""
    while True:
        typed = ask(prompt)
        if not typed:
            return default
        try:
            return kind(typed)
        except ValueError:
            typer.echo(p("trial.plan.not_understood", answer=typed))


def ask_yes(p: Phrases, question: str) -> bool:
    """Ask until the answer is a yes or a no; Enter is neither."""
    while True:
        typed = ask(f"{question} {p('trial.plan.yes_or_no')}")
        if _is_one_of(typed, p("setup.terminal.yes")):
            return True
        if _is_one_of(typed, p("setup.terminal.no")):
            return False
        typer.echo(p("trial.plan.not_understood", answer=typed))


def ask_reason(p: Phrases, reasons: Sequence[str]) -> str | None:
    """Ask why the test is stopped; None where nobody says so."""
    typer.echo(p("trial.stop.ask"))
    for number, reason in enumerate(reasons, 1):
        typer.echo(f"  {number}  {p(f'trial.reason.{reason}')}")
    while True:
        try:
            typed = ask(p("trial.stop.prompt"))
        except EOFError:  # nobody types any more
            return None
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(reasons):
            return reasons[int(typed) - 1]
        typer.echo(p("trial.plan.not_understood", answer=typed))


def _is_one_of(typed: str, words: str) -> bool:
    return typed.casefold() in words.casefold().split()
