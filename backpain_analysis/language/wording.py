"""The sentences of the answers: numbers in, plain words out. NaN never becomes a word."""

import math
import re

NOT_ENOUGH = "not enough data yet"
NOTHING_MEANINGFUL = "no meaningful association"
MEANINGFUL = "meaningful association"
SIZE_UNCERTAIN = "association, size uncertain"
CANNOT_TELL = "cannot tell yet"

VERDICTS = {
    NOT_ENOUGH: "{Label}: not enough data yet. {missing}",
    NOTHING_MEANINGFUL: "No meaningful association: between your low and your high {label}, a "
    "difference of {sesoi} or more is hard to square with these data.",
    MEANINGFUL: "A meaningful association: {side} pain goes with {more}.",
    SIZE_UNCERTAIN: "An association, its size uncertain: {side} pain goes with {more}.",
    CANNOT_TELL: "Cannot tell yet: {many}a diary like this shows differences of {smallest:.1f} "
    "points or more between your low and your high; {wait}",
}
# where by itself an interval excludes zero, among all the questions asked it does not
MANY = "of several questions asked at once, one may look like this by chance; "
# exposure: after one unit more of it, after much of it, more of it
EXPOSURES = {
    "frequency": ("weeks with one run more", "your weeks with more runs", "more runs"),
    "distance": ("weeks with 10 km more", "your weeks with more kilometres", "more kilometres"),
    "weight_change": (
        "gaining 1 kg in four weeks",
        "the months in which you gained most",
        "weight gained",
    ),
}


def points(value: float) -> str:
    """Return "0.4 points lower"."""
    if abs(value) < 0.05:
        return "about the same"
    return f"{abs(value):.1f} points {'lower' if value < 0 else 'higher'}"


def between(interval: tuple[float, float]) -> str:
    """Return "0.9 lower to 0.1 higher"; "0.03 lower", where one digit would hide the side."""
    digits = _digits(interval, 1)
    words = (f"{abs(v):.{digits}f} {'lower' if v < 0 else 'higher'}" for v in interval)
    return " to ".join("0.0" if float(word.split()[0]) == 0 else word for word in words)


def signed(interval: tuple[float, float], digits: int) -> str:
    """Return "-0.25 to +0.10", with one digit more where an end would be shown as zero."""
    digits = _digits(interval, digits)
    return " to ".join(f"{v:+z.{digits}f}" for v in interval)


def _digits(interval: tuple[float, float], digits: int) -> int:
    return digits + (0.05 <= 10**digits * min(abs(v) for v in interval) < 0.5)


def found(name: str, estimate: float, interval: tuple[float, float], level: float) -> str:
    """Return the estimate and its interval, per unit of the exposure."""
    held = f"({level * 100:.0f} % interval: {between(interval)})"
    return f"After {EXPOSURES[name][0]}, pain was {points(estimate)} {held}."


def wait(months: tuple[int, int] | None) -> str:
    """Return how long it may take until a diary tells."""
    if months is None:
        return "it is unlikely to tell, even with two more years."
    span = " to ".join(str(n) for n in dict.fromkeys(months))
    return f"about {span} more month{'s' if months[1] > 1 else ''} of it may tell."


def rules_out(name: str, interval: tuple[float, float], sesoi: float) -> str:
    """Return what an interval over the contrast rules out in both directions, harm first."""
    if math.isnan(sum(interval)):
        return "These data cannot rule anything out yet."
    told, when = [], f"after {EXPOSURES[name][1]}"
    for side, bound in (("higher", interval[1]), ("lower", -interval[0])):
        size = f"more than {bound:.1f} points " if bound >= 0.05 else ""
        text = f"These data are hard to square with pain {size}{side} {when}."
        if bound >= sesoi:
            text = f"These data cannot rule out that pain is {side} by enough to matter {when} "
            text += f"(up to {bound:.1f} points)."
        told.append(text)
    return " ".join(told)


# in this order: what stands in a phrase before what stands alone
OTHER_ACTIVITY = {
    "running frequency": "frequency of the activity",
    "running distance": "distance of the activity",
    "running helping": "activity helping",
    "running": "the activity",
    "you also run less": "you are also less active",
    "you run less": "you are less active",
    "you run more": "you are more active",
    "you run about": "you are active about",
    "runs": "sessions",
    "run": "session",
}


def of_activity(text: str, activities: tuple[str, ...]) -> str:
    """Return a sentence about running as one about the activities that the settings name."""
    for run, other in OTHER_ACTIVITY.items() if activities != ("run",) else ():
        text = re.sub(rf"\b{run}\b", other, text)
        text = re.sub(rf"\b{run.capitalize()}\b", other.capitalize(), text)
    return text
