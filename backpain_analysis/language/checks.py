"""The words of the checks: one sentence or two for each, chosen by its codes."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from ..codes import ALPHA, Interval, Remark, in_percent
from .answers import (
    difference_with_interval,
    exposure_label,
    exposure_measure,
    exposure_unit,
    hidden_cause_sentence,
    signed_interval,
)
from .phrases import Phrases, upper_first

WEIGHT = "weight_kg"


class Result(Protocol):
    """What a check and a group of checks have in common."""

    @property
    def name(self) -> str:
        """Its code."""

    @property
    def finding(self) -> str:
        """What it comes to, a code."""

    @property
    def subject(self) -> str:
        """What it is about, where that is chosen."""

    @property
    def values(self) -> Mapping[str, Any]:
        """Further numbers."""

    @property
    def lack(self) -> Remark | None:
        """Why there is no answer."""


class Coefficient(Result, Protocol):
    """A check with one coefficient."""

    @property
    def estimate(self) -> float:
        """In its unit."""

    @property
    def pvalue(self) -> float:
        """Two-sided."""

    @property
    def nobs(self) -> int:
        """Days used."""

    @property
    def unit(self) -> str:
        """A code."""

    @property
    def level(self) -> float:
        """Level of the interval."""

    @property
    def notes(self) -> Sequence[Remark]:
        """What to know when reading it."""

    def conf_int(self, level: float | None = None) -> Interval:
        """Interval of the estimate."""


class Group(Result, Protocol):
    """Several exploratory checks on one question."""

    @property
    def looks(self) -> Sequence[Coefficient]:
        """One coefficient each."""


def check_sentence(p: Phrases, check: Result) -> str:
    """Tell what a check found, or a group of exploratory checks."""
    words = SENTENCES[check.name]
    return words(p, check)


def check_unit(p: Phrases, unit: str) -> str:
    """Name a unit by its code: "points_per.distance" is NRS points per +10 km a week."""
    kind, _, of = unit.partition(".")
    each = _where_known(p, f"exposure.unit.{of}")
    more = _where_known(p, f"look.more.{of}")
    return p(f"check_unit.{kind}", each=each, more=more)


def _where_known(p: Phrases, key: str) -> str:
    if p.has(key):
        return p(key)
    return ""


def _no_answer(p: Phrases, lack: Remark) -> str:
    return p("look.group.no_answer", why=p.remark(lack))


def _percentage_points(p: Phrases, check: Coefficient) -> str:
    """Return the interval of a chance in words."""
    chances = check.conf_int()
    points = (in_percent(chances.lower), in_percent(chances.upper))
    interval = signed_interval(p, points, 0)
    percent = round(in_percent(check.level))
    return p("check.percentage_points", percent=percent, interval=interval)


def _reverse(p: Phrases, check: Coefficient) -> str:
    percent = abs(in_percent(check.estimate))
    places = 0 if percent >= 0.5 else 1
    values = check.values
    return p(
        f"check.reverse.{check.finding}",
        size=p.number(percent, places),
        interval=_percentage_points(p, check),
        shorter=abs(in_percent(values.get("length", 0.0))),
        n=values.get("breaks", 0),
        above=values.get("break_pain", 0.0),
    )


def _placebo(p: Phrases, check: Coefficient) -> str:
    return p(
        f"check.placebo.{check.finding}",
        estimate=check.estimate,
        each=exposure_unit(p, check.subject),
        interval=signed_interval(p, check.conf_int(), 2),
    )


def percent_rated(rated: int, days: int) -> int:
    """Return how many percent of the days are rated: 0 and 100 only where it is none or all."""
    if rated == 0:
        return 0
    if rated == days:
        return 100
    percent = round(100 * rated / days)
    return min(max(percent, 1), 99)


def _missing(p: Phrases, check: Coefficient) -> str:
    values = check.values
    counts = {"rated": values["rated"], "days": values["days"]}
    if check.finding == "complete":
        return p("check.missing.complete", **counts)
    percent = percent_rated(values["rated"], values["days"])
    told = p("check.missing.rated", n=values["longest_gap"], percent=percent, **counts)
    if check.finding == "too_few_missing":
        too_few = p("gaps.too_few_missing")
        return f"{told} {too_few}"
    interval = _percentage_points(p, check)
    after = p(f"check.missing.{check.finding}", interval=interval)
    unknown = p("check.missing.unknown")
    return f"{told} {after} {unknown}"


def _residuals(p: Phrases, check: Coefficient) -> str:
    in_100 = in_percent(check.pvalue)
    chance = p.number(in_100, 0)
    if in_100 < 1:
        chance = p("check.residuals.fewer_than_one")
    far = check.values["far_out_days"]
    found = p(f"check.residuals.{check.finding}", chance=chance)
    outlying = p("check.residuals.outlying", far=far, days=check.nobs)
    notes = map(p.remark, check.notes)
    return " ".join([found, outlying, *notes])


def _slower(p: Phrases, check: Coefficient) -> str:
    """Tell what a look beyond the planned days shows."""
    days = {key: check.values[key] for key in ("first", "last")}
    if check.lack is not None:
        return p("slower.no_answer", why=p.remark(check.lack), **days)
    values = check.values
    interval = (values["lower"], values["upper"])
    difference = difference_with_interval(p, values["difference"], interval, 0.90)
    found = p("slower.found", found=difference, **days)
    finding = p(f"slower.{check.finding}", **days)
    return f"{found} {finding}"


# the exploratory checks


def look_sentence(p: Phrases, look: Coefficient) -> str:
    """Tell what one exploratory regression found over the person's own contrast."""
    if look.lack is not None:
        return p("look.no_answer", what=look_label(p, look), why=p.remark(look.lack))
    size = look.values.get("size", look.values["contrast"])
    fields: dict[str, Any] = {
        "found": _found(p, look),
        "x": size,
        "name": variable(p, look.subject),
    }
    if look.name == "lets_run":
        return _lets_run(p, look)
    if look.name in ("week_jump", "day_jump"):
        fields["much"] = p(f"look.much.{look.subject}", x=size)
    elif look.name == "adjusted":
        fields["measure"] = exposure_measure(p, look.subject)
    elif look.name == "to_variable":
        _, _, running = look.unit.partition(".")
        fields["amount"] = p(f"exposure.amount.{running}")
    elif look.name == "to_pain":
        fields["much"] = _much(p, look.subject, size)
    return p(f"look.sentence.{look.name}", **fields)


