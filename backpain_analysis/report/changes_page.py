"""changes.md: what changed since the last report, in words."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..language import (
    Phrases,
    difference_words,
    exposure_label,
    exposure_unit,
    interval_words,
    upper_first,
    verdict_name,
)
from ..model import EXPOSURES
from .changes import (
    EXAMPLES,
    AnswerChange,
    Changes,
    DayChanges,
    Moved,
    PastValue,
    PastValues,
    PlanChange,
    Step,
    Version,
)


def changes_page(p: Phrases, changes: Changes) -> list[str]:
    """Return the lines of `changes.md`."""
    title = p("changes.title", month=changes.month)
    lines = [f"# {title}", "", *news(p, changes), ""]
    if not changes.last:
        return lines
    of_answers = p("changes.answers")
    lines += [f"## {of_answers}", ""]
    for answer in changes.answers:
        lines += _answer(p, answer)
    what_moved = p("changes.what_moved")
    lines += ["", f"## {what_moved}", "", *_what_moved(p, changes)]
    if changes.shown_since:
        history = p("changes.history", month=changes.shown_since)
        alt = p("changes.history_alt")
        lines += ["", history, "", f"![{alt}](figures/history.png)"]
    return [*lines, ""]


def news(p: Phrases, changes: Changes) -> list[str]:
    """Return what is new in the days and in the plan, a line each."""
    if not changes.last:
        return [p("changes.first")]
    lines = [p("changes.against", month=changes.last)]
    if changes.days is None:
        lines.append(p("changes.no_daily"))
    else:
        lines += [f"- {text}" for text in _days(p, changes.days)]
    for change in changes.plan:
        changed = _plan_change(p, change)
        lines.append(f"- {changed}")
    lines += [f"- {p.remark(news)}" for news in changes.fair_test]
    if changes.new_method is not None:
        was, now = changes.new_method
        new_method = p("held_plan.new_method", was=was, now=now)
        lines.append(f"- {new_method}")
    return lines


def _days(p: Phrases, days: DayChanges) -> Iterator[str]:
    if days.added:
        yield p("changes.new_days", n=days.added, rated=days.added_rated)
    else:
        yield p("changes.no_new_day")
    if days.gone:
        yield p("changes.gone_days", n=days.gone)
    for values in days.values:
        yield _past_values(p, values)
    if not days.gone and not days.values:
        yield p("changes.nothing_changed")


def _past_values(p: Phrases, values: PastValues) -> str:
    told = [_example(p, values.kind, example) for example in values.examples]
    if values.count > EXAMPLES:
        told.append("...")
    return p(
        f"changes.{values.kind}",
        n=values.count,
        column=_column_name(p, values.column),
        examples="; ".join(told),
    )


def _example(p: Phrases, kind: str, value: PastValue) -> str:
    if kind != "changed":
        return p.date(value.day)
    was = _as_precise_as_it_is(p, value.was)
    now = _as_precise_as_it_is(p, value.now)
    return p("changes.example", day=value.day, was=was, now=now)


def _as_precise_as_it_is(p: Phrases, value: float) -> str:
    """Write a number with the places that it has, at most four digits in all."""
    _, _, decimals = f"{value:.4g}".partition(".")
    return p.number(value, len(decimals))


def _column_name(p: Phrases, column: str) -> str:
    key = f"changes_column.{column}"
    if p.has(key):
        return p(key)
    return column.replace("_", " ")


def _plan_change(p: Phrases, change: PlanChange) -> str:
    if change.name in EXPOSURES:
        what = p("changes.contrast", exposure=exposure_label(p, change.name))
    else:
        what = p(f"changes_plan.{change.name}")
    was = _plan_value(p, change.name, change.was)
    now = _plan_value(p, change.name, change.now)
    changed = p("changes.plan", what=what, was=was, now=now)
    if not change.is_corrected:
        return changed
    why = p("contrasts.corrected")
    return f"{changed} {why}"


def _plan_value(p: Phrases, name: str, value: Any) -> str:
    """Put a value of the plan into words."""
    if value is None or value == "":
        return p("changes.not_set")
    if isinstance(value, bool):
        return _yes_or_no(p, value)
    if isinstance(value, dict):
        return _table_value(p, value)
    if name in EXPOSURES:
        low, high = value
        return p("changes.low_and_high", low=float(low), high=float(high))
    if name == "exposures":
        return p.listed(map(partial(exposure_label, p), value))
    if name == "activities":
        return Phrases(p.language, value).activity_names()
    if name == "per_day":
        return p(f"who.per_day_{value}")
    if isinstance(value, int | float):
        return p.short(value)
    return str(value)


def _table_value(p: Phrases, table: Mapping[str, Any]) -> str:
    """Put a table of settings into words: each name with what is said of it."""
    if not table:
        return p("changes.not_set")
    told = []
    for name, value in table.items():
        said = value
        if isinstance(value, dict):
            said = ", ".join(f"{key} = {_written(p, held)}" for key, held in value.items())
        told.append(p("held_plan.entry", name=name, said=str(said)))
    return p.listed(told)


def _yes_or_no(p: Phrases, value: bool) -> str:
    if value:
        return p("changes.yes")
    return p("changes.no")


def _written(p: Phrases, value: Any) -> str:
    """Write a setting's value as a person would read it."""
    if isinstance(value, bool):
        return _yes_or_no(p, value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def _answer(p: Phrases, change: AnswerChange) -> list[str]:
    """Say whether a verdict moved, and give the estimates of then and now."""
    label = upper_first(exposure_label(p, change.exposure))
    then = change.then
    now = change.now
    told = _verdicts(p, then, now)
    lines = [f"- **{label}**: {told}"]
    if then and then["estimate"] is not None:
        estimate = _estimate(p, "changes.then", change.exposure, then)
        lines.append(f"  - {estimate}")
    if now["estimate"] is not None:
        estimate = _estimate(p, "changes.now", change.exposure, now)
        lines.append(f"  - {estimate}")
    return lines


def _verdicts(p: Phrases, then: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str:
    verdict = _in_italics(p, now["verdict"])
    if then is None:
        return p("changes.answer_new", now=verdict)
    if then["verdict"] == now["verdict"]:
        return p("changes.answer_same", now=verdict)
    was = _in_italics(p, then["verdict"])
    return p("changes.answer_moved", was=was, now=verdict)


def _in_italics(p: Phrases, verdict: str) -> str:
    name = verdict_name(p, verdict)
    return f"*{name}*"


def _estimate(p: Phrases, key: str, exposure: str, held: Mapping[str, Any]) -> str:
    return p(
        key,
        estimate=difference_words(p, held["estimate"]),
        unit=exposure_unit(p, exposure),
        safe=interval_words(p, held["monthly_safe_interval"]),
        ordinary=interval_words(p, held["interval"]),
    )


def _what_moved(p: Phrases, changes: Changes) -> list[str]:
    if changes.lack is not None:
        return [p.remark(changes.lack)]
    if not changes.steps:
        told = p("changes.nothing_moved")
        if changes.plan:
            told += f" {p('changes.plan_moves_intervals')}"
        return [told]
    lines = [p("changes.in_points"), ""]
    for step in changes.steps:
        told = _step(p, step, changes.software)
        lines.append(f"- {told}")
    return lines


def _step(p: Phrases, step: Step, software: tuple[Version, ...]) -> str:
    moved = "; ".join(_moved(p, one) for one in step.moved)
    if step.cause != "software":
        return p(f"changes.moved_by_{step.cause}", moved=moved)
    if not software:
        return p("changes.moved_by_same_software", moved=moved)
    versions = "; ".join(_version(p, one) for one in software)
    return p("changes.moved_by_software", versions=versions, moved=moved)


def _version(p: Phrases, version: Version) -> str:
    key = "changes.version" if version.now else "changes.version_gone"
    return p(key, package=version.package, was=version.was, now=version.now)


def _moved(p: Phrases, moved: Moved) -> str:
    label = exposure_label(p, moved.exposure)
    how = ", ".join(_how_it_moved(p, moved))
    return f"{label} {how}"


def _how_it_moved(p: Phrases, moved: Moved) -> Iterator[str]:
    if moved.was is None:
        yield p("changes.first_estimate")
        return
    if moved.now is None:
        yield p("changes.no_estimate_left")
        return
    if moved.by_estimate:
        was = difference_words(p, moved.was.estimate)
        now = difference_words(p, moved.now.estimate)
        key = "changes.moved_little" if was == now else "changes.moved_estimate"
        yield p(key, was=was, now=now)
    if moved.by_verdict:
        was = _in_italics(p, moved.was.verdict)
        now = _in_italics(p, moved.now.verdict)
        yield p("changes.moved_verdict", was=was, now=now)
