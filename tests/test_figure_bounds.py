"""What a figure draws just before and just after each of its bounds, on small made-up days."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_tests import made_days, made_result
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.dates import date2num

from backpain_analysis import plots as figures
from backpain_analysis.checks import Check
from backpain_analysis.diary import Diary, Event
from backpain_analysis.errors import FitError
from backpain_analysis.language import Phrases
from backpain_analysis.plots import find_flares, jittered, look
from backpain_analysis.plots.around_runs import pain_near_runs
from backpain_analysis.plots.event_marks import mark_events
from backpain_analysis.plots.intervals import draw_interval, reach_of
from backpain_analysis.plots.magnified import panel_within
from backpain_analysis.plots.picture import height_at, one_panel
from backpain_analysis.plots.rhythm import likeness

EN = Phrases()
NAN = float("nan")
HATCH = "//"


def days(n: int, pain: Any = None, **columns: Any) -> pd.DataFrame:
    """Return a diary of n days from Monday, 5 January 2026: pain 3 and 4 in turn, no run."""
    index = pd.date_range("2026-01-05", periods=n, freq="D", name="day")
    frame = pd.DataFrame(
        {
            "pain": 3.0 + np.arange(n) % 2 if pain is None else pain,
            "runs": 0.0,
            "distance_km": 0.0,
            "duration_min": 0.0,
            "weight_kg": NAN,
        },
        index,
    )
    return frame.assign(**columns)


def hatched(ax: Axes) -> list[tuple[float, float]]:
    """Return from where to where each hatched gap goes, in days since the first day shown."""
    first = date2num(pd.Timestamp("2026-01-05"))
    found = []
    for patch in ax.patches:
        if patch.get_hatch() == HATCH:
            left = patch.get_extents().transformed(ax.transData.inverted())
            found.append((round(left.x0 - first, 3), round(left.x1 - first, 3)))
    return found


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(("unrated", "gaps"), [(13, []), (14, [(20, 34)])])
def test_two_weeks_without_a_rating_are_hatched(unrated: int, gaps: list[Any]) -> None:
    frame = days(100)
    frame.iloc[20 : 20 + unrated, 0] = NAN
    timeline = figures.timeline(frame)
    for ax in (timeline.axes[0], figures.flares(frame)):
        assert hatched(ax) == gaps


@pytest.mark.parametrize(("unrated", "is_named"), [(18, False), (19, True)])
def test_a_gap_is_named_where_it_takes_a_twentieth_or_so(unrated: int, is_named: bool) -> None:
    """Of 400 days, 0.045 is 18."""
    frame = days(400)
    frame.iloc[100 : 100 + unrated, 0] = NAN
    (ax,) = figures.timeline(frame).axes
    word = EN("figure.timeline.unrated")
    assert texts(ax) == ([word] if is_named else [])
    if is_named:
        middle = date2num(frame.index[0]) + 100 + unrated / 2
        assert ax.texts[0].get_position() == (middle, 10)


@pytest.mark.parametrize(("without_log", "gaps"), [(6, []), (7, [(30, 37)])])
def test_a_week_without_a_running_log_is_hatched(without_log: int, gaps: list[Any]) -> None:
    frame = days(100, runs=1.0, distance_km=5.0)
    frame.iloc[30 : 30 + without_log, frame.columns.get_indexer(["runs", "distance_km"])] = NAN
    assert hatched(figures.timeline(frame).axes[1]) == gaps


@pytest.mark.parametrize(("between", "breaks"), [(35, 0), (36, 1)])
def test_no_line_is_drawn_over_five_weeks_without_a_weigh_in(between: int, breaks: int) -> None:
    frame = days(100)
    frame.iloc[[10, 10 + between], frame.columns.get_loc("weight_kg")] = [80.0, 81.0]
    ax = figures.timeline(frame).axes[-1]
    drawn = np.asarray(ax.lines[0].get_ydata(), dtype=float)
    assert np.isnan(drawn).sum() == breaks
    # 2.5 kg either way at least, so that a kilogram does not fill the panel
    assert ax.get_ylim() == (78.0, 83.0)


def test_much_weight_has_room_above_and_below() -> None:
    frame = days(100)
    frame.iloc[[10, 20], frame.columns.get_loc("weight_kg")] = [80.0, 90.0]
    assert figures.timeline(frame).axes[-1].get_ylim() == (79.0, 91.0)


@pytest.mark.parametrize(("n", "span"), [(1098, 7), (1099, 28)])
def test_three_years_and_more_are_smoothed_over_four_weeks(n: int, span: int) -> None:
    frame = days(n, runs=1.0, distance_km=2.0)
    of_pain, of_runs = figures.timeline(frame).axes
    assert EN("figure.timeline.mean", span=span) in of_pain.get_legend_handles_labels()[1]
    (steps,) = of_runs.patches[:1] or [None]
    assert steps is not None
    first, second = steps.get_data().edges[1:3]  # type: ignore[attr-defined]
    assert second - first == (7 if span == 7 else 28)  # a week, or February
    # two kilometres a day are fourteen a week, drawn either way
    assert steps.get_data().values[2] == pytest.approx(14)  # type: ignore[attr-defined]


def test_a_mean_needs_three_of_seven_days() -> None:
    pain = np.full(30, NAN)
    pain[[10, 12, 13]] = [2.0, 4.0, 6.0]
    ax = figures.timeline(days(30, pain)).axes[0]
    mean = next(line for line in ax.lines if "mean" in str(line.get_label()))
    drawn = np.asarray(mean.get_ydata(), dtype=float)
    assert np.flatnonzero(np.isfinite(drawn)).tolist() == [10, 11, 12, 13]
    assert drawn[12] == 4.0


def test_monthly_medians_are_told_from_the_second_day_on() -> None:
    told = EN("figure.timeline.medians_told", least=3.0, most=3.0)
    assert told not in figures.timeline(days(1)).alt
    assert EN("figure.timeline.medians_told", least=3.5, most=3.5) in figures.timeline(days(2)).alt


@pytest.mark.parametrize(("n", "size"), [(59, 3.6), (60, 2.6), (399, 2.6), (400, 1.4)])
def test_many_weigh_ins_are_drawn_smaller(n: int, size: float) -> None:
    ax = figures.timeline(days(n, weight_kg=80.0)).axes[-1]
    assert ax.lines[0].get_markersize() == size


def test_of_runs_without_a_distance_the_runs_are_drawn() -> None:
    frame = days(28, runs=1.0, distance_km=NAN)
    ax = figures.timeline(frame).axes[1]
    assert ax.get_ylabel().endswith(f"({EN('figure.timeline.times')}/week)")
    assert ax.get_ylim() == (0, pytest.approx(7 * 1.12))
    rare = days(28, distance_km=0.0)
    rare.iloc[0, 1:3] = [1.0, 0.3]
    assert figures.timeline(rare).axes[1].get_ylim() == (0, 1)


@pytest.mark.parametrize(
    ("above", "n_bad", "n_flares"), [(2.0, 2, 1), (1.9, 2, 0), (2.0, 1, 0), (2.0, 3, 1)]
)
def test_what_a_flare_is(above: float, n_bad: int, n_flares: int) -> None:
    pain = pd.Series(3.0, pd.date_range("2026-01-05", periods=40, name="day"))
    pain.iloc[10 : 10 + n_bad] += above
    assert len(find_flares(pain)) == n_flares


@pytest.mark.parametrize(("unrated", "n_flares"), [(2, 1), (3, 0)])
def test_two_unrated_days_do_not_end_a_flare_and_three_do(unrated: int, n_flares: int) -> None:
    pain = pd.Series(3.0, pd.date_range("2026-01-05", periods=40, name="day"))
    pain.iloc[[10, 11 + unrated]] = 6.0
    pain.iloc[11 : 11 + unrated] = NAN
    assert len(find_flares(pain)) == n_flares


def test_a_flare_is_drawn_over_all_its_days_from_the_usual_to_the_worst() -> None:
    frame = days(100, 3.0)
    frame.iloc[20:25, 0] = [5.0, 6.0, 8.0, 5.0, 5.0]
    ax = figures.flares(frame)
    (bar,) = ax.patches
    assert bar.get_x() == date2num(frame.index[20])
    assert bar.get_width() == 5
    assert (bar.get_y(), bar.get_height()) == (3.0, 5.0)
    usual = [line for line in ax.lines if len(set(line.get_ydata())) == 1]
    assert usual[-1].get_ydata()[0] == 3.0
    # in a long history a bar of two days is drawn as one three hundredth of the axis
    long = days(1500, 3.0)
    long.iloc[20:22, 0] = 6.0
    assert figures.flares(long).patches[0].get_width() == 5


def cells(picture: figures.Picture) -> Any:
    return picture.axes[0].collections[0]


@pytest.mark.parametrize(
    ("worst", "top"), [(0.0, 4), (4.0, 4), (4.1, 5), (9.1, 10), (10.0, 10), (NAN, 10)]
)
def test_the_calendars_colours_go_up_to_the_worst_rating(worst: float, top: int) -> None:
    frame = days(40, 0.0)
    frame.iloc[5, 0] = worst
    if np.isnan(worst):
        frame["pain"] = NAN
    squares = cells(figures.calendar(frame))
    assert squares.get_clim() == (-0.5, top + 0.5)
    assert top + 1 == squares.get_cmap().N


def test_each_day_has_its_square_and_an_unrated_one_a_cross() -> None:
    """5 January 2026 is a Monday: the second column, the first row; the 14th a Wednesday."""
    frame = days(20, np.arange(20) % 5)
    frame.iloc[9, 0] = NAN
    picture = figures.calendar(frame)
    grid = cells(picture).get_array()
    grid = grid.reshape(7, -1)
    assert grid[0, 1] == 0
    assert grid[6, 1] == 6 % 5
    assert grid[0, 2] == 7 % 5
    assert grid.count() == 19
    (crosses,) = picture.axes[0].lines
    assert crosses.get_xydata().tolist() == [[2.5, 2.5]]
    assert picture.axes[0].get_ylim() == (7, 0)


@pytest.mark.parametrize(
    ("n", "weeks", "named"),
    [(1, 26, 1), (168, 26, 6), (175, 27, 6), (360, 53, 12), (361, 53, 12)],
)
def test_a_short_record_is_drawn_larger(n: int, weeks: int, named: int) -> None:
    ax = figures.calendar(days(n)).axes[0]
    left, right = ax.get_xlim()
    assert right - left == weeks
    assert len(ax.get_xticks()) == named


def test_two_years_are_two_strips_of_all_weeks_the_lower_with_its_months() -> None:
    picture = figures.calendar(days(400))
    strips = picture.axes[:2]
    assert [strip.get_xlim() for strip in strips] == [(0, 54), (0, 54)]
    assert [len(strip.get_xticks()) for strip in strips] == [0, 12]
    middle_of_january = (1 + 14) / 7
    assert strips[1].get_xticks()[0] == pytest.approx(middle_of_january)
    # each strip is the width divided by 8.8 high, and 0.7 inches are for words
    assert picture.get_size_inches()[1] == pytest.approx(2 * 9.0 / 8.8 + 0.7)


@pytest.mark.parametrize(("n", "on_the_first"), [(80, False), (91, True)])
def test_a_quarter_and_more_has_its_ticks_on_first_days(n: int, on_the_first: bool) -> None:
    ax = figures.timeline(days(n)).axes[-1]
    ticks = pd.to_datetime(ax.get_xticks(), unit="D")
    inside = [day for day in ticks if days(n).index[0] <= day <= days(n).index[-1]]
    assert all(day.day in (1, 15) for day in inside) == on_the_first
    left, right = ax.get_xlim()
    assert left == date2num(pd.Timestamp("2026-01-04"))
    assert right == date2num(days(n).index[-1]) + 2
    assert ax.get_xlabel() == "2026"
    assert figures.timeline(days(400)).axes[-1].get_xlabel() == ""


def mark(ax: Axes, *events: Event) -> list[str]:
    frame = days(100)
    index = pd.DatetimeIndex(frame.index)
    return mark_events(ax, events, index, EN, width=9.0, letters=10.5)


def event(name: str, first: int, last: int | None = None) -> Event:
    start = pd.Timestamp("2026-01-05") + pd.Timedelta(days=first)
    end = start if last is None else start + pd.Timedelta(days=last - first)
    return Event(name, start, end)


@pytest.mark.parametrize(
    ("first", "last", "is_marked"),
    [(-9, -1, False), (-9, 0, True), (99, 120, True), (100, 120, False)],
)
def test_an_event_is_marked_from_the_first_to_the_last_day(
    first: int, last: int, is_marked: bool
) -> None:
    told = mark(one_panel(None, 9.0, 3.0), event("flu", first, last))
    assert bool(told) == is_marked


def test_an_event_that_lasts_is_a_band_over_all_its_days() -> None:
    ax = one_panel(None, 9.0, 3.0)
    mark(ax, event("flu", 10, 14), event("massage", 40))
    (band,) = ax.patches
    shown = band.get_extents().transformed(ax.transData.inverted())
    first = date2num(pd.Timestamp("2026-01-15"))
    assert (shown.x0, shown.x1) == (pytest.approx(first), pytest.approx(first + 5))


@pytest.mark.parametrize(("letters", "written"), [(28, "m" * 28), (29, "m" * 27 + "…")])
def test_a_name_of_29_letters_is_cut(letters: int, written: str) -> None:
    ax = one_panel(None, 9.0, 3.0)
    (told,) = mark(ax, event("m" * letters, 10))
    assert texts(ax) == [written]
    assert "m" * letters in told


@pytest.mark.parametrize(("first", "side"), [(82, "left"), (83, "right")])
def test_a_name_stands_on_the_left_where_the_right_has_no_room(first: int, side: str) -> None:
    """In 100 days on 9 inches, fourteen letters of 10.5 points and a space take 16.02 days."""
    ax = one_panel(None, 9.0, 3.0)
    mark(ax, event("m" * 14, first))
    assert [text.get_horizontalalignment() for text in ax.texts] == [side]


def test_names_that_would_touch_stand_on_steps_and_the_fifth_on_none() -> None:
    ax = one_panel(None, 9.0, 3.0)
    mark(ax, *(event("physiotherapy", day) for day in (10, 11, 12, 13, 14, 60, 98)))
    heights = [text.xy[1] for text in ax.texts]  # type: ignore[attr-defined]
    assert heights == [9.7, 8.6, 7.5, 6.4, 9.7, 9.7]
    sides = [text.get_horizontalalignment() for text in ax.texts]
    assert sides == ["left"] * 5 + ["right"]  # the last would reach beyond the last day
    lines = [line.get_segments()[0] for line in ax.collections]
    assert [line[1][1] for line in lines] == [9.7, 8.6, 7.5, 6.4, 9.7, 9.7, 9.7]
    assert {line[0][1] for line in lines} == {-0.4}


@pytest.mark.parametrize(
    ("ends", "reach"),
    [
        ((-0.5, 0.5), 2.0),  # twice what matters at least
        ((-2.0, 1.0), 2.3),  # the farthest end and some room
        ((-9.0, 1.0), 5.0),  # never beyond five points
        ((NAN, NAN), 2.0),
    ],
)
def test_how_far_an_axis_of_answers_goes(ends: tuple[float, float], reach: float) -> None:
    assert reach_of([ends], 1.0) == pytest.approx(reach)


def test_an_interval_that_goes_on_ends_in_an_arrow() -> None:
    ax = one_panel(None, 9.0, 3.0)
    draw_interval(ax, 0, lower=-2.0, estimate=1.0, upper=9.0, reach=2.0)
    bar, *ends, middle = ax.lines
    assert bar.get_xdata().tolist() == [-2.0, 2.0]
    assert [end.get_marker() for end in ends] == ["|", ">"]
    assert middle.get_xdata()[0] == 1.0
    draw_interval(ax, 0, lower=-2.1, estimate=1.0, upper=2.0, reach=2.0)
    assert [end.get_marker() for end in ax.lines[5:7]] == ["<", "|"]


@pytest.mark.parametrize(
    ("different", "is_moved"), [(1, False), (2, True), (12, True), (13, False)]
)
def test_ratings_on_a_few_lines_are_moved_apart(different: int, is_moved: bool) -> None:
    pain = pd.Series(np.arange(600) % different / 2)
    moved = np.abs(jittered(pain) - pain)
    assert (moved.max() > 0) == is_moved
    # three tenths of the half point between lines, so that they never meet
    assert moved.max() <= 0.15
    if is_moved:
        assert moved.max() == pytest.approx(0.15, abs=0.01)
    whole = jittered(2 * pain) - 2 * pain
    assert np.abs(whole).max() <= 0.3


@pytest.mark.parametrize(("window", "ticks"), [(14, [1, 2, 4]), (15, [1, 2, 6])])
def test_the_days_of_a_lag_curve_are_named(window: int, ticks: list[int]) -> None:
    lags = np.arange(1, window + 1)
    lower = np.where(lags <= 3, 0.1, -0.2)
    upper = np.where(lags == window, -0.1, 0.4)
    curve = curve_of(lags, lower, upper)
    ax = figures.lag_curve(curve)
    assert ax.get_xticks()[:3].tolist() == ticks
    assert ax.get_xticks()[-1] == 14
    assert ax.get_xlim() == (window + 0.5, 0.5)
    assert ax.get_ylim() == pytest.approx((-0.5, 0.5))
    # the first three days lie above zero, the last one below
    facts = {"clear": 4, "window": window, "total": 1.0}
    label = EN("exposure.label.distance")
    unit = EN("exposure.unit.distance")
    assert ax.figure.alt == EN("figure.lag_curve.alt", label=label, unit=unit, **facts).strip()


def curve_of(lags: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> Any:
    from types import SimpleNamespace

    import backpain_analysis as bpa

    return SimpleNamespace(
        exposure=bpa.DISTANCE,
        lags=lags,
        estimate=(lower + upper) / 2,
        conf_int=lambda: pd.DataFrame({"lower": lower, "upper": upper}),
        total=1.0,
    )


@pytest.mark.parametrize(
    ("lowest", "highest", "bottom"),
    [(1.0, 4.0, 0.6), (1.0, 4.01, None), (3.5, 6.4, 0.6), (3.5, 6.5, 0.1), (6.0, 8.0, 0.1)],
)
def test_what_lies_close_together_is_drawn_once_more_where_there_is_room(
    lowest: float, highest: float, bottom: float | None
) -> None:
    ax = one_panel(None, 9.0, 3.0)
    inset = panel_within(ax, lowest, highest, EN)
    if bottom is None:
        assert inset is None
        return
    assert inset is not None
    room = 0.15 * (highest - lowest)
    assert inset.get_ylim() == pytest.approx((lowest - room, highest + room))
    x0, y0, width, height = inset.get_axes_locator()._bounds  # type: ignore[union-attr]
    assert (x0, y0, width, height) == (0.06, bottom, 0.42, 0.28)


def test_at_most_six_other_ratings_are_drawn_the_most_rated_first() -> None:
    frame = days(60)
    for n in range(7):
        rated = np.full(60, NAN)
        rated[: 20 + n] = 3.0
        frame[f"rating {n}"] = rated
    panels = figures.others(frame).axes
    assert [ax.get_ylabel() for ax in panels[1:]] == [f"Rating {n}" for n in (6, 5, 4, 3, 2, 1)]
    assert panels[0].get_yticks().tolist() == [0, 5, 10]


@pytest.mark.parametrize(("rated", "is_drawn"), [(6, False), (7, True)])
def test_a_mean_of_four_weeks_needs_seven_rated_days(rated: int, is_drawn: bool) -> None:
    stress = np.full(100, NAN)
    stress[40 : 40 + rated] = 5.0
    ax = figures.others(days(100, stress=stress)).axes[1]
    mean = np.asarray(ax.lines[1].get_ydata(), dtype=float)
    assert np.isfinite(mean).any() == is_drawn
    if is_drawn:
        assert np.isfinite(mean).sum() == 22  # 28 days hold all seven on 22 days


def lengths(*found: float) -> pd.DataFrame:
    n = len(found)
    return pd.DataFrame({"weeks": [20, 26, 32][:n], "detectable": found, "power": [0.5] * n})


@pytest.mark.parametrize(
    ("found", "top"),
    [((0.5,), 2.4), ((3.0,), 3.6), ((4.9,), 5.0), ((NAN, np.inf), 2.4)],
)
def test_how_high_the_picture_of_lengths_goes(found: tuple[float, ...], top: float) -> None:
    ax = figures.power(lengths(*found), sesoi=1.0)
    assert ax.get_ylim() == pytest.approx((0, top))


@pytest.mark.parametrize(("found", "is_beyond"), [(5.0, False), (5.01, True), (np.inf, True)])
def test_what_only_very_large_differences_would_show_is_an_arrow(
    found: float, is_beyond: bool
) -> None:
    ax = figures.power(lengths(1.5, found), sesoi=1.0, chosen=26)
    arrows = [line for line in ax.lines if line.get_marker() == "^"]
    assert len(arrows) == is_beyond
    for arrow in arrows:
        assert arrow.get_ydata()[0] == pytest.approx(0.93 * ax.get_ylim()[1])
    assert ax.get_xlim() == (17, 33)
    assert EN("figure.power.share", n=50) in texts(ax)


def reverse_of(estimate: float, std_error: float) -> Check:
    return Check("reverse", "yes", estimate=estimate, std_error=std_error, df=1e9, nobs=300)


@pytest.mark.parametrize(
    ("estimate", "std_error", "reach"), [(-0.01, 0.001, 7.5), (-0.1, 0.01, 1.25 * 11.95996)]
)
def test_how_far_the_axis_of_the_reverse_question_goes(
    estimate: float, std_error: float, reach: float
) -> None:
    ax = figures.reverse(reverse_of(estimate, std_error))
    assert ax.get_xlim() == pytest.approx((-reach, reach), rel=1e-4)
    band = next(patch for patch in ax.patches if to_hex(patch.get_facecolor()) == look.PALE)
    shown = band.get_extents().transformed(ax.transData.inverted())
    assert (shown.x0, shown.x1) == (pytest.approx(-3), pytest.approx(3))


@pytest.mark.parametrize(("mondays", "is_drawn"), [(4, False), (5, True)])
def test_a_weekday_needs_five_ratings(mondays: int, is_drawn: bool) -> None:
    frame = days(70)
    of_mondays = frame.index[frame.index.day_of_week == 0]
    frame.loc[of_mondays[mondays:], "pain"] = NAN
    weekdays = figures.rhythm(frame).axes[1]
    line = weekdays.containers[0].lines[0]
    drawn = np.asarray(line.get_ydata(), dtype=float)
    assert np.isfinite(drawn[0]) == is_drawn
    assert np.isfinite(drawn[1:]).all()
    assert weekdays.get_xlim() == (-0.6, 6.6)
    assert figures.rhythm(frame).axes[3].get_xticks().tolist() == [1, 7, 14, 21, 28]


@pytest.mark.parametrize(("n", "one_day_apart", "four_weeks_apart"), [
    (20, False, False), (21, True, False), (47, True, False), (48, True, True),
])  # fmt: skip
def test_likeness_needs_twenty_pairs(n: int, one_day_apart: bool, four_weeks_apart: bool) -> None:
    alike = likeness(pd.Series(np.sin(np.arange(n) ** 2.0)))
    assert alike.index.tolist() == list(range(1, 29))
    assert np.isfinite(alike[1]) == one_day_apart
    assert np.isfinite(alike[28]) == four_weeks_apart


def test_likeness_is_told_of_one_day_and_of_seven() -> None:
    frame = days(70, np.arange(70) % 7)
    one = EN.number(likeness(frame["pain"])[1], 2)
    told = EN("figure.rhythm.alt", n=70, one=one, seven="1.00")
    assert figures.rhythm(frame).alt == told.strip()


def test_halves_are_drawn_as_halves_and_whole_ratings_as_whole() -> None:
    whole = figures.rhythm(days(40)).axes[0].patches
    assert [(bar.get_x() + bar.get_width() / 2) for bar in whole] == pytest.approx([3, 4])
    assert whole[0].get_width() == pytest.approx(0.8)
    halves = figures.rhythm(days(40, 2.5 + np.arange(40) % 2 / 4)).axes[0].patches
    centres = sorted(bar.get_x() + bar.get_width() / 2 for bar in halves)
    assert centres == pytest.approx([2.5, 3.0])  # 2.75 lies between two: the upper
    assert halves[0].get_width() == pytest.approx(0.4)


@pytest.mark.parametrize(("weeks", "is_drawn"), [(9, False), (10, True)])
def test_two_exposures_are_compared_over_ten_weeks(weeks: int, is_drawn: bool) -> None:
    n = 7 * weeks - 6
    x = pd.Series(np.arange(n, dtype=float))
    if not is_drawn:
        with pytest.raises(FitError, match="too few weeks"):
            figures.together(x, x, names=("a", "b"))
        return
    ax = figures.together(x, x, names=("a", "b"))
    assert ax.lines[1].get_xdata().tolist() == list(range(0, n, 7))


@pytest.mark.parametrize(
    ("r", "strength"),
    [(0.19, "hardly"), (0.21, "somewhat"), (-0.49, "somewhat"), (-0.51, "clearly")],
)
def test_how_closely_two_exposures_go_together(r: float, strength: str) -> None:
    x = np.tile([1.0, -1.0, 1.0, -1.0], 4)
    other = np.tile([1.0, 1.0, -1.0, -1.0], 4)
    y = r * x + np.sqrt(1 - r**2) * other
    weekly = [pd.Series(np.repeat(values, 7)) for values in (x, y)]
    ax = figures.together(*weekly, names=("a", "b"))
    assert ax.get_title(loc="left") == EN(f"figure.together.{strength}", r=r)


def blocks(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": np.arange(1, n + 1),
            "is_high": np.arange(n) % 2 == 0,
            "km_asked": 20.0,
            "km_run": 10.0,
        }
    )


@pytest.mark.parametrize(("n", "named"), [(26, 26), (27, 14), (52, 26), (53, 18)])
def test_up_to_26_blocks_are_all_named(n: int, named: int) -> None:
    ax = figures.adherence(blocks(n))
    assert len(ax.get_xticks()) == named
    assert ax.get_xlim() == (-0.6, n - 0.4)
    assert ax.get_ylim() == pytest.approx((0, 22.4))


def test_what_was_asked_for_reaches_over_what_was_run_and_the_unknown_is_crossed() -> None:
    few = blocks(3)
    few.loc[1, "km_run"] = NAN
    ax = figures.adherence(few)
    asked = ax.collections[0].get_segments()
    bar = ax.patches[0]
    assert asked[0][0][0] < bar.get_x()
    assert asked[0][1][0] > bar.get_x() + bar.get_width()
    assert asked[0][0][1] == 20
    crosses = next(line for line in ax.lines if line.get_marker() == "x")
    assert crosses.get_xdata().tolist() == [1]
    nothing = figures.adherence(blocks(2).assign(km_asked=0.0, km_run=0.2))
    assert nothing.get_ylim() == pytest.approx((0, 1.12))


@pytest.mark.parametrize(("n", "named"), [(12, 12), (23, 23), (24, 12), (36, 12)])
def test_many_months_of_a_history_are_named_in_part(n: int, named: int) -> None:
    months = [str(month) for month in pd.period_range("2024-01", periods=n, freq="M")]
    columns = {"estimate": -0.5, "lower": -9.0, "upper": 0.5}
    history = pd.DataFrame({"month": months, "exposure": "distance"} | columns)
    (ax,) = figures.history(history, sesoi=1.5).axes
    assert len(ax.get_xticks()) == named
    assert ax.get_xlim() == (-0.6, n - 0.4)
    assert ax.get_ylim() == (-5, 5)
    levels = sorted(line.get_ydata()[0] for line in ax.lines if len(line.get_ydata()) == 2)
    assert levels == [-1.5, 0, 1.5]
    # an interval that goes beyond the axis is drawn to its edge
    assert ax.collections[0].get_segments()[0][:, 1].tolist() == [-5, 0.5]


def hidden(share: float, **known: float) -> Check:
    values = {"f": 0.2 / 0.8**0.5} | known
    return Check("hidden_cause", estimate=share, subject="distance", values=values)


@pytest.mark.parametrize(
    ("share", "of_season", "reach"),
    [(0.01, 0.01, 10.0), (0.2, 0.01, 28.0), (0.2, 0.3, 42.0), (0.9, 0.1, 100.0)],
)
def test_how_far_the_picture_of_a_hidden_cause_goes(
    share: float, of_season: float, reach: float
) -> None:
    known = {"season_of_exposure": 0.02, "season_of_pain": of_season}
    ax = figures.hidden_cause(hidden(share, **known))
    assert ax.get_xlim() == pytest.approx((0, reach))
    assert ax.get_ylim() == pytest.approx((0, reach))
    even = next(line for line in ax.lines if line.get_marker() == "D")
    assert even.get_xydata().tolist() == [pytest.approx([100 * share, 100 * share])]
    to_the_axes = next(line for line in ax.lines if line.get_linestyle() == "--")
    assert to_the_axes.get_xdata() == pytest.approx([0, 100 * share, 100 * share])
    assert to_the_axes.get_ydata() == pytest.approx([100 * share, 100 * share, 0])


def test_nothing_is_needed_where_the_interval_holds_zero() -> None:
    ax = figures.hidden_cause(hidden(0.0, season_of_exposure=0.02, season_of_pain=0.03))
    assert [line.get_marker() for line in ax.lines] == ["o"]
    assert ax.lines[0].get_xydata().tolist() == [[2.0, 3.0]]


@pytest.mark.parametrize(("unrated", "gaps"), [(3, 0), (4, 1)])
def test_four_unrated_days_of_a_fair_test_are_hatched(unrated: int, gaps: int) -> None:
    frame = made_days()
    frame["pain"] = 5.0
    in_test = frame.index.get_loc(pd.Timestamp("2026-03-20"))
    frame.iloc[in_test : in_test + unrated, 0] = NAN  # type: ignore[misc]
    left, _ = figures.fair_test(made_result(), Diary(frame)).axes
    assert len(hatched(left)) == gaps


def test_each_block_of_a_fair_test_has_its_mean_over_its_days() -> None:
    left, right = figures.fair_test(made_result(), made_days()).axes
    means = [line for line in left.lines if line.get_markevery() == [1]]
    first = date2num(pd.Timestamp("2026-03-02"))
    drawn = {tuple(line.get_xdata() - first): line.get_ydata()[0] for line in means}
    assert len(means) == 10
    assert drawn[(0, 6.5, 13)] == 4.0
    assert drawn[(14, 20.5, 27)] == 5.0
    # a dotted line between two blocks
    between = [line.get_xdata()[0] - first for line in left.lines if line.get_linestyle() == ":"]
    assert between == [14 * n - 0.5 for n in range(1, 10)]
    # -2.56 to -0.32 over the contrast, and some room
    assert right.get_xlim() == pytest.approx((-1.15 * 2.56, 1.15 * 2.56))


def alarms() -> pd.DataFrame:
    rows = [("primary", "b", 0, 0.04), ("primary", "c", 0, 0.06), ("primary", "d", -1, 0.9)]
    table = pd.DataFrame(rows, columns=["method", "scenario", "truth", "rejected"])
    return table.assign(days=365, rated=1.0, replicates=200)


def test_only_diaries_with_nothing_to_find_count_as_false_alarms() -> None:
    ax = figures.false_alarms(alarms())
    dots = ax.lines[0]
    assert np.asarray(dots.get_xdata()).tolist() == pytest.approx([4, 6])
    assert ax.lines[1].get_xdata() == [5, 5]  # what was aimed at
    assert ax.get_xlim() == (0, 102)


def test_rows_of_a_forest_have_room_and_names_their_lines() -> None:
    rows = [
        Check("planned", estimate=-0.8, std_error=0.1, df=1e9, unit="points_per.distance"),
        Check("total", estimate=-0.5, std_error=0.1, df=1e9, unit="points_per.distance"),
        Check("other", estimate=-0.5, std_error=0.1, df=1e9, unit="points_per.frequency"),
    ]
    ax = figures.sensitivity(rows[:2] + rows[2:])
    assert ax.get_ylim() == pytest.approx((1.6, -0.6))
    planned = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert planned.x0 == pytest.approx(-0.8 - 1.95996 * 0.1)
    assert planned.x1 == pytest.approx(-0.8 + 1.95996 * 0.1)
    markers = [line.get_marker() for line in ax.lines if line.get_marker() in "Do"]
    assert markers == ["D", "o"]
    assert ax.figure.get_figheight() == pytest.approx(1.2 + 2 * 0.34)


@pytest.mark.parametrize(("lag", "kind"), [(-7, "with"), (7, "with"), (0, "with")])
def test_a_week_before_and_after_a_run_is_looked_at(lag: int, kind: str) -> None:
    frame = days(40, NAN)
    frame.iloc[20, frame.columns.get_loc("runs")] = 1.0
    frame.iloc[20 + lag, 0] = 9.0
    near = pain_near_runs(frame)
    assert near[near["kind"] == kind][["lag", "pain"]].to_numpy().tolist() == [[lag, 9.0]]
    assert sorted(near["lag"].unique()) == list(range(-7, 8))
    unknown = frame.assign(runs=NAN)
    assert pain_near_runs(unknown).empty


def test_how_far_pain_lies_apart_the_day_before() -> None:
    frame = days(60, 3.0)
    frame.iloc[20::10, frame.columns.get_loc("runs")] = 1.0
    frame.iloc[19::10, 0] = 5.0
    ax = figures.around_runs(frame)
    apart = 5.0 - frame["pain"].iloc[:-1][frame["runs"].iloc[1:].eq(0).to_numpy()].mean()
    assert EN("figure.around_runs.points", x=apart) in ax.figure.alt


@pytest.mark.parametrize(
    ("width", "font", "height"), [(6.9, 9.0, 0.82), (6.91, 10.5, 1.0), (9.0, 10.5, 1.0)]
)
def test_print_has_smaller_letters_and_lower_panels(
    width: float, font: float, height: float
) -> None:
    assert height_at(width, 1.0) == height
    ax = figures.flares(days(40), width=width)
    assert ax.figure.get_figheight() == pytest.approx(2.4 * height)
    assert ax.title.get_fontsize() == font + 1.5 or ax._left_title.get_fontsize() == font + 1.5
    (ax,) = figures.timeline(days(40), width=width).axes
    assert ax.figure.get_figheight() == pytest.approx((0.78 if width <= 6.9 else 1) * 3.5 + 0.6)


def test_panels_below_take_their_room_from_pain() -> None:
    frame = days(40, runs=1.0, distance_km=5.0, weight_kg=80.0)
    picture = figures.timeline(frame)
    assert picture.get_figheight() == pytest.approx(2.5 + 1.1 + 1.1 + 0.6)
