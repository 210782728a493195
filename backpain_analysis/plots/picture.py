"""A Picture is a figure in the house's look that carries words for those who cannot see it."""

import base64
import functools
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from matplotlib import style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, FigureBase
from matplotlib.text import Text

from ..codes import Remark
from ..errors import FitError
from ..language import Phrases, html_text, plain_text
from .files import set_as_pdf_and_png
from .letters import in_letters_at_hand

NOTEBOOK = 9.0  # width in inches
PRINT = 6.9  # the text width of A4 and Letter
PRINT_HEIGHT = 0.82  # a panel in print is this much lower than in a notebook
CSS_PIXELS_PER_INCH = 96
SHEET = Path(__file__).with_name("look.mplstyle")
ENGLISH = Phrases()

# neither date nor program in a file: the same data give the same bytes
NO_METADATA: Mapping[str, Mapping[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def house_style(width: float) -> AbstractContextManager[None]:
    """Return what sets the look of a figure of this width in inches, for a `with`."""
    size = 9.0 if width <= PRINT else 10.5
    sizes = {"font.size": size, "axes.titlesize": size + 1.5}
    return style.context(["default", SHEET, sizes])


def in_house_style(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Run a drawing function in the look of the `width` that it is called with."""

    @functools.wraps(draw)
    def drawn(*results: Any, width: float = NOTEBOOK, **options: Any) -> Any:
        with house_style(width):
            return draw(*results, width=width, **options)

    return drawn


class Picture(Figure):
    """A figure in the house's look, with words for those who cannot see it.

    Attributes
    ----------
    name : str
        The stem of its files.
    alt : str
        What is to be seen.
    caption : str
        How to read it.
    """

    name = ""
    alt = ""
    caption = ""
    _in_its_look = False

    @contextmanager
    def _look(self) -> Iterator[None]:
        """Set the look for a `with`, once for all that is nested in it: it takes 2 ms to set."""
        if self._in_its_look:
            yield
            return
        self._in_its_look = True
        try:
            with house_style(self.get_figwidth()):
                yield
        finally:
            self._in_its_look = False

    def draw(self, renderer: Any) -> None:
        """Draw in the house's look, also the ticks that are made only now."""
        take_texts_literally(self)
        with self._look():
            super().draw(renderer)

    def lay_out(self) -> None:
        """Find every panel its place and keep it: the files of one picture are laid out once."""
        engine = self.get_layout_engine()
        if engine is None:
            return
        take_texts_literally(self)
        with self._look():
            engine.execute(self)
        self.set_layout_engine(None)

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        """Save without date, program or path in the file: the same data, the same bytes."""
        kind = str(kwargs.get("format") or Path(fname).suffix[1:])
        metadata: dict[str, str | None] = {**NO_METADATA.get(kind, {})}
        if kind == "svg":
            metadata["Title"] = self.alt
        with self._look():
            super().savefig(fname, metadata=metadata, **kwargs)

    def save(self, folder: Path) -> None:
        """Write `<name>.svg`, `.pdf`, `.png` and `.txt` (caption and alternative text)."""
        self.save_drawing(folder)
        self.save_as_set(folder)

    def save_drawing(self, folder: Path) -> None:
        """Write `<name>.svg`, and `<name>.txt`."""
        self.savefig(folder / f"{self.name}.svg")
        text = f"{self.caption}\n\nIn words: {self.alt}\n"
        (folder / f"{self.name}.txt").write_text(text, encoding="utf-8")

    def save_as_set(self, folder: Path) -> None:
        """Have Typst set the drawing as `<name>.pdf` and `.png`; that may be in another thread."""
        set_as_pdf_and_png(folder / f"{self.name}.svg", title=self.name, alt=self.alt)

    def to_html(self) -> str:
        """Return the picture as HTML: nothing is fetched, the words stand with it."""
        png = io.BytesIO()
        canvas = FigureCanvasAgg(self)
        quickly = {"compress_level": 3}  # a sixth more bytes, in half the time
        # savefig would draw twice
        canvas.print_png(png, metadata={"Software": None}, pil_kwargs=quickly)
        source = base64.b64encode(png.getvalue()).decode()
        width = round(self.get_figwidth() * CSS_PIXELS_PER_INCH)
        # the caption takes the page's own colour, so that it can be read in a dark theme
        return (
            f'<figure style="margin:0"><img alt="{html_text(self.alt)}" width="{width}" '
            f'style="max-width:100%;height:auto" src="data:image/png;base64,{source}">'
            f'<figcaption style="max-width:{width}px;color:inherit;opacity:0.8;font-size:90%">'
            f"{html_text(self.caption)}</figcaption></figure>"
        )

    def _ipython_display_(self) -> None:
        from IPython.display import display

        shown = {"text/html": self.to_html(), "text/plain": f"{self.alt}\n{self.caption}"}
        display(shown, raw=True)


def take_texts_literally(drawn: Artist) -> None:
    """Draw every text as it stands: a dollar is no mathematics, a control character a space.

    What the font lacks, such as an emoji in the name of an event, is named.
    """
    for text in drawn.findobj(Text):
        assert isinstance(text, Text)
        text.set_parse_math(False)
        lines = text.get_text().split("\n")
        plain = "\n".join(map(plain_text, lines))
        text.set_text(in_letters_at_hand(plain))


def new_picture(width: float, height: float) -> Picture:
    """Return an empty Picture of this size in inches."""
    return Picture((width, height), dpi=160, layout="constrained")


def height_at(width: float, height: float) -> float:
    """Return a height given for a notebook as that of a figure this wide."""
    return height * PRINT_HEIGHT if width <= PRINT else height


def one_panel(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the given `ax`, or that of a new Picture: `height` is in inches in a notebook."""
    if ax is not None:
        return ax
    picture = new_picture(width, height_at(width, height))
    return picture.add_subplot()


def nothing_to_draw(lack: Remark) -> FitError:
    """Return the error of a figure for which there are too few data."""
    return FitError(ENGLISH.remark(lack), remark=lack)


def put_into_words(
    ax: Axes, name: str, words: Phrases, facts: Mapping[str, object] | None = None
) -> None:
    """Give a panel the title and the names of the axes that the catalogue has; `describe` it."""
    facts = facts or {}
    for part in ("title", "xlabel", "ylabel"):
        key = f"figure.{name}.{part}"
        if words.has(key):
            ax.set(**{part: words(key, **facts)})
    describe(ax.figure, name, words, facts)


def describe(
    figure: FigureBase | None, name: str, words: Phrases, facts: Mapping[str, object]
) -> None:
    """Give a Picture its name, alternative text and caption, the facts filled in.

    A figure of the caller's own has no place for them.
    """
    if not isinstance(figure, Picture):
        return
    figure.name = name
    figure.alt = words(f"figure.{name}.alt", **facts).strip()
    figure.caption = words(f"figure.{name}.caption", **facts).strip()
