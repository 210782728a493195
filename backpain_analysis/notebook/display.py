"""What the notebooks show: tables and sentences in plain words, pictures or why there is none."""

from collections.abc import Callable
from functools import partial, wraps
from html import escape
from typing import Any

import pandas as pd

from .. import plots as figures
from ..calibration_table import like_mine, nearest
from ..checks.residuals import diagnose
from ..checks.reverse import diary_check, lead_placebo, reverse_test
from ..errors import BackpainError, FitError
from ..language import Phrases, decisions_in_words, problem_words, question_words, setting_words
from ..language.wording import of_activity
from ..model.exposures import DISTANCE, WEIGHT_CHANGE, Exposure, exposure_values
from ..model.lagged import lag_curve
from .session import NO_FILE, Record


class Note:
    """Paragraphs and tables for a notebook; a text of several lines is shown as it stands."""

    def __init__(self, *parts: str | pd.DataFrame) -> None:
        self.parts = parts

    def _repr_html_(self) -> str:
        return "".join(_html(part) for part in self.parts)

    def __repr__(self) -> str:
        return "\n\n".join(str(part) for part in self.parts)


def _html(part: str | pd.DataFrame) -> str:
    if isinstance(part, str):
        tag = "pre" if "\n" in part else "p"
        return f"<{tag}>{escape(part)}</{tag}>"
    if part.empty:
        return "<p>Nothing yet.</p>"
    plain = part.convert_dtypes().astype(object).fillna("")
    plain.columns = [str(name).replace("_", " ") for name in plain.columns]
    table = plain.to_html(index=False, border=0, justify="left")
    for cell in ("td", "th"):  # JupyterLab sets them flush right
        table = table.replace(f"<{cell}>", f'<{cell} style="text-align:left">')
    return f'<div class="table">{table}</div>'


def or_why(show: Callable[..., Any]) -> Callable[..., Any]:
    """Show a Picture, or a Note of why there is none yet."""

    @wraps(show)
    def shown(*args: Any, **look: Any) -> Any:
        try:
            drawn = show(*args, **look)
        except BackpainError as error:
            wait = " Keep recording, and it will appear." if isinstance(error, FitError) else ""
            why = str(error)
            return Note(f"Nothing to show yet. {why[0].upper()}{why[1:]}{wait}")
        return getattr(drawn, "figure", drawn)

    return shown


def show_files(record: Record) -> Note:
    """Show what each file gave, what is wrong with one, and the open questions."""
    p = Phrases()
    files, ledger = record.exports.files, record.exports.ledger
    if files.empty:
        return Note(NO_FILE)
    columns = {"file": files["file"], "what it is": files["source"].replace("", "not read")}
    columns |= {"from": files["first"].map(_day), "to": files["last"].map(_day)}
    rows = ledger.totals().reindex(files["file"]).fillna(0).astype(int).add_prefix("rows ")
    table = pd.DataFrame(columns).join(rows.reset_index(drop=True).drop(columns="rows unaccounted"))
    asked = {question.file for question in record.exports.questions}
    wrong = files[files["problem"].notna() & ~files["file"].isin(asked)]
    lines = [f"{f.file}: {problem_words(p, f.problem)}" for f in wrong.itertuples()]
    told = Phrases(activities=record.settings.activities)
    lines += [f"{u.file}: {told.remark(u.remark)}" for u in record.exports.unused]
    for question in record.exports.questions:
        lines.append(f"A question: {question_words(p, question)} To answer, add to settings.toml:")
        lines.append(setting_words(p, question))
    return Note(table, *lines)


