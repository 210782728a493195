"""One month's report, from the files to the folder."""

import dataclasses
import datetime as dt
import re
import shutil
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pandas as pd

from ..answers import Answers, answer
from ..checks.sensitivity import sensitivity
from ..diary import Diary, build_diary
from ..errors import DataError, SettingsError
from ..importing import Exports, read_exports
from ..language import Phrases
from ..language.texts import Texts
from ..model.exposures import DISTANCE
from ..plan import freeze_plan
from ..settings import ROOT, Settings, read_settings
from ..tables import spreadsheet_safe
from .changes import what_changed
from .folder import built_beside
from .notebooks import run_notebooks
from .results import Month, estimates_by_month, months_so_far, results, write_json


@dataclasses.dataclass(frozen=True)
class Analysis:
    """Everything one report rests on.

    `shown` is the part of the days that the pages show; `example`: it is of the made-up person.
    """

    settings: Settings
    exports: Exports
    diary: Diary
    shown: pd.DataFrame
    answers: Answers
    looks: int
    example: bool = False

    @property
    def daily(self) -> pd.DataFrame:
        """One row a day."""
        return self.diary.days

    @cached_property
    def texts(self) -> Texts:
        """The words of the person's language and activity."""
        return Texts(self.settings.language, other=self.settings.activities != ("run",))


class Report(NamedTuple):
    """A written report: its folder, what it rests on, what is new, the notebooks that failed."""

    folder: Path
    analysis: Analysis
    news: list[str]
    failed: list[str]


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
        Of `make_report`: `only`, `since`, `until`, `say`.

    Raises
    ------
    SettingsError
        The month is none, or lies ahead; the folder cannot be written, or holds the reports of
        another person; another run is writing into it.
    DataError
        Nothing at all can be read.
    """
    return make_report(person, out, month, notebooks, **more).folder


def make_report(
    person: str | Path,
    out: str | Path,
    month: str | None,
    notebooks: bool,
    *,
    only: Literal["", "clinician"] = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Report:
    """Write a report as `write_report` does, and return all that is known about it.

    `since` and `until` choose the days that the pages show; the answers rest on all days, as
    planned. `only="clinician"` renews the pages of this month's report and leaves the rest.
    """
    from .pages import write_pages, write_your_page

    started, folder = dt.datetime.now(), Path(person)
    settings, today, name = read_settings(folder), started.date(), folder.absolute().name
    example = folder.resolve() == ROOT / "data" / "example"
    reports = Path(out) / "example" if example else Path(out)
    month = _checked_month(month, today, reports)
    with built_beside(reports, month) as building:
        so_far = months_so_far(reports)
        if so_far:
            _check_owner(so_far[-1], name, settings)
        say("reading the files")
        exports = read_exports(settings.raw, settings)
        diary = build_diary(exports, settings)
        daily = diary.days
        shown = daily.loc[since and pd.Timestamp(since) : until and pd.Timestamp(until)]
        if shown.empty:
            raise DataError("no day lies between --since and --until.", todo="Choose others.")
        say("answering")
        earlier = [m for m in so_far if m.month < month]
        looks = sum(bool(m.found) for m in earlier)
        answers = answer(diary, settings)
        plan, answered = answers.plan, any(a.fit for a in answers)
        if not example and (answered or plan.frozen_on):
            # a plan.toml that was taken away is a changed plan too: the reports remember it
            known = [m.plan for m in so_far if m.plan.frozen_on]
            if last := settings.frozen_plan or (known[-1] if known else None):
                plan = plan.after(last, today, looks)
            plan = dataclasses.replace(plan, frozen_on=plan.frozen_on or today)
            answers = dataclasses.replace(answers, plan=plan)
        looks += answered
        analysis = Analysis(settings, exports, diary, shown, answers, looks, example)
        if only and (reports / month).exists():
            anew = shutil.ignore_patterns("clinician", "figures")
            shutil.copytree(reports / month, building, ignore=anew, dirs_exist_ok=True)
        other_ways = {
            a.exposure.name: sensitivity(diary, DISTANCE, plan.window_days, a.fit)
            for a in answers
            if a.exposure is DISTANCE and a.fit
        }
        now = Month(Path(month), results(month, name, diary, answers, looks, other_ways))
        say("drawing and setting the pages")
        pictures = write_pages(building, analysis, estimates_by_month([*earlier, now]))
        say("comparing with the last report")
        news = what_changed(earlier, now, diary, settings, exports)
        (building / "changes.md").write_text("\n".join(news), encoding="utf-8")
        write_json(building / "results.json", now.results)
        spreadsheet_safe(daily).to_csv(building / "daily.csv", lineterminator="\n")
        ledger = spreadsheet_safe(exports.ledger.in_words(Phrases(settings.language)))
        ledger.to_csv(building / "ledger.csv", index=False, lineterminator="\n")
        runs = {}
        if notebooks and not only:
            runs = run_notebooks(folder.resolve(), building, say)
        write_your_page(building, analysis, pictures)
        places = {"": settings.raw or folder / "raw", "diary/": folder / "diary"}
        inputs = {
            within + path.relative_to(place).as_posix(): sha256(path.read_bytes()).hexdigest()
            for within, place in places.items()
            for path in sorted(place.rglob("*"))
            if path.is_file() and path.name[0] != "."
        }
        write_json(building / "manifest.json", {
            "month": month,
            "inputs": inputs,
            "plan": plan.hash,
            "software": now.results["software"],
            "seed": None,  # nothing in a report is drawn at random
            "started": started.isoformat(timespec="seconds"),
            "seconds": round((dt.datetime.now() - started).total_seconds(), 1),
        })  # fmt: skip
        if plan.frozen_on and plan != settings.frozen_plan:
            freeze_plan(folder, plan, today)
    failed = [f"{notebook}: {error}" for notebook, error in runs.items() if error]
    return Report(reports / month, analysis, news[2 : news.index("", 2)], failed)


def _check_owner(last: Month, name: str, settings: Settings) -> None:
    """Refuse to write among another person's reports: those of another name and another plan."""
    whose, reports, plan = last.results["person"], last.folder.parent, settings.frozen_plan
    if whose not in ("", name) and not (plan and plan.hash == last.results["plan"]["hash"]):
        raise SettingsError(
            f"this folder holds the reports of another person ({whose!r}).",
            file=reports,
            todo=f"Name one of their own for {name!r}, like --out {reports / name}. If it is the "
            f"same person, let their folder keep the name {whose!r}.",
        )


def _checked_month(month: str | None, today: dt.date, reports: Path) -> str:
    this = f"{today:%Y-%m}"
    newest = max((p.name for p in reports.glob("[0-9]*-[0-9]*") if p.is_dir()), default=this)
    if month is None and newest > this:
        todo = "Set the computer's date, or name the month with --month."
        raise SettingsError(f"today is in {this}, but there is a report of {newest}.", todo=todo)
    month = month or this
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise SettingsError(f"{month!r} is not a month.", todo=f"Write it like {this}.")
    if month > this:
        raise SettingsError(f"{month} lies ahead.", todo=f"The newest month is {this}.")
    return month
