"""What else a clinician asks for: function, medication, flares, stress, sleep, strength."""

import re
from dataclasses import dataclass

import pandas as pd

from ..language import Phrases, upper_first
from .analysis import Analysis

MOST_RECORDED = 12
LONGEST_NAME = 60
FOUR_WEEKS = pd.Timedelta(days=28)
ELLIPSIS = "\u2026"

RATED = re.compile("stress|sleep|schlaf")
COUNTED = re.compile(
    "medic|medik|pain ?killer|schmerzmittel|ibuprofen|paracetamol|acetaminophen|naproxen|diclo"
    "|flare|schub|strength|kraft"
)
STRENGTH = "strength|kraft|weight ?training"
HOURS = re.compile(" h$")
LOOKED_FOR = {
    "function": re.compile(r"function|funktion|\b(peg|odi|rmdq|psfs)\b"),
    "leg": re.compile(r"\blegs?\b|\bbeine?\b|sciatica|ischias|tingl|kribbel|numb|taub"),
    "side": re.compile(r"\b(side|seite|left|links|right|rechts)\b"),
    "goal": re.compile(r"\b(goal|ziel)"),
}


@dataclass(frozen=True)
class Recorded:
    """One recorded thing: its name, what is to be said of it, on how many days."""

    label: str
    text: str
    days: int
    is_scale: bool


def recorded(p: Phrases, analysis: Analysis) -> list[tuple[str, str]]:
    """Return a line for each recorded thing that a clinician asks for, and for no other."""
    last_day = analysis.shown.index[-1]
    found = []
    for name, values in _things(p, analysis).items():
        one = _told(p, name, values, last_day)
        if one is not None:
            found.append(one)
    found.sort(key=_rank)
    rows = [(one.label, one.text) for one in found[:MOST_RECORDED]]
    left_out = len(found) - MOST_RECORDED
    if left_out > 0:
        rows.append((p("other.more", n=left_out), ""))
    missing = _not_recorded(p, analysis)
    if missing:
        rows.append((p("handed_on.not_recorded"), p.listed(missing)))
    return rows


def _not_recorded(p: Phrases, analysis: Analysis) -> list[str]:
    """Name what a clinician looks for and does not find: function, leg symptoms, side, goal."""
    names = " ".join(str(name) for name in analysis.shown).casefold()
    missing = []
    for code, pattern in LOOKED_FOR.items():
        if not pattern.search(names):
            missing.append(p(f"handed_on.{code}"))
    return missing


def _rank(one: Recorded) -> tuple[bool, int, str]:
    """Put questionnaires first, then what was recorded most often."""
    return not one.is_scale, -one.days, one.label


def _things(p: Phrases, analysis: Analysis) -> dict[str, pd.Series]:
    """Return all that was recorded, by name, on the days that have a value."""
    daily = analysis.shown
    things = {str(name): daily[name].dropna() for name in daily}
    sessions = analysis.exports.runs
    is_strength = sessions["activity"].str.contains(STRENGTH, case=False)
    days_of_strength = sessions.loc[is_strength, "day"].unique()
    shown = daily.index.intersection(days_of_strength)
    things[p("other.strength")] = pd.Series(1.0, shown)
    return things


def _told(p: Phrases, name: str, values: pd.Series, last: pd.Timestamp) -> Recorded | None:
    """Put one recorded thing into words; None where it is none that a clinician asks for."""
    if values.empty:
        return None
    name = name.replace("_", " ").strip()
    label = HOURS.sub(" (h)", name)
    words = label.casefold()
    scale = _questionnaire(p, words)
    recent = values[values.index > last - FOUR_WEEKS]
    if scale:
        label = f"{label} ({scale})"
        text = _scores(p, values)
    elif COUNTED.search(words):
        text = p("other.counted", days=_days_with(values), recent=_days_with(recent))
    elif RATED.search(words):
        median = p.short(values.median())
        recent_median = p.short(recent.median())
        text = p(
            "other.rated",
            days=len(values),
            median=median,
            recent=recent_median,
            low=values.min(),
            high=values.max(),
        )
    else:
        return None
    return Recorded(
        label=_shortened(label),
        text=text,
        days=len(values),
        is_scale=bool(scale),
    )


def _days_with(values: pd.Series) -> int:
    return int((values > 0).sum())


def _questionnaire(p: Phrases, words: str) -> str:
    """Return what a questionnaire's scores mean, "" where the words name none."""
    for name in p.look_up("scales"):
        if name in words.split():
            return p(f"scales.{name}")
    return ""


def _scores(p: Phrases, values: pd.Series) -> str:
    """Say the first and the last score of a questionnaire, filled in now and then."""
    first = _score(p, values.index[0], values.iloc[0])
    if len(values) == 1:
        return first
    last = _score(p, values.index[-1], values.iloc[-1])
    return p("other.scores", first=first, last=last, n=len(values))


def _score(p: Phrases, day: pd.Timestamp, value: float) -> str:
    return f"{p.short(value)} ({p.date(day)})"


def _shortened(label: str) -> str:
    if len(label) > LONGEST_NAME:
        kept = label[: LONGEST_NAME - 1]
        label = f"{kept}{ELLIPSIS}"
    return upper_first(label)
