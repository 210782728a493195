"""What the notebooks show: tables in plain words, and pictures that say why when there is none."""

from html import escape
from typing import Any

import pandas as pd

from .errors import FitError
from .exports import Exports
from .exposures import Exposure
from .figures import Picture, draw_lag_curve, draw_reverse


class Note:
    """Something to read in a notebook: HTML where it can be shown, plain text elsewhere."""

    def __init__(self, *parts: str | pd.DataFrame) -> None:
        self.parts = parts

    def _repr_html_(self) -> str:
        return "".join(_html(part) for part in self.parts)

    def __repr__(self) -> str:
        return "\n\n".join(str(part) for part in self.parts)


def _html(part: str | pd.DataFrame) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    table = part.to_html(index=False, border=0, na_rep="", justify="left")
    return f'<div class="table">{table}</div>'


def show_files(exports: Exports) -> Note:
    """Show what each file gave, what is wrong with one, and the open questions.

    Parameters
    ----------
    exports : Exports
    """
    files = exports.files
    if files.empty:
        return Note("No file was found. Put the exports of your apps into the folder raw/.")
    totals = exports.ledger.totals().reindex(files["file"]).reset_index(drop=True)
    table = pd.DataFrame(
        {
            "file": files["file"],
            "what it is": files["source"].replace("", "not read"),
            "from": files["first"].map(_day, na_action="ignore"),
            "to": files["last"].map(_day, na_action="ignore"),
        }
    )
    for name in ("read", "kept", "merged", "set aside"):
        table[f"rows {name}"] = totals[name].fillna(0).astype(int)
    wrong = files[files["problem"] != ""]
    lines = [f"{f}: {p}" for f, p in zip(wrong["file"], wrong["problem"], strict=True)]
    return Note(table, *lines, *_questions(exports))


def _day(day: pd.Timestamp) -> str:
    return f"{day.day}\u00a0{day:%b}\u00a0{day.year}"


def _questions(exports: Exports) -> list[str]:
    return [
        f"A question about {q.file}: {q.question} To answer, add to settings.toml: {q.setting}"
        for q in exports.questions
    ]


def show_set_aside(exports: Exports, at_most: int = 30) -> Note:
    """Show the rows that were merged or set aside, and why.

    Parameters
    ----------
    exports : Exports
    at_most : int
        Rows shown; `exports.ledger` holds them all.
    """
    ledger = exports.ledger
    rows = ledger[ledger["fate"] != "kept"]
    if rows.empty:
        return Note("Every row was kept: nothing was merged or set aside.")
    counts = rows.groupby(["file", "fate", "reason"]).size().rename("rows").reset_index()
    counts = counts.sort_values("rows", ascending=False)
    more = len(counts) - at_most
    return Note(counts.head(at_most), *([f"... and {more} more reasons."] if more > 0 else []))


def show_lag_curve(daily: pd.DataFrame, exposure: Exposure) -> Picture | Note:
    """Draw the lag curve of an exposure, or say why there is none yet.

    Parameters
    ----------
    daily : DataFrame
        The daily table.
    exposure : {FREQUENCY, DISTANCE}
    """
    from .lagged import fit_lag_curve

    return _or_why(lambda: draw_lag_curve(fit_lag_curve(daily, exposure)))


def show_reverse(daily: pd.DataFrame) -> Picture | Note:
    """Draw whether bad days are followed by fewer runs, or say why that cannot be asked yet."""
    from .checks import reverse_test

    return _or_why(lambda: draw_reverse(reverse_test(daily)))


def _or_why(draw: Any) -> Any:
    try:
        return draw().figure
    except FitError as error:
        return Note(f"No picture yet: {error} Keep recording, and it will appear.")
