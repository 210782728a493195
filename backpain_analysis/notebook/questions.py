"""Buttons that answer what is open, and confirm the habits before the plan is fixed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import DataError
from ..importing import Question
from ..language import Phrases, html_text
from ..report import Proposed, fix_plan, habits_words, propose_plan
from ..settings import ROOT, is_example
from ..setup import Choice, Step, first_step, step_words, write_answer
from .note import Note
from .session import Record, open_record
from .widgets import nobody_clicks

REPORTS = ROOT / "reports"


def choose_answers(record: Record) -> Any:
    """Answer what is open about the files: a button for every answer.

    An answer is written to settings.toml, the line is shown, and the next question follows.
    """
    p = record.words
    if not record.exports.questions:
        return Note(p("setup.none"))
    if nobody_clicks():
        return Note(p("notebook.questions.not_here"))
    return _Questions(record, confirm=False).box


def set_up(record: Record) -> Any:
    """Answer what is open, then confirm the habits: what `backpain setup` does in a terminal."""
    p = record.words
    if nobody_clicks():
        is_open = bool(record.exports.questions) or _proposed(record).lack == "unconfirmed"
        return Note(p("notebook.questions.not_here") if is_open else p("setup.none"))
    return _Questions(record, confirm=True).box


def _proposed(record: Record) -> Proposed:
    return propose_plan(record.diary, record.answers, record.settings)


def _why_not(p: Phrases, proposed: Proposed) -> str:
    """Say why there is nothing to confirm; "" where there is something."""
    if proposed.lack == "unconfirmed":
        return ""
    if proposed.lack:
        return p(f"setup.confirm.{proposed.lack}", folder="data/raw")
    return p("setup.confirm.fixed", day=proposed.plan.frozen_on)


class _Questions:
    """The box that shows one question after another, and what was written."""

    def __init__(self, record: Record, *, confirm: bool) -> None:
        import ipywidgets

        self.record = record
        self.later: list[Question] = []
        self.confirm = confirm
        self.said: list[str] = []
        self.box = ipywidgets.VBox()
        self._show_next()

    def _show_next(self) -> None:
        step = first_step(self.record.exports, self.record.settings, self.later)
        if step is not None:
            self._show([*self._question(step), *self._buttons(step)])
            return
        p = self.record.words
        habits = self._habits() if self.confirm else []
        if left := len(self.record.exports.questions):
            self.said.append(_paragraph(p("setup.left", n=left)))
        elif not habits or self.said:
            self.said.append(_paragraph(p("setup.none")))
        self._show([*habits, self._again()] if self.said else habits)

    def _show(self, widgets: list[Any]) -> None:
        """Show what was said so far, and beneath it what is asked now."""
        self.box.children = (_html("".join(self.said)), *widgets)

    def _question(self, step: Step) -> list[Any]:
        words = step_words(self.record.words, step)
        asked = f"<p>{html_text(words.place)}<br><b>{html_text(words.asked)}</b></p>"
        about = "<br>".join(html_text(line) for line in words.about)
        return [_html(f"{asked}<p>{about}</p>")]

    def _buttons(self, step: Step) -> list[Any]:
        """Return a button for every choice, beneath each what it would mean."""
        words = step_words(self.record.words, step)
        widgets = []
        for choice, (label, means) in zip(step.choices, words.choices, strict=True):
            widgets.append(_button(label, self._answering(step, choice)))
            if means:
                widgets.append(_html(f'<p style="margin-left:1em">{html_text(means)}</p>'))
        if step.open_answer:
            widgets.append(self._typed(step))
        p = self.record.words
        widgets.append(_button(p("notebook.questions.later"), self._putting_off(step)))
        return widgets

    def _answering(self, step: Step, choice: Choice) -> Callable[[Any], None]:
        return lambda _: self._write(step, choice)

    def _putting_off(self, step: Step) -> Callable[[Any], None]:
        def put_off(_: Any) -> None:
            self.later.append(step.question)
            self._show_next()

        return put_off

    def _typed(self, step: Step) -> Any:
        """Return a field for an answer that is none of the choices."""
        import ipywidgets

        p = self.record.words
        what = p(f"setup.terminal.{step.open_answer}")
        field = ipywidgets.Text(placeholder=p("notebook.questions.typed", what=what))

        def write(_: Any) -> None:
            if field.value.strip():
                self._write(step, step.typed(field.value))

        button = _button(p("notebook.questions.write"), write)
        return ipywidgets.HBox([field, button])

    def _write(self, step: Step, choice: Choice) -> None:
        """Write an answer down and show its lines; go on to what is open then."""
        p = self.record.words
        person = self.record.settings.person or Path()
        try:
            written = write_answer(person, step.question, choice.values)
        except DataError as error:
            self.said.append(_paragraph(p("setup.not_written")) + _lines(str(error)))
            self._show([*self._question(step), *self._buttons(step)])
            return
        file = p("setup.wrote", file=written.file.name)
        self.said.append(_paragraph(file) + _lines(written.lines))
        self.record = open_record(person)
        self._show_next()

    def _again(self) -> Any:
        """Say how the rest of the page comes to know of it."""
        return _html(_paragraph(self.record.words("notebook.questions.again")))

    def _habits(self) -> list[Any]:
        """Return the question whether the habits are the person's, and its two buttons."""
        p = self.record.words
        proposed = _proposed(self.record)
        if why_not := _why_not(p, proposed):
            return [_html(_paragraph(why_not))]
        asked = p("setup.confirm.ask", habits=habits_words(p, proposed.habits))
        why = p("setup.confirm.why")
        return [
            _html(f"<p><b>{html_text(asked)}</b></p>{_paragraph(why)}"),
            _button(p("setup.confirm.yes"), lambda _: self._fix(proposed)),
            _button(p("setup.confirm.no"), lambda _: self._refuse()),
        ]

    def _fix(self, proposed: Proposed) -> None:
        settings = self.record.settings
        p = self.record.words
        try:
            fix_plan(proposed.plan, settings, reports_of(settings.person), dt.date.today())
        except OSError as error:
            self.said.append(_paragraph(p("setup.not_written")) + _lines(str(error)))
            self._show(self._habits())
            return
        self.said.append(_paragraph(p("setup.confirm.done", file="plan.toml")))
        self._show([self._again()])

    def _refuse(self) -> None:
        self.said.append(_paragraph(self.record.words("setup.confirm.refused")))
        self._show([])


def reports_of(person: Path | None) -> Path:
    """Return the folder that the report's button writes a person's reports into."""
    if person is not None and is_example(person):
        return REPORTS / person.resolve().name
    return REPORTS


def _button(label: str, pressed: Callable[[Any], None]) -> Any:
    import ipywidgets

    layout = ipywidgets.Layout(width="auto", max_width="100%", align_self="flex-start")
    button = ipywidgets.Button(description=label, layout=layout)
    button.on_click(pressed)
    return button


def _html(text: str) -> Any:
    import ipywidgets

    return ipywidgets.HTML(text)


def _paragraph(text: str) -> str:
    return f"<p>{html_text(text)}</p>"


def _lines(text: str) -> str:
    """Show lines as they stand."""
    shown = "\n".join(html_text(line) for line in text.splitlines())
    return f"<pre>{shown}</pre>"
