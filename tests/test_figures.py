"""Every figure: what it must show, for whom it must be readable, and the same bytes each time."""

import io
import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image
from pypdf import PdfReader

import backpain_analysis as bpa
from backpain_analysis import plots as figures
from backpain_analysis.answers import Answers
from backpain_analysis.checks import Check
from backpain_analysis.codes import Remark
from backpain_analysis.diary import Diary, Event
from backpain_analysis.language import Phrases
from backpain_analysis.plots import find_flares, look
from backpain_analysis.plots.false_alarms import _span
from backpain_analysis.plots.means import means_with_intervals
from backpain_analysis.settings import Settings

PER_10_KM = "points_per.distance"
CONVENTIONAL = Remark("note.conventional")
TOO_FEW = Remark("lack.usable_days", {"days": 12, "needed": 60})
WAYS = [
    Check("planned", estimate=-0.8, std_error=0.15, df=200, unit=PER_10_KM),
    Check("ols", estimate=-1.0, std_error=0.1, df=300, unit=PER_10_KM, notes=(CONVENTIONAL,)),
    Check("window", unit=PER_10_KM, values={"days": 7}, lack=TOO_FEW),
]


@pytest.fixture(scope="module")
def daily() -> pd.DataFrame:
    daily = bpa.simulate_diary("d", n_days=330, seed=3).daily.copy()
    daily.loc[daily.index[120:160], "pain"] = np.nan
    daily["weight_kg"] = np.nan
    daily.iloc[::5, daily.columns.get_loc("weight_kg")] = 80.0
    return daily


@pytest.fixture(scope="module")
def answers(daily: pd.DataFrame) -> Answers:
    return bpa.answer(daily, Settings())


def pictures(daily: pd.DataFrame, answers: Answers) -> list[figures.Picture]:
    return [
        figures.timeline(daily),
        figures.calendar(daily),
        figures.answers(answers).figure,
        figures.lag_curve(bpa.fit_lag_curve(daily, bpa.DISTANCE)).figure,
        figures.reverse(bpa.reverse_test(daily)).figure,
        figures.rhythm(daily),
        figures.flares(daily).figure,
        figures.around_runs(daily).figure,
        figures.sensitivity(WAYS).figure,
        figures.others(daily.assign(stress=daily["pain"])),
        figures.together(
            daily["pain"], daily["distance_km"], names=("Pain", "Distance (km)")
        ).figure,
    ]


def saved(picture: figures.Picture, kind: str) -> bytes:
    out = io.BytesIO()
    picture.savefig(out, format=kind)
    return out.getvalue()


def test_a_picture_is_saved_in_three_formats_that_are_one_drawing(
    daily: pd.DataFrame, tmp_path: Path
) -> None:
    """A PNG of 300 dpi and a tagged PDF, of the size of the drawing; twice, the same bytes."""
    kept = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        picture = figures.calendar(daily, width=figures.PRINT)
        picture.save(folder)
        kept.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert kept[0] == kept[1]
    assert sorted(kept[0]) == ["calendar.pdf", "calendar.png", "calendar.svg", "calendar.txt"]
    inches = picture.get_size_inches()
    with Image.open(tmp_path / "a" / "calendar.png") as png:
        assert png.size == pytest.approx(300 * inches, abs=1)
        assert png.getpixel((0, 0))[:3] == (255, 255, 255)
    pdf = PdfReader(tmp_path / "a" / "calendar.pdf")
    assert pdf.pages[0].mediabox.width == pytest.approx(72 * inches[0], abs=0.5)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert not set(pdf.metadata or {}) - {"/Title", "/Creator"}


def test_every_figure_has_words_for_those_who_cannot_see_it(
    daily: pd.DataFrame, answers: Answers
) -> None:
    for picture in pictures(daily, answers):
        assert picture.name
        for words in (picture.alt, picture.caption):
            assert len(words) > 40
            assert "nan" not in words.casefold()
            assert words.rstrip().endswith(".")


