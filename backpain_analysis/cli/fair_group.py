"""The commands below `backpain test`, and what they share."""

from typing import TYPE_CHECKING

import rich
import typer

from ..language import Phrases, plain_text
from .app import app
from .asking import say

if TYPE_CHECKING:
    from ..diary import Diary
    from ..language import Section
    from ..settings import Settings

commands = typer.Typer(
    help="A fair test: chance decides when to run more, so the answer is about what running does.",
    no_args_is_help=True,
)
app.add_typer(commands, name="test")


def tell_sections(sections: "list[Section]") -> None:
    """Write sections with their headings."""
    for section in sections:
        typer.secho(f"\n{plain_text(section.heading)}", bold=True)
        for line in section.lines:
            say(plain_text(line))


def diary_of(p: Phrases, settings: "Settings") -> "Diary":
    """Read the person's files."""
    from ..diary import build_diary
    from ..importing import read_exports

    with rich.get_console().status(p("terminal.check.reading")):
        return build_diary(read_exports(None, settings), settings)
