"""How strong something hidden would have to be, beside what trend, season and weekday explain."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from ..checks import Check, share_of_pain_needed
from ..language import Phrases, exposure_label, percent_of
from .look import BLUE, DASHED, MID, ORANGE, SKY, write_numbers
from .picture import ENGLISH, NOTEBOOK, in_house_style, one_panel, put_into_words

BENCHMARKS = {"trend": "s", "season": "o", "weekday": "^"}
NARROWEST = 10.0  # percent that the axes show at least
ROOM = 1.4
POINTS_OF_THE_CURVE = 200


class Known(NamedTuple):
    """A group of the regression's own terms, in percent."""

    name: str
    marker: str
    of_exposure: float
    of_pain: float


def _known(check: Check) -> list[Known]:
    known = []
    for name, marker in BENCHMARKS.items():
        of_exposure = check.values.get(f"{name}_of_exposure")
        if of_exposure is not None:
            of_pain = check.values[f"{name}_of_pain"]
            known.append(Known(name, marker, 100 * of_exposure, 100 * of_pain))
    return known


@in_house_style
def hidden_cause(
    check: Check, *, ax: Axes | None = None, width: float = NOTEBOOK, words: Phrases = ENGLISH
) -> Axes:
    """Draw which strengths of a hidden cause would bring the interval to zero.

    Parameters
    ----------
    check : Check
        The result of `hidden_cause`; where the interval holds zero already, only the terms that
        the regression knows are drawn.
    ax : Axes, optional
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes
    """
    ax = one_panel(ax, width, 4.0)
    label = exposure_label(words, check.subject)
    known = _known(check)
    share = 100 * check.estimate
    reach = _reach(known, share)
    if share > 0:
        _draw_what_is_needed(ax, check, reach, words)
    for one in known:
        name = words(f"figure.hidden_cause.{one.name}")
        ax.plot(one.of_exposure, one.of_pain, one.marker, color=ORANGE, markersize=8, label=name)
    ax.set(xlim=(0, reach), ylim=(0, reach))
    write_numbers(ax.xaxis, words)
    write_numbers(ax.yaxis, words)
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    facts = {
        "label": label,
        "share": percent_of(words, check.estimate),
        "told": words.listed(_in_words(one, words) for one in known),
    }
    put_into_words(ax, "hidden_cause", words, facts)
    if share <= 0:
        ax.set_title(words("figure.hidden_cause.title_holds_zero", **facts))
    return ax


def _reach(known: list[Known], share: float) -> float:
    """Return how far both axes go, in percent."""
    farthest = [NARROWEST, ROOM * share]
    for one in known:
        farthest += [ROOM * one.of_exposure, ROOM * one.of_pain]
    return float(min(max(farthest), 100.0))


def _draw_what_is_needed(ax: Axes, check: Check, reach: float, words: Phrases) -> None:
    """Draw the strengths at which the interval just touches zero, and the even one."""
    of_exposure = np.linspace(0.002, 1, POINTS_OF_THE_CURVE) * reach / 100
    of_pain = share_of_pain_needed(check.values["f"], of_exposure)
    x = 100 * of_exposure
    y = 100 * of_pain
    ax.fill_between(x, y, 100.0, color=SKY, alpha=0.25, linewidth=0)
    ax.plot(x, y, color=BLUE, linewidth=2, label=words("figure.hidden_cause.curve"))
    share = 100 * check.estimate
    ax.plot([0, share, share], [share, share, 0], color=MID, linewidth=0.8, linestyle=DASHED)
    ax.plot(share, share, "D", color=BLUE, markersize=7, label=words("figure.hidden_cause.even"))


def _in_words(one: Known, words: Phrases) -> str:
    return words(
        "figure.hidden_cause.known",
        name=words(f"figure.hidden_cause.{one.name}"),
        pain=words.short(one.of_pain),
        exposure=words.short(one.of_exposure),
    )