def test_pain_is_drawn_from_0_to_10_whatever_it_was(daily: pd.DataFrame) -> None:
    mild = daily.assign(pain=daily["pain"].clip(upper=2))
    low, high = figures.timeline(mild).axes[0].get_ylim()
    assert low <= 0
    assert high >= 10
    assert high - low < 11


def test_a_gap_is_drawn_as_a_gap(daily: pd.DataFrame) -> None:
    pain = figures.timeline(daily).axes[0]
    mean = next(line for line in pain.lines if "mean" in str(line.get_label()))
    assert np.isnan(np.asarray(mean.get_ydata(), dtype=float)[128:152]).all()
    dots = pain.collections[0].get_offsets()
    assert len(dots) == daily["pain"].count()


def test_names_of_other_ratings_stay_beside_their_panels(daily: pd.DataFrame) -> None:
    names = ("paracetamol_mg", "how_tired_before_going_to_bed", "m" * 200)
    picture = figures.others(daily.assign(**dict.fromkeys(names, daily["pain"])))
    picture.draw_without_rendering()
    extents = [ax.yaxis.label.get_window_extent() for ax in picture.axes]
    for above, below in itertools.pairwise(extents):
        assert above.y0 > below.y1
    assert extents[-1].y0 > 0
    assert not [ax for ax in picture.axes if "_" in ax.get_ylabel()]


def test_a_panel_without_data_is_left_out_and_named(daily: pd.DataFrame) -> None:
    picture = figures.timeline(daily.assign(weight_kg=np.nan))
    assert len(picture.axes) == 2
    assert "Weight: not recorded" in picture.caption
    only_pain = daily.assign(weight_kg=np.nan, runs=np.nan, distance_km=np.nan)
    assert len(figures.timeline(only_pain).axes) == 1


def test_no_ratings_at_all_still_draws(daily: pd.DataFrame) -> None:
    empty = daily.assign(pain=np.nan)
    for picture in (figures.timeline(empty), figures.calendar(empty)):
        assert saved(picture, "png")


@pytest.mark.parametrize("days", [1, 21, pytest.param(3650, marks=pytest.mark.slow)])
@pytest.mark.parametrize("width", [figures.NOTEBOOK, figures.PRINT])
def test_short_and_long_histories_draw_without_a_warning(days: int, width: float) -> None:
    index = pd.date_range("2016-03-01", periods=days, freq="D", name="day")
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "pain": rng.integers(0, 11, days).astype(float),
            "runs": (rng.random(days) < 0.4).astype(float),
            "distance_km": 5.0,
            "duration_min": 30.0,
            "weight_kg": 80.0,
        },
        index,
    )
    for draw in (figures.timeline, figures.calendar):
        assert saved(draw(frame, width=width), "svg")


@pytest.mark.slow
def test_labels_do_not_run_into_each_other(daily: pd.DataFrame, answers: Answers) -> None:
    for picture in pictures(daily, answers):
        FigureCanvasAgg(picture).draw()
        for ax in picture.axes:
            for axis in (ax.xaxis, ax.yaxis):
                boxes = [
                    label.get_window_extent()
                    for label in axis.get_ticklabels()
                    if label.get_text() and label.get_visible()
                ]
                inside = [b for b in boxes if picture.bbox.overlaps(b)]
                hits = [(a, b) for a, b in itertools.pairwise(inside) if a.overlaps(b)]
                assert not hits, picture.name


def test_words_in_a_panel_do_not_touch(daily: pd.DataFrame) -> None:
    days = daily.index[[20, 24, 28, 300]]
    events = pd.DataFrame({"start": days, "end": days, "event": "a new mattress"})
    for width in (figures.NOTEBOOK, figures.PRINT):
        picture = figures.timeline(daily, events=events, width=width)
        FigureCanvasAgg(picture).draw()
        ax = picture.axes[0]
        legend = ax.get_legend()
        assert legend is not None
        marks = [text for text in ax.texts if text.get_text() == "a new mattress"]
        boxes = [artist.get_window_extent() for artist in (legend, ax.title, *marks)]
        assert len(marks) == 4
        assert not [1 for a, b in itertools.combinations(boxes, 2) if a.overlaps(b)]


