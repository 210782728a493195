"""Questions in a terminal: what cannot be understood is asked again, and nothing is assumed."""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import typer

from ..language import Phrases, plain_text

T = TypeVar("T")


def is_terminal() -> bool:
    """Tell whether there is somebody to ask: not in a pipe, nor in a timer's job."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(prompt: str) -> str:
    """Ask for a line."""
    return input(f"{plain_text(prompt)}\n> ").strip()


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
