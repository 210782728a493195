"""A Note: paragraphs and tables for a notebook, or why there is nothing to show yet."""

import math
import re
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import pandas as pd

from ..errors import BackpainError, FitError
from ..language import Phrases, html_text, plain_text, upper_first

COMMAND = re.compile(r"`([^`\n]+)`")  # in a sentence, as in Markdown


class Note:
    """Paragraphs and tables for a notebook; a text of several lines is shown as it stands."""

    def __init__(self, *parts: str | pd.DataFrame) -> None:
        self.parts = parts

    def _repr_html_(self) -> str:
        return "".join(map(_html, self.parts))

    def __repr__(self) -> str:
        return "\n\n".join(map(_plain, self.parts))


def _plain(part: str | pd.DataFrame) -> str:
    if isinstance(part, pd.DataFrame):
        return part.to_string(index=False)
    return part


def _html(part: str | pd.DataFrame) -> str:
    if isinstance(part, pd.DataFrame):
        return _html_table(part)
    lines = part.splitlines()
    text = "\n".join(map(html_text, lines))
    text = COMMAND.sub(r"<code>\1</code>", text)
    if len(lines) > 1:
        return f"<pre>{text}</pre>"
    return f"<p>{text}</p>"


def _html_table(frame: pd.DataFrame) -> str:
    """Return a frame as HTML, every cell flush left: JupyterLab sets them flush right."""
    cells = frame.convert_dtypes().astype(object).fillna("")
    table = cells.map(_safe_cell).to_html(index=False, border=0, justify="left")
    table = table.replace("<td>", '<td style="text-align:left">')
    table = table.replace("<th>", '<th style="text-align:left">')
    return f'<div class="table">{table}</div>'


def _safe_cell(cell: Any) -> Any:
    if isinstance(cell, str):
        return plain_text(cell)
    return cell


def table(p: Phrases, frame: pd.DataFrame, **fields: object) -> pd.DataFrame | str:
    """Return a frame's numbers and headings in the person's language.

    A sentence where the frame has no row. `fields` fill the headings.
    """
    if frame.empty:
        return p("notebook.nothing_yet")
    headings = {column: _heading(p, str(column), fields) for column in frame}
    return frame.map(partial(_cell, p)).rename(columns=headings)


def _heading(p: Phrases, column: str, fields: dict[str, object]) -> str:
    """Return a column's heading; a column of the person's own keeps its name."""
    key = f"notebook.columns.{column}"
    if p.has(key):
        return p(key, **fields)
    return column.replace("_", " ")


def _cell(p: Phrases, cell: Any) -> Any:
    """Write a number as the language does, with one place where it has any; NaN as nothing."""
    if not isinstance(cell, float):
        return cell
    if math.isnan(cell):
        return ""
    return p.short(cell)


def or_why_not(show: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of a record that draws return a Note instead where there is nothing to draw.

    What is drawn is shown as its whole figure.
    """

    @wraps(show)
    def shown(record: Any, *args: Any, **options: Any) -> Any:
        try:
            drawn = show(record, *args, **options)
        except BackpainError as error:
            return Note(why_not(record.words, error))
        return getattr(drawn, "figure", drawn)

    return shown


def why_not(p: Phrases, error: BackpainError) -> str:
    """Say why there is nothing to show."""
    reason = upper_first(reason_of(p, error))
    if isinstance(error, FitError):
        return p("notebook.nothing_to_show_yet", reason=reason)
    return p("notebook.nothing_to_show", reason=reason)


def reason_of(p: Phrases, error: BackpainError) -> str:
    """Return an error's reason in the person's language; its own message where it has no code."""
    remark = getattr(error, "remark", None)
    if remark is None:
        return str(error)
    return p.remark(remark)
