"""`backpain`: set up, check the files, write a rating down, write the month's report."""

import datetime as dt
import shlex
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import rich
import typer
import typer.core

from .errors import BackpainError
from .language import (
    Phrases,
    answer_numbers,
    can_write_dots,
    card_line,
    card_question,
    days_as_dots,
    decision_shortly,
    decision_words,
    plain_text,
    problem_words,
    question_words,
    setting_words,
    source_name,
)

if TYPE_CHECKING:
    from .importing import Exports, Question
    from .report import Analysis, Proposed
    from .settings import Settings

KEPT = "The last report is as it was."
DONE_BUT_FAILED, REFUSED, DEFECT, STOPPED = 1, 2, 3, 130  # the exit statuses beside 0
MONTHS_SHOWN = 18
# decisions that every file needs: told shortly, their evidence stands in notebook 01
ROUTINE = ("encoding", "delimiter", "date_order")
ROUTINE_EVIDENCE = ("apps_unit", "unit_in_header", "zone_declared", "stamps_utc", "tidy_scale")
LINES_NAMED = 5
ROOT_OF_FILES = "data/raw"


class _Plainly(typer.core.TyperGroup):
    """The commands; what goes wrong in them ends as one paragraph and an exit status."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except SystemExit as end:
            if end.code != STOPPED:  # Ctrl-C, at any moment
                raise
            _end(f"Stopped. {KEPT}", STOPPED)
        except BackpainError as problem:
            notes = getattr(problem, "__notes__", ())
            _end("\n".join([str(problem), *notes]), REFUSED)
        except OSError as problem:
            _end(_words_of_system_error(problem), REFUSED)
        except Exception as problem:  # a defect of ours: no one wants its traceback
            _end(_words_of_defect(problem), DEFECT)


def _end(text: str, status: int) -> None:
    _warn(text, colour="red", err=True)
    sys.exit(status)


def _words_of_system_error(problem: OSError) -> str:
    return (
        f"{problem.filename}: {problem.strerror}. Is it there, is it yours to read and to write, "
        f"and is there space on the disk? {KEPT}"
    )


def _words_of_defect(problem: Exception) -> str:
    where = traceback.extract_tb(problem.__traceback__)[-1]
    place = f"{Path(where.filename).name}, line {where.lineno}"
    what = f"{type(problem).__name__}: {problem} ({place})"
    return (
        f"Something went wrong that should not: {what}. {KEPT}\n"
        "Please report this message, without your data."
    )


app = typer.Typer(
    cls=_Plainly,
    help="Do running and weight change go with my back pain?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _warn(text: str, colour: str = "yellow", **style: Any) -> None:
    """Write a text in a colour, line by line: no name in it can send the terminal a command."""
    for line in text.split("\n"):
        typer.secho(plain_text(line), fg=colour, **style)


def _written(kind: Callable[[str], Any], like: str) -> Callable[[str], Any]:
    """Return a parser that says how the text should have been written."""

    def parse(text: str) -> Any:
        with suppress(ValueError):
            return kind(text)
        raise typer.BadParameter(f"{text!r} cannot be understood. Write it like {like}.")

    return parse


_rating = _written(lambda text: float(text.replace(",", ".")), "4 or 4.5")
_time = _written(dt.time.fromisoformat, "21:30")
_day = partial(typer.Option, parser=_written(dt.date.fromisoformat, "2026-01-31"), metavar="DAY")
Person = Annotated[
    Path | None,
    typer.Option(
        help="A person's folder. Default: data/ if data/raw holds files, otherwise the example.",
        show_default=False,
    ),
]
RatedTime = Annotated[
    dt.time | None,
    typer.Option(
        parser=_time, metavar="TIME", help="Time of the rating, such as 21:30. Default: now."
    ),
]
RatedDay = Annotated[dt.date | None, _day(help="Rated day, such as 2026-01-31. Default: today.")]


def _words(settings: "Settings") -> Phrases:
    return Phrases(settings.language, settings.activities)


def _person(person: Path | None) -> "Settings":
    """Return the settings of the person's folder, after saying whose it is."""
    from .settings import find_person, is_example, read_settings

    folder = person or find_person()
    settings = read_settings(folder)
    key = "terminal.person"
    if is_example(folder):
        key = "terminal.example"
    typer.secho(_words(settings)(key, folder=folder), bold=True)
    return settings


