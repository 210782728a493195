"""`backpain`: check the files, write a rating down, make the month's report."""

import datetime as dt
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from .errors import BackpainError, DataError

app = typer.Typer(
    help="Do running and weight change go with my back pain?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Person = Annotated[
    Path | None,
    typer.Option(
        help="A person's folder. By default data/ when data/raw holds files, else the example.",
        show_default=False,
    ),
]


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn what went wrong into one paragraph and an exit status."""
    from rich.console import Console

    error = Console(stderr=True, highlight=False, markup=False)
    try:
        yield
    except BackpainError as problem:
        error.print(problem, *getattr(problem, "__notes__", ()), sep="\n", style="red")
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        error.print("Stopped. The last report is as it was.", style="red")
        raise typer.Exit(130) from None
    except typer.Exit:
        raise
    except Exception as problem:  # a defect of ours, or the system's: no one wants its traceback
        where = traceback.extract_tb(problem.__traceback__)[-1]
        place = f"{Path(where.filename).name}, line {where.lineno}"
        text = f"{type(problem).__name__}: {problem} ({place}). The last report is as it was."
        error.print(f"Something went wrong that should not: {text}", style="red")
        error.print("Please report this message, without your data.", style="red")
        raise typer.Exit(3) from None


def _who(person: Path | None) -> Path:
    """Return the person's folder, after saying whose it is."""
    from rich.console import Console

    from .settings import ROOT, find_person

    folder = person or find_person()
    shown = folder.resolve()
    shown = shown.relative_to(ROOT) if shown.is_relative_to(ROOT) else shown
    if folder.resolve() == ROOT / "data" / "example":
        text = f"The made-up example in {shown}/ (put your own exports into data/raw/)"
    else:
        text = f"The person in {shown}/"
    Console(highlight=False).print(text, style="bold", markup=False)
    return folder


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
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day that the pages show.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day that the pages show.")
    ] = None,
) -> None:
    """Write the month's report: pages, figures, notebooks, answers.

    Exit status: 0 done; 1 done, but a notebook failed; 2 nothing written, and the reason; 3 nothing
    written, a defect of the software; 130 stopped.
    """
    with _plainly():
        from rich.console import Console

        folder = _who(person)
        console = Console(highlight=False, markup=False)
        from .report.monthly import make_report

        with console.status("starting") as status:
            made = make_report(
                folder,
                out,
                month,
                notebooks,
                only="clinician" if only else "",
                since=since.date() if since else None,
                until=until.date() if until else None,
                say=lambda text: status.update(f"{text} ..."),
            )
        for question in made.analysis.exports.questions:
            console.print(f"\nOpen question, {question.file}: {question.question}", style="yellow")
            console.print(f"Add to settings.toml: {question.setting}")
        console.print()
        for a in made.analysis.answers:
            console.print(f"- {a.sentence}", soft_wrap=True)
        console.print("\n" + "\n".join(made.news), soft_wrap=True)
        pages = [f"For your clinician: {made.folder / 'clinician' / 'clinician.pdf'}"]
        pages.append(f"For you:            {made.folder / 'yours.html'}")
        console.print("\n" + "\n".join(pages), soft_wrap=True)
        for failure in made.failed:
            console.print(f"Failed: {failure}", style="red")
    if made.failed:
        raise typer.Exit(1)


