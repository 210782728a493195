"""The one look of all figures, and the Picture that carries its own words.

Colours are Okabe-Ito's; series also differ in marker or line, so that a grey print can be read.
"""

import base64
import functools
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

Words = Callable[..., tuple[str, str]]  # draws; returns alternative text and caption
NOTEBOOK, PRINT = 9.0, 6.9  # widths in inches; PRINT is the text width of A4 and Letter
BLUE, ORANGE, GREEN, SKY = "#0072B2", "#D55E00", "#009E73", "#56B4E9"
MID, PALE = "#6b6b6b", "#e9e9e9"
PAIN: Any = {"ylim": (-0.4, 10.4), "yticks": range(0, 11, 2)}  # the pain axis, always


def style(width: float) -> Any:
    """Return the style for a figure of this width in inches."""
    size = 9.0 if width <= PRINT else 10.5
    return {
        "font.size": size,
        "axes.titlesize": size + 1.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlepad": 9,
        "axes.edgecolor": MID,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "grid.color": PALE,
        "legend.frameon": False,
        "savefig.dpi": 300,
        "svg.hashsalt": "backpain_analysis",
    }


class Picture(Figure):
    """A figure in the house's look, with words for those who cannot see it.

    `name` is its files' stem; `alt` says what is to be seen, `caption` how to read it.
    """

    name = alt = caption = ""

    def draw(self, renderer: Any) -> None:
        """Draw in the house's look, also the ticks that are made only now."""
        with mpl.rc_context(style(self.get_figwidth())):
            super().draw(renderer)

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        """Save without date, program or path in the file: the same data, the same bytes."""
        kind = str(kwargs.get("format") or Path(fname).suffix[1:])
        clean: dict[str, dict[str, Any]] = {
            "png": {"Software": None},
            "svg": {"Date": None, "Creator": None, "Title": self.alt},
            "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
        }
        with mpl.rc_context(style(self.get_figwidth())):
            super().savefig(fname, metadata=clean.get(kind), **kwargs)

    def save(self, folder: str | Path) -> None:
        """Write `<name>.png`, `.svg`, `.pdf` and `.txt` (caption and alternative text)."""
        folder = Path(folder)
        for kind in ("png", "svg", "pdf"):
            self.savefig(folder / f"{self.name}.{kind}")
        words = f"{self.caption}\n\nIn words: {self.alt}\n"
        (folder / f"{self.name}.txt").write_text(words, encoding="utf-8")

    def to_html(self) -> str:
        """Return the picture as HTML: nothing is fetched, the words stand with it."""
        png, dpi = io.BytesIO(), self.dpi
        self.dpi = 160
        FigureCanvasAgg(self).print_png(png, metadata={"Software": None})  # savefig draws twice
        self.dpi = dpi
        source = base64.b64encode(png.getvalue()).decode()
        width = round(self.get_figwidth() * 96)
        return (
            f'<figure style="margin:0"><img alt="{escape(self.alt, quote=True)}" width="{width}" '
            f'style="max-width:100%;height:auto" src="data:image/png;base64,{source}">'
            f'<figcaption style="max-width:{width}px;color:#555;font-size:90%">'
            f"{escape(self.caption)}</figcaption></figure>"
        )

    def _ipython_display_(self) -> None:
        from IPython.display import display

        words = f"{self.alt}\n{self.caption}"
        display({"text/html": self.to_html(), "text/plain": words}, raw=True)


def figure(name: str, height: float, panels: bool = False) -> Callable[[Words], Callable[..., Any]]:
    """Give a drawing function its `ax` (or its Picture, for panels), and that the words returned.

    The function drawn with takes `width`, and of one panel `ax`; it returns the `ax` or Picture.
    """

    def wrap(draw: Words) -> Callable[..., Any]:
        @functools.wraps(draw)
        def drawn(*results: Any, ax: Axes | None = None, width: float = NOTEBOOK, **kw: Any) -> Any:
            with mpl.rc_context(style(width)):
                size = (width, height * (0.82 if width <= PRINT else 1))
                picture = Picture(figsize=size, layout="constrained") if ax is None else ax.figure
                on: Any = picture if panels else ax or picture.add_subplot()
                words = draw(*results, **{"picture" if panels else "ax": on}, **kw)
            if isinstance(picture, Picture):
                picture.name, picture.alt, picture.caption = name, *words
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
    formats = ["%Y", say("%b"), say("%d %b"), "%H:%M", "%H:%M", "%S"]
    firsts = ["", formats[0], formats[2], *formats[2:5]]  # of a year, a month, a day, ...
    dates: Any = {"formats": formats, "zero_formats": firsts, "show_offset": False}
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, **dates))
    if days[0].year == days[-1].year:  # no tick says which
        ax.set_xlabel(str(days[0].year))


_words: ContextVar[Mapping[str, str] | None] = ContextVar("words", default=None)


@contextmanager
def spoken(words: Mapping[str, str]) -> Iterator[None]:
    """Draw in another language: `words` holds its text for each English one."""
    token = _words.set(words)
    try:
        yield
    finally:
        _words.reset(token)


def say(text: str, **values: object) -> str:
    """Return a text in the language spoken, its {fields} filled."""
    return (_words.get() or {}).get(text, text).format(**values)


def number(x: float, places: int = 1, sign: bool = False) -> str:
    """Write a number with a true minus, and without a sign before a zero."""
    text = f"{x:+.{places}f}" if sign else f"{x:.{places}f}"
    if not text.strip("+-0."):
        text = text.lstrip("+-")
    return text.replace("-", "\u2212").replace(".", say("."))
