"""Widgets that answer the open questions about the files, by a line in settings.toml."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import SettingsError
from ..importing.exports import Question
from ..language import html_text
from ..settings import read_settings
from .note import Note
from .session import Record
from .widgets import nobody_clicks

PAIN_TABLE = "[pain]"
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
    key, options = setting_of(question)
    choice = ipywidgets.Combobox(
        options=options, placeholder=p("notebook.questions.choose"), description=key
    )
    button = ipywidgets.Button(description=p("notebook.questions.write"))
    said = ipywidgets.HTML()

    def write(_: Any) -> None:
        person = record.settings.person or Path()
        try:
            path = write_setting(person, question.file, key, choice.value)
            said.value = html_text(p("notebook.questions.written", file=path.name))
        except SettingsError as error:
            said.value = html_text(error)

    button.on_click(write)
    asked = f"<b>{html_text(question.file)}</b>: {html_text(question.question)}"
    return ipywidgets.VBox([ipywidgets.HTML(asked), ipywidgets.HBox([choice, button]), said])


class AskedSetting(NamedTuple):
    """The key that a question asks for, and the values that it proposes."""

    key: str
    options: list[str]


def setting_of(question: Question) -> AskedSetting:
    """Read the last of the lines that a question proposes: `key = "a"  # or "b"`."""
    line = question.setting.splitlines()[-1]
    key = line.partition("=")[0].strip()
    return AskedSetting(key, re.findall(r'"([^"]*)"', line))


def write_setting(person: Path, file: str, key: str, value: str) -> Path:
    """Write one answer about a file into settings.toml; one that does not fit changes nothing."""
    path = person / "settings.toml"
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(with_setting(before or "", file, key, value), encoding="utf-8")
    try:
        read_settings(person)
    except SettingsError:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
        raise
    return path


def with_setting(text: str, file: str, key: str, value: str) -> str:
    """Return the text of settings.toml with one key of a file's table set, all else as it was."""
    heading = _heading(file)
    tables = _tables(text)
    own = tables.get(heading, f"\n{heading}\n")
    without = re.sub(rf"(?m)^{re.escape(key)}\s*=.*\n?", "", own)
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    tables[heading] = without.replace(heading, f"{heading}\n{line}", 1)
    return "".join(tables.values()).lstrip()


def _heading(file: str) -> str:
    if file == PAIN_TABLE:
        return PAIN_TABLE
    return f"[files.{json.dumps(file, ensure_ascii=False)}]"


def _tables(text: str) -> dict[str, str]:
    """Return each table's text under its heading; what is no table stands under its own text."""
    tables: dict[str, str] = {}
    for part in re.split(r"(?m)^(?=\[)", text):
        heading = HEADING.match(part)
        tables[heading[0] if heading else part] = part
    return tables