def _lets_run(p: Phrases, look: Coefficient) -> str:
    lower, upper = look.conf_int(0.95)
    interval = signed_interval(p, (in_percent(lower), in_percent(upper)), 0)
    side = "more" if look.estimate > 0 else "less"
    percent = abs(in_percent(look.estimate))
    return p(f"look.lets_run_{side}", name=look.subject, percent=percent, interval=interval)


def look_label(p: Phrases, look: Result) -> str:
    """Name an exploratory regression: "weeks above your habit (distance)"."""
    if look.name in ("week_jump", "day_jump"):
        subject = p(f"look.measure.{look.subject}")
    elif look.name == "adjusted":
        subject = exposure_label(p, look.subject)
    else:
        subject = variable(p, look.subject)
    return p(f"look.label.{look.name}", subject=subject)


def variable(p: Phrases, name: str) -> str:
    """Name a column: weight in words, any other as the person's file has it."""
    if name == WEIGHT:
        return p("look.weight")
    return name


def _found(p: Phrases, look: Coefficient) -> str:
    contrast = look.values["contrast"]
    unit = look.conf_int()
    value = contrast * look.estimate
    interval = (contrast * unit.lower, contrast * unit.upper)
    if look.name != "to_variable":
        found = difference_with_interval(p, value, interval, 0.95)
        return p("look.pain_was", found=found)
    in_what = "look.kg_in_four_weeks" if look.subject == WEIGHT else "look.own_points"
    return p(
        "look.variable_differed",
        name=variable(p, look.subject),
        value=value,
        unit=p(in_what),
        interval=signed_interval(p, interval, 2),
    )


def _much(p: Phrases, name: str, size: float) -> str:
    if name == WEIGHT:
        return p("look.much.weight", x=size)
    return p("look.much.own", x=size)


def _separate(p: Phrases, found: Group) -> str:
    title = p(f"look.title.{found.name}")
    if found.lack is not None:
        no_answer = _no_answer(p, found.lack)
        return f"{title} {no_answer}"
    answered = [look for look in found.looks if look.nobs]
    opening = p(f"look.group.{found.finding}", n=len(answered))
    if found.finding == "nothing_stands_out":
        return f"{title} {opening}"
    standing_out = []
    for look in answered:
        if look.values["holm_pvalue"] < ALPHA:
            standing_out.append(_standing_out(p, look))
    by_chance = p("look.group.one_in_twenty")
    return " ".join([title, opening, *standing_out, by_chance])


