"""`backpain log`: one pain rating written down."""

import datetime as dt
from typing import Annotated

import typer

from .app import app
from .terminal import Person, day_option, rating, time_of_day, words_of

RatedTime = Annotated[
    dt.time | None,
    typer.Option(
        parser=time_of_day, metavar="TIME", help="Time of the rating, such as 21:30. Default: now."
    ),
]
RatedDay = Annotated[
    dt.date | None, day_option(help="Rated day, such as 2026-01-31. Default: today.")
]


@app.command()
def log(
    pain: Annotated[
        float,
        typer.Argument(parser=rating, metavar="PAIN", help="0 (no pain) to 10 (worst imaginable)."),
    ],
    at: RatedTime = None,
    day: RatedDay = None,
    region: Annotated[str, typer.Option(help="Body region. Default: that of the settings.")] = "",
    person: Person = None,
) -> None:
    """Write one pain rating into your diary: once a day at a fixed time, zeros too. Gaps are fine.

    If rating makes you dwell on the pain, pause and tell your clinician.
    """
    from ..logbook import log_rating
    from ..settings import ROOT, read_settings

    settings = read_settings(person or ROOT / "data")
    path, rated = log_rating(settings, pain, at=at, day=day, region=region)
    p = words_of(settings)
    typer.echo(p("terminal.logged", day=str(rated), pain=f"{pain:g}", file=path))
