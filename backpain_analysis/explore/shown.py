"""What the notebooks show: tables and sentences in plain words, pictures or why there is none."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import pandas as pd

from .. import figures
from ..calibration_table import like_mine, nearest
from ..checks import diary_check, lead_placebo, reverse_test
from ..diagnostics import diagnose
from ..errors import DataError, FitError
from ..exports import Exports
from ..exposures import DISTANCE, WEIGHT_CHANGE, Exposure, exposure_values
from ..figures import Picture
from ..lagged import lag_curve
from .record import Record


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
    if part.empty:
        return "<p>Nothing yet.</p>"
    plain = part.convert_dtypes().astype(object).fillna("")
    table = plain.to_html(index=False, border=0, justify="left")
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
            "from": [_day(day) for day in files["first"]],
            "to": [_day(day) for day in files["last"]],
        }
    )
    for name in ("read", "kept", "merged", "set aside"):
        table[f"rows {name}"] = totals[name].fillna(0).astype(int)
    wrong = files[(files["problem"] != "") & ~files["problem"].str.startswith("waits for")]
    lines = [f"{f}: {p}" for f, p in zip(wrong["file"], wrong["problem"], strict=True)]
    return Note(table, *lines, *_questions(exports))


def _day(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else f"{day.day}\u00a0{day:%b}\u00a0{day.year}"


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
    if one is None:
        return Note(f"The plan does not ask about {exposure.label}.")
    if one.fit is None:
        return Note(f"Nothing to show yet: {one.missing}")
    return figures.draw_lag_curve(lag_curve(one.fit), **look).figure


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


def show_false_alarms(record: Record) -> Picture:
    """Draw how often each way of looking finds something in simulated diaries that hold nothing."""
    days, _ = _length_and_rate(record)
    rows = nearest(days, 0.8)  # the usual ways were tried only on diaries rated as often as this
    return figures.draw_false_alarms(rows).figure


def show_diaries_like_mine(record: Record) -> Note:
    """Say what was found in simulated diaries about as long as the record."""
    return Note(like_mine(*_length_and_rate(record)))


def _length_and_rate(record: Record) -> tuple[float, float]:
    rated = record.daily["pain"].notna()
    days = (rated[::-1].idxmax() - rated.idxmax()).days + 1
    return days, float(rated.sum() / days)


def show_checks(record: Record, exposure: Exposure) -> Note:
    """Say what the diary's gaps, the week after, and the residuals tell."""
    one = record.answer(exposure)
    said = [_or_why(lambda: Note(diary_check(record.daily).sentence))]
    if one is not None and one.fit is not None:
        fit = one.fit
        said.append(_or_why(lambda: Note(lead_placebo(record.daily, exposure).sentence)))
        said.append(_or_why(lambda: Note(diagnose(fit).sentence)))
    return Note(*(part for note in said for part in note.parts))


def show_looks(record: Record, *looks: Callable[[pd.DataFrame], Any]) -> Note:
    """Say what exploratory looks at the record see: `load_jumps`, `joint_model`, ..."""
    said = [_or_why(partial(look, record.daily)) for look in looks]
    each = [part for one in said for part in (one if isinstance(one, tuple) else (one,))]
    return Note(*(getattr(one, "sentence", None) or repr(one) for one in each))


def show_together(record: Record) -> Picture:
    """Draw whether running and weight change go together: one dot a week."""
    running = 10 * exposure_values(record.daily, DISTANCE)
    weight = exposure_values(record.daily, WEIGHT_CHANGE)
    names = ("Running (km a week, 14 days before)", "Weight change\n(kg in four weeks)")
    return figures.draw_together(running, weight, names=names).figure


def show_others(record: Record) -> Picture | Note:
    """Draw what else was rated, beside pain."""
    return _or_why(lambda: figures.draw_others(record.daily))


def show_pain(record: Record, draw: Callable[[pd.DataFrame], Picture]) -> Picture | Note:
    """Draw pain in one way (`draw_calendar`, `draw_rhythm`), or say that none is rated yet."""
    if record.daily["pain"].notna().any():
        return draw(record.daily)
    return Note("Nothing to show yet: no day has a pain rating.")


def _or_why(draw: Callable[[], Any]) -> Any:
    try:
        drawn = draw()
    except (FitError, DataError) as error:
        return Note(f"Nothing to show yet: {error} Keep recording, and it will appear.")
    return getattr(drawn, "figure", drawn)
