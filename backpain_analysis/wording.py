"""The sentences of the answers: numbers in, plain words out. NaN never becomes a word."""

import math
import re

_AFTER = {
    "frequency": "After weeks with one run more",
    "distance": "After weeks with 10 km more",
    "weight_change": "After gaining 1 kg in four weeks",
}
_HIGH = {
    "frequency": "after your weeks with more runs",
    "distance": "after your weeks with more kilometres",
    "weight_change": "after the months in which you gained most",
}
_MORE = {"frequency": "more runs", "distance": "more kilometres", "weight_change": "weight gained"}


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


def not_enough(label: str, missing: str) -> str:
    """Return the sentence of an exposure that is behind its gate."""
    return f"{label.capitalize()}: not enough data yet. {missing}".strip()


def found(name: str, estimate: float, interval: tuple[float, float], level: float) -> str:
    """Return the estimate and its interval, per unit of the exposure."""
    held = f"({level * 100:.0f} % interval: {between(interval)})"
    return f"{_AFTER[name]}, pain was {points(estimate)} {held}."


def nothing_meaningful(label: str, sesoi: float) -> str:
    """Return the verdict of an interval inside the band that does not matter."""
    return (
        f"No meaningful association: between your low and your high {label}, a difference of "
        f"{sesoi:g} point{'' if sesoi == 1 else 's'} or more is hard to square with these data."
    )


def associated(name: str, estimate: float, certain: bool) -> str:
    """Return the verdict of an association, its size certain or not."""
    what = "A meaningful association" if certain else "An association, its size uncertain"
    return f"{what}: {'lower' if estimate < 0 else 'higher'} pain goes with {_MORE[name]}."


def cannot_tell(smallest: float, wait: tuple[int, int] | None, alone: bool = False) -> str:
    """Return the verdict that there is none yet, and how long one may take.

    `alone`: by itself the interval excludes zero, among all the questions asked it does not.
    """
    many = "of several questions asked at once, one may look like this by chance; " if alone else ""
    when = "it is unlikely to tell, even with two more years."
    if wait is not None:
        span = f"{wait[0]}" if wait[0] == wait[1] else f"{wait[0]} to {wait[1]}"
        when = f"about {span} more month{'s' if wait[1] > 1 else ''} of it may tell."
    return (
        f"Cannot tell yet: {many}a diary like this shows differences of {smallest:.1f} points or "
        f"more between your low and your high; {when}"
    )


def rules_out(name: str, interval: tuple[float, float], sesoi: float) -> str:
    """Return what an interval over the contrast rules out in both directions, harm first."""
    if math.isnan(sum(interval)):
        return "These data cannot rule anything out yet."
    told, when = [], _HIGH[name]
    for side, bound in (("higher", interval[1]), ("lower", -interval[0])):
        size = f"more than {bound:.1f} points " if bound >= 0.05 else ""
        text = f"These data are hard to square with pain {size}{side} {when}."
        if bound >= sesoi:
            text = f"These data cannot rule out that pain is {side} by enough to matter {when} "
            text += f"(up to {bound:.1f} points)."
        told.append(text)
    return " ".join(told)


def caution(reverse_verdict: str) -> str:
    """Return what every answer has to add; a positive reverse test adds its own sentence."""
    words = "More days narrow the interval; they cannot remove other explanations."
    if reverse_verdict != "yes":
        return words
    return (
        "You also run less after bad days, which can look like running helping; the analysis "
        f"allows for that, but not perfectly. {words}"
    )


# in this order: what stands in a phrase before what stands alone
_OTHER_ACTIVITY = {
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
    if activities == ("run",):
        return text
    for run, other in _OTHER_ACTIVITY.items():
        text = re.sub(rf"\b{run}\b", other, text)
        text = re.sub(rf"\b{run.capitalize()}\b", other.capitalize(), text)
    return text
