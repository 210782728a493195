"""The same question asked in other models, beside the planned analysis."""

from collections.abc import Iterable
from typing import NamedTuple

from matplotlib.axes import Axes

from ..checks import Check, is_comparable
from ..language import Phrases, exposure_label, exposure_unit, sensitivity_name, upper_first
from .intervals import draw_interval
from .letters import in_lines
from .look import BLUE, ORANGE, SKY, write_numbers
from .picture import (
    ENGLISH,
    NOTEBOOK,
    in_house_style,
    nothing_to_draw,
    one_panel,
    put_into_words,
)

CONVENTIONAL = "note.conventional"  # the remark on a method that is not to be trusted
LEVEL = 0.95
LETTERS_A_LINE = 36  # of a name beside the axis


class Model(NamedTuple):
    """What is drawn of one row of `sensitivity`."""

    name: str
    lower: float
    estimate: float
    upper: float
    is_trusted: bool


def _read(rows: Iterable[Check], words: Phrases) -> tuple[str, list[Model]]:
    """Return the exposure, and the rows that have an estimate in the unit of the first."""
    checks = list(rows)
    planned = checks[0]
    shown = [_model(check, words) for check in checks if is_comparable(check, planned)]
    if not shown and planned.lack is not None:
        raise nothing_to_draw(planned.lack)
    _, _, exposure = planned.unit.partition(".")
    return exposure, shown


def _model(check: Check, words: Phrases) -> Model:
    interval = check.conf_int(LEVEL)
    is_trusted = all(note.code != CONVENTIONAL for note in check.notes)
    name = sensitivity_name(words, check.name, **check.values)
    label = in_lines(name, LETTERS_A_LINE)
    if not is_trusted:
        label += "\n" + words("figure.sensitivity.distrusted")
    return Model(
        name=label,
        lower=interval.lower,
        estimate=check.estimate,
        upper=interval.upper,
        is_trusted=is_trusted,
    )


def _row_height(names: Iterable[str]) -> float:
    """Return how many inches a row takes."""
    is_wrapped = any("\n" in name for name in names)
    return 0.46 if is_wrapped else 0.34


@in_house_style
def sensitivity(
    rows: Iterable[Check],
    *,
    ax: Axes | None = None,
    label: str = "",
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw the same question asked in other ways.

    Parameters
    ----------
    rows : Sensitivity or iterable of Check
        The planned analysis first. Rows in another unit than the first, or without an estimate,
        are left out.
    ax : Axes, optional
    label : str
        What the question is about, for the title; by default the exposure.
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes

    Raises
    ------
    FitError
        No row has an estimate.
    """
    exposure, models = _read(rows, words)
    names = [model.name for model in models]
    ax = one_panel(ax, width, 1.2 + _row_height(names) * len(models))
    planned = models[0]
    # the planned interval in the colour of an interval: grey would mean "too small to matter"
    ax.axvspan(planned.lower, planned.upper, color=SKY, alpha=0.25, linewidth=0)
    ax.axvline(0, color="black", linewidth=1)
    for y, model in enumerate(models):
        _draw_model(ax, y, model)

    ax.set_yticks(range(len(models)), names)
    ax.set_ylim(len(models) - 0.4, -0.6)
    ax.grid(visible=False)
    write_numbers(ax.xaxis, words)
    label = label or exposure_label(words, exposure)
    facts = {
        "label": upper_first(label),
        "unit": exposure_unit(words, exposure),
        **_what_is_seen(models, words),
    }
    put_into_words(ax, "sensitivity", words, facts)
    return ax


def _draw_model(ax: Axes, y: int, model: Model) -> None:
    is_planned = y == 0
    marker = "D" if is_planned else "o"
    linestyle = "-"
    colour = BLUE
    if not model.is_trusted:
        marker = "X"
        linestyle = "--"
        colour = ORANGE
    draw_interval(
        ax,
        y,
        lower=model.lower,
        estimate=model.estimate,
        upper=model.upper,
        marker=marker,
        linestyle=linestyle,
        colour=colour,
    )


def _what_is_seen(models: list[Model], words: Phrases) -> dict[str, object]:
    trusted = [model.estimate for model in models if model.is_trusted]
    distrusted = len(models) - len(trusted)
    dashed = ""
    left_out = ""
    if distrusted:
        dashed = words("figure.sensitivity.dashed")
        left_out = words("figure.sensitivity.left_out", usual=distrusted)
    return {
        "ways": len(models),
        "left_out": left_out,
        "low": min(trusted),
        "high": max(trusted),
        "dashed": dashed,
    }
