"""`backpain report`: the month's report."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import rich
import typer

from ..language import (
    Phrases,
    answer_numbers,
    card_line,
    card_question,
    fair_line,
    fair_sentence,
    plain_text,
    progress_words,
)
from .app import DONE_BUT_FAILED, app
from .terminal import Person, day_option, settings_of, tell_questions, warn, words_of

if TYPE_CHECKING:
    from ..report import Analysis


@app.command()
def report(
    person: Person = None,
    out: Annotated[Path, typer.Option(help="Folder for the reports.")] = Path("reports"),
    month: Annotated[
        str | None, typer.Option(help="Month of the report, such as 2026-11. Default: this month.")
    ] = None,
    notebooks: Annotated[bool, typer.Option(help="Run the notebooks too.")] = True,
    only: Annotated[
        Literal["clinician"] | None,
        typer.Option(help="Renew all but the notebooks, which stay as they are."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Confirm your habits: the plan is fixed with them.")
    ] = False,
    since: Annotated[dt.date | None, day_option(help="First day shown on the pages.")] = None,
    until: Annotated[dt.date | None, day_option(help="Last day shown on the pages.")] = None,
) -> None:
    """Write the month's report: pages, figures, notebooks, answers.

    Exit status: 0 done; 1 done, but a notebook failed; 2 nothing written, for the reason given; 3
    nothing written, because of a defect in the software; 130 stopped.
    """
    settings = settings_of(person)
    from ..report import make_report

    p = words_of(settings)
    with rich.get_console().status(p("progress.starting")) as status:
        made = make_report(
            settings.person or Path(),
            out,
            month,
            notebooks,
            only=only,
            confirmed=yes,
            since=since,
            until=until,
            say=lambda step: status.update(p.remark(step)),
        )
    tell_questions(p, made.analysis.exports.questions, settings)
    _tell_plan(p, made.analysis, confirmed=yes)
    typer.echo()
    tell_fair_test(p, made.analysis)
    for answer in made.analysis.answers:
        line = f"{card_question(p, answer.exposure.name)} {card_line(p, answer)}"
        typer.echo(p("terminal.answer_said", answer=f"{line} {answer_numbers(p, answer)}"))
    typer.echo()
    for line in made.news:
        typer.echo(plain_text(line))
    typer.echo()
    typer.echo(p("terminal.pages.clinician", page=made.folder / "clinician" / "clinician.pdf"))
    typer.echo(p("terminal.pages.yours", page=made.folder / "yours.html"))
    for failure in made.failed:
        typer.secho(p("terminal.failed", what=failure), fg="red")
    if made.failed:
        raise typer.Exit(DONE_BUT_FAILED)


def _tell_plan(p: Phrases, analysis: "Analysis", *, confirmed: bool) -> None:
    """Write what waits to be confirmed, or what was confirmed by an option."""
    from ..report import habits_words

    habits = habits_words(p, analysis.habits)
    if analysis.not_fixed == "unconfirmed":
        warn("\n" + p("words.draft_to_confirm", habits=habits), bold=True)
    elif confirmed and not analysis.not_fixed and analysis.settings.frozen_plan is None:
        typer.echo("\n" + p("setup.confirm.by_option", habits=habits))


def tell_fair_test(p: Phrases, analysis: "Analysis") -> None:
    """Write what a fair test found, or how it goes; nothing where there is none."""
    reported = analysis.fair_test
    if reported is None:
        return
    heading = p("fair.heading")
    if reported.result is None:
        found = next(progress_words(p, reported.progress))
    else:
        found = f"{fair_line(p, reported.result)} {fair_sentence(p, reported.result)}"
    typer.echo(p("terminal.answer_said", answer=f"{heading}: {found}"))
