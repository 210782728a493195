"""Widgets that answer the open questions about the files, by a line in settings.toml."""

import json
import re
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from ..importing import Question
from ..language import html_text, question_words
from ..settings import read_settings
from .note import Note
from .session import Record
from .widgets import nobody_clicks

HEADING = re.compile(r"""\[(?:[^"\]]|"(?:\\.|[^"\\])*")*\]""")  # a bracket may stand in quotes


def choose_answers(record: Record) -> Any:
    """Answer each open question about a file by a drop-down; it is written to settings.toml."""
    p = record.words
    questions = record.exports.questions
    if not questions:
        return Note(p("notebook.questions.none"))
    if nobody_clicks():
        return Note(p("notebook.questions.not_here"))
    import ipywidgets

    return ipywidgets.VBox([_asked(record, question) for question in questions])


def _asked(record: Record, question: Question) -> Any:
    """Return a question, with a drop-down and a button that writes what is chosen."""
    import ipywidgets

    p = record.words
    choice = ipywidgets.Combobox(
        options=question.options,
        placeholder=p("notebook.questions.choose"),
        description=question.key,
    )
    button = ipywidgets.Button(description=p("notebook.questions.write"))
    said = ipywidgets.HTML()

    def write(_: Any) -> None:
        person = record.settings.person or Path()
        try:
            path = write_setting(person, question, choice.value)
            said.value = html_text(p("notebook.questions.written", file=path.name))
        except SettingsError as error:
            said.value = html_text(error)

    button.on_click(write)
    asked = html_text(question_words(p, question))
    return ipywidgets.VBox([ipywidgets.HTML(asked), ipywidgets.HBox([choice, button]), said])


def write_setting(person: Path, question: Question, value: str) -> Path:
    """Write the answer to a question into settings.toml; one that does not fit changes nothing."""
    path = person / "settings.toml"
    before = path.read_text(encoding="utf-8") if path.exists() else None
    if question.lines:
        text = f"{before or ''}\n{question.lines}\n".lstrip()
    else:
        text = with_setting(before or "", question.table, question.key, value)
    path.write_text(text, encoding="utf-8")
    try:
        read_settings(person)
    except SettingsError:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
        raise
    return path


def with_setting(text: str, heading: str, key: str, value: str) -> str:
    """Return the text of settings.toml with one key of a table set, all else as it was."""
    tables = _tables(text)
    own = tables.get(heading, f"\n{heading}\n")
    without = re.sub(rf"(?m)^{re.escape(key)}\s*=.*\n?", "", own)
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    tables[heading] = without.replace(heading, f"{heading}\n{line}", 1)
    return "".join(tables.values()).lstrip()


def _tables(text: str) -> dict[str, str]:
    """Return each table's text under its heading; what is no table stands under its own text."""
    tables: dict[str, str] = {}
    for part in re.split(r"(?m)^(?=\[)", text):
        heading = HEADING.match(part)
        tables[heading[0] if heading else part] = part
    return tables