def _standing_out(p: Phrases, look: Coefficient) -> str:
    """Tell a look, and whether what it is about follows pain in turn."""
    told = look_sentence(p, look)
    if look.values.get("follows_pvalue", 1.0) < ALPHA:
        side = "higher" if look.values["follows"] > 0 else "lower"
        follows = p(f"look.follows_{side}", name=variable(p, look.subject))
        told = f"{told} {follows}"
    return told


def _joint(p: Phrases, found: Group) -> str:
    title = p("look.title.joint_model")
    lack = found.looks[0].lack
    if lack is not None:
        no_answer = _no_answer(p, lack)
        return f"{title} {no_answer}"
    told = [look_sentence(p, look) for look in found.looks]
    vif = found.values["vif"]
    apart = p(f"look.group.{found.finding}", times=math.sqrt(vif), vif=vif)
    return " ".join([title, *told, apart])


def _path(p: Phrases, found: Group) -> str:
    name = variable(p, found.subject)
    title = p("look.title.path", name=name)
    if found.finding == "hardly_changed":
        much = _much(p, found.subject, found.values["spread"])
        hardly_changed = p("look.group.hardly_changed", name=upper_first(name), much=much)
        return f"{title} {hardly_changed}"
    told = [_step(p, look) for look in found.looks]
    if found.finding != "no_answer":
        told.append(p(f"look.group.{found.finding}"))
    return " ".join([title, *told])


def _step(p: Phrases, look: Coefficient) -> str:
    if look.lack is None:
        return look_sentence(p, look)
    return p(f"look.group.no_{look.name}", why=p.remark(look.lack))


# the sensitivity analysis


def sensitivity_name(p: Phrases, code: str, **values: Any) -> str:
    """Name a model of the sensitivity analysis; a window needs its `days`."""
    if "variable" in values:
        values["variable"] = values["variable"].replace("_", " ")
    return p(f"sensitivity.{code}", **values)


def sensitivity_note(p: Phrases, check: Coefficient) -> str:
    """Tell what to know of a model, or why it has no answer."""
    if check.lack is not None:
        return _no_answer(p, check.lack)
    return "; ".join(map(p.remark, check.notes))


def way_in_words(p: Phrases, check: Coefficient) -> str:
    """Say in a line what a model found, or why it has no answer."""
    name = sensitivity_name(p, check.name, **check.values)
    note = sensitivity_note(p, check)
    if check.lack is not None:
        return p("way.no_answer", name=name, note=note)
    if math.isnan(check.estimate):
        pvalue = p("way.only_p", name=name, pvalue=check.pvalue)
        return "; ".join(filter(None, (pvalue, note)))
    interval = check.conf_int(0.95)
    estimate = p(
        "way.estimate",
        name=name,
        estimate=check.estimate,
        lower=interval.lower,
        upper=interval.upper,
        unit=check_unit(p, check.unit),
    )
    return "; ".join(filter(None, (estimate, note)))


def sensitivity_table(p: Phrases, found: Any) -> Any:
    """Return the table of a `Sensitivity` in words; index "way".

    Columns estimate, std_error, lower, upper, pvalue, nobs, unit, note.
    """
    rows = list(found)
    table = found.summary()
    table["unit"] = [check_unit(p, check.unit) for check in rows]
    table["note"] = [sensitivity_note(p, check) for check in rows]
    names = [sensitivity_name(p, check.name, **check.values) for check in rows]
    return table.set_axis(names).rename_axis("way")


SENTENCES: dict[str, Callable[[Phrases, Any], str]] = {
    "reverse": _reverse,
    "placebo": _placebo,
    "missing": _missing,
    "residuals": _residuals,
    "slower": _slower,
    "hidden_cause": hidden_cause_sentence,
    "week_jump": look_sentence,
    "day_jump": look_sentence,
    "adjusted": look_sentence,
    "variable": look_sentence,
    "to_variable": look_sentence,
    "to_pain": look_sentence,
    "load_jumps": _separate,
    "other_ratings": _separate,
    "medication": _separate,
    "lets_run": look_sentence,
    "joint_model": _joint,
    "path": _path,
}
