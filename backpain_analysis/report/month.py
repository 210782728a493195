"""One month's report, from the files to the folder: analyse, compare, write."""

import datetime as dt
import re
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..codes import Remark
from ..errors import SettingsError
from ..held import clear_left_behind
from ..plan import freeze_plan
from ..settings import Settings, check_reports_folder, is_example, read_settings
from ..tables import spreadsheet_safe
from .analysis import Analysis, analyse
from .beside import NotebooksBeside, notebooks_beside
from .changes import Changes, what_changed
from .changes_page import changes_page, news
from .confirm import before_report
from .folder import built_beside
from .manifest import manifest
from .notebooks import folder_of
from .progress import Say, say_nothing
from .results import Month, estimates_by_month, months_so_far, results, write_json

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Report(NamedTuple):
    """A written report: its folder, what it rests on, what is new, the notebooks that failed."""

    folder: Path
    analysis: Analysis
    news: list[str]
    failed: list[str]


class Comparison(NamedTuple):
    """This month's results, the reports before it, and what changed since the last of them."""

    now: Month
    earlier: list[Month]
    changes: Changes


def write_report(
    person: str | Path,
    out: str | Path = "reports",
    month: str | None = None,
    notebooks: bool = True,
    **more: Any,
) -> Path:
    """Write one month's report of a person and return its folder.

    Parameters
    ----------
    person : path
        The person's folder (`find_person()` gives the usual one).
    out : path
        The folder of reports; the report goes into `<out>/<month>/`, the example's into
        `<out>/example/<month>/`.
    month : str, optional
        "2026-11"; names the folder. This month by default.
    notebooks : bool
        Whether to run the notebooks too.
    **more
        Of `make_report`: `only`, `confirmed`, `since`, `until`, `say`.

    Raises
    ------
    SettingsError
        The month is none, or lies ahead; the folder cannot be written, or holds the reports of
        another person; another run is writing into it.
    DataError
        Nothing at all can be read.

    Examples
    --------
    >>> bpa.write_report("data", "reports", "2026-10")  # doctest: +SKIP
    PosixPath('reports/2026-10')
    """
    return make_report(person, out, month, notebooks, **more).folder


def make_report(
    person: str | Path,
    out: str | Path,
    month: str | None,
    notebooks: bool,
    *,
    only: Literal["clinician"] | None = None,
    confirmed: bool = False,
    since: dt.date | None = None,
    until: dt.date | None = None,
    say: Say = say_nothing,
) -> Report:
    """Write a report as `write_report` does, and return all that is known about it.

    `since` and `until` choose the days that the pages show; the answers rest on all days, as
    planned. `only="clinician"` renews all of this month's report but the notebooks, which stay.
    `confirmed` says that the person has confirmed their habits: the plan is fixed with them.
    """
    started = dt.datetime.now()
    today = started.date()
    folder = Path(person)
    clear_left_behind(folder)
    name = folder.absolute().name
    settings = read_settings(folder)
    example = is_example(folder)
    reports = Path(out) / name if example else Path(out)
    check_reports_folder(reports, settings)
    month = _checked_month(month, today, reports)
    with ExitStack() as opened:
        building = opened.enter_context(built_beside(reports, month))
        beside = None
        if notebooks and not only:
            beside = opened.enter_context(notebooks_beside(folder_of(settings.language)))
        so_far = months_so_far(reports)
        _check_owner(so_far, name, settings)
        earlier = [report for report in so_far if report.month < month]
        analysis = analyse(
            settings,
            today=today,
            before=before_report(settings, so_far, month),
            confirmed=confirmed,
            example=example,
            since=since,
            until=until,
            say=say,
        )
        if beside is not None:
            beside.run(analysis, folder.resolve(), building)
        say(Remark("progress.comparing"))
        now = Month(Path(month), results(month, name, analysis))
        comparison = Comparison(now, earlier, what_changed(earlier, now, analysis))
        if only:
            _keep_the_rest(reports / month, building)
        failed = _write(building, analysis, comparison, today, beside, say)
        write_json(building / "manifest.json", manifest(analysis, now, started))
        _freeze_if_changed(folder, analysis, today)
    return Report(
        folder=reports / month,
        analysis=analysis,
        news=news(analysis.phrases, comparison.changes),
        failed=failed,
    )