def _ask(p: Phrases, questions: "Iterable[Question]", settings: "Settings") -> None:
    """Write each open question, and the lines that answer it."""
    for question in questions:
        _warn(f"\n{question_words(p, question)}", bold=True)
        path = (settings.person or Path()) / "settings.toml"
        typer.echo(p("terminal.question.add", settings=path) + "\n")
        for line in setting_words(p, question).splitlines():
            typer.echo(plain_text(line))


@app.command()
def setup(
    person: Person = None,
    out: Annotated[
        Path, typer.Option(help="Folder of the reports, where drafts may stand already.")
    ] = Path("reports"),
) -> None:
    """Answer what your files leave open, one question after another, and confirm your habits."""
    settings = _person(person)
    from .settings import is_example

    p = _words(settings)
    if is_example(settings.person or Path()):
        typer.echo(p("setup.confirm.example", folder=ROOT_OF_FILES))
        return
    from .setup import Ended

    try:
        _first_run(p, settings.person or Path(), out)
    except (Ended, KeyboardInterrupt) as stopped:
        typer.echo("\n" + p("setup.terminal.stopped"))
        if isinstance(stopped, KeyboardInterrupt):
            raise typer.Exit(STOPPED) from stopped
    except EOFError:
        typer.echo("\n" + p("setup.terminal.ended"))


def _first_run(p: Phrases, person: Path, reports: Path) -> None:
    """Ask about the files, then about the habits."""
    from .importing import read_exports
    from .settings import read_settings
    from .setup import ask_about_files, ask_about_habits

    def read() -> tuple["Settings", "Exports"]:
        settings = read_settings(person)
        with rich.get_console().status(p("terminal.check.reading")):
            return settings, read_exports(None, settings)

    def ask(prompt: str) -> str:
        return input(f"{prompt}\n> ")

    settings, exports = ask_about_files(p, read, ask, typer.echo)
    if exports.files.empty:
        typer.echo(p("terminal.check.no_file", folder=settings.raw))
        return
    proposed = _proposed(exports, settings)
    if proposed.lack == "unconfirmed":
        ask_about_habits(p, proposed, settings, reports, ask, typer.echo)
    elif proposed.lack:
        typer.echo(p(f"setup.confirm.{proposed.lack}"))
    else:
        typer.echo(p("setup.confirm.fixed", day=proposed.plan.frozen_on))


def _proposed(exports: "Exports", settings: "Settings") -> "Proposed":
    """Return the plan that would be fixed with what is read now."""
    from .answers import answer
    from .diary import build_diary
    from .report import propose_plan

    diary = build_diary(exports, settings)
    return propose_plan(diary, answer(diary, settings), settings)


@app.command()
def report(
    person: Person = None,
    out: Annotated[Path, typer.Option(help="Folder for the reports.")] = Path("reports"),
    month: Annotated[
        str | None, typer.Option(help="Month of the report, such as 2026-11. Default: this month.")
    ] = None,
    notebooks: Annotated[bool, typer.Option(help="Run the notebooks too.")] = True,
    only: Annotated[
        Literal["clinician"] | None, typer.Option(help="Only renew the clinician's pages.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Confirm your habits: the plan is fixed with them.")
    ] = False,
    since: Annotated[dt.date | None, _day(help="First day shown on the pages.")] = None,
    until: Annotated[dt.date | None, _day(help="Last day shown on the pages.")] = None,
) -> None:
    """Write the month's report: pages, figures, notebooks, answers.

    Exit status: 0 done; 1 done, but a notebook failed; 2 nothing written, for the reason given; 3
    nothing written, because of a defect in the software; 130 stopped.
    """
    settings = _person(person)
    from .report import make_report

    p = _words(settings)
    with rich.get_console().status(p("progress.starting")) as status:
        made = make_report(
            settings.person or Path(),
            out,
            month,
            notebooks,
            only=only or "",
            confirmed=yes,
            since=since,
            until=until,
            say=lambda step: status.update(p.remark(step)),
        )
    _ask(p, made.analysis.exports.questions, settings)
    _tell_plan(p, made.analysis, confirmed=yes)
    typer.echo()
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
    from .report import habits_words

    habits = habits_words(p, analysis.habits)
    if analysis.not_fixed == "unconfirmed":
        _warn("\n" + p("words.draft_to_confirm", habits=habits), bold=True)
    elif confirmed and not analysis.not_fixed and analysis.settings.frozen_plan is None:
        typer.echo("\n" + p("setup.confirm.by_option", habits=habits))


