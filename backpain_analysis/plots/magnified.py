"""A panel within a panel: what lies close together on the whole scale, once more, larger."""

from matplotlib.axes import Axes

from ..language import Phrases
from .look import write_numbers

CLOSE_TOGETHER = 3.0  # points of pain; what spans less is drawn once more
MIDDLE_OF_SCALE = 5.0
ABOVE = 0.6  # this and what follows: shares of the panel
BELOW = 0.1
HEIGHT = 0.28


def panel_within(
    ax: Axes,
    lowest: float,
    highest: float,
    words: Phrases,
    *,
    left: float = 0.06,
    width: float = 0.42,
) -> Axes | None:
    """Return an empty panel whose axis of pain just holds what is drawn in `ax`.

    It lies on the side of the scale that is free; `left` and `width` are shares of the panel.
    None where `lowest` and `highest` lie far enough apart for the whole scale.
    """
    if not highest - lowest <= CLOSE_TOGETHER:
        return None
    is_low = (lowest + highest) / 2 < MIDDLE_OF_SCALE
    bottom = ABOVE if is_low else BELOW
    inset = ax.inset_axes((left, bottom, width, HEIGHT))
    room = max(0.15 * (highest - lowest), 0.05)
    inset.set_ylim(lowest - room, highest + room)
    write_numbers(inset.yaxis, words)
    inset.tick_params(labelsize="small")
    inset.set_title(words("figure.magnified"), fontsize="small", fontweight="normal")
    inset.spines[:].set_visible(True)
    return inset
