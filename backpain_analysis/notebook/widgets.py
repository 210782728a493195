"""Widgets: look at a part of the record, write the month's report.

Nothing needs a click: a notebook runs to its end without them, and where nobody can click (the
monthly run sets BACKPAIN_REPORT) a sentence stands in their place.
"""

import dataclasses
import os
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd

from .. import plots
from ..codes import Remark
from ..diary import Diary, build_diary
from ..errors import BackpainError
from ..language import Phrases, answer_sentence, estimate_sentence, exposure_label, html_text
from ..model import EXPOSURES, Exposure, LaggedFit, fit_lagged, lag_curve
from ..settings import ROOT
from .note import Note, reason_of
from .session import Record, exposure_named

WINDOWS = (7, 14, 28)  # days
USUAL_WINDOW = 14


def nobody_clicks() -> bool:
    """Tell whether this is the monthly run, where a widget would be dead."""
    return bool(os.environ.get("BACKPAIN_REPORT"))


class Part(NamedTuple):
    """The part of a record that someone chose to look at."""

    first_month: str
    last_month: str
    exposure: Exposure
    window_days: int
    region: str


class Controls(NamedTuple):
    """The widgets that choose a part."""

    months: Any
    exposure: Any
    window: Any
    region: Any

    def part(self) -> Part:
        """Return the part that is chosen now."""
        first_month, last_month = self.months.value
        return Part(
            first_month=first_month,
            last_month=last_month,
            exposure=EXPOSURES[self.exposure.value],
            window_days=self.window.value,
            region=self.region.value or "",
        )


def choose_part(record: Record, exposure: Exposure | str = "distance") -> Any:
    """Look at one part of the record: choose months, region, exposure and window.

    `exposure` is the one shown first. Returns a widget, or a Note where nobody can click.
    """
    p = record.words
    if nobody_clicks():
        return Note(p("notebook.part.not_here"))
    import ipywidgets

    controls = _controls(record, exposure_named(exposure))
    shown = ipywidgets.HTML()

    def renew(_: Any = None) -> None:
        part = controls.part()
        controls.window.disabled = not part.exposure.windowed
        shown.value = _html_of_part(record, part)

    for control in controls:
        control.observe(renew, "value")
    renew()
    visible = list(controls)
    if len(controls.region.options) < 2:
        visible.remove(controls.region)
    return ipywidgets.VBox([*visible, shown])


def _controls(record: Record, exposure: Exposure) -> Controls:
    import ipywidgets

    p = record.words
    months = record.daily.index.to_period("M").unique()
    options = [(p.date(month.to_timestamp(), "month"), str(month)) for month in months]
    region = record.diary.region
    regions = sorted(set(record.exports.pain["region"].dropna()) - {""})
    return Controls(
        months=ipywidgets.SelectionRangeSlider(
            options=options,
            index=(0, len(options) - 1),
            description=p("notebook.part.months"),
            layout=ipywidgets.Layout(width="30rem"),
        ),
        exposure=ipywidgets.Dropdown(
            options=[(exposure_label(p, name), name) for name in EXPOSURES],
            value=exposure.name,
            description=p("notebook.part.exposure"),
        ),
        window=ipywidgets.Dropdown(
            options=[(p("notebook.part.days", n=days), days) for days in WINDOWS],
            value=USUAL_WINDOW,
            description=p("notebook.part.window"),
        ),
        region=ipywidgets.Dropdown(
            options=regions or [region],
            value=region or None,
            description=p("notebook.part.region"),
        ),
    )


def _html_of_part(record: Record, part: Part) -> str:
    """Return the planned answer, which stays, then the part's picture, answer and lag curve."""
    days = _days_of_part(record, part)
    p = record.words
    label = html_text(p("notebook.part.exploration"))
    picture = plots.timeline(days, words=p)
    planned = html_text(_planned_sentence(record, part.exposure))
    html = f"<p><b>{label}</b> {planned}</p>{picture.to_html()}"
    try:
        fit = fit_lagged(days, part.exposure, part.window_days)
    except BackpainError as error:
        reason = reason_of(p, error)
        return html + _paragraph(p("notebook.part.no_answer", reason=reason))
    html += _paragraph(_sentence_of_part(record, fit))
    if part.exposure.windowed:
        html += plots.lag_curve(lag_curve(fit), words=p).figure.to_html()
    return html


def _paragraph(text: str) -> str:
    return f"<p>{html_text(text)}</p>"


def _days_of_part(record: Record, part: Part) -> pd.DataFrame:
    diary = _diary_of_region(record, part.region)
    return diary.days.loc[part.first_month : part.last_month]


def _diary_of_region(record: Record, region: str) -> Diary:
    """Return the diary with another region's ratings as its pain."""
    if region in ("", record.diary.region):
        return record.diary
    pain = dataclasses.replace(record.settings.pain, region=region)
    settings = dataclasses.replace(record.settings, pain=pain)
    return build_diary(record.exports, settings)


def _planned_sentence(record: Record, exposure: Exposure) -> str:
    p = record.words
    planned = record.answer(exposure)
    if planned is None:
        return p("notebook.not_planned", exposure=exposure_label(p, exposure.name))
    return p("notebook.part.planned", answer=answer_sentence(p, planned))


def _sentence_of_part(record: Record, fit: LaggedFit) -> str:
    p = record.words
    said = estimate_sentence(
        p,
        fit.exposure.name,
        fit.estimate,
        fit.conf_int(),
        0.95,
        window_days=fit.window_days,
    )
    return p("notebook.part.found", answer=said)


def choose_report(record: Record) -> Any:
    """Offer a button that writes this month's report, as `make report` does.

    It shows what is being done, and at the end a link to the person's own page.
    """
    p = record.words
    if nobody_clicks():
        return Note(p("notebook.report.not_here"))
    import ipywidgets

    from ..report import write_report

    button = ipywidgets.Button(description=p("notebook.report.write"))
    button.layout.width = "auto"
    button.layout.align_self = "flex-start"
    said = ipywidgets.HTML()

    def say(step: Remark) -> None:
        said.value = _paragraph(p.remark(step))

    def write(_: Any) -> None:
        button.disabled = True
        said.value = _paragraph(p("notebook.report.writing"))
        try:
            folder = write_report(record.settings.person or "", ROOT / "reports", say=say)
            said.value = _link(p, folder / "yours.html")
        except (BackpainError, OSError) as error:
            said.value = _paragraph(str(error))
        finally:
            button.disabled = False

    button.on_click(write)
    return ipywidgets.VBox([button, said])


def _link(p: Phrases, page: Path) -> str:
    """Return a link to a page of the report, and where it is."""
    shown = html_text(page.relative_to(ROOT))
    text = html_text(p("notebook.report.open"))
    address = html_text(address_of(page))
    link = f'<a href="{address}" target="_blank" style="text-decoration:underline">{text}</a>'
    return f"<p><b>{link}</b> ({shown})</p>"


def address_of(page: Path) -> str:
    """Return the address of a file: from the JupyterLab that runs here, if it can give it."""
    for server in _servers():
        root = Path(server["root_dir"])
        if page.is_relative_to(root):
            return f"{server['base_url']}files/{quote(page.relative_to(root).as_posix())}"
    return page.as_uri()


def _servers() -> list[dict[str, Any]]:
    """Return the Jupyter servers of this user, that of this kernel first."""
    try:
        from jupyter_server.serverapp import list_running_servers

        found = list(list_running_servers())
    except Exception:  # no server is installed, or its notes cannot be read
        return []
    own = os.environ.get("JPY_PARENT_PID", "")
    return sorted(found, key=lambda server: str(server["pid"]) != own)
