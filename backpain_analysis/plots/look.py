"""The one look of all figures, and the Picture that carries its own words.

Colours are Okabe-Ito's; series also differ in marker or line, so that a grey print can be read.
What is said stands in `texts/`, a file a language, by figure and name: `say("history.title")`.
"""

import base64
import functools
import io
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

Values = dict[str, object]  # what fills the {fields} of a figure's words; a drawing returns them
NOTEBOOK, PRINT = 9.0, 6.9  # widths in inches; PRINT is the text width of A4 and Letter
BLUE, ORANGE, GREEN, SKY = "#0072B2", "#D55E00", "#009E73", "#56B4E9"
MID, PALE = "#6b6b6b", "#e9e9e9"
DASHED = (0, (4, 2))
PAIN: Any = {"ylim": (-0.4, 10.4), "yticks": range(0, 11, 2)}  # the pain axis, always
SHEET, TEXTS = Path(__file__).with_name("look.mplstyle"), Path(__file__).parents[1] / "language"


def styled(width: float) -> Any:
    """Return what sets the look of a figure of this width in inches, for a `with`."""
    size = 9.0 if width <= PRINT else 10.5
    return style.context([SHEET, {"font.size": size, "axes.titlesize": size + 1.5}])


class Picture(Figure):
    """A figure in the house's look, with words for those who cannot see it.

    `name` is its files' stem; `alt` says what is to be seen, `caption` how to read it.
    """

    name = alt = caption = ""

    def draw(self, renderer: Any) -> None:
        """Draw in the house's look, also the ticks that are made only now."""
        with styled(self.get_figwidth()):
            super().draw(renderer)

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        """Save without date, program or path in the file: the same data, the same bytes."""
        kind = str(kwargs.get("format") or Path(fname).suffix[1:])
        clean: dict[str, dict[str, Any]] = {
            "png": {"Software": None},
            "svg": {"Date": None, "Creator": None, "Title": self.alt},
            "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
        }
        with styled(self.get_figwidth()):
            super().savefig(fname, metadata=clean.get(kind), **kwargs)

    def save(self, folder: Path) -> None:
        """Write `<name>.png`, `.svg`, `.pdf` and `.txt` (caption and alternative text)."""
        for kind in ("png", "svg", "pdf"):
            self.savefig(folder / f"{self.name}.{kind}")
        words = f"{self.caption}\n\nIn words: {self.alt}\n"
        (folder / f"{self.name}.txt").write_text(words, encoding="utf-8")

    def to_html(self) -> str:
        """Return the picture as HTML: nothing is fetched, the words stand with it."""
        png = io.BytesIO()
        FigureCanvasAgg(self).print_png(png, metadata={"Software": None})  # savefig draws twice
        source = base64.b64encode(png.getvalue()).decode()
        width = round(self.get_figwidth() * 96)
        return (
            f'<figure style="margin:0"><img alt="{escape(self.alt)}" width="{width}" '
            f'style="max-width:100%;height:auto" src="data:image/png;base64,{source}">'
            f'<figcaption style="max-width:{width}px;color:#555;font-size:90%">'
            f"{escape(self.caption)}</figcaption></figure>"
        )

    def _ipython_display_(self) -> None:
        from IPython.display import display

        words = f"{self.alt}\n{self.caption}"
        display({"text/html": self.to_html(), "text/plain": words}, raw=True)


def figure(name: str, height: float, panels: bool = False) -> Any:
    """Give a drawing function its `ax` (its Picture, for panels), and the figure its words.

    So made, the function takes `width`, and of one panel `ax`; it returns the `ax` or Picture.
    """

    def wrap(draw: Callable[..., Values]) -> Callable[..., Any]:
        @functools.wraps(draw)
        def drawn(*results: Any, ax: Axes | None = None, width: float = NOTEBOOK, **kw: Any) -> Any:
            with styled(width):
                size = (width, height * (0.82 if width <= PRINT else 1))
                picture = ax.figure if ax else Picture(size, dpi=160, layout="constrained")
                on: Any = picture if panels else ax or picture.add_subplot()
                values = draw(*results, **{"picture" if panels else "ax": on}, **kw)
                for label in ("title", "xlabel", "ylabel"):
                    if label in words("en")[name] and not panels:
                        on.set(**{label: say(f"{name}.{label}", **values)})
            if isinstance(picture, Picture):
                picture.name = name
                picture.alt = say(f"{name}.alt", **values).strip()
                picture.caption = say(f"{name}.caption", **values).strip()
            return on

        return drawn

    return wrap


def tall(ax: Axes, height: float) -> None:
    """Make a picture of one panel this tall, in inches at notebook width."""
    if isinstance(ax.figure, Picture):
        ax.figure.set_figheight(height * (0.82 if ax.figure.get_figwidth() <= PRINT else 1))


def blank(ax: Axes, text: str) -> None:
    """Say in an empty panel why it is empty."""
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=MID)


def days_below(ax: Axes, days: pd.Index) -> None:
    """Give the lowest panel its calendar."""
    one = pd.Timedelta(days=1)
    ax.set_xlim(days[0] - one, days[-1] + 2 * one)
    locator = AutoDateLocator(minticks=3, maxticks=9, interval_multiples=len(days) > 90)
    year, month, day, clock = "%Y", say("form.month"), say("form.day"), "%H:%M"
    formats: Any = {"formats": [year, month, day, clock, clock, "%S"], "show_offset": False}
    formats["zero_formats"] = ["", year, day, day, clock, clock]  # the first of a year, ...
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, **formats))
    if days[0].year == days[-1].year:  # no tick says which
        ax.set_xlabel(str(days[0].year))


_spoken: ContextVar[tuple[str, bool]] = ContextVar("spoken", default=("en", False))


@contextmanager
def spoken(language: str, other: bool = False) -> Iterator[None]:
    """Draw in a language that has a file in `texts/`; of another activity where `other`."""
    token = _spoken.set((language, other))
    try:
        yield
    finally:
        _spoken.reset(token)


@functools.cache
def words(language: str) -> dict[str, dict[str, str]]:
    """Return what a language has to say, by figure and name."""
    catalogue = tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8"))
    told: dict[str, dict[str, str]] = catalogue["figure"]
    return told


def say(key: str, **values: object) -> str:
    """Return a text, "figure.name", its {fields} filled: in English where the language lacks it.

    What English lacks too is its own name: of `terms` and `ways`.
    """
    table, _, name = key.partition(".")
    language, other = _spoken.get()
    told: dict[str, str] = {}
    for part in (table, f"{table}_other")[: 1 + other]:
        told |= words("en").get(part, {}) | words(language).get(part, {})
    return told.get(name, name).format(**values)


def number(x: float, places: int = 1, sign: bool = False) -> str:
    """Write a number with a true minus, and without a sign before a zero."""
    text = f"{x:{'+' if sign else ''}z.{places}f}"
    text = text if text.strip("+0.") else text.lstrip("+")
    return text.replace("-", "\u2212").replace(".", say("form.point"))


def short(x: float) -> str:
    """Write a number with one decimal where it has any."""
    return number(x, 0 if x % 1 == 0 else 1)


def long_date(day: pd.Timestamp) -> str:
    """Write a day in words: 3 May 2026."""
    return say("form.date", day=day)