def test_the_forest_says_where_nothing_is_known(daily: pd.DataFrame) -> None:
    answers = bpa.answer(daily.assign(weight_kg=np.nan), Settings())
    ax = figures.answers(answers)
    assert "not enough data yet" in [text.get_text() for text in ax.texts]
    low, high = np.clip(answers["distance"].contrast_int(), *ax.get_xlim())
    drawn = np.sort(np.concatenate([np.atleast_1d(line.get_xdata()) for line in ax.lines]))
    assert np.isclose(drawn, low).any()
    assert np.isclose(drawn, high).any()


def test_the_curve_runs_towards_the_rating(daily: pd.DataFrame) -> None:
    curve = bpa.fit_lag_curve(daily, bpa.DISTANCE)
    ax = figures.lag_curve(curve)
    left, right = ax.get_xlim()
    assert left > right  # the day before the rating stands at the right edge, next to it
    line = next(line for line in ax.lines if line.get_marker() == "o")
    assert np.allclose(np.asarray(line.get_ydata(), dtype=float), curve.estimate)


def test_a_figure_goes_into_a_given_ax(answers: Answers) -> None:
    ax = Figure().add_subplot()
    assert figures.answers(answers, ax=ax) is ax


VECTORS = [pytest.param(kind, marks=pytest.mark.slow) for kind in ("svg", "pdf")]


@pytest.mark.parametrize("kind", ["png", *VECTORS])
def test_the_same_data_give_the_same_clean_bytes(
    daily: pd.DataFrame, answers: Answers, kind: str
) -> None:
    one, two = (pictures(daily, answers)[2] for _ in range(2))
    data = saved(one, kind)
    assert data == saved(two, kind)
    assert not [w for w in (b"Matplotlib v", b"CreationDate", b"dc:date", b"Software") if w in data]


def test_series_differ_in_more_than_colour(answers: Answers) -> None:
    ax = figures.answers(answers)
    markers = {line.get_marker() for line in ax.lines} & set("osD")
    assert len(markers) == sum(a.fit is not None for a in answers)


def test_events_are_marked_and_named(daily: pd.DataFrame) -> None:
    day = daily.index[200]
    events = pd.DataFrame({"start": [day], "end": [day], "event": ["injection"]})
    picture = figures.timeline(daily, events=events)
    assert "injection" in [t.get_text() for t in picture.axes[0].texts]
    assert "injection" in picture.alt
    before = events.assign(start=daily.index[0] - pd.Timedelta(days=9), end=daily.index[0])
    assert "injection" in figures.timeline(daily, events=before).alt
    gone = events.assign(start=pd.Timestamp("1999-01-01"), end=pd.Timestamp("1999-01-02"))
    assert "injection" not in figures.timeline(daily, events=gone).alt


def test_what_is_not_to_be_trusted_says_so() -> None:
    ax = figures.sensitivity(WAYS)
    labels = [t.get_text().replace("\n", " ") for t in ax.get_yticklabels()]
    assert labels == ["planned analysis", "plain OLS (not to be trusted here)"]
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert len(dashed) == 1