@app.command()
def check(person: Person = None) -> None:
    """Show what was read from each file, what was set aside and why, and what is still open."""
    settings = _person(person)
    from .importing import read_exports

    p = _words(settings)
    with rich.get_console().status(p("terminal.check.reading")) as status:
        exports = read_exports(None, settings, lambda step: status.update(p.remark(step)))
    if exports.files.empty:
        typer.echo(p("terminal.check.no_file", folder=settings.raw))
        return
    _ask(p, exports.questions, settings)
    _tell_files(p, exports)
    _tell_regions(p, exports)
    _tell_files_not_read(p, exports)
    _tell_days(p, exports)
    if exports.questions:
        _warn(f"\n{p('terminal.question.open')}", bold=True)


def _tell_files(p: Phrases, exports: "Exports") -> None:
    """Write for each file that was read what it gave, what was set aside, what was decided."""
    listed = exports.ledger.as_listed()
    totals = listed.totals()
    ledger = exports.ledger.in_words(p).assign(listed=listed.rows["file"])
    aside = ledger[ledger["fate"] == "set aside"]
    read = exports.files[exports.files["source"] != ""]
    for file in read.itertuples():
        typer.secho(f"\n{plain_text(file.file)}", bold=True)
        typer.echo(f"  {_contents(p, file, totals.loc[file.file])}")
        if not file.rows:
            _warn(f"  {problem_words(p, file.problem)}")
        _tell_set_aside(p, file.file, aside[aside["listed"] == file.file])
        _tell_unused(p, exports, file.file)
        _tell_decisions(p, exports.decisions[exports.decisions["file"] == file.file])


def _contents(p: Phrases, file: Any, totals: Any) -> str:
    """Say what a file is, its first and last day, and what became of its rows."""
    counts = p(
        "terminal.check.counts",
        read=int(totals["read"]),
        kept=int(totals["kept"]),
        merged=int(totals["merged"]),
        set_aside=int(totals["set aside"]),
    )
    source = source_name(p, file.source)
    if not file.table:
        return p("terminal.check.source", source=source, counts=counts)
    days = {"first": f"{file.first:%Y-%m-%d}", "last": f"{file.last:%Y-%m-%d}"}
    return p("terminal.check.source_of_days", source=source, counts=counts, **days)


def _tell_set_aside(p: Phrases, file: str, rows: Any) -> None:
    """Write each reason for which rows of a file were set aside, and the first of their lines.

    Of files listed together, such as tracks, the first are named.
    """
    for reason, alike in rows.groupby("reason"):
        is_group = bool((alike["file"] != file).any())
        place = alike["file"].str.rpartition("/")[2] if is_group else alike["line"]
        places = [str(one) for one in place.drop_duplicates().head(LINES_NAMED)]
        if len(alike) > LINES_NAMED:
            places.append("...")
        why = reason.rstrip(".")
        key = "tracks.set_aside" if is_group else "terminal.check.set_aside"
        told = p(key, n=len(alike), reason=why, lines=p.listed(places))
        _warn(f"  {told}")


def _tell_decisions(p: Phrases, decisions: Any) -> None:
    """Write the decisions: those of every file on one line, the others with their evidence."""
    routine = []
    for decided in decisions.itertuples():
        if _is_routine(decided):
            routine.append(decision_shortly(p, decided))
        else:
            typer.secho(f"  {decision_words(p, decided)}", dim=True)
    if routine:
        typer.secho(f"  {'; '.join(routine)}", dim=True)


def _is_routine(decided: Any) -> bool:
    """Tell whether a decision is one of those that every file needs, and rests on the usual."""
    code = getattr(decided.evidence, "code", "").removeprefix("import.evidence.")
    return decided.decision in ROUTINE or code in ROUTINE_EVIDENCE


def _tell_unused(p: Phrases, exports: "Exports", file: str) -> None:
    """Write what of a file is not used: columns, words, values, rows merged."""
    for unused in exports.unused:
        if unused.file == file:
            typer.echo(f"  {p.remark(unused.remark)}")


