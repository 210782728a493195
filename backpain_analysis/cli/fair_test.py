"""`backpain test status | result | stop`: how a fair test goes, what it found, its end."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ..errors import FitError
from ..language import (
    Phrases,
    block_so_far_words,
    fair_badge,
    fair_details,
    fair_line,
    fair_sentence,
    fair_table,
    progress_words,
    safety_sections,
)
from .app import REFUSED
from .asking import ask_reason, is_terminal, say
from .fair_group import commands, diary_of, tell_sections
from .terminal import Person, day_option, settings_of, warn, words_of

if TYPE_CHECKING:
    from ..settings import Settings
    from ..trial import FairTest

Reason = Literal["rule", "urgent_sign", "injury", "other"]


@commands.command()
def status(person: Person = None) -> None:
    """Show how the test goes: days, kilometres, ratings missing. The difference stays hidden."""
    settings = settings_of(person)
    p = words_of(settings)
    test = _latest(settings)
    if test is None:
        say(p("trial.status.none"))
        return
    from ..trial import progress_of

    progress = progress_of(test, diary_of(p, settings), dt.date.today(), settings)
    for line in progress_words(p, progress):
        say(line)
    typer.echo()
    for block in progress.blocks:
        say(block_so_far_words(p, block))
    for remark in progress.remarks:
        warn(p.remark(remark))
    tell_sections(safety_sections(p, test.stopping))


@commands.command()
def result(
    person: Person = None,
    early: Annotated[
        bool, typer.Option("--early", help="Look before the end; the look is counted.")
    ] = False,
) -> None:
    """Show what the test found, once it has come to its end."""
    settings = settings_of(person)
    p = words_of(settings)
    test = _latest(settings)
    if test is None:
        say(p("trial.status.none"))
        return
    if test.is_over(dt.date.today()):
        _tell_result(p, settings)
    elif early:
        _tell_early_look(p, settings, test)
    else:
        say(p("trial.result.early", end=test.last_day))
        tell_sections(safety_sections(p, test.stopping))
        raise typer.Exit(REFUSED)
    tell_sections(safety_sections(p, test.stopping))


def _tell_result(p: Phrases, settings: "Settings") -> None:
    """Write what a test found: in a line, in a sentence, as a table, then the rest."""
    from ..report import end_words, reported_test

    reported = reported_test(settings, diary_of(p, settings), dt.date.today())
    if reported is None:
        return
    typer.secho("\n" + p("fair.heading"), bold=True)
    if reported.result is None:
        why = reported.lack or ""
        say(p("fair.no_effect", why=why))
        return
    found = reported.result
    say(f"{fair_badge(p, found)}: {fair_line(p, found)}")
    say(fair_sentence(p, found))
    typer.echo()
    _tell_table(fair_table(p, found))
    typer.echo()
    ends = end_words(p, reported.test, found)
    for line in (*ends, *fair_details(p, found), p("fair.yours_alone")):
        say(line)
    for remark in reported.progress.remarks:
        warn(p.remark(remark))


def _tell_table(rows: list[tuple[str, str, str]]) -> None:
    """Write a table, its columns one below the other."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        typer.echo("  ".join(cells).rstrip())


def _tell_early_look(p: Phrases, settings: "Settings", test: "FairTest") -> None:
    """Count a look, then show what may be seen before the end; where there is nothing, no look."""
    from ..trial import look_early, note_look

    diary = diary_of(p, settings)
    try:
        look = look_early(diary, test)
    except FitError:  # no day of the test in the files
        say(p("trial.result.nothing_yet"))
        return
    if look.bets.empty:
        say(p("trial.result.nothing_yet"))
        return
    looked = note_look(settings.person or Path(), dt.date.today())
    say(p("trial.result.looked", n=len(looked.looks)))
    say(p("trial.result.sequential", pvalue=look.pvalue, day=look.last_day))


@commands.command()
def stop(
    person: Person = None,
    reason: Annotated[Reason | None, typer.Option(help="Why.", show_default=False)] = None,
    day: Annotated[dt.date | None, day_option(help="Its last day. Default: today.")] = None,
) -> None:
    """Stop the test: your rule was met, an urgent sign, an injury, or another reason."""
    settings = settings_of(person)
    p = words_of(settings)
    test = _latest(settings)
    if test is None or test.is_over(dt.date.today()):
        key = "none" if test is None else "over"
        say(p(f"trial.status.{key}", end=test.last_day if test else None))
        return
    from ..trial import STOPPED_FOR, stop_own_test

    if reason is None and not is_terminal():
        say(p("trial.stop.no_terminal", options=", ".join(STOPPED_FOR)))
        raise typer.Exit(REFUSED)
    why = reason or ask_reason(p, STOPPED_FOR)
    if why is None:
        say(p("trial.stop.nothing"))
        return
    stopped = stop_own_test(settings, day or dt.date.today(), why, p)
    say(p("trial.stop.done", day=stopped.test.last_day))
    say(p("trial.stop.calendar", file=stopped.calendar))
    warn(p("trial.stop.help"))
    tell_sections(safety_sections(p, test.stopping))


def _latest(settings: "Settings") -> "FairTest | None":
    from ..trial import latest_test

    return latest_test(settings.person or Path())
