"""`backpain setup`: the open questions one after another, and the habits to confirm."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import rich
import typer

from ..language import Phrases
from .app import STOPPED, Told, app
from .asking import ask, say
from .terminal import ROOT_OF_FILES, Person, settings_of, words_of

if TYPE_CHECKING:
    from ..importing import Exports
    from ..report import Proposed
    from ..settings import Settings


@app.command()
def setup(
    person: Person = None,
    out: Annotated[
        Path, typer.Option(help="Folder of the reports, where drafts may stand already.")
    ] = Path("reports"),
) -> None:
    """Answer what your files leave open, one question after another, and confirm your habits."""
    settings = settings_of(person)
    from ..settings import is_example

    p = words_of(settings)
    if is_example(settings.person or Path()):
        say(p("setup.confirm.example", folder=ROOT_OF_FILES))
        return
    from ..setup import Ended

    try:
        _first_run(p, settings.person or Path(), out)
    except (Ended, KeyboardInterrupt) as stopped:
        say("")
        say(p("setup.terminal.stopped"))
        if isinstance(stopped, KeyboardInterrupt):
            raise Told(STOPPED) from stopped
    except EOFError:
        say("")
        say(p("setup.terminal.ended"))


def _first_run(p: Phrases, person: Path, reports: Path) -> None:
    """Ask about the files, then about the habits."""
    from ..importing import read_exports
    from ..settings import read_settings
    from ..setup import ask_about_files, ask_about_habits

    def read() -> tuple["Settings", "Exports"]:
        settings = read_settings(person)
        with rich.get_console().status(p("terminal.check.reading")):
            return settings, read_exports(None, settings)

    settings, exports = ask_about_files(p, read, ask, say)
    if exports.files.empty:
        say(p("terminal.check.no_file", folder=settings.raw))
        return
    proposed = _proposed(exports, settings)
    if proposed.lack == "unconfirmed":
        ask_about_habits(p, proposed, settings, reports, ask, say)
    elif proposed.lack:
        say(p(f"setup.confirm.{proposed.lack}"))
    else:
        say(p("setup.confirm.fixed", day=proposed.plan.frozen_on))


def _proposed(exports: "Exports", settings: "Settings") -> "Proposed":
    """Return the plan that would be fixed with what is read now."""
    from ..answers import answer
    from ..diary import build_diary
    from ..report import propose_plan

    diary = build_diary(exports, settings)
    return propose_plan(diary, answer(diary, settings), settings)
