"""`backpain`: check the files, write a rating down, make the month's report."""

import datetime as dt
import shlex
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import rich
import typer
import typer.core

from .errors import BackpainError


class _Plainly(typer.core.TyperGroup):
    """The commands; what goes wrong in them ends as one paragraph and an exit status."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        status, kept = 2, "The last report is as it was."
        try:
            return super().main(*args, **kwargs)
        except SystemExit as end:
            if end.code != 130:  # Ctrl-C, at any moment
                raise
            status, text = 130, f"Stopped. {kept}"
        except BackpainError as problem:
            text = "\n".join([str(problem), *getattr(problem, "__notes__", ())])
        except OSError as problem:
            text = f"{problem.filename}: {problem.strerror}. Is it there, is it yours to read and "
            text += f"to write, and is there space on the disk? {kept}"
        except Exception as problem:  # a defect of ours: no one wants its traceback
            status, where = 3, traceback.extract_tb(problem.__traceback__)[-1]
            place = f"{Path(where.filename).name}, line {where.lineno}"
            text = f"Something went wrong that should not: {type(problem).__name__}: {problem} "
            text += f"({place}). {kept}\nPlease report this message, without your data."
        typer.secho(text, fg="red", err=True)
        sys.exit(status)


app = typer.Typer(
    cls=_Plainly,
    help="Do running and weight change go with my back pain?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
        help="A person's folder. By default data/ when data/raw holds files, else the example.",
        show_default=False,
    ),
]


def _who(person: Path | None) -> Path:
    """Return the person's folder, after saying whose it is."""
    from .settings import ROOT, find_person

    folder = person or find_person()
    text = f"The person in {folder}/"
    if folder.resolve() == ROOT / "data" / "example":
        text = f"The made-up example in {folder}/ (put your own exports into data/raw/)"
    typer.secho(text, bold=True)
    return folder


def _ask(questions: Iterable[Any], folder: Path) -> None:
    from .language import Phrases, question_words, setting_words

    p = Phrases()
    for question in questions:
        typer.secho(f"\n{question_words(p, question)}", fg="yellow", bold=True)
        typer.echo(f"To answer, add to {folder / 'settings.toml'} (make it if it is not there):\n")
        typer.echo(setting_words(p, question))


@app.command()
def report(
    person: Person = None,
    out: Annotated[Path, typer.Option(help="The folder of reports.")] = Path("reports"),
    month: Annotated[
        str | None, typer.Option(help="Names the report's folder, like 2026-11: this month.")
    ] = None,
    notebooks: Annotated[bool, typer.Option(help="Run the notebooks too.")] = True,
    only: Annotated[
        Literal["clinician"] | None, typer.Option(help="Renew only the clinician's pages.")
    ] = None,
    since: Annotated[dt.date | None, _day(help="First day that the pages show.")] = None,
    until: Annotated[dt.date | None, _day(help="Last day that the pages show.")] = None,
) -> None:
    """Write the month's report: pages, figures, notebooks, answers.

    Exit status: 0 done; 1 done, but a notebook failed; 2 nothing written, and the reason; 3 nothing
    written, a defect of the software; 130 stopped.
    """
    folder = _who(person)
    from .report.month import make_report

    with rich.get_console().status("starting") as status:
        made = make_report(
            folder, out, month, notebooks, only=only or "", since=since, until=until,
            say=lambda text: status.update(f"{text} ..."),
        )  # fmt: skip
    _ask(made.analysis.exports.questions, folder)
    typer.echo("\n" + "\n".join(f"- {a.sentence}" for a in made.analysis.answers))
    typer.echo("\n" + "\n".join(made.news))
    typer.echo(f"\nFor your clinician: {made.folder / 'clinician' / 'clinician.pdf'}")
    typer.echo(f"For you:            {made.folder / 'yours.html'}")
    for failure in made.failed:
        typer.secho(f"Failed: {failure}", fg="red")
    if made.failed:
        raise typer.Exit(1)