def _day(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else f"{day.day}\u00a0{day:%b}\u00a0{day.year}"


def show_set_aside(record: Record, at_most: int = 30) -> Note:
    """Show why rows were merged or set aside; `record.exports.ledger` holds every row."""
    rows = record.exports.ledger.in_words().query("fate != 'kept'")
    if rows.empty:
        return Note("Every row was kept: nothing was merged or set aside.")
    counts = rows.value_counts(["file", "fate", "reason"]).rename("rows").reset_index()
    more = len(counts) - at_most
    return Note(counts.head(at_most), *([f"... and {more} more reasons."] if more > 0 else []))


def show_decisions(record: Record) -> Note:
    """Show what was decided about each file, and what each decision rests on."""
    return Note(decisions_in_words(Phrases(), record.exports.decisions))


def show_coverage(record: Record) -> Note:
    """Say from when to when a day without a run counts as none."""
    coverage = record.diary.coverage
    when = "Never yet"
    if coverage.start is not None:
        when = f"From {_day(coverage.start)} to {_day(coverage.end)}"
    return Note(f"{when}: {Phrases().remark(coverage.why)}.")


def show_course(record: Record) -> Note:
    """Say how pain, running and weight went, from the first half of the record to the second."""

    def usual(pain: pd.Series) -> str:
        low, middle, high = pain.quantile([0.25, 0.5, 0.75])
        return f"{middle:g} (half of the days between {low:g} and {high:g})"

    ways: dict[str, tuple[str, Callable[[pd.Series], str]]] = {
        "pain": ("pain", usual),
        "running": ("distance_km", lambda x: f"{7 * x.mean():.1f} km a week"),
        "weight": ("weight_kg", lambda x: f"{x.mean():.1f} kg"),
    }
    half, told = len(record.daily) // 2, []
    for what, (column, say) in ways.items():
        early, late = record.daily[column].iloc[:half], record.daily[column].iloc[half:]
        if early.count() and late.count():
            told.append(f"{what} went from {say(early)} to {say(late)}")
    course = f"From the first half of this record to the second, {'; '.join(told)}."
    return Note(course if told else "Nothing to compare yet.")


def show_plan(record: Record) -> Note:
    """Say when the plan was fixed, and what it fixes."""
    plan = record.answers.plan
    when = f"fixed on {_day(pd.Timestamp(plan.frozen_on))}" if plan.frozen_on else "still a draft"
    asked = ", ".join(a.exposure.label for a in record.answers)
    return Note(
        f"The plan ({plan.hash}) is {when}. It asks about {asked}; a difference of less "
        f"than {plan.sesoi:g} point counts as too small to matter."
    )


@or_why
def show_answer(record: Record, exposure: Exposure) -> Any:
    """Draw one planned answer."""
    one = record.answer(exposure)
    if one is None:
        return Note(f"The plan does not ask about {exposure}.")
    return figures.draw_answers([one], sesoi=one.sesoi)


def show_numbers(record: Record) -> Note:
    """Show the planned regressions' numbers, in points of pain for each unit more."""
    table = record.answers.summary().reset_index()
    fitted, pvalue = table["estimate"].notna(), table["holm_pvalue"]
    pvalue = pvalue.map("{:.3f}".format).mask(pvalue < 0.001, "below 0.001")
    table["holm_pvalue"] = pvalue.where(fitted, "")
    for name in ("estimate", "lower", "upper"):
        table[name] = table[name].map("{:+.2f}".format).where(fitted, "")
    return Note(table)


@or_why
def show_lag_curve(record: Record, exposure: Exposure, **look: float) -> Any:
    """Draw the lag curve of a running exposure."""
    return figures.draw_lag_curve(lag_curve(record.fit(exposure)), **look)


@or_why
def show_reverse(record: Record, **look: float) -> Any:
    """Draw whether bad days are followed by fewer runs."""
    reverse = record.answers.reverse or reverse_test(record.daily)  # which says why not
    return figures.draw_reverse(reverse, **look)


@or_why
def show_other_ways(record: Record) -> Any:
    """Draw the question about distance asked in other ways."""
    return figures.draw_sensitivity(record.other_ways, label="distance")


@or_why
def show_held_equal(record: Record) -> Any:
    """Draw the answer about distance, season and all else that was recorded held equal."""
    ways = record.other_ways
    held = ways.index.str.contains("planned|time term|held equal")
    return figures.draw_sensitivity(ways[held], label="distance")


@or_why
def show_together(record: Record) -> Any:
    """Draw whether running and weight change go together: one dot a week."""
    running = 10 * exposure_values(record.daily, DISTANCE)
    weight = exposure_values(record.daily, WEIGHT_CHANGE)
    names = ("Running (km a week, 14 days before)", "Weight change\n(kg in four weeks)")
    return figures.draw_together(running, weight, names=names)


@or_why
def show_others(record: Record) -> Any:
    """Draw what else was rated, beside pain."""
    return figures.draw_others(record.daily)


@or_why
def show_pain(record: Record, draw: Callable[[pd.DataFrame], Any]) -> Any:
    """Draw pain in one way (`draw_calendar`, `draw_rhythm`), or say that none is rated yet."""
    if record.daily["pain"].notna().any():
        return draw(record.daily)
    raise FitError("no day has a pain rating.")


def show_false_alarms(record: Record) -> Any:
    """Draw how often each way of looking finds something in simulated diaries that hold nothing."""
    return figures.draw_false_alarms(nearest(*_length_and_rate(record))).figure


def show_diaries_like_mine(record: Record) -> Note:
    """Say what was found in simulated diaries about as long as the record."""
    return Note(like_mine(*_length_and_rate(record)))


def _length_and_rate(record: Record) -> tuple[float, float]:
    rated = record.daily["pain"].notna()
    days = (rated[::-1].idxmax() - rated.idxmax()).days + 1
    return days, float(rated.sum() / days)


def show_looks(record: Record, *looks: Callable[[pd.DataFrame], Any]) -> Note:
    """Say what looks at the record see: `load_jumps`, `joint_model`, ..."""
    said = [or_why(look)(record.daily) for look in looks]
    each = [part for one in said for part in (one if isinstance(one, tuple) else (one,))]
    told = (getattr(one, "sentence", None) or repr(one) for one in each)
    return Note(*(of_activity(text, record.settings.activities) for text in told))


def show_checks(record: Record, exposure: Exposure) -> Note:
    """Say what the diary's gaps, the week after, and the residuals tell."""
    one = record.answer(exposure)
    if one is None or one.fit is None:
        return show_looks(record, diary_check)
    placebo, fit = partial(lead_placebo, exposure=exposure), one.fit
    return show_looks(record, diary_check, placebo, lambda _: diagnose(fit))
