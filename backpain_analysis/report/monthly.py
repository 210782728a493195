"""One month's report: built beside the last one, moved into place when it is whole."""

import dataclasses
import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..answers import Answers, answer
from ..daily import build_daily
from ..errors import SettingsError
from ..exports import Exports, read_exports
from ..exposures import DISTANCE
from ..lagged import fit_lag_curve
from ..plan import freeze_plan
from ..settings import ROOT, Settings, read_settings
from .results import results, write_json
from .texts import Texts

if TYPE_CHECKING:
    import pandas as pd

    from ..figures import Picture
    from .notebooks import Run

Say = Callable[[str], None]
HANDED_ON = ("timeline", "answers", "lag_curve")


@dataclasses.dataclass(frozen=True)
class Report:
    """A written report: its folder, what it answers, and the notebooks that failed."""

    folder: Path
    answers: Answers
    exports: Exports
    failed: tuple[str, ...] = ()


def write_report(
    person: str | Path,
    out: str | Path = "reports",
    month: str | None = None,
    notebooks: bool = True,
    say: Say = lambda text: None,
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
    say : callable
        Told, in a few words, what is being done.

    Raises
    ------
    SettingsError
        The month is none, or lies ahead; the folder is another person's or cannot be written;
        another run is writing into it.
    DataError
        Nothing at all can be read.
    """
    return make_report(person, out, month, notebooks, say).folder


def make_report(
    person: str | Path, out: str | Path, month: str | None, notebooks: bool, say: Say
) -> Report:
    """Write a report as `write_report` does, and return all that is known about it."""
    folder, today = Path(person), dt.date.today()
    month = _checked_month(month, today)
    settings = read_settings(folder)
    example = is_example(folder)
    reports = Path(out) / "example" if example else Path(out)
    with _only_run(reports, month) as building:
        say("reading the files")
        exports = read_exports(settings.raw, settings)
        daily = build_daily(exports, settings)
        say("answering")
        answers = answer(daily, settings)
        counts = not example and not exports.questions and any(a.fit for a in answers)
        if counts and settings.frozen_plan is None:
            frozen = dataclasses.replace(answers.plan, frozen_on=today)
            answers = dataclasses.replace(answers, plan=frozen)
        looks = len(
            _months_looked_at(reports) | ({month} if any(a.fit for a in answers) else set())
        )

        with _beside(notebooks, folder, building, say) as runs:
            draft = "open questions" if exports.questions else ""
            content = results(month, folder.name, daily, answers, looks=looks, draft=draft)
            write_json(building / "results.json", content)
            daily.to_csv(building / "daily.csv", lineterminator="\n")
            exports.ledger.to_csv(building / "ledger.csv", index=False, lineterminator="\n")
            say("drawing and setting the pages")
            _pages(building, daily, answers, settings, exports, looks, example)
        if counts and settings.frozen_plan is None:
            freeze_plan(folder, answers.plan, today)
    failed = tuple(f"{r.name}: {r.error}" for r in runs if r.error)
    return Report(reports / month, answers, exports, failed)


def _beside(
    notebooks: bool, person: Path, building: Path, say: Say
) -> AbstractContextManager[list["Run"]]:
    if not notebooks:
        return nullcontext([])
    from .notebooks import notebooks_beside

    return notebooks_beside(person.resolve(), building, say)


def is_example(person: Path) -> bool:
    """Tell whether a folder is the made-up person's."""
    return person.resolve() == ROOT / "data" / "example"


def _checked_month(month: str | None, today: dt.date) -> str:
    this = f"{today:%Y-%m}"
    month = month or this
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise SettingsError(f"{month!r} is not a month.", todo=f"Write it like {this}.")
    if month > this:
        raise SettingsError(f"{month} lies ahead.", todo=f"The newest month is {this}.")
    return month


@contextmanager
def _only_run(reports: Path, month: str) -> Iterator[Path]:
    """Give a folder to build in; move it to `<reports>/<month>` when all went well.

    Whatever ends the run before, the last report stays whole: it is moved aside only when the
    new one is complete, and a later run puts it back if the power went between the two moves.
    """
    target, old = reports / month, reports / f".{month}.old"
    try:
        reports.mkdir(parents=True, exist_ok=True)
        lock = (reports / ".lock").open("w")
    except OSError as error:
        raise SettingsError(
            f"the reports' folder cannot be written ({error.strerror}).",
            file=reports,
            todo="Name another with --out.",
        ) from error
    with lock:
        _lock(lock, reports)
        for left in reports.glob(f".{month}-*"):
            shutil.rmtree(left, ignore_errors=True)
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(old, ignore_errors=True)
        if target.exists() and not (target / "results.json").exists():
            raise SettingsError(
                "this folder is in the way: it holds no report.",
                file=target,
                todo="Move it away, or name another folder with --out.",
            )
        building = Path(tempfile.mkdtemp(prefix=f".{month}-", dir=reports))
        try:
            yield building
            for path in building.rglob("*"):
                path.chmod(0o700 if path.is_dir() else 0o600)
            if target.exists():
                target.rename(old)
            building.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            raise SettingsError(
                f"the report could not be written ({error.strerror or error}). The last one is "
                "untouched.",
                file=reports,
                todo="Free some space, or name another folder with --out.",
            ) from error
        finally:
            shutil.rmtree(building, ignore_errors=True)


def _lock(handle: Any, reports: Path) -> None:
    """Hold the folder for this process; the system lets go when the process ends."""
    try:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError as error:
        raise SettingsError(
            "another run is writing a report here.", file=reports, todo="Wait until it is done."
        ) from error


def _months_looked_at(reports: Path) -> set[str]:
    """Return the months whose report showed an estimate."""
    months = set()
    for path in reports.glob("*/results.json"):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            shown = any(a["estimate"] is not None for a in found["answers"].values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # a report that was damaged later
        if shown:
            months.add(path.parent.name)
    return months


def _pages(
    building: Path,
    daily: "pd.DataFrame",
    answers: Answers,
    settings: Settings,
    exports: Exports,
    looks: int,
    example: bool,
) -> None:
    from .clinician import clinician_content, plain_text, write_pdf

    t = Texts(other=settings.activities != ("run",))
    figures, clinician = building / "figures", building / "clinician"
    pictures = _pictures(daily, answers, settings, t)
    for folder in (figures, clinician / "figures"):
        folder.mkdir(parents=True)
    for picture in pictures:
        picture.save(figures)
        if picture.name in HANDED_ON:
            for path in figures.glob(f"{picture.name}.*"):
                shutil.copy(path, clinician / "figures")
    notices = [t("words.example")] if example else []
    if exports.questions:
        notices.append(t("words.draft", why=t("words.draft_questions")))
    content = clinician_content(
        daily, answers, settings, looks=looks, notices=notices, example=example
    )
    content["figures"] = {
        p.name: {"file": f"{p.name}.svg", "alt": p.alt, "caption": p.caption}
        for p in pictures
        if p.name in HANDED_ON
    }
    papers = {"a4": clinician / "clinician.pdf", "us-letter": clinician / "clinician-letter.pdf"}
    write_pdf(content, clinician / "figures", papers)
    (clinician / "clinician.txt").write_text(plain_text(content), encoding="utf-8")


def _pictures(
    daily: "pd.DataFrame", answers: Answers, settings: Settings, t: Texts
) -> list["Picture"]:
    from .. import figures

    usual = settings.activities == ("run",)
    activity = t("words.running") if usual else ", ".join(settings.activities).capitalize()
    look: dict[str, Any] = {"width": figures.PRINT}
    pictures: list[Any] = [
        figures.draw_timeline(daily, activity=activity, **look),
        figures.draw_calendar(daily, **look),
        figures.draw_answers(answers, sesoi=answers.plan.sesoi, **look).figure,
    ]
    if any(a.exposure is DISTANCE and a.fit for a in answers):
        curve = fit_lag_curve(daily, DISTANCE, answers.plan.window_days)
        pictures.append(figures.draw_lag_curve(curve, **look).figure)
    if answers.reverse is not None:
        pictures.append(figures.draw_reverse(answers.reverse, **look).figure)
    return pictures