def _keep_the_rest(last: Path, building: Path) -> None:
    """Take over what `only` does not renew."""
    if last.exists():
        renewed = shutil.ignore_patterns("clinician", "figures")
        shutil.copytree(last, building, ignore=renewed, dirs_exist_ok=True)


def _write(
    building: Path,
    analysis: Analysis,
    comparison: Comparison,
    today: dt.date,
    beside: NotebooksBeside | None,
    say: Say,
) -> list[str]:
    """Write pages, data and notebooks; return which notebooks failed, and why."""
    from .pages import write_pages, write_your_page  # loads what draws

    if beside is not None:
        beside.hand_on(analysis)
    say(Remark("progress.drawing"))
    history = estimates_by_month([*comparison.earlier, comparison.now])
    write_pages(building, analysis, history, today)
    _write_data(building, analysis, comparison)
    errors = {}
    if beside is not None:
        errors = beside.errors(say)
    write_your_page(building, analysis, comparison.now.month, today, history)
    return [f"{notebook}: {error}" for notebook, error in errors.items() if error]


def _write_data(building: Path, analysis: Analysis, comparison: Comparison) -> None:
    changed = "\n".join(changes_page(analysis.phrases, comparison.changes))
    (building / "changes.md").write_text(changed, encoding="utf-8")
    write_json(building / "results.json", comparison.now.results)
    daily = spreadsheet_safe(analysis.daily)
    daily.to_csv(building / "daily.csv", lineterminator="\n")
    ledger = spreadsheet_safe(analysis.exports.ledger.in_words(analysis.phrases))
    ledger.to_csv(building / "ledger.csv", index=False, lineterminator="\n")


def _freeze_if_changed(folder: Path, analysis: Analysis, today: dt.date) -> None:
    plan = analysis.answers.plan
    if plan.frozen_on and plan != analysis.settings.frozen_plan:
        freeze_plan(folder, plan, today)


def _check_owner(so_far: Sequence[Month], name: str, settings: Settings) -> None:
    """Refuse to write among another person's reports: those of another name and another plan."""
    if not so_far:
        return
    last = so_far[-1]
    owner = last.results["person"]
    plan = settings.frozen_plan
    has_their_plan = plan is not None and plan.hash == last.results["plan"]["hash"]
    if owner in ("", name) or has_their_plan:
        return
    reports = last.folder.parent
    raise SettingsError(
        f"this folder holds the reports of another person ({owner!r}).",
        file=reports,
        todo=f"Name one of their own for {name!r}, like --out {reports / name}. If it is the "
        f"same person, let their folder keep the name {owner!r}.",
    )


def _checked_month(month: str | None, today: dt.date, reports: Path) -> str:
    """Return the month that names the report: the one that is asked for, or this one."""
    this = f"{today:%Y-%m}"
    if month is None:
        _check_clock(this, reports)
        return this
    if not MONTH.fullmatch(month):
        raise SettingsError(f"{month!r} is not a month.", todo=f"Write it like {this}.")
    if month > this:
        raise SettingsError(f"{month} lies ahead.", todo=f"The newest month is {this}.")
    return month


def _check_clock(this: str, reports: Path) -> None:
    months = [path.name for path in reports.glob("[0-9]*-[0-9]*") if path.is_dir()]
    newest = max(months, default=this)
    if newest > this:
        raise SettingsError(
            f"today is in {this}, but there is a report of {newest}.",
            todo="Set the computer's date, or name the month with --month.",
        )
