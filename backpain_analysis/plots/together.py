"""Whether two exposures go together, so that their answers cannot be told apart."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..codes import Remark
from ..language import Phrases, plain_text
from .look import BLUE, MID, write_numbers
from .picture import ENGLISH, NOTEBOOK, describe, in_house_style, nothing_to_draw, one_panel

FEWEST_WEEKS = 10
LETTERS_A_LINE = 34  # of the label beside the axis
HARDLY = 0.2
SOMEWHAT = 0.5


@in_house_style
def together(
    x: pd.Series,
    y: pd.Series,
    *,
    names: tuple[str, str],
    ax: Axes | None = None,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw whether two exposures go together: one dot a week.

    Parameters
    ----------
    x, y : Series
        Daily, as of `exposure_values`.
    names : tuple of str
        What they are, with their units.
    ax : Axes, optional
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes

    Raises
    ------
    FitError
        Fewer than ten weeks, or one of them never changes.
    """
    weeks = pd.DataFrame({"x": x, "y": y}).iloc[::7].dropna()
    never_changes = (weeks.nunique() < 2).any()
    if len(weeks) < FEWEST_WEEKS or never_changes:
        raise nothing_to_draw(Remark("figure.together.lack"))
    ax = one_panel(ax, width, 3.6)
    ax.axhline(0, color=MID, linewidth=0.8)
    ax.plot(weeks["x"], weeks["y"], "o", color=BLUE, alpha=0.7, markersize=5)
    write_numbers(ax.xaxis, words)
    write_numbers(ax.yaxis, words)

    r = float(np.corrcoef(weeks["x"], weeks["y"])[0, 1])
    ax.set_title(words(f"figure.together.{_strength(r)}", r=r))
    x_name, y_name = names
    ax.set_xlabel(plain_text(x_name))
    ax.set_ylabel(textwrap.fill(plain_text(y_name), LETTERS_A_LINE))
    facts = {"x": x_name, "y": y_name, "r": r, "n": len(weeks)}
    describe(ax.figure, "together", words, facts)
    return ax


def _strength(r: float) -> str:
    if abs(r) < HARDLY:
        return "hardly"
    if abs(r) < SOMEWHAT:
        return "somewhat"
    return "clearly"
