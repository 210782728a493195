"""`backpain check`: what was read from each file, and what is still open."""

import sys
from typing import TYPE_CHECKING, Any

import rich
import typer

from ..language import (
    Phrases,
    can_write_dots,
    days_as_dots,
    decision_shortly,
    decision_words,
    plain_text,
    problem_words,
    source_name,
)
from .app import app
from .terminal import Person, settings_of, tell_questions, warn, words_of

if TYPE_CHECKING:
    from ..importing import Exports

MONTHS_SHOWN = 18
# decisions that every file needs: told shortly, their evidence stands in notebook 01
ROUTINE = ("encoding", "delimiter", "date_order")
ROUTINE_EVIDENCE = ("apps_unit", "unit_in_header", "zone_declared", "stamps_utc", "tidy_scale")
LINES_NAMED = 5
CELLS_NAMED = 3  # of those that hold no date
UNDATED = "import.reason.no_date"


@app.command()
def check(person: Person = None) -> None:
    """Show what was read from each file, what was set aside and why, and what is still open."""
    settings = settings_of(person)
    from ..importing import read_exports

    p = words_of(settings)
    with rich.get_console().status(p("terminal.check.reading")) as status:
        exports = read_exports(None, settings, lambda step: status.update(p.remark(step)))
    if exports.files.empty:
        typer.echo(p("terminal.check.no_file", folder=settings.raw))
        return
    tell_questions(p, exports.questions, settings)
    _tell_files(p, exports)
    _tell_regions(p, exports)
    _tell_files_not_read(p, exports)
    _tell_days(p, exports)
    if exports.questions:
        warn(f"\n{p('terminal.question.open')}", bold=True)


def _tell_files(p: Phrases, exports: "Exports") -> None:
    """Write for each file that was read what it gave, what was set aside, what was decided."""
    listed = exports.ledger.as_listed()
    totals = listed.totals()
    ledger = exports.ledger.in_words(p)
    ledger = ledger.assign(listed=listed.rows["file"], reasons=listed.rows["reasons"])
    aside = ledger[ledger["fate"] == "set aside"]
    read = exports.files[exports.files["source"] != ""]
    for file in read.itertuples():
        typer.secho(f"\n{plain_text(file.file)}", bold=True)
        typer.echo(f"  {_contents(p, file, totals.loc[file.file])}")
        if not file.rows:
            warn(f"  {problem_words(p, file.problem)}")
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
    for reason, alike in _with_dates_together(p, rows).groupby("reason"):
        is_group = bool((alike["file"] != file).any())
        place = alike["file"].str.rpartition("/")[2] if is_group else alike["line"]
        places = [str(one) for one in place.drop_duplicates().head(LINES_NAMED)]
        if len(alike) > LINES_NAMED:
            places.append("...")
        why = reason.rstrip(".")
        key = "tracks.set_aside" if is_group else "terminal.check.set_aside"
        told = p(key, n=len(alike), reason=why, lines=p.listed(places))
        warn(f"  {told}")


def _with_dates_together(p: Phrases, rows: Any) -> Any:
    """Give all rows without a date one reason, which names some of what stands there."""
    is_undated = rows["reasons"].map(lambda reasons: [one.code for one in reasons] == [UNDATED])
    cells = {reasons[0].fields["cell"]: None for reasons in rows.loc[is_undated, "reasons"]}
    if len(cells) < 2:
        return rows
    named = [f"'{cell}'" for cell in cells][:CELLS_NAMED]
    if len(cells) > CELLS_NAMED:
        named.append("…")
    together = p("odd_file.reason.no_dates", cells=p.listed(named))
    return rows.assign(reason=rows["reason"].where(~is_undated, together))


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