@app.command()
def check(person: Person = None) -> None:
    """Say what was read of each file, what was set aside and why, and what is to be answered."""
    with _plainly():
        from rich.console import Console
        from rich.table import Table

        folder = _who(person)
        from .exports import read_exports
        from .settings import read_settings

        settings = read_settings(folder)
        console = Console(highlight=False, markup=False)
        with console.status("reading") as status:
            exports = read_exports(settings.raw, settings, lambda f: status.update(f"reading {f}"))
        for question in exports.questions:
            console.print(f"{question.file}: {question.question}", style="bold yellow")
            console.print(f"Add to {folder / 'settings.toml'}:\n{question.setting}\n")
        totals, ledger = exports.ledger.totals(), exports.ledger
        table = Table(show_edge=False)
        for column in ("file", "source", "days", "rows", "kept", "merged", "set aside"):
            table.add_column(column, justify="left" if column in ("file", "source") else "right")
        for row in exports.files.itertuples():
            days = "" if row.first != row.first else f"{row.first:%Y-%m-%d} to {row.last:%Y-%m-%d}"
            counts = [""] * 4
            if row.file in totals.index:
                counts = [
                    str(totals.at[row.file, c]) for c in ("read", "kept", "merged", "set aside")
                ]
            table.add_row(row.file, row.source or "-", days, *counts)
        console.print(table)
        for row in exports.files[exports.files["problem"] != ""].itertuples():
            console.print(f"{row.file}: {row.problem}", style="yellow")
        aside = ledger[ledger["fate"] == "set aside"]
        for (file, reason), rows in aside.groupby(["file", "reason"]):
            lines = ", ".join(map(str, rows["line"].head(5))) + (", ..." if len(rows) > 5 else "")
            console.print(f"{file}: {len(rows)} set aside ({reason}); line {lines}")
        console.print("\nDecisions, and what they rest on", style="bold")
        for d in exports.decisions.itertuples():
            console.print(f"{d.file}: {d.decision}: {d.value} ({d.evidence})")
        console.print("\nP pain, A activity, B both, W weigh-in only, . nothing", style="bold")
        for m in exports.calendar().itertuples():
            console.print(f"{m.Index} {m.days}")


@app.command()
def log(
    pain: Annotated[float, typer.Argument(help="0 (no pain) to 10 (the worst you can imagine).")],
    at: Annotated[str, typer.Option(help="The time of the rating, like 21:30: now.")] = "",
    day: Annotated[str, typer.Option(help="The rated day, like 2026-01-31: today.")] = "",
    region: Annotated[str, typer.Option(help="Where: the settings' region.")] = "",
    person: Person = None,
) -> None:
    """Write one pain rating into your diary. Once a day at a fixed time; zeros too; gaps are fine.

    If rating makes you dwell on the pain, pause and tell your clinician.
    """
    with _plainly():
        from .diary import log_rating
        from .settings import ROOT, read_settings

        settings = read_settings(person or ROOT / "data")
        try:
            when = dt.time.fromisoformat(at) if at else None
            rated = dt.date.fromisoformat(day) if day else None
        except ValueError:
            raise DataError(
                "that is no time or day.", todo="Write --at 21:30 and --day 2026-01-31."
            ) from None
        path, written = log_rating(settings, pain, at=when, day=rated, region=region)
        typer.echo(f"{written}: {pain:g}, in {path}")


@app.command()
def calibrate(
    out: Annotated[Path, typer.Option(help="Folder for the table and the finished chunks.")],
    replicates: Annotated[int, typer.Option(help="Simulated diaries a cell.")] = 1000,
    days: Annotated[list[int] | None, typer.Option(help="Only diaries of this length.")] = None,
    looks: Annotated[bool, typer.Option(help="Also look every month.")] = True,
    only: Annotated[list[str] | None, typer.Option(help="Only this method of the table.")] = None,
    jobs: Annotated[int, typer.Option(help="Workers; -1 is all cores.")] = -1,
) -> None:
    """Measure false alarms, coverage and power on simulated diaries; goes on where it stopped."""
    with _plainly():
        from rich.progress import Progress

        from .calibration import METHODS, calibrate, grid, page

        cells = grid(days) + (grid(looks=True) if looks and not days else [])
        with Progress() as bar:
            task = bar.add_task("simulated diaries", total=None)
            table = calibrate(
                cells, out / "chunks", replicates, jobs, only or METHODS,
                progress=lambda done, all_: bar.update(task, completed=done, total=all_),
            )  # fmt: skip
        table.to_csv(out / "calibration.csv", index=False, float_format="%.5g")
        command = f"backpain calibrate --out {out.name} --replicates {replicates}"
        command += "".join(f" --days {n}" for n in days or ())
        command += "".join(f' --only "{name}"' for name in only or ())
        command += "" if looks else " --no-looks"
        text = page(table, command, f"{datetime.now():%Y-%m-%d}")
        (out / "calibration.md").write_text(text, encoding="utf-8")
        from .calibration_table import nearest
        from .figures import PRINT, draw_false_alarms

        drawn = draw_false_alarms(nearest(365, 0.8, table), width=PRINT)
        drawn.figure.savefig(out / "false_alarms.png", dpi=150)
        print(f"The table, as a page, and its figure: {out}")


if __name__ == "__main__":
    app()