def test_patterns_of_too_little_draw(daily: pd.DataFrame) -> None:
    little = daily.iloc[:9].assign(pain=np.nan)
    none = figures.flares(daily.iloc[:9].assign(pain=3.0))
    assert none.get_title(loc="left") == "No flare so far"
    for picture in (figures.rhythm(little), none.figure):
        assert "nan" not in picture.alt
        assert saved(picture, "png")
    for nothing in (little, daily.assign(runs=np.nan)):
        with pytest.raises(bpa.FitError, match="no day near a run"):
            figures.around_runs(nothing)
    with pytest.raises(bpa.DataError, match="Stress, sleep"):
        figures.others(little)
    with pytest.raises(bpa.FitError, match="too few weeks"):
        figures.together(little["pain"], little["runs"], names=("a", "b"))
    with pytest.raises(bpa.FitError, match="at least 60 are needed"):
        figures.sensitivity(WAYS[2:])


def test_a_flare_is_two_days_or_more_well_above_the_usual() -> None:
    pain = pd.Series(3.0, pd.date_range("2026-03-01", periods=40, name="day"))
    pain.iloc[[5, 10, 11, 12, 20, 21, 30, 33]] = [8, 5, 7, 4, 5, 6, 5, 5]
    pain.iloc[[31, 32]] = np.nan  # an unrated day or two do not end one
    found = find_flares(pain)
    assert found["first"].dt.day.tolist() == [11, 21, 31]  # one bad day alone is none
    assert found["days"].tolist() == [2, 2, 2]
    assert found["worst"].tolist() == [7, 6, 5]
    ax = figures.flares(pain.to_frame("pain"))
    assert ax.get_title(loc="left") == "Flares: 3, the longest of 2 days"
    assert len(ax.patches) == 3


def test_a_short_history_names_its_year_and_months(daily: pd.DataFrame) -> None:
    short = daily.iloc[:21].set_axis(pd.date_range("2016-03-01", periods=21, name="day"))
    lowest = figures.timeline(short).axes[-1]
    FigureCanvasAgg(lowest.figure).draw()
    labels = [label.get_text() for label in lowest.get_xticklabels()]
    assert lowest.get_xlabel() == "2016"
    assert "4 Mar" in labels


FIGURES = Path(figures.__file__).parent


def test_every_word_that_is_asked_for_is_there() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in FIGURES.glob("*.py"))
    asked = set(re.findall(r'words\("(figure\.[a-z_.]+)"', code))
    assert len(asked) > 50
    words = Phrases()
    assert [key for key in asked if not words.has(key)] == []


def test_german_numbers_have_no_point_on_any_axis(daily: pd.DataFrame, answers: Answers) -> None:
    german = Phrases("de")
    weight = 80 + daily["weight_kg"] * np.linspace(0, 0.03, len(daily))
    rare = daily.assign(weight_kg=weight, distance_km=np.nan, runs=daily.index.day == 1)
    shown = [
        figures.timeline(rare, words=german),
        figures.timeline(daily, width=figures.PRINT, words=german),
        figures.rhythm(daily, words=german),
        figures.answers(answers, words=german).figure,
        figures.sensitivity(WAYS, words=german).figure,
        figures.lag_curve(bpa.fit_lagged(daily, bpa.DISTANCE), words=german).figure,
    ]
    for picture in shown:
        FigureCanvasAgg(picture).draw()
        labels = [
            t.get_text()
            for ax in picture.axes
            for axis in (ax.xaxis, ax.yaxis)
            for t in axis.get_ticklabels()
        ]
        assert not [text for text in labels if re.search(r"\d\.\d", text)]
    assert "Gewicht: an" in shown[0].alt
    assert figures.timeline(daily).alt.startswith("Daily pain")


def test_a_figure_speaks_of_the_activity_that_counts(daily: pd.DataFrame) -> None:
    swimming = Phrases("en", ("swim",))
    picture = figures.timeline(daily, words=swimming)
    assert picture.axes[1].get_ylabel() == "Swimming\n(km/week)"
    reverse = figures.reverse(bpa.reverse_test(daily), words=swimming)
    assert "swim" in reverse.get_title(loc="left")
    both = figures.timeline(daily, words=Phrases("de", ("run", "ride")))
    assert both.axes[1].get_ylabel().startswith("Laufen, Radfahren")