def _tell_regions(p: Phrases, exports: "Exports") -> None:
    """Write how many ratings there are of each region of the body."""
    ratings = exports.pain["region"].replace("", p("terminal.check.no_region")).value_counts()
    if len(ratings):
        counted = p.listed(f"{region} {n}" for region, n in ratings.items())
        typer.echo("\n" + p("terminal.check.regions", regions=counted))


def _tell_files_not_read(p: Phrases, exports: "Exports") -> None:
    """Write which files were not read, and why."""
    unread = exports.files[exports.files["source"] == ""]
    if unread.empty:
        return
    typer.secho(f"\n{p('terminal.check.not_read')}", bold=True)
    for file in unread.itertuples():
        problem = problem_words(p, file.problem)
        told = p("terminal.check.not_read_file", file=file.file, problem=problem)
        typer.echo(f"  {told}")
    codes = {file.problem.code for file in unread.itertuples()}
    if "import.problem.unknown" in codes:
        typer.echo(p("terminal.check.own_table"))


def _tell_days(p: Phrases, exports: "Exports") -> None:
    """Write the days of the last months, two months a line, a dot for what each holds."""
    letters = exports.calendar()["days"]
    key = "terminal.check.letters"
    if can_write_dots(sys.stdout.encoding):
        letters = letters.map(days_as_dots)
        key = "terminal.check.dots"
    months = [f"{month} {days:31}" for month, days in letters.items()]
    shown = months[-MONTHS_SHOWN:]
    typer.secho(f"\n{p(key)}", bold=True)
    if len(months) > len(shown):
        typer.echo(p("terminal.check.earlier", n=len(months) - len(shown)))
    for first in range(0, len(shown), 2):
        typer.echo("  ".join(shown[first : first + 2]).rstrip())


@app.command()
def log(
    pain: Annotated[
        float,
        typer.Argument(
            parser=_rating, metavar="PAIN", help="0 (no pain) to 10 (worst imaginable)."
        ),
    ],
    at: RatedTime = None,
    day: RatedDay = None,
    region: Annotated[str, typer.Option(help="Body region. Default: that of the settings.")] = "",
    person: Person = None,
) -> None:
    """Write one pain rating into your diary: once a day at a fixed time, zeros too. Gaps are fine.

    If rating makes you dwell on the pain, pause and tell your clinician.
    """
    from .logbook import log_rating
    from .settings import ROOT, read_settings

    settings = read_settings(person or ROOT / "data")
    path, rated = log_rating(settings, pain, at=at, day=day, region=region)
    p = _words(settings)
    typer.echo(p("terminal.logged", day=str(rated), pain=f"{pain:g}", file=path))


@app.command()
def calibrate(
    out: Annotated[Path, typer.Option(help="Folder for the table and the finished parts.")],
    replicates: Annotated[int, typer.Option(help="Simulated diaries per cell.")] = 1000,
    days: Annotated[list[int] | None, typer.Option(help="Only diaries of this length.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this method of the table.")] = None,
    jobs: Annotated[int, typer.Option(help="Parallel jobs; -1 uses all cores.")] = -1,
    minutes: Annotated[float, typer.Option(help="Begin nothing new after so long.")] = 55.0,
    only_headline: Annotated[
        bool, typer.Option("--headline", help="Only the rows that say most.")
    ] = False,
) -> None:
    """Measure false alarms, coverage and power on simulated diaries; resumes where it stopped."""
    from rich.progress import Progress

    from . import plots
    from .calibration_table import nearest
    from .simulation import METHODS, calibrate, grid, headline, page

    p = Phrases()
    cells = headline() if only_headline else grid(days)
    if not days and not only_headline:
        cells += grid(looks=True)
    with Progress() as bar:
        task = bar.add_task(p("terminal.calibrate.working"), total=None)
        table = calibrate(
            cells,
            out / "chunks",
            replicates,
            jobs,
            only or METHODS,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            minutes=minutes,
        )
    table.to_csv(out / "calibration.csv", index=False, float_format="%.5g")
    text = page(table, shlex.join(["backpain", *sys.argv[1:]]), str(dt.date.today()))
    (out / "calibration.md").write_text(text, encoding="utf-8")
    drawn = plots.false_alarms(nearest(365, 0.8, table), width=plots.PRINT)
    drawn.figure.savefig(out / "false_alarms.png", dpi=150)
    typer.echo(p("terminal.calibrate.done", folder=out))


if __name__ == "__main__":
    app()
