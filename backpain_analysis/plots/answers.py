"""The answers as a forest plot, on the person's own contrast from low to high."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from ..codes import Verdict
from ..language import Phrases, exposure_label, exposure_measure, upper_first, verdict_name
from .intervals import draw_interval, interval_in_words, reach_of, shade_too_small
from .look import MID, write_numbers
from .picture import ENGLISH, NOTEBOOK, in_house_style, one_panel, put_into_words

MARKERS = "osD"
BAND_TEXT_AT = -0.53  # above the first row


class Row(NamedTuple):
    """What is drawn of one `Answer`; NaN where there is none yet."""

    exposure: str
    verdict: Verdict
    lower: float
    estimate: float
    upper: float
    low: float
    high: float
    sesoi: float

    @property
    def is_known(self) -> bool:
        """Whether there is an answer to draw."""
        return self.verdict != Verdict.NOT_ENOUGH


def _read(answer: Any) -> Row:
    lower, upper = answer.contrast_int()
    return Row(
        exposure=answer.exposure.name,
        verdict=answer.verdict,
        lower=lower,
        estimate=answer.contrast_estimate,
        upper=upper,
        low=answer.contrast.low,
        high=answer.contrast.high,
        sesoi=answer.sesoi,
    )


@in_house_style
def answers(
    answers: Iterable[Any],
    *,
    ax: Axes | None = None,
    sesoi: float | None = None,
    title: str = "",
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw the answers as a forest plot on the person's own low-to-high contrast.

    A row shows the anytime-valid interval on which its verdict rests; the grey band is less than
    the smallest difference that matters, either way.

    Parameters
    ----------
    answers : Answers or iterable of Answer
    ax : Axes, optional
    sesoi : float, optional
        NRS points; by default that of the answers.
    title : str
        By default the question that all rows share.
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes
    """
    rows = [_read(answer) for answer in answers]
    if sesoi is None:
        sesoi = rows[0].sesoi
    ax = one_panel(ax, width, 0.95 + 0.65 * len(rows))
    reach = reach_of([(row.lower, row.upper) for row in rows if row.is_known], sesoi)
    band = words("figure.answers.band")
    shade_too_small(ax, sesoi, text_at=BAND_TEXT_AT, end=len(rows), text=band)
    for y, row in enumerate(rows):
        if row.is_known:
            _draw_answer(ax, y, row, reach, words)
        else:
            _say_nothing_is_known(ax, y, words)

    labels = [_label(row, words) for row in rows]
    ax.set_yticks(range(len(rows)), labels)
    ax.set(ylim=(len(rows) - 0.4, -0.75), xlim=(-reach, reach))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    write_numbers(ax.xaxis, words)
    told = [_in_words(row, words) for row in rows]
    size = words("figure.interval.points", n=sesoi)
    put_into_words(ax, "answers", words, {"told": "; ".join(told), "sesoi": size})
    if title:
        ax.set_title(title)
    return ax


def _draw_answer(ax: Axes, y: int, row: Row, reach: float, words: Phrases) -> None:
    """Draw one interval, with its numbers and its verdict beside it."""
    draw_interval(
        ax,
        y,
        lower=row.lower,
        estimate=row.estimate,
        upper=row.upper,
        marker=MARKERS[y % len(MARKERS)],
        reach=reach,
    )
    span = _span(row, words)
    verdict = verdict_name(words, row.verdict)
    text = f"{span}\n{verdict}"
    beside = ax.get_yaxis_transform()
    ax.text(1.02, y, text, transform=beside, va="center", linespacing=1.35)


def _say_nothing_is_known(ax: Axes, y: int, words: Phrases) -> None:
    box = {"facecolor": "white", "edgecolor": MID, "linewidth": 0.6, "pad": 3}
    text = words("figure.answers.nothing")
    ax.text(0, y, text, ha="center", va="center", color=MID, bbox=box)


def _label(row: Row, words: Phrases) -> str:
    """Name the exposure, with the person's own low and high where they are known."""
    label = upper_first(exposure_label(words, row.exposure))
    if not row.high > row.low:
        return label
    measure = exposure_measure(words, row.exposure)
    contrast = words("figure.answers.contrast", low=row.low, high=row.high, measure=measure)
    return f"{label}\n{contrast}"


def _in_words(row: Row, words: Phrases) -> str:
    name = exposure_label(words, row.exposure)
    if not row.is_known:
        return f"{name}: {words('figure.answers.nothing')}"
    return f"{name} {_span(row, words)}: {verdict_name(words, row.verdict)}"


def _span(row: Row, words: Phrases) -> str:
    return interval_in_words(words, row.lower, row.estimate, row.upper)