@app.command()
def check(person: Person = None) -> None:
    """Say what was read of each file, what was set aside and why, and what is to be answered."""
    folder = _who(person)
    from .importing import STATUSES, read_exports
    from .language import Phrases, decision_words, problem_words
    from .settings import read_settings

    settings = read_settings(folder)
    with rich.get_console().status("reading ..."):
        exports = read_exports(None, settings)
    files, totals = exports.files, exports.ledger.totals()
    if files.empty:
        typer.echo(f"No file was found. Put the exports of your apps into {settings.raw}/")
        return
    _ask(exports.questions, folder)
    p = Phrases()
    words = Phrases(activities=settings.activities)
    ledger = exports.ledger.in_words(p)
    aside = ledger[ledger["fate"] == "set aside"]
    for f in files[files["source"] != ""].itertuples():
        n = totals.loc[f.file]
        days = f", {f.first:%Y-%m-%d} to {f.last:%Y-%m-%d}" if f.table else ""
        typer.secho(f"\n{f.file}", bold=True)
        counts = ", ".join(f"{n[status]} {status}" for status in STATUSES)
        typer.echo(f"  {f.source}{days}: {f.rows} rows, {counts}")
        if not f.rows:
            typer.secho(f"  {problem_words(p, f.problem)}", fg="yellow")
        for reason, rows in aside[aside["file"] == f.file].groupby("reason"):
            lines = ", ".join(map(str, rows["line"].head(5))) + (", ..." if len(rows) > 5 else "")
            typer.secho(f"  {len(rows)} set aside ({reason}); line {lines}", fg="yellow")
        for unused in exports.unused:
            if unused.file == f.file:
                typer.echo(f"  {words.remark(unused.remark)}")
        for d in exports.decisions[exports.decisions["file"] == f.file].itertuples():
            typer.secho(f"  {decision_words(p, d)}", dim=True)
    if len(regions := exports.pain["region"].replace("", "no region").value_counts()):
        typer.echo("\nPain ratings: " + ", ".join(f"{name} {n}" for name, n in regions.items()))
    if len(unread := files[files["source"] == ""]):
        typer.secho("\nNot read", bold=True)
        for f in unread.itertuples():
            typer.echo(f"  {f.file}: {problem_words(p, f.problem)}")
        typer.echo(
            "A table of your own is read once the settings say what is what: docs/formats.md."
        )
    typer.secho("\nP pain, A activity, B both, W weigh-in only, . nothing", bold=True)
    for m in exports.calendar().itertuples():
        typer.echo(f"{m.Index} {m.days}")
    if exports.questions:
        typer.secho("\nA question is open: see the top.", fg="yellow", bold=True)


@app.command()
def log(
    pain: Annotated[
        float,
        typer.Argument(
            parser=_rating, metavar="PAIN", help="0 (no pain) to 10 (the worst you can imagine)."
        ),
    ],
    at: Annotated[
        dt.time | None,
        typer.Option(parser=_time, metavar="TIME", help="The time of the rating, like 21:30: now."),
    ] = None,
    day: Annotated[dt.date | None, _day(help="The rated day, like 2026-01-31: today.")] = None,
    region: Annotated[str, typer.Option(help="Where: the settings' region.")] = "",
    person: Person = None,
) -> None:
    """Write one pain rating into your diary. Once a day at a fixed time; zeros too; gaps are fine.

    If rating makes you dwell on the pain, pause and tell your clinician.
    """
    from .logbook import log_rating
    from .settings import ROOT, read_settings

    settings = read_settings(person or ROOT / "data")
    path, rated = log_rating(settings, pain, at=at, day=day, region=region)
    typer.echo(f"{rated}: {pain:g}, in {path}")


@app.command()
def calibrate(
    out: Annotated[Path, typer.Option(help="Folder for the table and the finished chunks.")],
    replicates: Annotated[int, typer.Option(help="Simulated diaries a cell.")] = 1000,
    days: Annotated[list[int] | None, typer.Option(help="Only diaries of this length.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this method of the table.")] = None,
    jobs: Annotated[int, typer.Option(help="Workers; -1 is all cores.")] = -1,
) -> None:
    """Measure false alarms, coverage and power on simulated diaries; goes on where it stopped."""
    from rich.progress import Progress

    from .calibration_table import nearest
    from .plots import PRINT, draw_false_alarms
    from .simulation.calibration import METHODS, calibrate, grid, page

    cells = grid(days) + ([] if days else grid(looks=True))
    with Progress() as bar:
        task = bar.add_task("simulated diaries", total=None)
        table = calibrate(
            cells, out / "chunks", replicates, jobs, only or METHODS,
            progress=lambda done, all_: bar.update(task, completed=done, total=all_),
        )  # fmt: skip
    table.to_csv(out / "calibration.csv", index=False, float_format="%.5g")
    text = page(table, shlex.join(["backpain", *sys.argv[1:]]), str(dt.date.today()))
    (out / "calibration.md").write_text(text, encoding="utf-8")
    drawn = draw_false_alarms(nearest(365, 0.8, table), width=PRINT)
    drawn.figure.savefig(out / "false_alarms.png", dpi=150)
    typer.echo(f"The table, as a page, and its figure: {out}")


if __name__ == "__main__":
    app()
