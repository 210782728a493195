"""Turn a drawn figure into lines of text: what stands where, in the units of its axes.

What a version of matplotlib or FreeType computes itself is left out: widths of letters, and the
places that a layout gives to panels.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, PathCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from backpain_analysis.plots.picture import Picture, house_style

MOST_POINTS = 8  # of a longer line the ends, the extremes and sums stand for all
USUAL_SPACING = "1.2"
DAYS = (10_000, 40_000)  # from 1997 to 2079, in days since 1970


def figure_lines(figure: Figure) -> list[str]:
    """Return a line for each thing that is drawn, in the order in which it is drawn."""
    width, height = figure.get_size_inches()
    lines = [f"figure of {_number(width)} x {_number(height)} inches, {_number(figure.dpi)} dpi"]
    lines.append(f"  layout {type(figure.get_layout_engine()).__name__}")
    if isinstance(figure, Picture):
        lines += [f"  name: {figure.name}", f"  alt: {figure.alt}", f"  caption: {figure.caption}"]
    with house_style(width):  # ticks are made now
        for number, ax in enumerate(figure.axes, start=1):
            lines += _panel(ax, f"panel {number}")
    return lines


def _panel(ax: Axes, name: str) -> Iterator[str]:
    yield f"{name}: {_place(ax)}{_looks(frame=ax.get_frame_on(), aspect=ax.get_aspect())}"
    shown = [side for side, spine in ax.spines.items() if spine.get_visible()]
    yield f"  edges: {', '.join(shown)} {_colour(next(iter(ax.spines.values())).get_edgecolor())}"
    for axis, letter in ((ax.xaxis, "x"), (ax.yaxis, "y")):
        yield from _axis(axis, letter)
    titles = {side: ax.get_title(loc=side) for side in ("left", "center", "right")}
    for side, title in titles.items():
        if title:
            text = {"left": ax._left_title, "center": ax.title, "right": ax._right_title}[side]
            place = f"{side}, {_number(_title_pad(ax))} above{_layout(text)}"
            yield f"  title {place}: {_letters(text)}"
    for artist in _drawn(ax):
        yield f"  {_artist(artist, ax)}"
    legend = ax.get_legend()
    if legend is not None:
        yield from _legend(legend, ax)
    for number, inset in enumerate(ax.child_axes, start=1):
        for line in _panel(inset, f"panel {number} within"):
            yield f"  {line}"


def _drawn(ax: Axes) -> list[Artist]:
    """Return what was drawn in a panel, in its order."""
    artists = [*ax.lines, *ax.patches, *ax.collections, *ax.texts, *ax.images]
    return sorted(artists, key=ax.get_children().index)


def _title_pad(ax: Axes) -> float:
    """Return how many points a title stands above its panel."""
    matrix = ax.titleOffsetTrans.get_matrix()
    return float(matrix[1, 2] / ax.figure.dpi * 72)


def _place(ax: Axes) -> str:
    spec = ax.get_subplotspec()
    if spec is not None:
        grid = spec.get_gridspec()
        rows = f"rows {spec.rowspan.start + 1}-{spec.rowspan.stop} of {grid.nrows}"
        columns = f"columns {spec.colspan.start + 1}-{spec.colspan.stop} of {grid.ncols}"
        ratios = [grid.get_height_ratios(), grid.get_width_ratios()]
        return f"{rows}, {columns}, ratios {_numbers(ratios[0])} / {_numbers(ratios[1])}"
    beside = getattr(ax, "_colorbar_info", None)
    if beside is not None:
        parts = ("location", "shrink", "aspect", "pad", "fraction")
        return "scale of colours: " + ", ".join(f"{part} {beside[part]}" for part in parts)
    locator = ax.get_axes_locator()
    if locator is None:
        return "free"
    panels = ax.figure.axes
    around = next(other for other in panels if ax in other.child_axes).get_position()
    box = locator(ax, None)
    left = (box.x0 - around.x0) / around.width
    bottom = (box.y0 - around.y0) / around.height
    sizes = (left, bottom, box.width / around.width, box.height / around.height)
    return f"at {_numbers(sizes)} of the panel"


def _axis(axis: Axis, letter: str) -> Iterator[str]:
    low, high = _limits(axis)
    tick = axis.get_major_ticks(1)[0]
    places = [place for place in axis.get_majorticklocs() if min(low, high) <= place]
    places = [place for place in places if place <= max(low, high)]
    grid = bool(places) and tick.gridline.get_visible()
    yield f"  {letter} {_on(axis, low)} to {_on(axis, high)}{_looks(grid=grid)}"
    label = axis.get_label()
    if label.get_text():
        yield f"    label: {_letters(label)}"
    if not places:
        return
    written = axis.get_major_formatter().format_ticks(places)
    mark = tick.tick1line
    letters = tick.label1
    look = f"length {_number(mark.get_markersize())}, letters {_number(letters.get_fontsize())}"
    is_written = letters.get_visible() or tick.label2.get_visible()
    if not (is_written and axis.get_visible()):
        written = ["not written"]
    yield f"    ticks {_many(axis, places)}: {_in_one_line(' | '.join(written))}; {look}"


def _limits(axis: Axis) -> tuple[float, float]:
    return axis.axes.get_xlim() if axis.axis_name == "x" else axis.axes.get_ylim()


def _artist(artist: Artist, ax: Axes) -> str:
    if isinstance(artist, Line2D):
        return _line(artist, ax)
    if isinstance(artist, Patch):
        return _patch(artist, ax)
    if isinstance(artist, Collection):
        return _collection(artist, ax)
    if isinstance(artist, Text):
        return _text(artist, ax)
    return type(artist).__name__


def _line(line: Line2D, ax: Axes) -> str:
    x = line.get_xdata(orig=False)
    y = line.get_ydata(orig=False)
    drawn = line.get_linestyle() not in ("None", "", " ") and line.get_linewidth() > 0
    parts = [f"line {_points(x, y, line, ax)}", _colour(line.get_color())]
    if drawn:
        dashes = _dashes(line._unscaled_dash_pattern)
        parts.append(f"width {_number(line.get_linewidth())}{dashes}")
        parts.append(f"{line.get_drawstyle()} {line.get_solid_capstyle()}")
    marker = line.get_marker()
    if marker not in ("None", "", " "):
        size = _number(line.get_markersize())
        fill = _colour(line.get_markerfacecolor())
        edge = f"{_colour(line.get_markeredgecolor())} {_number(line.get_markeredgewidth())}"
        parts.append(f"mark {marker} {size} {fill} edge {edge} at {line.get_markevery()}")
    return ", ".join(parts) + _common(line)


def _patch(patch: Patch, ax: Axes) -> str:
    corners = patch.get_path().transformed(patch.get_patch_transform()).vertices
    box = (*corners.min(axis=0), *corners.max(axis=0))
    across = f"{_on(ax.xaxis, box[0])} to {_on(ax.xaxis, box[2])}"
    upwards = f"{_on(ax.yaxis, box[1])} to {_on(ax.yaxis, box[3])}"
    corner = _sums(corners[:, 1]) if len(corners) > 5 else ""
    parts = [f"{type(patch).__name__} {across}, {upwards}{corner}{_frame(patch, ax)}"]
    parts.append(f"fill {_colour(patch.get_facecolor())} edge {_colour(patch.get_edgecolor())}")
    parts.append(f"width {_number(patch.get_linewidth())} hatch {patch.get_hatch()}")
    return ", ".join(parts) + _common(patch)


def _collection(drawn: Collection, ax: Axes) -> str:
    name = type(drawn).__name__.removeprefix("FillBetween")  # as it was called before 3.10
    if isinstance(drawn, QuadMesh):
        values = np.ma.filled(drawn.get_array().astype(float), np.nan)
        least, most = drawn.get_clim()
        colours = f"{drawn.cmap.name} of {drawn.cmap.N} from {_number(least)} to {_number(most)}"
        columns = np.nansum(values, axis=0)
        where = f"{values.shape} {_sums(values.ravel())}{_sums(columns)}, {colours}"
    elif isinstance(drawn, PathCollection):
        x, y = np.asarray(drawn.get_offsets(), dtype=float).T
        where = f"{_points(x, y, drawn, ax)} of size {_numbers(drawn.get_sizes())}"
    else:
        corners = np.concatenate(
            [path.vertices for path in drawn.get_paths()] or [np.empty((0, 2))]
        )
        where = f"{len(drawn.get_paths())}: {_points(*corners.T, drawn, ax)}"
    parts = [f"{name} {where}"]
    if not isinstance(drawn, QuadMesh):  # whose colours are made when it is rendered
        parts.append(f"fill {_colours(drawn.get_facecolor())}")
    parts.append(f"edge {_colours(drawn.get_edgecolor())}")
    dashes = "".join(_dashes(style) for style in drawn.get_linestyle())
    parts.append(f"width {_numbers(drawn.get_linewidth())}{dashes}")
    return ", ".join(parts) + _common(drawn)


def _text(text: Text, ax: Axes) -> str:
    if isinstance(text, Annotation):
        x, y = text.xy
        where = f"{_on(ax.xaxis, x)}, {_on(ax.yaxis, y)}"
        beside = f" and {_numbers(text.xyann)} {text.anncoords}"
        where += f"{beside}, clip {text.get_annotation_clip()}"
    else:
        x, y = text.get_position()
        where = f"{_on(ax.xaxis, x)}, {_on(ax.yaxis, y)}{_frame(text, ax)}"
    box = ""
    patch = text.get_bbox_patch()
    if patch is not None:
        pad = getattr(patch.get_boxstyle(), "pad", 0)
        fill = f"{_colour(patch.get_facecolor())} edge {_colour(patch.get_edgecolor())}"
        box = f", box {fill} width {_number(patch.get_linewidth())} pad {_number(pad)}"
    return f"text at {where}: {_letters(text)}{box}{_common(text)}"


def _letters(text: Text) -> str:
    """Return what a text says and how its letters look."""
    aligned = f"{text.get_ha()} {text.get_va()}"
    style = f"{text.get_fontstyle()} {text.get_fontweight()}"
    spaced = ""
    if "\n" in text.get_text():
        spaced = f" spaced {_linespacing(text)}"
    size = _number(text.get_fontsize())
    said = _in_one_line(text.get_text())
    return f"{said!r}, {aligned}, {style} {size}{spaced} {_colour(text.get_color())}"


def _linespacing(text: Text) -> str:
    spacing: Any = text._linespacing  # type: ignore[attr-defined]
    return USUAL_SPACING if spacing == "normal" else _number(spacing)


def _legend(legend: Legend, ax: Axes) -> Iterator[str]:
    place = legend.get_bbox_to_anchor().transformed(ax.transAxes.inverted()).bounds
    spaces = ("columnspacing", "handletextpad", "borderaxespad", "markerscale")
    spaced = ", ".join(f"{name} {_number(getattr(legend, name))}" for name in spaces)
    frame = legend.get_frame()
    box = ""
    if legend.get_frame_on():
        box = f", box {_colour(frame.get_facecolor())} edge {_colour(frame.get_edgecolor())}"
    yield (
        f"  legend {legend._loc} of {_numbers(place)}, {legend._ncols} columns, {spaced}{box}"
        f"{_layout(legend)}"
    )
    for text, handle in itertools.zip_longest(legend.get_texts(), legend.legend_handles):
        size = _number(handle.get_markersize()) if isinstance(handle, Line2D) else ""
        yield f"    {_letters(text)}: {type(handle).__name__} {size}"


def _common(artist: Artist) -> str:
    """Return what all artists have, where it is not as usual."""
    label = str(artist.get_label())
    named = f", named {_in_one_line(label)!r}" if label and not label.startswith("_") else ""
    alpha = "" if artist.get_alpha() is None else f", alpha {_number(artist.get_alpha())}"
    clip = "" if artist.get_clip_on() else ", not clipped"
    hidden = "" if artist.get_visible() else ", hidden"
    return f"{named}, order {_number(artist.get_zorder())}{alpha}{clip}{hidden}{_layout(artist)}"


def _layout(artist: Artist) -> str:
    return "" if artist.get_in_layout() else ", out of the layout"


def _frame(artist: Artist, ax: Axes) -> str:
    """Return in what a place is told, where that is not in the units of both axes."""
    transform = artist.get_transform()
    if isinstance(artist, Patch):
        transform = artist.get_data_transform()
    names = {
        "of the panel": ax.transAxes,
        "of the panel upwards": ax.get_xaxis_transform(),
        "of the panel across": ax.get_yaxis_transform(),
    }
    for name, other in names.items():
        if transform == other:
            return f" ({name})"
    return ""


def _points(x: Any, y: Any, artist: Artist, ax: Axes) -> str:
    """Return the points; of many the ends, and sums that notice when one moves or changes place."""
    x = np.asarray(x, dtype=float)
    y = np.asarray(y, dtype=float)
    frame = _frame(artist, ax)
    if len(x) <= MOST_POINTS:
        pairs = zip(x, y, strict=True)
        told = [f"({_on(ax.xaxis, one)}, {_on(ax.yaxis, other)})" for one, other in pairs]
        return f"{' '.join(told)}{frame}"
    ends = f"from {_on(ax.xaxis, x[0])} to {_on(ax.xaxis, x[-1])}"
    return f"{len(x)} {ends},{_sums(x - x[0])};{_sums(y)}{frame}"


def _sums(values: np.ndarray) -> str:
    known = np.isfinite(values)
    if not known.any():
        return f" none of {len(values)} known"
    places = np.flatnonzero(known) + 1
    values = values[known]
    weighted = (values * places).sum() / places.sum()
    return (
        f" {len(values)} known at {places.sum()}, {_number(values.min())} to "
        f"{_number(values.max())}, mean {_number(values.mean())} {_number(weighted)}"
    )


def _on(axis: Axis, value: float) -> str:
    """Write a place on an axis: a day as a date."""
    is_of_days = isinstance(axis.get_major_locator(), AutoDateLocator)
    if not (is_of_days and DAYS[0] < value < DAYS[1]):
        return _number(value)
    day, share = divmod(value, 1)
    written = f"{num2date(day):%Y-%m-%d}"
    return written if share == 0 else f"{written} + {_number(share)}"


def _many(axis: Axis, values: Iterable[float]) -> str:
    return " ".join(_on(axis, value) for value in values)


def _colour(colour: Any) -> str:
    return "none" if isinstance(colour, str) and colour == "none" else to_hex(colour, True)


def _colours(colours: np.ndarray) -> str:
    different = dict.fromkeys(_colour(colour) for colour in colours)
    return " ".join(different) or "none"


def _dashes(pattern: Any) -> str:
    start, dashes = pattern
    return "" if dashes is None else f" dashed {_number(start)} {_numbers(dashes)}"


def _looks(**looks: Any) -> str:
    return "".join(f", {name} {look}" for name, look in looks.items())


def _numbers(values: Iterable[float]) -> str:
    return " ".join(_number(value) for value in values)


def _number(value: float) -> str:
    return f"{round(float(value), 9) + 0.0:.6g}"


def _in_one_line(text: str) -> str:
    return text.replace("\n", " / ")
