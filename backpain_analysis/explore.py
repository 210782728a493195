"""What the notebooks show: a person's record, tables in plain words, pictures or why there is none.

A notebook asks for the whole record with `open_record`; within one kernel it is read and answered
once, and again when a file changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from . import figures
from .answers import Answer, Answers, answer
from .checks import diary_check, lead_placebo, reverse_test
from .daily import build_daily
from .diagnostics import diagnose
from .errors import DataError, FitError
from .exports import Exports, read_exports
from .exposures import DISTANCE, WEIGHT_CHANGE, Exposure, exposure_values
from .figures import Picture
from .lagged import fit_lag_curve
from .robustness import sensitivity
from .settings import Settings, find_person, read_settings
from .tables import DAILY


@dataclass(frozen=True)
class Record:
    """One person's record, read and answered when first asked for."""

    settings: Settings

    @cached_property
    def exports(self) -> Exports:
        """The files, as tidy tables."""
        return read_exports(self.settings.raw, self.settings)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row a day; a single empty day where nothing at all was read."""
        try:
            return build_daily(self.exports, self.settings)
        except DataError:
            today = pd.date_range(pd.Timestamp.now().normalize(), periods=1, name="day")
            empty = pd.DataFrame({c.name: float("nan") for c in DAILY}, index=today)
            empty.attrs["coverage"] = {"start": None, "end": None, "why": "nothing was read"}
            return empty

    @cached_property
    def answers(self) -> Answers:
        """The planned answers."""
        return answer(self.daily, self.settings)

    @cached_property
    def other_ways(self) -> pd.DataFrame:
        """The question about distance, asked in other ways (`sensitivity`)."""
        return sensitivity(self.daily, DISTANCE, self.answers.plan.window_days)

    def answer(self, exposure: Exposure) -> Answer | None:
        """Return one planned answer, or None where the plan does not ask it."""
        return next((a for a in self.answers if a.exposure is exposure), None)


_opened: dict[str, tuple[tuple[Any, ...], Record]] = {}


def open_record(person: str | Path = "") -> Record:
    """Open a person's record; read once in a session, and again when a file has changed.

    Parameters
    ----------
    person : path, optional
        Their folder. Empty: `data/` when `data/raw` holds files, the made-up example otherwise.
    """
    settings = read_settings(person or find_person())
    folders = [p for p in (settings.person, settings.raw) if p is not None and p.is_dir()]
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.is_file())
    state = tuple((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in files)
    known = _opened.get(str(settings.person))
    if known is None or known[0] != state:
        known = _opened[str(settings.person)] = state, Record(settings)
    return known[1]


class Note:
    """Something to read in a notebook: HTML where it can be shown, plain text elsewhere."""

    def __init__(self, *parts: str | pd.DataFrame) -> None:
        self.parts = parts

    def _repr_html_(self) -> str:
        return "".join(_html(part) for part in self.parts)

    def __repr__(self) -> str:
        return "\n\n".join(str(part) for part in self.parts)


def _html(part: str | pd.DataFrame) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    table = part.to_html(index=False, border=0, na_rep="", justify="left")
    return f'<div class="table">{table}</div>'


def show_files(record: Record) -> Note:
    """Show what each file gave, what is wrong with one, and the open questions.

    Parameters
    ----------
    record : Record
    """
    exports = record.exports
    files = exports.files
    if files.empty:
        return Note("No file was found. Put the exports of your apps into the folder raw/.")
    totals = exports.ledger.totals().reindex(files["file"]).reset_index(drop=True)
    table = pd.DataFrame(
        {
            "file": files["file"],
            "what it is": files["source"].replace("", "not read"),
            "from": files["first"].map(_day, na_action="ignore"),
            "to": files["last"].map(_day, na_action="ignore"),
        }
    )
    for name in ("read", "kept", "merged", "set aside"):
        table[f"rows {name}"] = totals[name].fillna(0).astype(int)
    wrong = files[files["problem"] != ""]
    lines = [f"{f}: {p}" for f, p in zip(wrong["file"], wrong["problem"], strict=True)]
    return Note(table, *lines, *_questions(exports))


def _day(day: pd.Timestamp) -> str:
    return f"{day.day}\u00a0{day:%b}\u00a0{day.year}"


def _questions(exports: Exports) -> list[str]:
    return [
        f"A question about {q.file}: {q.question} To answer, add to settings.toml: {q.setting}"
        for q in exports.questions
    ]


def show_set_aside(record: Record, at_most: int = 30) -> Note:
    """Show the rows that were merged or set aside, and why.

    Parameters
    ----------
    record : Record
    at_most : int
        Reasons shown; `record.exports.ledger` holds every row.
    """
    ledger = record.exports.ledger
    rows = ledger[ledger["fate"] != "kept"]
    if rows.empty:
        return Note("Every row was kept: nothing was merged or set aside.")
    counts = rows.groupby(["file", "fate", "reason"]).size().rename("rows").reset_index()
    counts = counts.sort_values("rows", ascending=False)
    more = len(counts) - at_most
    return Note(counts.head(at_most), *([f"... and {more} more reasons."] if more > 0 else []))


def show_coverage(record: Record) -> Note:
    """Say from when to when a day without a run counts as none."""
    c = record.daily.attrs["coverage"]
    if c["start"] is None:
        return Note(f"Never yet: {c['why']}.")
    return Note(f"From {_day(c['start'])} to {_day(c['end'])}: {c['why']}.")


def show_plan(record: Record) -> Note:
    """Say when the plan was fixed, and what it fixes."""
    plan = record.answers.plan
    when = f"fixed on {_day(pd.Timestamp(plan.frozen_on))}" if plan.frozen_on else "still a draft"
    asked = ", ".join(a.exposure.label for a in record.answers)
    return Note(
        f"The plan ({plan.hash}) is {when}. It asks about {asked}; a difference of less "
        f"than {plan.sesoi:g} point counts as too small to matter."
    )


def show_answer(record: Record, exposure: Exposure) -> Picture | Note:
    """Draw one planned answer."""
    one = record.answer(exposure)
    if one is None:
        return Note(f"The plan does not ask about {exposure.label}.")
    return _or_why(lambda: figures.draw_answers([one], sesoi=one.sesoi))


def show_lag_curve(record: Record, exposure: Exposure, **look: float) -> Picture | Note:
    """Draw the lag curve of a running exposure, or say why there is none yet."""
    one = record.answer(exposure)
    if one is not None and one.fit is None:
        return Note(f"Nothing to show yet: {one.missing}")
    return _or_why(lambda: figures.draw_lag_curve(fit_lag_curve(record.daily, exposure), **look))


def show_reverse(record: Record, **look: float) -> Picture | Note:
    """Draw whether bad days are followed by fewer runs, or say why that cannot be asked yet."""
    return _or_why(lambda: figures.draw_reverse(reverse_test(record.daily), **look))


def show_other_ways(record: Record) -> Picture | Note:
    """Draw the question about distance asked in other ways."""
    return _or_why(lambda: figures.draw_sensitivity(record.other_ways, label="distance"))


def show_held_equal(record: Record) -> Note:
    """Say what the answer about distance is with all else that was recorded held equal."""
    table = record.other_ways
    rows = table[table.index.isin(["planned analysis", "other recorded things held equal"])]
    return Note(rows[["estimate", "lower", "upper", "unit", "note"]].round(2).reset_index())


def show_checks(record: Record, exposure: Exposure) -> Note:
    """Say what the diary's gaps, the week after, and the residuals tell."""
    one = record.answer(exposure)
    said = [_or_why(lambda: Note(diary_check(record.daily).sentence))]
    if one is not None and one.fit is not None:
        fit = one.fit
        said.append(_or_why(lambda: Note(lead_placebo(record.daily, exposure).sentence)))
        said.append(_or_why(lambda: Note(diagnose(fit).sentence)))
    return Note(*(part for note in said for part in note.parts))


def show_together(record: Record) -> Picture:
    """Draw whether running and weight change go together: one dot a week."""
    running = 10 * exposure_values(record.daily, DISTANCE)
    weight = exposure_values(record.daily, WEIGHT_CHANGE)
    names = ("Running (km a week, 14 days before)", "Weight change\n(kg in four weeks)")
    return figures.draw_together(running, weight, names=names).figure  # type: ignore[return-value]


def show_others(record: Record) -> Picture | Note:
    """Draw what else was rated, beside pain."""
    return figures.draw_others(record.daily) or Note(
        "Nothing else is recorded yet. Stress, sleep, strength sessions or medication from "
        "Bearable, Daylio or a table of your own would appear here."
    )


def _or_why(draw: Callable[[], Any]) -> Any:
    try:
        drawn = draw()
    except (FitError, DataError) as error:
        return Note(f"Nothing to show yet: {error} Keep recording, and it will appear.")
    return getattr(drawn, "figure", drawn)
