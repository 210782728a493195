"""Widgets: look at a part of the record, answer a question about a file.

Nothing needs a click: a notebook runs to its end without them, and where nobody can click (the
monthly run sets BACKPAIN_REPORT) a sentence stands in their place.
"""

import dataclasses
import json
import os
import re
from html import escape
from pathlib import Path
from typing import Any

from .. import plots as figures
from ..diary import build_diary
from ..errors import BackpainError, SettingsError
from ..importing import Question
from ..language import Phrases, question_words
from ..language.wording import found
from ..model.exposures import EXPOSURES
from ..model.lagged import fit_lagged, lag_curve
from ..settings import read_settings
from .display import Note
from .session import Record

LABEL = (
    "<b>Exploration.</b> Whoever chooses after looking will always find something. "
    "The planned answer stays: "
)


def nobody_clicks() -> bool:
    """Tell whether this is the monthly run, where a widget would be dead."""
    return bool(os.environ.get("BACKPAIN_REPORT"))


def choose_part(record: Record, name: str = "distance") -> Any:
    """Look at one part of the record: choose months, region, exposure and window.

    `name` is the exposure shown first: distance, frequency or weight_change. Returns a widget, or
    a Note where nobody can click.
    """
    if nobody_clicks():
        return Note("In JupyterLab you can choose months, exposure and window here.")
    import ipywidgets as w

    every = [(m.strftime("%b %Y"), str(m)) for m in record.daily.index.to_period("M").unique()]
    ends = {"index": (0, len(every) - 1), "layout": w.Layout(width="30rem")}
    now = record.diary.region
    regions = sorted(set(record.exports.pain["region"].dropna()) - {""})
    asked = [(e.label, n) for n, e in EXPOSURES.items()]
    windows = [(f"{k} days", k) for k in (7, 14, 28)]
    period, exposure, window, region = choices = (
        w.SelectionRangeSlider(options=every, description="Months", **ends),
        w.Dropdown(options=asked, value=name, description="Asked"),
        w.Dropdown(options=windows, value=14, description="Before"),
        w.Dropdown(options=regions or [now], value=now or None, description="Region"),
    )
    shown = w.HTML()

    def renew(_: Any = None) -> None:
        daily, one = record.daily, EXPOSURES[exposure.value]
        if region.value and region.value != now:
            pain = dataclasses.replace(record.settings.pain, region=region.value)
            settings = dataclasses.replace(record.settings, pain=pain)
            daily = build_diary(record.exports, settings).days
        part, planned = daily.loc[period.value[0] : period.value[1]], record.answer(one)
        stays = planned.sentence if planned else "the plan does not ask this."
        picture, curve = figures.draw_timeline(part).to_html(), ""
        try:
            fit = fit_lagged(part, one, window.value)
            told = f"In this part: {found(one.name, fit.estimate, fit.conf_int(), 0.95)}"
            if one.windowed:
                curve = figures.draw_lag_curve(lag_curve(fit)).figure.to_html()
        except BackpainError as error:
            told = f"No answer for this part: {error}"
        shown.value = f"<p>{LABEL}{stays}</p>{picture}<p>{told}</p>{curve}"
        window.disabled = not one.windowed

    for choice in choices:
        choice.observe(renew, "value")
    renew()
    return w.VBox([*choices[: 4 if len(regions) > 1 else 3], shown])


def choose_answers(record: Record) -> Any:
    """Answer each open question about a file by a drop-down; it is written to settings.toml."""
    questions = record.exports.questions
    folder = record.settings.person or Path()
    if not questions:
        return Note("No question is open.")
    if nobody_clicks():
        return Note("In JupyterLab you can answer these questions here.")
    import ipywidgets as w

    def ask(q: Question) -> Any:
        choice = w.Combobox(options=q.options, placeholder="choose", description=q.key)
        button, said = w.Button(description="Write it down"), w.HTML()

        def write(_: Any) -> None:
            try:
                path = write_setting(folder, q.file or "[pain]", q.key, choice.value)
                said.value = f"Written into {path.name}. Run the notebook again."
            except SettingsError as error:
                said.value = escape(str(error))

        button.on_click(write)
        asked = w.HTML(escape(question_words(Phrases(), q)))
        return w.VBox([asked, w.HBox([choice, button]), said])

    return w.VBox([ask(q) for q in questions])


def write_setting(person: Path, file: str, key: str, value: str) -> Path:
    """Write one answer about a file into settings.toml; one that does not fit changes nothing."""
    path = person / "settings.toml"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    name, text = (json.dumps(words, ensure_ascii=False) for words in (file, value))
    head = file if file == "[pain]" else f"[files.{name}]"
    tables = {head if t.startswith(head) else t: t for t in re.split(r"(?m)^(?=\[)", before)}
    own = re.sub(rf"(?m)^{key}\s*=.*\n?", "", tables.get(head, f"\n{head}\n"))
    tables[head] = own.replace(head, f"{head}\n{key} = {text}", 1)
    path.write_text("".join(tables.values()).lstrip(), encoding="utf-8")
    try:
        read_settings(person)
    except SettingsError:
        path.write_text(before, encoding="utf-8") if before else path.unlink()
        raise
    return path