def test_a_figure_takes_a_diary_and_its_events(daily: pd.DataFrame) -> None:
    day = daily.index[100]
    diary = Diary(daily, events=(Event("injection", day, day),))
    assert "injection" not in figures.timeline(diary).alt
    for events in (True, diary.events, pd.DataFrame([vars(e) for e in diary.events])):
        if isinstance(events, pd.DataFrame):
            events = events.rename(columns={"name": "event"})
        picture = figures.timeline(diary, events=events)
        assert "injection" in [t.get_text() for t in picture.axes[0].texts]
    assert figures.timeline(diary).alt == figures.timeline(daily).alt
    drawn = [figures.calendar, figures.rhythm, figures.flares, figures.around_runs]
    for draw in drawn:
        assert draw(diary) is not None


DRAWN_AS = {
    "$100 massage": "$100 massage",
    "insoles $30, 50% off (was $60)": "insoles $30, 50% off (was $…",
    "a$b$c": "a$b$c",
    "$\\frac{1}{$": "$\\frac{1}{$",
    "line one\x0bline two": "line one line two",
    "a\x00b \x1b[31m": "a b  [31m",
    "<script>&amp;\"'": "<script>&amp;\"'",
    "\U0001f9d8 yoga": "[person in lotus position] yoga",
    "\u05d2\u05d1 \u0638\u0647\u0631": "\u05d2\u05d1 \u0638\u0647\u0631",
    "{name}": "{name}",
}
ODD_NAMES = list(DRAWN_AS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_event_of_any_name_is_drawn(daily: pd.DataFrame, name: str) -> None:
    day = daily.index[60]
    events = [Event(name, day, day)]
    picture = figures.timeline(daily, events=events)
    for kind in ("png", "pdf"):
        assert saved(picture, kind)
    svg = saved(picture, "svg")
    ElementTree.fromstring(svg)  # well-formed, or this raises
    assert b"<script>" not in svg
    assert "<script>" not in picture.to_html()
    texts = [text.get_text() for text in picture.axes[0].texts]
    assert DRAWN_AS[name] in texts


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_on_an_axis_is_drawn(daily: pd.DataFrame, name: str) -> None:
    picture = figures.others(daily.assign(**{name: daily["pain"]}))
    together = figures.together(
        daily["pain"].ffill(), daily["distance_km"], names=(name, f"{name} (km)")
    ).figure
    for drawn in (picture, together):
        ElementTree.fromstring(saved(drawn, "svg"))


def test_a_dollar_in_an_ax_of_ones_own_is_no_mathematics(daily: pd.DataFrame) -> None:
    ax = figures.flares(daily)
    ax.set_title("$5 a$b", loc="left")
    ax.set_xlabel("control\x0bcharacter")
    assert saved(ax.figure, "svg")
    assert not ax.title.get_parse_math()
    assert ax.get_xlabel() == "control character"


def test_a_rating_of_two_and_a_half_is_drawn_there(daily: pd.DataFrame) -> None:
    coarse = daily.assign(pain=(daily["pain"] / 2.5).round() * 2.5)
    bars = figures.rhythm(coarse).axes[0].patches
    centres = {round(bar.get_x() + bar.get_width() / 2, 6) for bar in bars}
    assert centres <= {0.0, 2.5, 5.0, 7.5, 10.0}
    assert 2.5 in centres
    assert sum(bar.get_height() for bar in bars) == coarse["pain"].count()


def test_an_axis_writes_as_many_places_as_its_steps_need() -> None:
    formatter = look.NumberFormatter(Phrases())
    assert formatter.format_ticks([-0.025, 0.0, 0.025]) == ["\u22120.025", "0.000", "0.025"]
    assert formatter.format_ticks([-1.0, 0.0, 1.0]) == ["\u22121", "0", "1"]
    assert look.NumberFormatter(Phrases("de")).format_ticks([0.5, 1.0]) == ["0,5", "1,0"]


def contrast_to_white(colour: str) -> float:
    """Return the contrast of a colour to white (WCAG 2.2, relative luminance)."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return 1.05 / (float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05)


@pytest.mark.parametrize("name", ["BLUE", "ORANGE", "GREEN", "MID", "DOT"])
def test_what_must_be_seen_stands_out_from_white(name: str) -> None:
    assert contrast_to_white(getattr(look, name)) >= 3


def test_a_caption_takes_the_colour_of_its_page(daily: pd.DataFrame) -> None:
    html = figures.flares(daily).figure.to_html()
    assert "color:inherit" in html
    assert "#" not in html.split("<figcaption")[1].split(">")[0]


def test_a_short_calendar_names_its_own_months_only(daily: pd.DataFrame) -> None:
    ax = figures.calendar(daily.iloc[:21]).axes[0]
    named = [label.get_text() for label in ax.get_xticklabels()]
    assert named == [m.strftime("%b") for m in daily.index[:21].to_period("M").unique()]


def test_means_carry_their_ordinary_interval_and_one_value_alone_has_none():
    values = pd.Series([1.0, 2.0, 3.0, 5.0, np.nan])
    found = means_with_intervals(values, pd.Index([0, 0, 0, 1, 2]))
    assert found["mean"].to_dict() == {0: 2.0, 1: 5.0}
    assert found["half"][0] == pytest.approx(1.96 / 3**0.5)
    assert np.isnan(found["half"][1])


def test_long_names_of_events_are_cut_and_never_touch(daily: pd.DataFrame) -> None:
    days = daily.index[[5, 150, 153, 156, 159, 162]]
    events = [Event("a" * 200 + str(n), day, day) for n, day in enumerate(days)]
    for width in (figures.NOTEBOOK, figures.PRINT):
        picture = figures.timeline(daily, events=events, width=width)
        FigureCanvasAgg(picture).draw()
        ax = picture.axes[0]
        boxes = [text.get_window_extent() for text in ax.texts if text.get_text()[0] == "a"]
        assert len(boxes) == 5  # the fifth of five at once has no room: its line alone
        assert not [1 for a, b in itertools.combinations(boxes, 2) if a.overlaps(b)]
        assert max(box.x1 for box in boxes) <= picture.bbox.x1
        assert "a" * 200 + "4" in picture.alt


def test_coarse_ratings_do_not_lie_on_one_line(daily: pd.DataFrame) -> None:
    ax = figures.timeline(daily).axes[0]
    heights = np.asarray(ax.collections[0].get_offsets())[:, 1]
    rated = daily["pain"].dropna().to_numpy()
    assert np.abs(heights - rated).max() <= 0.3
    assert len(np.unique(heights)) > 20 * len(np.unique(rated))


def test_a_given_title_takes_the_place_of_the_usual_one(answers: Answers) -> None:
    ax = figures.answers(answers, title="Less pain")
    titles = [ax.get_title(loc) for loc in ("left", "center", "right")]
    assert titles == ["Less pain", "", ""]


def test_shares_that_round_to_one_number_are_one_number() -> None:
    assert _span(4.1, 4.4, Phrases()) == "4 %"
    assert _span(4.4, 4.6, Phrases()) == "4 to 5 %"


def test_ways_are_compared_on_diaries_that_all_were_tried_on():
    """A hidden cause, on which only ours was tried, is no dot of ours beside the others'."""
    rows = [("b", method, 0.05) for method in ("OLS, Newey-West", "primary")]
    rows.append(("hid", "primary", 0.7))
    table = pd.DataFrame(rows, columns=["scenario", "method", "rejected"])
    ax = bpa.plots.false_alarms(table.assign(truth=0, days=365, replicates=100))
    drawn = [line.get_xdata().max() for line in ax.lines[:2]]
    assert drawn == pytest.approx([5, 5])
